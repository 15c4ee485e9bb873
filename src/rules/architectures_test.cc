#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string pool(const std::string& families) {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    spec:\n"
         "      requirements:\n      - {key: karpenter.k8s.aws/instance-family, operator: In, values: [" +
         families + "]}\n";
}

/// The image stands in line 7.
std::string pod(const std::string& image, const std::string& selector = "", bool has_gpu = true) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: {" + selector +
         "}\n  containers:\n  - image: \"" + image + "\"\n    name: a\n" +
         (has_gpu ? "    resources: {limits: {nvidia.com/gpu: 1}}\n" : "");
}

TEST(Architectures, OfImagesAreThoseOfTheNodes) {
  EXPECT_EQ(linted("IMG004", {{"f.yaml", pod("a:1.2-amd64") + pool("g5g")}}),
            (Said{"f.yaml:7 error: the image of Pod a is for amd64, and its pools make nodes of arm64"}));
  EXPECT_EQ(linted("IMG004", {{"f.yaml", pod("a:1.2-arm64") + pool("g5, g5g")}}),
            (Said{"f.yaml:7 warning: the image of Pod a is for arm64 alone, and its pools may make nodes of both"}));
  for (const char* image :
       {"a:1-x86_64", "a:amd64-1", "r.io/kube-proxy-amd64:1", "amd64/redis:7", "a:1-amd64@sha256:00"})
    EXPECT_EQ(lines("IMG004", pod(image) + pool("g5g")), "7") << image;
  for (const char* image : {"a:1", "a:1-arm64", "arm64v8/redis:7", "a:amd64-arm64", "a:xamd64", "a:${V}-amd64",
                            "r.io/amd64/tools/a:1", "amd64-tools:1"})
    EXPECT_EQ(lines("IMG004", pod(image) + pool("g5g")), "") << image;
  EXPECT_EQ(lines("IMG004", pod("a:1-amd64") + pool("g5")), "");
  EXPECT_EQ(lines("IMG004", pod("a:1-amd64", "kubernetes.io/arch: amd64") + pool("g5, g5g")), "");
}

