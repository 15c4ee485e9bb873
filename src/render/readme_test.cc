#include "render/readme.h"

#include <gtest/gtest.h>

#include "render/testing/graphs.h"

namespace slipway::render {
namespace {

using testing_graphs::chart;
using testing_graphs::object;

platform::Graph some_graph() {
  platform::Graph graph;
  graph.setting.platform = "demo";
  graph.setting.cluster = "demo-eks";
  graph.setting.region = "us-west-2";
  graph.setting.version = "1.35";
  graph.add(platform::Resource{{"aws_sqs_queue", "jobs"}, {}, "queues", {}, {}, {}});
  graph.add(object("v1", "Namespace", "", "keda"));
  graph.add(object("karpenter.k8s.aws/v1", "EC2NodeClass", "", "general"));
  graph.add(testing_graphs::read(R"({apiVersion: keda.sh/v1alpha1, kind: ScaledObject,
      metadata: {name: web, namespace: shop}, spec: {queueURL: "${aws_sqs_queue.jobs.url}"}})"));
  auto& karpenter = graph.add(chart("karpenter", "kube-system", {"karpenter.k8s.aws"}));
  karpenter.repository = "oci://public.ecr.aws/karpenter";
  karpenter.skip_crds = true;
  graph.add(chart("keda", "keda", {"keda.sh"}));
  graph.add(chart("asya", "asya"));
  return graph;
}

std::string text(const Options& options = {}, const platform::Graph& graph = some_graph()) {
  return readme(graph, options).text;
}

/// The pages' lines that begin as commands of the kind do, in their order.
std::vector<std::string> commands(const std::string& page, const std::string& start) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < page.size();) {
    const auto end = std::min(page.find('\n', at), page.size());
    if (page.compare(at, start.size(), start) == 0) found.push_back(page.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

TEST(Readme, HasACommandForEachStepInItsOrder) {
  const auto page = text();
  const auto from = page.find("## 3. The cluster"), to = page.find("## Changes");
  ASSERT_NE(from, std::string::npos) << page;
  EXPECT_EQ(page.substr(from, to - from), R"(## 3. The cluster
Step by step; each line needs those above it, and may be run again.
```sh
kubectl apply --server-side --field-manager=slipway -f filled/00-namespaces
helm upgrade --install karpenter oci://public.ecr.aws/karpenter/karpenter --version 1.2.3 \
  --namespace kube-system --values filled/charts/karpenter/values.yaml --skip-crds --wait --timeout 15m
kubectl apply --server-side --field-manager=slipway -f filled/50-node-pools
kubectl wait ec2nodeclasses.karpenter.k8s.aws --all --for=condition=Ready --timeout=5m
helm upgrade --install keda keda --repo https://charts.example.com --version 1.2.3 \
  --namespace keda --values filled/charts/keda/values.yaml --wait --timeout 15m
helm upgrade --install asya asya --repo https://charts.example.com --version 1.2.3 \
  --namespace asya --create-namespace --values filled/charts/asya/values.yaml --wait --timeout 15m
kubectl apply --server-side --field-manager=slipway -f filled/75-scaling
```

To see that all is well: `helm list --all-namespaces`, `kubectl get pods --all-namespaces`, `kubectl get nodes`.

)");
}

TEST(Readme, TakesEverythingDownBackwards) {
  const auto page = text();
  const auto deleted = commands(page, "kubectl delete --ignore-not-found");
  ASSERT_EQ(deleted.size(), 3u);
  EXPECT_TRUE(deleted.front().ends_with("filled/75-scaling"));
  EXPECT_TRUE(deleted.back().ends_with("filled/00-namespaces"));
  EXPECT_LT(page.find("helm uninstall asya"), page.find("helm uninstall karpenter"));
  EXPECT_LT(page.find("kubectl wait nodeclaims --all --for=delete"), page.find("helm uninstall karpenter"));
  EXPECT_LT(page.find("helm uninstall karpenter"), page.find("terraform -chdir=terraform destroy"));
}

TEST(Readme, FillsInOnlyWhatIsOpen) {
  EXPECT_NE(text().find("envsubst \"$names\""), std::string::npos);
  Options options;
  options.output_values = {{"aws_sqs_queue_jobs_url", "https://sqs.example.com/jobs"}};
  const auto known = text(options);
  EXPECT_EQ(known.find("envsubst"), std::string::npos);
  EXPECT_NE(known.find("-f kubernetes/75-scaling"), std::string::npos);
}

TEST(Readme, HandsFluxTheOutputsAndTheFolder) {
  const auto page = text({.delivery = Delivery::Flux});
  EXPECT_NE(page.find("kubectl create configmap terraform-outputs --namespace flux-system"), std::string::npos);
  EXPECT_NE(page.find("kubectl apply --server-side --field-manager=slipway -f kubernetes/flux\n"), std::string::npos);
  EXPECT_EQ(page.find("helm upgrade"), std::string::npos);
  EXPECT_EQ(commands(page, "kubectl delete kustomization").size(), 6u);
}

TEST(Readme, HandsArgoCdItsRoot) {
  const auto page = text({.delivery = Delivery::ArgoCd});
  EXPECT_NE(page.find("-f kubernetes/argocd/root.yaml\n"), std::string::npos);
  EXPECT_NE(page.find("Argo CD fills in nothing"), std::string::npos);
  EXPECT_EQ(page.find("helm upgrade"), std::string::npos);
}

TEST(Readme, InstallsArgoCdOnceWhenItIsOneOfTheCharts) {
  auto graph = some_graph();
  graph.add(object("v1", "Namespace", "", "argocd"));
  graph.add(chart("argo-cd", "argocd", {"argoproj.io"}));
  EXPECT_EQ(commands(text({.delivery = Delivery::ArgoCd}, graph), "helm upgrade --install argo-cd").size(), 1u);
}

TEST(Readme, SaysWhatStandsThereWhenNothingRuns) {
  auto graph = some_graph();
  graph.add(platform::Resource{{"aws_nat_gateway", "a"}, {}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{{"aws_nat_gateway", "b"}, {}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{{"aws_vpc_endpoint", "s3"}, {{"vpc_endpoint_type", "Gateway"}}, "vpc", {}, {}, {}});
  graph.add(platform::Resource{
      {"aws_eks_node_group", "system"},
      {{"instance_types", doc::List{"m7i.large"}}, {"scaling_config", doc::Map{{"min_size", 1}, {"desired_size", 2}}}},
      "node-groups",
      {},
      {},
      {}});
  const auto page = text({}, graph);
  EXPECT_NE(page.find("- 2 nodes of group `system`: m7i.large\n"), std::string::npos) << page;
  EXPECT_NE(page.find("- 2 × NAT gateway\n"), std::string::npos);
  EXPECT_EQ(page.find("interface endpoint"), std::string::npos);  // those of type Gateway are free
}

/// Which nodes those are is for `slipway plan` to say; that they are there, for the README.
TEST(Readme, NamesPodsThatNodesAreBoughtForWhenNothingRuns) {
  auto graph = some_graph();
  const auto add = [&](const std::string& kind, const std::string& name, const std::string& spec) {
    graph.add(testing_graphs::read("{apiVersion: x/v1, kind: " + kind + ", metadata: {name: " + name +
                                   ", namespace: shop}, spec: " + spec + "}"));
  };
  add("Deployment", "web", "{replicas: 3}");
  add("ScaledObject", "web-by-queue", "{scaleTargetRef: {name: web}}");  // to zero, unless told
  add("Deployment", "api", "{replicas: 2}");
  add("StatefulSet", "store", "{}");
  add("Deployment", "chat", "{}");
  add("HorizontalPodAutoscaler", "chat", "{scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 4}");
  add("Deployment", "off", "{replicas: 0}");
  add("RayCluster", "ray", "{workerGroupSpecs: [{minReplicas: 1, numOfHosts: 2}, {replicas: 0}]}");
  EXPECT_EQ(text({}, graph).find("buys for pods"), std::string::npos) << "without an autoscaler nobody buys";
  graph.setting.node_autoscaler = "Karpenter 1.14.1";
  const std::string pods = "2 of `shop/api`, 4 of `shop/chat`, 1 of `shop/store`, 3 of `shop/ray`";
  EXPECT_NE(text({}, graph).find("- whatever nodes Karpenter 1.14.1 buys for pods that always run: " + pods +
                                 ", those of the charts\n"),
            std::string::npos)
      << text({}, graph);
  graph.add(platform::Resource{{"aws_eks_node_group", "system"}, {}, "node-groups", {}, {}, {}});
  EXPECT_NE(text({}, graph).find("and do not fit on the nodes above: " + pods + "\n"), std::string::npos);
}

TEST(Readme, SaysWhichImagesToPush) {
  EXPECT_EQ(text().find("### Images"), std::string::npos);
  auto graph = some_graph();
  for (const char* name : {"llm", "tools"})
    graph.add(platform::Resource{{"aws_ecr_repository", name},
                                 {{"name", std::string("demo/") + name}, {"image_tag_mutability", "IMMUTABLE"}},
                                 "registries",
                                 {},
                                 {},
                                 {}});
  graph.add(testing_graphs::read(R"({apiVersion: v1, kind: Pod, metadata: {name: x},
      spec: {containers: [{image: "${aws_ecr_repository.llm.repository_url}:v1.0.0"}]}})"));
  const auto page = text({}, graph);
  const auto from = page.find("### Images"), to = page.find("## 2. Fill in");
  ASSERT_NE(from, std::string::npos) << page;
  EXPECT_LT(from, to) << "before anything pulls";
  EXPECT_EQ(commands(page, "docker push"), (std::vector<std::string>{"docker push \"$registry\"/demo/llm:v1.0.0",
                                                                     "docker push \"$registry\"/demo/tools:TAG"}));
  EXPECT_EQ(commands(page, "aws ecr get-login-password --region us-west-2 | docker login").size(), 1u);
  EXPECT_NE(page.find("A tag is pushed once"), std::string::npos);
  EXPECT_NE(page.find(", docker and jq"), std::string::npos);
}

TEST(Readme, SaysHowACertificateComesAbout) {
  EXPECT_EQ(text().find("### The certificate"), std::string::npos);
  auto graph = some_graph();
  graph.add(platform::Resource{{"aws_acm_certificate", "edge"},
                               {{"domain_name", "api.example.com"}, {"validation_method", "DNS"}},
                               "edge",
                               {},
                               {},
                               {}});
  const auto by_hand = text({}, graph);
  EXPECT_EQ(commands(by_hand, "aws acm wait certificate-validated --region us-west-2").size(), 1u) << by_hand;
  EXPECT_NE(by_hand.find("certificate_arns | jq -r .edge)"), std::string::npos);

  graph.add(platform::Resource{{"data.aws_route53_zone", "edge"}, {{"name", "example.com"}}, "edge", {}, {}, {}});
  graph.add(platform::Resource{{"aws_acm_certificate_validation", "edge"}, {}, "edge", {}, {}, {}});
  const auto by_terraform = text({}, graph);
  EXPECT_EQ(by_terraform.find("aws acm wait"), std::string::npos);
  EXPECT_NE(by_terraform.find("by a record in the Route 53 zone `example.com`"), std::string::npos) << by_terraform;
}

TEST(Readme, SaysWhoWritesTheNamesOfIngresses) {
  EXPECT_EQ(text().find("### Names"), std::string::npos);
  auto graph = some_graph();
  graph.add(testing_graphs::read(R"({apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web},
      spec: {rules: [{host: shop.example.com}, {host: shop.example.com}, {http: {}}]}})"));
  const auto by_hand = text({}, graph);
  EXPECT_NE(by_hand.find("Nothing here writes DNS records for `shop.example.com`. "), std::string::npos) << by_hand;
  EXPECT_EQ(commands(by_hand, "kubectl get ingress").size(), 1u);
  graph.add(chart("external-dns", "external-dns"));
  EXPECT_NE(text({}, graph).find("external-dns writes the records of `shop.example.com`"), std::string::npos);
}

/// Nothing else: a reader installs what is named.
TEST(Readme, NamesTheProgramsThatItsCommandsCall) {
  const auto programs = [](Delivery delivery) {
    const auto page = text({.delivery = delivery});
    const auto from = page.find("1.10 or later, ");
    return page.substr(from + 15, page.find('.', from + 15) - from - 15);
  };
  EXPECT_EQ(programs(Delivery::Helm), "the AWS CLI, kubectl, Helm 3");
  EXPECT_EQ(programs(Delivery::ArgoCd), "the AWS CLI, kubectl, the argocd CLI (logged in, to take it all down) and jq");
  EXPECT_EQ(programs(Delivery::Flux), "the AWS CLI, kubectl, the flux CLI and jq");
}

TEST(Readme, NamesWhatRefusesToBeDeleted) {
  auto graph = some_graph();
  graph.add(platform::Resource{{"aws_db_instance", "app"}, {{"deletion_protection", true}}, "databases", {}, {}, {}});
  EXPECT_NE(text({}, graph).find("deletion protection must be taken off first from `aws_db_instance.app`"),
            std::string::npos);
}

TEST(Readme, SaysThatAPrivateApiServerIsPrivate) {
  auto graph = some_graph();
  graph.add(platform::Resource{{"aws_eks_cluster", "main"},
                               {{"vpc_config", doc::Map{{"endpoint_public_access", false}}}},
                               "eks-cluster",
                               {},
                               {},
                               {}});
  EXPECT_NE(text({}, graph).find("no public address"), std::string::npos);
}

}  // namespace
}  // namespace slipway::render
