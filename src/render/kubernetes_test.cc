#include <gtest/gtest.h>

#include <algorithm>

#include "render/testing/graphs.h"
#include "render/tree.h"

namespace slipway::render {
namespace {

using testing_graphs::chart;
using testing_graphs::object;

std::vector<std::string> paths(const platform::Graph& graph) {
  std::vector<std::string> all;
  for (const auto& file : kubernetes(graph, {})) all.push_back(file.path);
  return all;
}

std::string text_of(const std::vector<File>& files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &File::path);
  return found == files.end() ? "no such file" : found->text;
}

/// A graph with a file system that Terraform makes, and one object that speaks of it.
platform::Graph speaking_of_aws(const std::string& manifest) {
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_db_instance", "app"}, {}, "databases", {}, {}, {}});
  graph.add(testing_graphs::read(manifest));
  return graph;
}

TEST(Kubernetes, PutsTheObjectsOfAPartIntoFilesThatPeopleOwn) {
  platform::Graph graph;
  graph.add(object("v1", "Namespace", "", "shop"));
  graph.add(object("v1", "Namespace", "", "train"));
  graph.add(object("v1", "ServiceAccount", "shop", "web"));
  graph.add(object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "reader"));
  graph.add(object("v1", "ServiceAccount", "", "tool"));
  graph.add(object("apps/v1", "Deployment", "shop", "web"));
  graph.add(object("v1", "Service", "shop", "web"));
  graph.add(object("karpenter.sh/v1", "NodePool", "", "general"));
  EXPECT_EQ(paths(graph),
            (std::vector<std::string>{"kubernetes/00-namespaces/namespaces.yaml", "kubernetes/20-access/cluster.yaml",
                                      "kubernetes/20-access/default.yaml", "kubernetes/20-access/shop.yaml",
                                      "kubernetes/50-node-pools/general.yaml", "kubernetes/70-workloads/shop.web.yaml",
                                      "kubernetes/order.yaml"}));
}

TEST(Kubernetes, SaysOfEachDocumentWhoMadeIt) {
  platform::Graph graph;
  graph.add(object("v1", "Service", "shop", "web"));
  graph.add(testing_graphs::read("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}}"));
  EXPECT_EQ(text_of(kubernetes(graph, {}), "kubernetes/70-workloads/shop.web.yaml"),
            R"(# some
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
---
# manifests · some.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
)");
}

TEST(Kubernetes, GivesEachChartItsValuesAndWhereItIsFrom) {
  platform::Graph graph;
  auto keda = chart("keda", "keda-system", {"keda.sh"});
  keda.values.set("operator", doc::Map{{"replicaCount", 2}});
  graph.add(std::move(keda));
  graph.add(chart("kro", "kro-system")).skip_crds = true;
  const auto files = kubernetes(graph, {});
  EXPECT_EQ(text_of(files, "kubernetes/charts/keda/values.yaml"), "# some\noperator:\n  replicaCount: 2\n");
  EXPECT_EQ(text_of(files, "kubernetes/charts/keda/chart.yaml"),
            "# some\nrelease: keda\nnamespace: keda-system\nrepository: https://charts.example.com\nchart: keda\n"
            "version: 1.2.3\nbrings:\n- keda.sh\n");
  EXPECT_EQ(text_of(files, "kubernetes/charts/kro/values.yaml"), "# some\n{}\n");
  EXPECT_NE(text_of(files, "kubernetes/charts/kro/chart.yaml").find("skipCrds: true"), std::string::npos);
}

TEST(Kubernetes, LeavesNamesForWhatOnlyAwsKnows) {
  const auto graph = speaking_of_aws(R"(
apiVersion: v1
kind: ConfigMap
metadata: {name: app, namespace: shop}
data:
  port: "${aws_db_instance.app.port}"
  url: "pg://${aws_db_instance.app.address}/${schema.spec.name}"
  script: |
    echo ${name:-${aws_db_instance.app.port}} > out
)");
  EXPECT_EQ(text_of(kubernetes(graph, {}), "kubernetes/25-configuration/shop.app.yaml"), R"(# manifests · some.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: shop
data:
  port: "${aws_db_instance_app_port}"
  url: "pg://${aws_db_instance_app_address}/${schema.spec.name}"
  script: |
    echo ${name:-${aws_db_instance_app_port}} > out
)");
}

TEST(Kubernetes, FillsInWhatIsKnown) {
  const auto graph = speaking_of_aws(R"({apiVersion: v1, kind: ConfigMap, metadata: {name: app, namespace: shop},
      data: {port: "${aws_db_instance.app.port}", host: "${aws_db_instance.app.address}"}})");
  Options options;
  options.output_values = {{"aws_db_instance_app_port", "5432"}};
  const auto text = text_of(kubernetes(graph, options), "kubernetes/25-configuration/shop.app.yaml");
  EXPECT_NE(text.find("port: \"5432\"\n"), std::string::npos) << text;  // a text still
  EXPECT_NE(text.find("host: \"${aws_db_instance_app_address}\"\n"), std::string::npos) << text;
}

TEST(Kubernetes, KeepsWhatTheUserWroteExactly) {
  platform::Graph graph;
  graph.add(testing_graphs::read(R"(
apiVersion: example.com/v1
kind: Odd
metadata: {name: odd}
spec: {big: 18446744073709551615, yes: "yes", octal: 0o17, none: null, half: 0.5, text: "${not.ours}", lines: "a\nb\n"}
)"));
  const auto text = text_of(kubernetes(graph, {}), "kubernetes/95-instances/odd.yaml");
  Diagnostics diagnostics;
  const auto again = doc::read_yaml(std::make_shared<const SourceText>("again", text), diagnostics);
  const auto& spec = again.at(0).root()["spec"];
  EXPECT_TRUE(spec["big"].is_unsigned());
  EXPECT_TRUE(spec["none"].is_null());
  EXPECT_FALSE(spec["none"].is_absent());
  EXPECT_EQ(spec["true"].text(), "yes");  // YAML 1.1 reads the key so, as kubectl does
  EXPECT_EQ(spec["lines"].text(), "a\nb\n");
  EXPECT_EQ(spec["text"].text(), "${not.ours}");
}

TEST(Kubernetes, LetsNoNameLeaveItsFolder) {
  platform::Graph graph;
  graph.add(object("apps/v1", "Deployment", "../..", "../../etc/passwd"));
  graph.add(object("apps/v1", "Deployment", "", std::string(500, 'x')));
  for (const auto& path : paths(graph)) {
    EXPECT_EQ(path.find(".."), std::string::npos) << path;
    EXPECT_LT(path.size(), 200u);
  }
}

TEST(Kubernetes, WritesDownTheOrder) {
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_eks_cluster", "main"}, {}, "eks-cluster", {}, {}, {}});
  graph.add(object("v1", "Namespace", "", "shop"));
  graph.add(object("keda.sh/v1alpha1", "ScaledObject", "shop", "web"));
  graph.add(object("eks.amazonaws.com/v1", "NodeClass", "", "general"));
  auto keda = chart("keda", "keda", {"keda.sh"});
  keda.values.set("endpoint", "${aws_eks_cluster.main.endpoint}");
  graph.add(std::move(keda));
  const auto text = text_of(kubernetes(graph, {}), "kubernetes/order.yaml");
  EXPECT_NE(text.find(R"(
steps:
- objects: 00-namespaces
- objects: 50-node-pools
- chart: keda
- objects: 75-scaling
  needs:
  - keda
groupsFromElsewhere:
- eks.amazonaws.com
outputs:
- aws_eks_cluster_main_endpoint
)"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace slipway::render
