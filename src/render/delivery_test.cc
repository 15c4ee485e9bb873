#include "render/delivery.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "doc/yaml.h"
#include "render/testing/graphs.h"

namespace slipway::render {
namespace {

using testing_graphs::chart;
using testing_graphs::object;

/// Karpenter with a pool, and a job that speaks of a bucket and, as a shell does, of a variable of its own.
platform::Graph some_graph() {
  platform::Graph graph;
  graph.setting.platform = "demo";
  graph.setting.cluster = "demo-eks";
  graph.add(platform::Resource{{"aws_s3_bucket", "models"}, {}, "buckets", {}, {}, {}});
  graph.add(object("v1", "Namespace", "", "train"));
  graph.add(object("karpenter.sh/v1", "NodePool", "", "general"));
  graph.add(testing_graphs::read(R"({apiVersion: batch/v1, kind: Job, metadata: {name: copy, namespace: train},
      spec: {bucket: "${aws_s3_bucket.models.id}", url: "s3://${aws_s3_bucket.models.id}/x", cost: "$5", own: "${x}"}})"));
  auto& karpenter = graph.add(chart("karpenter", "kube-system", {"karpenter.sh"}));
  karpenter.repository = "oci://public.ecr.aws/karpenter";
  karpenter.skip_crds = true;
  graph.add(chart("asya", "asya")).values.set("replicas", 2);
  return graph;
}

std::map<std::string, std::string> rendered(const Options& options, const platform::Graph& graph = some_graph()) {
  std::map<std::string, std::string> files;
  for (auto& file : kubernetes(graph, options)) files[file.path] = file.text;
  return files;
}

doc::Document parsed(const std::string& text, std::size_t index = 0) {
  Diagnostics diagnostics;
  return doc::read_yaml(std::make_shared<const SourceText>("rendered", text), diagnostics).at(index);
}

const Options kArgoCd{.delivery = Delivery::ArgoCd, .git = {"https://git.test/p.git", "prod", "./clusters/a/"}};
const Options kFlux{.delivery = Delivery::Flux, .git = {"https://git.test/p.git", "prod", "/clusters/a"}};

TEST(ArgoCd, GetsAnApplicationForEachStepInItsWave) {
  const auto files = rendered(kArgoCd);
  const std::pair<const char*, const char*> waves[] = {
      {"00-namespaces", "0"}, {"karpenter", "1"}, {"50-node-pools", "50"}, {"asya", "51"}, {"90-jobs", "90"}};
  for (const auto& [name, wave] : waves) {
    const auto app = parsed(files.at("kubernetes/argocd/apps/" + std::string(name) + ".yaml"));
    EXPECT_EQ(app.root()["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"].text(), wave) << name;
  }
}

TEST(ArgoCd, ReadsValuesOutOfTheRepository) {
  const auto app = parsed(rendered(kArgoCd).at("kubernetes/argocd/apps/karpenter.yaml"));
  const auto& sources = app.root()["spec"]["sources"];
  ASSERT_EQ(sources.size(), 2u);
  const auto& of_chart = sources.items()[0];
  EXPECT_EQ(of_chart["repoURL"].text(), "public.ecr.aws/karpenter");  // a registry stands without oci://
  EXPECT_EQ(of_chart["targetRevision"].text(), "1.2.3");
  EXPECT_EQ(of_chart["helm"]["valueFiles"].items()[0].text(),
            "$values/clusters/a/kubernetes/charts/karpenter/values.yaml");
  EXPECT_TRUE(of_chart["helm"]["skipCrds"].boolean());
  EXPECT_EQ(sources.items()[1]["ref"].text(), "values");
  EXPECT_EQ(sources.items()[1]["repoURL"].text(), "https://git.test/p.git");
  EXPECT_EQ(sources.items()[1]["targetRevision"].text(), "prod");
}

TEST(ArgoCd, LetsTheProjectReadNothingElse) {
  const auto root = rendered(kArgoCd).at("kubernetes/argocd/root.yaml");
  const auto project = parsed(root);
  std::vector<std::string> repositories;
  for (const auto& item : project.root()["spec"]["sourceRepos"].items()) repositories.emplace_back(item.text());
  EXPECT_EQ(repositories, (std::vector<std::string>{"https://charts.example.com", "https://git.test/p.git",
                                                    "public.ecr.aws/karpenter"}));
  EXPECT_EQ(parsed(root, 1).root()["spec"]["source"]["path"].text(), "clusters/a/kubernetes/argocd/apps");
}

TEST(ArgoCd, AsCapabilityKnowsTheClusterByItsName) {
  auto graph = some_graph();
  graph.add(platform::Resource{{"aws_eks_capability", "argocd"}, {{"type", "ARGOCD"}}, "eks-capabilities", {}, {}, {}});
  const auto app = parsed(rendered(kArgoCd, graph).at("kubernetes/argocd/apps/karpenter.yaml"));
  EXPECT_EQ(app.root()["spec"]["destination"]["name"].text(), "demo-eks");
}

TEST(GitOps, TakesNoNodesOrNamespacesAwayByALineLess) {
  const auto argo_cd = rendered(kArgoCd), flux = rendered(kFlux);
  for (const auto& [name, prunes] :
       {std::pair{"00-namespaces", false}, {"50-node-pools", false}, {"90-jobs", true}, {"karpenter", true}}) {
    const auto app = parsed(argo_cd.at("kubernetes/argocd/apps/" + std::string(name) + ".yaml"));
    EXPECT_EQ(app.root()["spec"]["syncPolicy"]["automated"]["prune"].boolean(), prunes) << name;
    const auto kustomization = parsed(flux.at("kubernetes/flux/" + std::string(name) + ".yaml"));
    EXPECT_EQ(kustomization.root()["spec"]["prune"].boolean(), prunes) << name;
  }
}

TEST(Flux, WaitsForWhatAStepNeedsAndForTheObjectsBefore) {
  const auto files = rendered(kFlux);
  const auto before = [&](const std::string& name) {
    std::string names;
    const auto kustomization = parsed(files.at("kubernetes/flux/" + name + ".yaml"));
    for (const auto& item : kustomization.root()["spec"]["dependsOn"].items())
      names += (names.empty() ? "" : " ") + std::string(item["name"].text());
    return names;
  };
  EXPECT_EQ(before("00-namespaces"), "");
  EXPECT_EQ(before("karpenter"), "00-namespaces");
  EXPECT_EQ(before("50-node-pools"), "00-namespaces karpenter");
  EXPECT_EQ(before("asya"), "50-node-pools");
  EXPECT_EQ(before("90-jobs"), "50-node-pools");  // a chart that fails keeps nobody from working
}

TEST(Flux, WaitsForNoJobToEnd) {
  const auto files = rendered(kFlux);
  EXPECT_TRUE(parsed(files.at("kubernetes/flux/karpenter.yaml")).root()["spec"]["wait"].boolean());
  EXPECT_FALSE(parsed(files.at("kubernetes/flux/90-jobs.yaml")).root()["spec"]["wait"].boolean());
}

TEST(Flux, ReleasesAChartOfARegistryAndOfARepository) {
  const auto files = rendered(kFlux);
  const auto& karpenter = files.at("kubernetes/charts/karpenter/release.yaml");
  EXPECT_EQ(parsed(karpenter).root()["spec"]["url"].text(), "oci://public.ecr.aws/karpenter/karpenter");
  const auto release = parsed(karpenter, 1);
  EXPECT_EQ(release.root()["spec"]["chartRef"]["kind"].text(), "OCIRepository");
  EXPECT_EQ(release.root()["spec"]["upgrade"]["crds"].text(), "Skip");
  const auto asya = parsed(files.at("kubernetes/charts/asya/release.yaml"), 1);
  EXPECT_EQ(asya.root()["spec"]["chart"]["spec"]["sourceRef"]["kind"].text(), "HelmRepository");
  EXPECT_TRUE(asya.root()["spec"]["install"]["createNamespace"].boolean());
  EXPECT_EQ(asya.root()["spec"]["values"]["replicas"].integer(), 2);
  EXPECT_EQ(files.count("kubernetes/charts/asya/values.yaml"), 0u);  // no object: Flux could not apply it
}

TEST(Flux, FillsInOursAndLeavesOthersAlone) {
  const auto files = rendered(kFlux);
  const auto job = parsed(files.at("kubernetes/90-jobs/train.copy.yaml"));
  const auto& spec = job.root()["spec"];
  EXPECT_EQ(spec["bucket"].text(), "${quote}${aws_s3_bucket_models_id}${quote}");
  EXPECT_EQ(spec["url"].text(), "s3://${aws_s3_bucket_models_id}/x");
  EXPECT_EQ(spec["cost"].text(), "$5");
  EXPECT_EQ(spec["own"].text(), "$${x}");
  const auto kustomization = parsed(files.at("kubernetes/flux/90-jobs.yaml"));
  EXPECT_EQ(kustomization.root()["spec"]["postBuild"]["substituteFrom"].items()[0]["name"].text(), kFluxOutputs);
}

TEST(Flux, FillsInNothingWhenAllIsKnown) {
  auto options = kFlux;
  options.output_values = {{"aws_s3_bucket_models_id", "demo-models"}};
  const auto files = rendered(options);
  EXPECT_TRUE(parsed(files.at("kubernetes/flux/90-jobs.yaml")).root()["spec"]["postBuild"].is_absent());
  EXPECT_EQ(parsed(files.at("kubernetes/90-jobs/train.copy.yaml")).root()["spec"]["own"].text(), "${x}");
}

TEST(Flux, DoublesEveryRunOfDollarsThatItWouldRead) {
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_s3_bucket", "models"}, {}, "buckets", {}, {}, {}});
  const std::map<std::string, std::string> nothing;
  const Filler filler(nothing, Filler::By::Flux);
  const std::pair<const char*, const char*> cases[] = {{"$x", "$x"},         {"${x}", "$${x}"}, {"$$", "$$$$"},
                                                       {"$${x}", "$$$${x}"}, {"a$", "a$"},      {"$(a)", "$(a)"}};
  for (const auto& [written, escaped] : cases) EXPECT_EQ(filler.text(written), escaped);
}

}  // namespace
}  // namespace slipway::render
