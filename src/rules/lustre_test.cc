#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::said;

Files lustre(const std::string& values) { return planned({{"aws_fsx_lustre_file_system.s", "{" + values + "}"}}); }

TEST(Lustre, PlansAskForWhatFsxMakes) {
  const std::string persistent = R"("deployment_type": "PERSISTENT_2", )";
  hold({
      {"FSX002", lustre(persistent + R"("per_unit_storage_throughput": 200)"),
       "error: PERSISTENT_2 of SSD has no throughput of 200 MB/s a TiB",
       lustre(persistent + R"("per_unit_storage_throughput": 250)")},
      {"FSX002", lustre(R"("deployment_type": "PERSISTENT_1", "per_unit_storage_throughput": 125)"),
       "PERSISTENT_1 of SSD", lustre(R"("deployment_type": "PERSISTENT_1", "per_unit_storage_throughput": 200)")},
      {"FSX002",
       lustre(R"("deployment_type": "PERSISTENT_1", "storage_type": "HDD", "per_unit_storage_throughput": 50)"),
       "PERSISTENT_1 of HDD",
       lustre(R"("deployment_type": "PERSISTENT_1", "storage_type": "HDD", "per_unit_storage_throughput": 40)")},
      {"FSX002", lustre(R"("deployment_type": "SCRATCH_2", "per_unit_storage_throughput": 200)"),
       "SCRATCH_2 has no throughput to choose", lustre(R"("deployment_type": "SCRATCH_2")")},
      {"FSX002", lustre(persistent + R"("storage_capacity": 1000)"), "no file system of 1000 GiB",
       lustre(persistent + R"("storage_capacity": 1200)")},
      {"FSX002", lustre(persistent + R"("storage_capacity": 3600)"), "no file system of 3600 GiB",
       lustre(R"("deployment_type": "SCRATCH_1", "storage_capacity": 3600)")},
      {"FSX002", lustre(R"("subnet_ids": ["subnet-1", "subnet-2"])"), "in several subnets",
       lustre(R"("subnet_ids": ["subnet-1"])")},
  });
  EXPECT_EQ(said("FSX002", lustre(R"("per_unit_storage_throughput": 7)")), "") << "the type is not known";
}

TEST(Lustre, TextAndClassesToo) {
  const auto text = [](const std::string& throughput) {
    return Files{{"main.tf",
                  "resource \"aws_fsx_lustre_file_system\" \"s\" {\n  deployment_type = \"PERSISTENT_2\"\n"
                  "  per_unit_storage_throughput = " +
                      throughput + "\n}\n"}};
  };
  const auto storage = [](const std::string& throughput) {
    return Files{{"sc.yaml",
                  "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fsx}\n"
                  "provisioner: fsx.csi.aws.com\nparameters: {deploymentType: PERSISTENT_2, "
                  "perUnitStorageThroughput: \"" +
                      throughput + "\"}\n"}};
  };
  hold({{"FSX002", text("200"), "main.tf:3 error: PERSISTENT_2", text("1000")},
        {"FSX002", storage("200"), "sc.yaml:5 error: PERSISTENT_2", storage("125")},
        {"FSX002", text("200"), "PERSISTENT_2", text("var.throughput")}});
}

}  // namespace
}  // namespace slipway::rules
