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

/// Both roles with this command.
std::string launched(const std::string& command, const std::string& job_spec = "") {
  const std::string line = "            command: " + command + "\n";
  return job(line, job_spec, line);
}

TEST(TrainingRules, ACommandMayStartAllProcesses) {
  for (const char* several :
       {"[torchrun, --nproc_per_node=8, train.py]", "[torchrun, --nproc-per-node=8, train.py]",
        "[torchrun, --nproc_per_node, \"8\", train.py]", "[torchrun, --nproc-per-node, gpu, train.py]",
        "[/opt/conda/bin/torchrun, --nproc_per_node=auto, train.py]", "[torchrun, --nproc_per_node=$(GPUS), train.py]",
        "[bash, -c, \"torchrun --nproc_per_node=8 train.py\"]",
        "[bash, -c, \"exec torchrun --nproc_per_node 8 \\\\\n train.py\"]",
        "[python, -m, torch.distributed.run, --nproc_per_node=8, train.py]",
        "[python3, -m, torch.distributed.launch, --nproc_per_node, \"8\", train.py]", "[accelerate, launch, train.py]",
        "[accelerate, launch, --num_processes=16, --num_machines=2, train.py]",
        "[bash, -c, \"accelerate launch --num_processes 16 train.py\"]",
        "[python, -m, accelerate.commands.launch, train.py]", "[deepspeed, train.py]",
        "[mpirun, -np, \"16\", python, train.py]"})
    EXPECT_EQ(lines("TRN004", launched(several)), "") << several;
  for (const char* one : {"[torchrun, train.py]", "[torchrun, --nproc_per_node=1, train.py]",
                          "[torchrun, --nproc-per-node, \"1\", train.py]", "[torchrun, --nnodes=2, train.py]",
                          "[python, train.py]", "[bash, -c, \"python -m torch.distributed.run train.py\"]",
                          "[accelerate, launch, --num_processes=1, train.py]", "[accelerate, config, default]"})
    EXPECT_EQ(lines("TRN004", launched(one)), "4") << one;
  // The Worker's may be another.
  EXPECT_EQ(lines("TRN004", job("            command: [torchrun, --nproc_per_node=8, train.py]\n")), "4");
  EXPECT_EQ(lines("TRN004", job(env("PET_NPROC_PER_NODE", "8"), "", env("PET_NPROC_PER_NODE", "8"))), "");
}

TEST(TrainingRules, AsManyNodesMeetAsThereArePods) {
  EXPECT_EQ(linted("TRN008", {{"f.yaml", launched("[torchrun, --nnodes=4, train.py]")}}),
            (Said{"f.yaml:14 warning: torchrun meets 4 nodes, and PyTorchJob j has 2 pods",
                  "f.yaml:23 warning: torchrun meets 4 nodes, and PyTorchJob j has 2 pods"}));
  for (const char* other : {"[torchrun, --nnodes, \"1\", train.py]", "[bash, -c, \"torchrun --nnodes 3 train.py\"]",
                            "[python, -m, torch.distributed.run, --nnodes=4, train.py]"})
    EXPECT_EQ(lines("TRN008", launched(other)), "14 23") << other;
  for (const char* right : {"[torchrun, --nnodes=2, train.py]", "[torchrun, --nnodes=1:4, train.py]",
                            "[torchrun, --nnodes=$(NODES), train.py]", "[torchrun, train.py]", "[train, --nnodes=4]"})
    EXPECT_EQ(lines("TRN008", launched(right)), "") << right;
  EXPECT_EQ(lines("TRN008", launched("[torchrun, --nnodes=4, train.py]", "  elasticPolicy: {maxReplicas: 4}\n")), "");
  const auto indexed = [](const char* pods, const char* args = "[torchrun, --nnodes=4, train.py]") {
    return fmt::format(
        "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j}}\nspec:\n  parallelism: {}\n  template:\n    "
        "spec:\n      containers:\n      - name: a\n        args: {}\n",
        pods, args);
  };
  EXPECT_EQ(lines("TRN008", indexed("2")), "10");
  EXPECT_EQ(lines("TRN008", indexed("4")), "");
  EXPECT_EQ(lines("TRN008", indexed("1")), "") << "one of several Jobs that meet";
  for (const char* sweep : {"[torchrun, --standalone, --nnodes=1, train.py]", "[torchrun, --nnodes=1, train.py]",
                            "[torchrun, --standalone, --nnodes=2, train.py]",
                            "[bash, -c, \"echo torchrun --nnodes 2 is for later; python train.py\"]",
                            "[bash, -ec, \"# torchrun --nnodes 2\\npython train.py\"]",
                            "[bash, -c, \"torchrun train.py; python report.py --nnodes 2\"]",
                            "[bash, -c, \"torchrun train.py\\npython report.py --nnodes 2\"]"})
    EXPECT_EQ(lines("TRN008", indexed("4", sweep)), "") << sweep;
  for (const char* wrong :
       {"[bash, -c, \"echo begins; torchrun --nnodes 2 train.py\"]",
        "[bash, -c, \"echo begins\\nexec torchrun \\\\\\n --nnodes 2 train.py\"]",
        "[bash, -c, \"cd /work && numactl -N 0 torchrun --nnodes=2 train.py\"]", "[\"torchrun --nnodes 2\", train.py]"})
    EXPECT_EQ(lines("TRN008", indexed("4", wrong)), "10") << wrong;
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

TEST(EfaRules, MpirunHandsOnVariables) {
  const auto job_of = [](const std::string& command) {
    return "apiVersion: kubeflow.org/v2beta1\nkind: MPIJob\nmetadata: {name: j}\nspec:\n  mpiReplicaSpecs:\n    "
           "Launcher:\n"
           "      template: {spec: {containers: [{name: a, command: [" +
           command +
           "]}]}}\n    Worker:\n      replicas: 2\n      template:\n        spec:\n          containers:\n          - "
           "name: a\n"
           "            resources: {limits: {nvidia.com/gpu: 8}}\n";
  };
  EXPECT_EQ(lines("EFA001", job_of("mpirun, -x, FI_PROVIDER=efa, /train")), "14");
  EXPECT_EQ(lines("EFA001", job_of("mpirun, -x, NCCL_DEBUG=INFO, /train")), "");
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
