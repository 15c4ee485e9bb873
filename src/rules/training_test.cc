#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Master's pod spec begins at line 10, its container at line 12.
std::string job(const std::string& master, const std::string& job_spec = "", const std::string& worker = "") {
  const std::string gpus = "            resources: {limits: {nvidia.com/gpu: 8}}\n";
  return "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: j}\nspec:\n" + job_spec +
         "  pytorchReplicaSpecs:\n    Master:\n"
         "      replicas: 1\n      template:\n        spec:\n          nodeSelector: {w: train}\n          "
         "containers:\n          - name: a\n" +
         gpus + master +
         "    Worker:\n      replicas: 1\n      template:\n        spec:\n          nodeSelector: {w: train}\n         "
         " containers:\n"
         "          - name: a\n" +
         gpus + worker;
}
std::string env(const std::string& name, const std::string& value) {
  return "            env:\n            - {name: " + name + ", value: \"" + value + "\"}\n";
}

std::string pool(const std::string& families, const std::string& more = "", const std::string& disruption = "") {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: train}\nspec:\n" + disruption +
         "  template:\n    metadata: {labels: {w: train}}\n    spec:\n      requirements:\n"
         "      - {key: karpenter.k8s.aws/instance-family, operator: In, values: [" +
         families + "]}\n" + more;
}
const std::string kZone = "      - {key: topology.kubernetes.io/zone, operator: In, values: [us-west-2b]}\n";

TEST(TrainingRules, RanksStandOnAlikeGpusInOneZone) {
  EXPECT_EQ(lines("TRN001", job("") + pool("p4d, p5", kZone)), "10 31");
  EXPECT_EQ(lines("TRN001", job("") + pool("p4d")), "10");
  EXPECT_EQ(lines("TRN001", job("") + pool("p4d", kZone)), "");
}

TEST(TrainingRules, ConsolidationMustNotKillThem) {
  const std::string moving = "  disruption: {consolidationPolicy: WhenEmptyOrUnderutilized, consolidateAfter: 5m}\n";
  EXPECT_EQ(lines("TRN002", job("") + pool("p4d", kZone, moving)), "3");
  EXPECT_EQ(lines("TRN002", job("") + pool("p4d", kZone, "  disruption: {consolidationPolicy: WhenEmpty}\n")), "");
}

TEST(TrainingRules, TheOperatorSetsWhatRanksNeed) {
  EXPECT_EQ(lines("TRN003", job(env("WORLD_SIZE", "16"))), "15");
  EXPECT_EQ(lines("TRN003", job(env("NCCL_DEBUG", "INFO"))), "");
  EXPECT_EQ(linted("TRN004", {{"f.yaml", job("")}}),
            (Said{"f.yaml:4 warning: PyTorchJob j starts one process in pods of 8 GPUs"}));
  EXPECT_EQ(lines("TRN004", job("", "  nprocPerNode: \"8\"\n")), "");
}

TEST(TrainingRules, MasterAndWorkerAreAlike) {
  EXPECT_EQ(lines("TRN005", job(env("A", "1"))), "21");
  EXPECT_EQ(lines("TRN005", job(env("A", "1"), "", env("A", "1"))), "");
}

TEST(TrainingRules, CheckpointsAreWrittenByTimeOnSpot) {
  const std::string spot = "      - {key: karpenter.sh/capacity-type, operator: In, values: [spot]}\n";
  EXPECT_EQ(
      linted("TRN006", {{"f.yaml", job(env("CHECKPOINT_INTERVAL", "100")) + pool("p4d", kZone + spot)}}),
      (Said{
          "f.yaml:15 warning: CHECKPOINT_INTERVAL counts steps: nobody can say how much work an interruption costs"}));
  EXPECT_EQ(lines("TRN006", job(env("CHECKPOINT_INTERVAL", "100")) + pool("p4d", kZone)), "");
  EXPECT_EQ(lines("TRN006", job(env("CHECKPOINT_INTERVAL_SECONDS", "1800"))), "");
}

TEST(EfaRules, WhoMeansToUseEfaRequestsIt) {
  EXPECT_EQ(lines("EFA001", job(env("FI_PROVIDER", "efa"))), "15 23");
  EXPECT_EQ(lines("EFA001", job(env("NCCL_DEBUG", "INFO"))), "");
  EXPECT_EQ(lines("EFA001", job("") + pool("p4d")), "13 21");
  EXPECT_EQ(lines("EFA001", job("") + pool("g5")), "");
  const std::string one =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  template:\n    spec:\n      containers:\n      - "
      "name: a\n"
      "        env: [{name: FI_PROVIDER, value: efa}]\n        resources: {limits: {nvidia.com/gpu: 8";
  EXPECT_EQ(lines("EFA001", one + "}}\n"), "9");
  EXPECT_EQ(lines("EFA001", one + ", vpc.amazonaws.com/efa: 4}}\n"), "");
  EXPECT_EQ(lines("EFA003", one + ", vpc.amazonaws.com/efa: 32}}\n" + pool("p4d")), "10");
  EXPECT_EQ(lines("EFA003", one + ", vpc.amazonaws.com/efa: 4}}\n" + pool("p4d")), "");
}

TEST(EfaRules, AWholeMachineUsesAllItsCards) {
  const auto job = [](const std::string& type, int gpus, int efa, int pods = 2) {
    return fmt::format(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j}}\nspec:\n  parallelism: {}\n  completions: {}\n"
        "  template:\n    spec:\n      nodeSelector: {{node.kubernetes.io/instance-type: {}}}\n      containers:\n"
        "      - {{name: c, resources: {{limits: {{nvidia.com/gpu: {}, vpc.amazonaws.com/efa: {}}}}}}}\n",
        pods, pods, type, gpus, efa);
  };
  EXPECT_EQ(linted("EFA005", {{"f.yaml", job("p5.48xlarge", 8, 4)}}),
            std::vector<std::string>{"f.yaml:11 note: Job j asks for 4 of the 32 EFA devices of p5.48xlarge"});
  EXPECT_EQ(lines("EFA005", job("p5.48xlarge", 8, 32)), "");
  EXPECT_EQ(lines("EFA005", job("p5.48xlarge", 4, 4)), "") << "others share the machine";
  EXPECT_EQ(lines("EFA005", job("p5.48xlarge", 8, 4, 1)), "") << "alone it has no traffic";
  EXPECT_EQ(lines("EFA005", job("p4d.24xlarge", 8, 4)), "");
  EXPECT_EQ(lines("EFA005", job("p5en.48xlarge", 8, 8)), "11");
}

TEST(EfaRules, TheImageKeepsItsLibraries) {
  const auto volume = [](const std::string& path) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a}]\n  volumes:\n  - name: "
           "efa\n    hostPath:\n"
           "      path: " +
           path + "\n";
  };
  EXPECT_EQ(lines("EFA002", volume("/opt/amazon/efa")), "9");
  EXPECT_EQ(lines("EFA002", volume("/opt/models")), "");
}

TEST(EfaRules, RanksOfSeveralGpusShareMemory) {
  EXPECT_EQ(lines("EFA004", job("")), "13 21");
  const std::string mount = "            volumeMounts: [{name: shm, mountPath: /dev/shm}]\n";
  EXPECT_EQ(lines("EFA004", job(mount, "", mount)), "");
}

}  // namespace
}  // namespace slipway::rules::testing
