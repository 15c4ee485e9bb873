#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The container's further members begin at line 10.
std::string deployment(const std::string& container, const std::string& pod = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      "
         "containers:\n      - name: a\n"
         "        image: a:1\n" +
         container + pod;
}
const std::string kGpu = "        resources: {limits: {nvidia.com/gpu: 1, memory: 8Gi}}\n";

TEST(PodRules, AVariableIsSetOnce) {
  EXPECT_EQ(lines("POD001", deployment("        env:\n        - {name: A, value: a}\n        - {name: A, value: b}\n")),
            "12");
  EXPECT_EQ(lines("POD001", deployment("        env:\n        - {name: A, value: a}\n        - {name: B, value: b}\n")),
            "");
}

TEST(PodRules, LimitsAreNotBelowRequests) {
  EXPECT_EQ(
      lines("POD002",
            deployment("        resources:\n          requests: {memory: 8Gi}\n          limits: {memory: 4Gi}\n")),
      "12");
  EXPECT_EQ(
      lines("POD002",
            deployment("        resources:\n          requests: {memory: 8Gi}\n          limits: {memory: 8192Mi}\n")),
      "");
}

TEST(PodRules, ATmpfsLeavesMemoryToTheProgram) {
  const auto shm = [](const std::string& size) {
    return deployment(
        kGpu, "      volumes:\n      - name: shm\n        emptyDir: {medium: Memory, sizeLimit: " + size + "}\n");
  };
  EXPECT_EQ(lines("POD003", shm("4Gi")), "13");
  EXPECT_EQ(lines("POD003", shm("2Gi")), "");
  EXPECT_EQ(
      lines("POD003", deployment(kGpu, "      volumes:\n      - name: shm\n        emptyDir: {medium: Memory}\n")),
      "13");
  EXPECT_EQ(lines("POD003", deployment(kGpu, "      volumes:\n      - name: shm\n        emptyDir: {}\n")), "");
}

TEST(PodRules, GpuServicesEndInPeace) {
  const std::string scaler =
      "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {scaleTargetRef: {name: d}}\n";
  EXPECT_EQ(lines("POD005", deployment(kGpu) + scaler), "6");
  EXPECT_EQ(lines("POD005", deployment(kGpu, "      terminationGracePeriodSeconds: 110\n") + scaler), "");
  EXPECT_EQ(lines("POD005", deployment(kGpu)), "");
}

TEST(PodRules, SomebodyMakesPodsAgain) {
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: \"a:1\"}]\n";
  EXPECT_EQ(lines("POD006", pod), "2");
  for (const char* file : {"vendor/k8s.io/x/pod.yaml", "a/vendor/k8s.io/pod.yaml"})
    EXPECT_EQ(linted("POD006", {{file, pod}}).size(), 0u) << file;
  EXPECT_EQ(linted("POD006", {{"vendors/pod.yaml", pod}}).size(), 1u);
  EXPECT_EQ(lines("POD006", pod + "  restartPolicy: Never\n"), "");
}

TEST(PodRules, OnlyAShellReplacesItsVariables) {
  EXPECT_EQ(
      lines("POD007", deployment("        command: [python, train.py]\n        args:\n        - --rank=$NODE_RANK\n")),
      "12");
  EXPECT_EQ(
      lines("POD007", deployment("        args:\n        - --rank=$(NODE_RANK)\n        - --price=$$NODE_RANK\n")), "");
  EXPECT_EQ(lines("POD007", deployment("        command: [sh, -c]\n        args:\n        - echo $NODE_RANK\n")), "");
  const auto beside = [](const std::string& line) {
    return lines("POD007",
                 deployment("        command: [run]\n        args: [--rank=$NODE_RANK]\n        " + line + "\n"));
  };
  EXPECT_EQ(beside("image: $IMAGE"), "") << "envsubst goes over the whole file";
  EXPECT_NE(beside("env: [{name: A, value: $IMAGE}]"), "");
  EXPECT_EQ(beside("x: 1\n---\napiVersion: v1\nkind: Service\nmetadata: {name: ${NAME}}"), "") << "of any object";
  const std::string map = "x: 1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
  EXPECT_NE(beside(map + "data:\n  run.sh: |\n    echo error: $MESSAGE\n    url: $URL"), "") << "a script of its own";
  EXPECT_NE(beside(map + "data: {URL: $URL}"), "") << "nobody replaces that either";
  EXPECT_NE(beside("x: 1  # as: $IMAGE"), "");
}

TEST(PodRules, GpuPodsSayWhatMemoryTheyNeed) {
  EXPECT_EQ(lines("POD008", deployment("        resources: {limits: {nvidia.com/gpu: 1}}\n")), "10");
  EXPECT_EQ(lines("POD008", deployment(kGpu)), "");
  for (const char* of_amount : {"24GiB", "lots", "24gb"})  // is no amount: of that another rule speaks
    for (const char* field :
         {"limits: {nvidia.com/gpu: 1, memory: ", "limits: {nvidia.com/gpu: 1}, requests: {memory: "})
      EXPECT_EQ(lines("POD008", deployment("        resources: {" + std::string(field) + of_amount + "}}\n")), "")
          << of_amount;
}