TEST(Architectures, AreOfNodesThatHoldThePod) {
  const auto asking = [](const std::string& image, const std::string& gpus, const std::string& more = "") {
    std::string text = pod(image) + more;
    return text.replace(text.find("gpu: 1}"), 6, "gpu: " + gpus);
  };
  EXPECT_EQ(lines("IMG004", asking("a:1-amd64", "8") + pool("g5g, p4d")), "") << "no g5g has eight GPUs";
  EXPECT_EQ(lines("IMG004", asking("a:1-amd64", "1") + pool("c7g, g5")), "") << "nor a c7g one";
  EXPECT_EQ(linted("IMG004", {{"f.yaml", asking("a:1-arm64", "8") + pool("g5g, p4d")}}),
            (Said{"f.yaml:7 error: the image of Pod a is for arm64, and its pools make nodes of amd64"}));
  const auto wanting = [&](const std::string& expression) {
    return lines("IMG004", asking("a:1-amd64", "1",
                                  "  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                                  "{nodeSelectorTerms: [{matchExpressions: [{" +
                                      expression + "}]}]}}}\n") +
                               pool("g5g, g5"));
  };
  EXPECT_EQ(wanting("key: kubernetes.io/arch, operator: NotIn, values: [arm64]"), "");
  EXPECT_EQ(wanting("key: karpenter.k8s.aws/instance-family, operator: NotIn, values: [g5g]"), "");
  EXPECT_EQ(wanting("key: kubernetes.io/arch, operator: NotIn, values: [amd64]"), "7");
  EXPECT_EQ(wanting("key: kubernetes.io/os, operator: NotIn, values: [windows]"), "7");
}

TEST(Architectures, AreThoseThatThePodSelects) {
  EXPECT_EQ(linted("IMG004", {{"f.yaml", pod("a:1-amd64", "kubernetes.io/arch: arm64", false)}}),
            (Said{"f.yaml:7 error: Pod a selects nodes of arm64, and its image is for amd64"}));
  EXPECT_EQ(lines("IMG004", pod("a:1-arm64", "kubernetes.io/arch: arm64", false)), "");
}

TEST(Architectures, AreChosenWhereOtherLabelsAre) {
  const auto fix = [](const std::string& selector) {
    const Found found = run_rule("IMG004", {{"f.yaml", pod("a:1-amd64", selector) + pool("g5, g5g")}});
    return found.findings.all().size() == 1 ? found.findings.all()[0].fix : "";
  };
  EXPECT_EQ(fix(""), "write nodeSelector: {kubernetes.io/arch: amd64}");
  EXPECT_EQ(fix("kubernetes.io/os: linux"), "add kubernetes.io/arch: amd64 to nodeSelector");
}

TEST(Architectures, OfOtherNodesNobodyKnows) {
  EXPECT_EQ(lines("IMG004", pod("a:1-amd64", "", false) + pool("m7g")), "") << "it may run on nodes that are not here";
  EXPECT_EQ(lines("IMG004", pod("a:1-amd64")), "");
  const auto beside = [](const std::string& name, const std::string& text) {
    return linted("IMG004", {{"k/f.yaml", pod("a:1-amd64") + pool("g5g")}, {name, text}});
  };
  EXPECT_EQ(beside("templates/pool.yaml", "kind: NodePool\nmetadata: {{- include \"a\" . | nindent 2 }}\n"), Said{});
  EXPECT_EQ(linted("IMG004", {{"examples/a/f.yaml", pod("a:1-amd64")},
                              {"examples/b/f.yaml", pool("g5g, g5")},
                              {"c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"}}),
            Said{})
      << "of another example";
  EXPECT_EQ(beside("main.tf", "resource \"aws_eks_node_group\" \"a\" {\n}\n"), Said{});
  EXPECT_EQ(beside("up.sh", "eksctl create nodegroup --cluster c --node-type g5.12xlarge\n"), Said{});
  const auto patched = [&](const std::string& kind, const std::string& path, const std::string& value) {
    return beside("k/kustomization.yaml", "resources: [f.yaml]\npatches: [{target: {kind: " + kind +
                                              "}, patch: '[{op: add, path: " + path + ", value: " + value + "}]'}]\n");
  };
  EXPECT_EQ(patched("Pod", "/spec/nodeSelector", "{kubernetes.io/arch: amd64}"), Said{});
  EXPECT_EQ(patched("NodePool", "/spec/template/spec/requirements", "[]"), Said{});
  EXPECT_EQ(patched("NodePool", "/spec/weight", "10").size(), 1u);
  EXPECT_EQ(beside("k/kustomization.yaml", "resources: [f.yaml]\nimages: [{name: a, newTag: 1-arm64}]\n"), Said{});
}

TEST(Architectures, OfAGpuPoolArePickedByPrice) {
  const std::string preferring =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  affinity: {nodeAffinity: "
      "{preferredDuringSchedulingIgnoredDuringExecution: [{weight: 80, preference: {matchExpressions: [{key: "
      "node.kubernetes.io/instance-type, operator: In, values: [g5.xlarge]}]}}]}}\n  tolerations: [{operator: "
      "Exists}]\n"
      "  containers: [{name: a, image: 'vllm:1', resources: {limits: {nvidia.com/gpu: 1}}}]\n";
  const std::string both = pool("g5, g5g");
  EXPECT_EQ(
      linted("GPU025", {{"f.yaml", pod("vllm:1") + both}}),
      (Said{"f.yaml:13 warning: NodePool gpu buys g5g.xlarge of arm64 for Pod a, which chooses no architecture"}));
  const std::string said = "      - {key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}\n";
  EXPECT_EQ(lines("GPU025", pod("vllm:1") + both + said), "19");
  EXPECT_EQ(
      lines("GPU025", pod("vllm:1") + both + "      - {key: kubernetes.io/arch, operator: In, values: [amd64]}\n"), "");
  EXPECT_EQ(lines("GPU025", pod("vllm:1", "kubernetes.io/arch: amd64") + both), "");
  EXPECT_EQ(lines("GPU025", pod("vllm:1-amd64") + both), "") << "IMG004 says it";
  EXPECT_EQ(lines("GPU025", pod("vllm:1") + pool("g5")), "");
  EXPECT_EQ(lines("GPU025", preferring + both), "") << "Karpenter buys what it prefers";
  EXPECT_EQ(lines("GPU025", pod("vllm:1") + pool("g5g")), "") << "whoever has nothing else means it";
  EXPECT_EQ(lines("GPU025", pod("a:1", "", false) + both), "");
  EXPECT_EQ(lines("GPU025", both.substr(4)), "") << "no pod";
}

TEST(Architectures, ImagesThatArePublishedForBothMayLandOnEither) {
  const std::string both = pool("g5, g5g");
  for (const char* image : {"nvcr.io/nvidia/pytorch:25.06-py3", "nvidia/cuda:12.9.0-base-ubuntu24.04", "ollama/ollama",
                            "nvcr.io/nvidia/tritonserver:25.06-py3@sha256:"
                            "0000000000000000000000000000000000000000000000000000000000000000",
                            "123456789012.dkr.ecr.us-east-1.amazonaws.com/docker-hub/ollama/ollama:0.9.0"})
    EXPECT_EQ(lines("GPU025", pod(image) + both), "") << image;
  for (const char* image : {"ollama/ollama:0.9.0-rocm", "mynvidia/cuda:12", "nvidia/cuda-tools:1"})
    EXPECT_EQ(lines("GPU025", pod(image) + both), "13") << image;
  std::string beside = pod("ollama/ollama:0.9.0");
  beside.insert(beside.find("  containers:"), "  initContainers: [{name: i, image: 'mine:1'}]\n");
  EXPECT_EQ(lines("GPU025", beside + both), "14") << "another image of the pod";
}

}  // namespace
}  // namespace slipway::rules::testing
