#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The launcher's command stands at line 12.
std::string job(const std::string& command, const std::string& spec = "slotsPerWorker: 8",
                const std::string& workers = "1", const std::string& more = "") {
  return "apiVersion: kubeflow.org/v2beta1\nkind: MPIJob\nmetadata: {name: nccl}\nspec:\n  " + spec +
         "\n  mpiReplicaSpecs:\n    Launcher:\n      template:\n        spec:\n          containers:\n"
         "          - name: launcher\n            command: [" +
         command + "]\n" + more + "    Worker:\n      replicas: " + workers +
         "\n      template: {spec: {containers: [{name: a, image: a}]}}\n";
}

TEST(MpiJobRules, WorkersHaveASlotForEachProcess) {
  EXPECT_EQ(linted("TRN010", {{"f.yaml", job("mpirun, -np, \"16\", -N, \"8\", /opt/all_reduce_perf")}}),
            std::vector<std::string>{
                "f.yaml:12 error: mpirun starts 16 processes, and the workers of MPIJob nccl have 8 slots"});
  for (const char* wrong :
       {"/opt/amazon/openmpi/bin/mpirun, --allow-run-as-root, --np, \"9\", a", "mpiexec, -n, \"16\", a",
        "bash, -c, \"mpirun --bind-to none -np 16 python train.py -n 2\""})
    EXPECT_EQ(lines("TRN010", job(wrong)), "12") << wrong;
  for (const char* right :
       {"mpirun, -np, \"8\", a", "mpirun, -np, \"4\", a", "mpirun, a", "mpirun, -np, $(NP), a", "mpirun, a, -n, \"64\"",
        "mpirun, --oversubscribe, -np, \"16\", a", "mpirun, --map-by, \":OVERSUBSCRIBE\", -np, \"16\", a",
        "mpirun, --hostfile, /mine, -np, \"16\", a", "mpirun, -np, \"4\", a, \":\", -np, \"16\", b",
        "python, -np, \"16\"", "bash, -c, \"mpirun -np 8 a; mpirun -np 16 b\""})
    EXPECT_EQ(lines("TRN010", job(right)), "") << right;
  const std::string sixteen = "mpirun, -np, \"16\", a";
  EXPECT_EQ(lines("TRN010", job(sixteen, "slotsPerWorker: 8", "2")), "");
  EXPECT_EQ(lines("TRN010", job(sixteen, "slotsPerWorker: 8\n  runLauncherAsWorker: true")), "");
  EXPECT_EQ(lines("TRN010", job(sixteen, "mpiImplementation: Intel")), "");
  EXPECT_EQ(lines("TRN010", job(sixteen, "sshAuthMountPath: /root/.ssh", "2")), "12") << "one slot each";
  EXPECT_EQ(lines("TRN010", job(sixteen, "slotsPerWorker: 8", "$WORKERS")), "");
  EXPECT_EQ(lines("TRN010", job(sixteen, "slotsPerWorker: 8", "1",
                                "            env: [{name: OMPI_MCA_rmaps_base_oversubscribe, value: \"1\"}]\n")),
            "");
}

TEST(MpiJobRules, SomeOperatorServesTheVersion) {
  const auto of = [](const std::string& version) {
    return "apiVersion: kubeflow.org/" + version +
           "\nkind: MPIJob\nmetadata: {name: old}\nspec: {mpiReplicaSpecs: {}}\n";
  };
  EXPECT_EQ(linted("TRN011", {{"f.yaml", of("v1alpha2")}}),
            std::vector<std::string>{"f.yaml:1 error: no operator serves v1alpha2 of MPIJob old"});
  EXPECT_EQ(lines("TRN011", of("v1alpha1")), "1");
  EXPECT_EQ(lines("TRN011", of("v2beta1")), "");
  EXPECT_EQ(lines("TRN011", of("v1")), "") << "of the training operator";
  const std::string definition =
      "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: "
      "mpijobs.kubeflow.org}\n"
      "spec: {group: kubeflow.org, versions: [{name: v1alpha2, served: true, storage: true}]}\n";
  EXPECT_EQ(lines("TRN011", of("v1alpha2") + definition), "");
}

}  // namespace
}  // namespace slipway::rules::testing
