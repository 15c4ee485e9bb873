#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "doc/yaml.h"
#include "render/rendered_example.h"

/// The Kubernetes half of every blueprint's tree: what must hold whatever the platform is.
namespace slipway::rendered {
namespace {

constexpr render::Delivery kDeliveries[] = {render::Delivery::Helm, render::Delivery::ArgoCd, render::Delivery::Flux};

std::vector<doc::Document> read(const std::string& path, const std::string& text) {
  Diagnostics diagnostics;
  auto documents = doc::read_yaml(std::make_shared<const SourceText>(path, text), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty()) << path << " is no clean YAML";
  return documents;
}

/// The folders and charts of order.yaml, in its order.
std::vector<std::string> steps_of(const Tree& tree) {
  std::vector<std::string> steps;
  const auto order = read("order.yaml", tree.at("kubernetes/order.yaml"));
  for (const auto& step : order.at(0).root()["steps"].items())
    steps.emplace_back(step["chart"].is_absent() ? step["objects"].text() : step["chart"].text());
  return steps;
}

std::string folder_of(const std::string& path) {
  const auto begin = path.find('/') + 1;
  return path.substr(begin, path.find('/', begin) - begin);
}

/// Rendered once for all tests.
const Tree& tree_for(const std::string& platform, render::Delivery delivery = render::Delivery::Helm) {
  static std::map<std::pair<std::string, render::Delivery>, Tree> trees;
  const auto [found, fresh] = trees.try_emplace({platform, delivery});
  if (fresh) found->second = tree_of(example_files(), platform, {delivery});
  return found->second;
}

class KubernetesTree : public testing::TestWithParam<std::string> {};

TEST_P(KubernetesTree, TakesEachStepOnceAndLeavesNoFileOut) {
  const auto& tree = tree_for(GetParam());
  const auto steps = steps_of(tree);
  EXPECT_EQ(std::set<std::string>(steps.begin(), steps.end()).size(), steps.size());
  for (const auto& [path, text] : tree) {
    if (!path.starts_with("kubernetes/") || path == "kubernetes/order.yaml") continue;
    auto name = folder_of(path);
    if (name == "charts") name = folder_of(path.substr(path.find('/') + 1));
    EXPECT_EQ(std::ranges::count(steps, name), 1) << path;
  }
}

TEST_P(KubernetesTree, MakesANamespaceBeforeWhatIsInIt) {
  const auto& tree = tree_for(GetParam());
  std::set<std::string> there{"", "default", "kube-system"};
  for (const auto& step : steps_of(tree))
    for (const auto& [path, text] : tree) {
      if (const auto chart = "kubernetes/charts/" + step + "/chart.yaml"; path == chart)
        there.emplace(read(path, text).at(0).root()["namespace"].text());  // Helm makes it when it must
      if (!path.starts_with("kubernetes/" + step + "/")) continue;
      for (const auto& document : read(path, text)) {
        const auto& metadata = document.root()["metadata"];
        if (document.root()["kind"].text() == "Namespace") there.emplace(metadata["name"].text());
        EXPECT_TRUE(there.contains(std::string(metadata["namespace"].text()))) << path;
      }
    }
}

TEST_P(KubernetesTree, BringsAKindBeforeItsObjects) {
  const auto& tree = tree_for(GetParam());
  std::map<std::string, int> open;  // charts that bring it and are still to come
  for (const auto& [path, text] : tree)
    if (path.ends_with("/chart.yaml")) {
      const auto documents = read(path, text);
      for (const auto& group : documents.at(0).root()["brings"].items()) ++open[std::string(group.text())];
    }
  for (const auto& step : steps_of(tree)) {
    if (const auto chart = tree.find("kubernetes/charts/" + step + "/chart.yaml"); chart != tree.end()) {
      const auto documents = read(chart->first, chart->second);
      for (const auto& group : documents.at(0).root()["brings"].items()) --open[std::string(group.text())];
    }
    for (const auto& [path, text] : tree) {
      if (!path.starts_with("kubernetes/" + step + "/")) continue;
      for (const auto& document : read(path, text)) {
        const std::string version(document.root()["apiVersion"].text());
        const auto group = open.find(version.substr(0, version.find('/')));
        EXPECT_TRUE(group == open.end() || group->second == 0) << path << " is before a chart that brings " << version;
      }
    }
  }
}

/// Where a file speaks of AWS, Terraform has an output of that name, and no reference is left as components write it.
TEST_P(KubernetesTree, SpeaksOfAwsByNamesOfOutputs) {
  for (const auto delivery : kDeliveries) {
    const auto& tree = tree_for(GetParam(), delivery);
    const auto& outputs = tree.at("terraform/outputs.tf");
    for (const auto& [path, text] : tree) {
      if (!path.starts_with("kubernetes/")) continue;
      for (const std::string start : {"${aws_", "${data_aws_", "${data.aws_"})
        for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
          const auto name = text.substr(at + 2, text.find('}', at) - at - 2);
          EXPECT_NE(outputs.find("    " + name + " "), std::string::npos) << path << ": " << name;
        }
    }
  }
}

/// Passwords are made in AWS; what the cluster needs of them it fetches.
TEST_P(KubernetesTree, HoldsNoSecret) {
  for (const auto& [path, text] : tree_for(GetParam())) {
    if (!path.starts_with("kubernetes/") || path.find("/charts/") != std::string::npos) continue;
    for (const auto& document : read(path, text)) EXPECT_NE(document.root()["kind"].text(), "Secret") << path;
  }
}

/// Pods that slipway writes itself are fit for `restricted`; those of the user's own manifests are their own affair.
TEST_P(KubernetesTree, MakesPodsThatRestrictedTakes) {
  for (const auto& [path, text] : tree_for(GetParam())) {
    if (!path.starts_with("kubernetes/70-") || text.starts_with("# manifests")) continue;
    for (const auto& document : read(path, text)) {
      const auto& pod = document.root()["spec"]["template"]["spec"];
      if (pod.is_absent()) continue;
      EXPECT_TRUE(pod["securityContext"]["runAsNonRoot"].boolean()) << path;
      EXPECT_EQ(pod["securityContext"]["seccompProfile"]["type"].text(), "RuntimeDefault") << path;
      for (const auto& container : pod["containers"].items()) {
        const auto& context = container["securityContext"];
        EXPECT_FALSE(context["allowPrivilegeEscalation"].is_absent()) << path;
        EXPECT_FALSE(context["allowPrivilegeEscalation"].boolean()) << path;
        EXPECT_EQ(context["capabilities"]["drop"].items()[0].text(), "ALL") << path;
        EXPECT_FALSE(container["resources"]["requests"]["memory"].is_absent()) << path;
        EXPECT_TRUE(container["ports"].is_absent() || container["readinessProbe"].is_map()) << path;
      }
    }
  }
}

std::string name_of(const testing::TestParamInfo<std::string>& test) {
  std::string name;
  for (const char c : test.param) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, KubernetesTree, testing::ValuesIn(examples()), name_of);

/// A line of platform.yaml, and the lines of the tree that follow it.
TEST(KubernetesLine, ChangesOnlyWhatItMust) {
  struct Edit {
    const char *platform, *from, *to;
    std::vector<std::string> difference;
  };
  const Edit edits[] = {
      {"scale-to-zero-dev/platform.yaml",
       "image: tinyllama:1.1.0",
       "image: tinyllama:1.2.0",
       {"-README.md: docker push \"$registry\"/tinyllama:1.1.0",
        "+README.md: docker push \"$registry\"/tinyllama:1.2.0",
        "-kubernetes/70-workloads/inference.tinyllama.yaml: image: "
        "\"${aws_ecr_repository_tinyllama_repository_url}:1.1.0\"",
        "+kubernetes/70-workloads/inference.tinyllama.yaml: image: "
        "\"${aws_ecr_repository_tinyllama_repository_url}:1.2.0\""}},
      {"agentic-ai/platform.yaml",
       "expireAfter: Never",
       "expireAfter: 720h",
       {"-kubernetes/50-node-pools/ml-training.yaml: expireAfter: Never",
        "+kubernetes/50-node-pools/ml-training.yaml: expireAfter: 720h"}},
  };
  for (const auto& edit : edits) {
    auto files = example_files();
    const auto before = tree_of(files, edit.platform);
    replace(files, edit.platform, edit.from, edit.to);
    EXPECT_EQ(difference(before, tree_of(files, edit.platform)), edit.difference) << edit.to;
  }
}

/// A chart more changes no other step but for what it really needs.
TEST(KubernetesLine, AddsAChartWithoutMovingOthers) {
  for (const auto delivery : kDeliveries) {
    auto files = example_files();
    const auto before = tree_of(files, "scale-to-zero-dev/platform.yaml", {delivery});
    replace(files, "scale-to-zero-dev/platform.yaml", "  components:\n", "  components:\n    - kro\n");
    for (const auto& line : difference(before, tree_of(files, "scale-to-zero-dev/platform.yaml", {delivery}))) {
      EXPECT_TRUE(line.starts_with("+") || line.starts_with("-README.md")) << line;
      EXPECT_TRUE(line.find("kro") != std::string::npos || line.find("root.yaml") != std::string::npos ||
                  line.starts_with("+kubernetes/00-namespaces/") || line.find("README.md") != std::string::npos)
          << line;
    }
  }
}

/// tests/render/kubernetes/NAME/… holds what is rendered; SLIPWAY_GOLDEN=update (./dev golden) rewrites it.
void expect_golden(const std::string& name, const Tree& tree, const std::vector<std::string>& prefixes) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(SLIPWAY_SOURCE_DIR) / "tests/render/kubernetes" / name;
  Tree wanted;
  for (const auto& [path, text] : tree)
    if (std::ranges::any_of(prefixes, [&](const auto& prefix) { return path.starts_with(prefix); }))
      wanted[path] = text;
  const char* mode = std::getenv("SLIPWAY_GOLDEN");
  if (mode && std::string_view(mode) == "update") {
    fs::remove_all(folder);
    for (const auto& [path, text] : wanted) {
      fs::create_directories((folder / path).parent_path());
      std::ofstream(folder / path, std::ios::binary) << text;
    }
    return;
  }
  Tree held;
  if (fs::exists(folder))
    for (const auto& file : fs::recursive_directory_iterator(folder))
      if (file.is_regular_file()) {
        std::ifstream in(file.path(), std::ios::binary);
        held[fs::relative(file.path(), folder).generic_string()] = {std::istreambuf_iterator<char>(in), {}};
      }
  EXPECT_EQ(difference(held, wanted), std::vector<std::string>{}) << name << " is stale: ./dev golden rewrites it";
  EXPECT_TRUE(held == wanted) << name << " is stale: ./dev golden rewrites it";
}

TEST(Golden, ByHelm) {
  expect_golden("ray-on-eks", tree_of(example_files(), "ray-on-eks/platform.yaml"), {"kubernetes/", "README.md"});
}

/// Of GitOps only what differs: the steps, and a chart's and an object's form.
TEST(Golden, ByGitOps) {
  render::Options options{render::Delivery::ArgoCd, {"https://git.example.com/platform.git", "main", "clusters/dev"}};
  expect_golden("scale-to-zero-dev-argocd", tree_of(example_files(), "scale-to-zero-dev/platform.yaml", options),
                {"kubernetes/argocd/root.yaml", "kubernetes/argocd/apps/karpenter.yaml",
                 "kubernetes/argocd/apps/50-node-pools.yaml", "README.md"});
  options.delivery = render::Delivery::Flux;
  expect_golden("scale-to-zero-dev-flux", tree_of(example_files(), "scale-to-zero-dev/platform.yaml", options),
                {"kubernetes/flux/source.yaml", "kubernetes/flux/karpenter.yaml", "kubernetes/flux/50-node-pools.yaml",
                 "kubernetes/charts/karpenter/", "kubernetes/75-scaling/inference.tinyllama.yaml", "README.md"});
}

}  // namespace
}  // namespace slipway::rendered