TEST(PodRules, SpreadingCountsThePodItself) {
  const auto spread = [](const std::string& label) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec:\n  containers: []\n  "
           "topologySpreadConstraints:\n"
           "  - topologyKey: topology.kubernetes.io/zone\n    labelSelector: {matchLabels: {app: " +
           label + "}}\n";
  };
  EXPECT_EQ(lines("POD009", spread("b")), "8");
  EXPECT_EQ(lines("POD009", spread("a")), "");
}

// Pods' own images the server refuses by itself where space is around them.
TEST(ImageRules, NamesHaveNoSpace) {
  const auto image = [](const std::string& kind, const std::string& name) {
    const std::string containers = "containers:\n  - name: a\n    image: \"" + name + "\"\n";
    return kind == "Pod"
               ? "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  " + containers
               : "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: a}\nspec:\n template:\n  spec:\n   " +
                     "containers:\n   - name: a\n" + "     image: \"" + name + "\"\n";
  };
  for (const char* wrong : {" a:1", "a:1 ", "\\ta:1\\n", "a :1", "a: 1"}) {
    EXPECT_EQ(lines("IMG003", image("Deployment", wrong)), "9") << wrong;
    EXPECT_EQ(lines("IMG001", image("Deployment", wrong)), "") << wrong;
  }
  EXPECT_EQ(lines("IMG003", image("Pod", " a:1")), "");
  EXPECT_EQ(lines("IMG003", image("Pod", "a :1")), "7");
  for (const char* right : {"a:1", "{{ .Values.image }}", "${A:-b c}", "<your image>", ""})
    EXPECT_EQ(lines("IMG003", image("Deployment", right)), "") << right;
  EXPECT_NE(testing::fixed("IMG003", image("Deployment", " a:1 ")).find("image: a:1\n"), std::string::npos);
}

TEST(ImageRules, ImagesAreFixedAndToBeHad) {
  const auto image = [](const std::string& name) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: \"" + name +
           "\"\n";
  };
  EXPECT_EQ(lines("IMG001", image("vllm/vllm-openai:latest")), "7");
  EXPECT_EQ(lines("IMG001", image("localhost:5000/vllm")), "7");
  EXPECT_EQ(lines("IMG001", image("vllm/vllm-openai:v0.11.0")), "");
  // What stands where the tag does counts, whatever the rest becomes.
  for (const char* wrong : {"${REG}/app:latest", "${REG}/app", "${IMAGE}:latest", "{{ registry }}/app:latest",
                            "your-org/app:latest", "<REGISTRY>/app:latest", "__REG__/app:latest"})
    EXPECT_EQ(lines("IMG001", image(wrong)), "7") << wrong;
  for (const char* open :
       {"${IMAGE}", "$IMAGE", "app:${TAG}", "app${SUFFIX}", "${REG:-a.b/c}", "{{ image }}",
        "{{ .Values.image }}:{{ .Values.tag }}", "<IMAGE>", "__IMAGE__", "your-org/app:1.0", "app:$TAG"})
    EXPECT_EQ(lines("IMG001", image(open)), "") << open;
  EXPECT_EQ(lines("IMG001", image("a@sha256:0123456789012345678901234567890123456789012345678901234567890123")), "");
  EXPECT_EQ(lines("IMG002", image("docker.io/bitnami/redis:7.2.4")), "7");
  EXPECT_EQ(lines("IMG002", image("bitnami/redis:7.2.4")), "7");
  EXPECT_EQ(lines("IMG002", image("bitnami/kubectl:latest")), "") << "a few of these are left";
  EXPECT_EQ(lines("IMG002", image("docker.io/bitnamilegacy/redis:7.2.4")), "");
  EXPECT_EQ(lines("IMG002", image("quay.io/bitnami/redis:7.2.4")), "");
}

TEST(PodRules, ProbesNamePortsOfTheirContainer) {
  const auto probed = [](const std::string& port) {
    return deployment("        ports: [{name: http, containerPort: 8000}]\n        readinessProbe: {httpGet: {port: " +
                      port + "}}\n        lifecycle: {preStop: {httpGet: {port: " + port + "}}}\n");
  };
  EXPECT_EQ(lines("POD010", probed("htp")), "11 12");
  EXPECT_EQ(lines("POD010", probed("http")), "");
  EXPECT_EQ(lines("POD010", probed("9000")), "") << "a number needs no name";
  EXPECT_EQ(lines("POD010", probed("'9000'")), "") << "nor does one that is written as text";
  EXPECT_EQ(lines("POD010", deployment("        livenessProbe: {tcpSocket: {port: web}}\n")), "10");
}

}  // namespace
}  // namespace slipway::rules::testing
