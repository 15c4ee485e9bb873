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
      {"FSX002", lustre(persistent + R"("storage_capacity": 1000)"), "no PERSISTENT_2 of SSD of 1000 GiB",
       lustre(persistent + R"("storage_capacity": 1200)")},
      {"FSX002", lustre(persistent + R"("storage_capacity": 3600)"), "no PERSISTENT_2 of SSD of 3600 GiB",
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
        {"FSX002", text("200"), "PERSISTENT_2", text("var.throughput")},
        {"FSX002", text("0"), "no throughput of 0 MB/s a TiB", text("125")}});
}

// Each deployment type has its own sizes, and one that is not written is SCRATCH_1, as the API and Terraform have it.
TEST(Lustre, SizesAreThoseOfTheDeploymentType) {
  const auto of = [](const std::string& arguments) {
    const std::string found =
        said("FSX002", {{"main.tf", "resource \"aws_fsx_lustre_file_system\" \"s\" {\n" + arguments + "\n}\n"}});
    return found.empty() ? found : found.substr(found.find("no "), found.find(" GiB") - found.find("no "));
  };
  const auto sized = [&](const std::string& deployment, const std::string& size) {
    return of((deployment.empty() ? "" : "deployment_type = \"" + deployment + "\"\n") + "storage_capacity = " + size);
  };
  EXPECT_EQ(sized("", "3600"), "");
  EXPECT_EQ(sized("", "4800"), "no SCRATCH_1 of SSD of 4800");
  EXPECT_EQ(sized("SCRATCH_1", "4800"), "no SCRATCH_1 of SSD of 4800");
  EXPECT_EQ(sized("SCRATCH_2", "4800"), "");
  EXPECT_EQ(sized("SCRATCH_2", "3600"), "no SCRATCH_2 of SSD of 3600");
  EXPECT_EQ(sized("${var.type}", "3600"), "") << "the type is not known";
  EXPECT_EQ(of("backup_id = \"backup-1\"\nstorage_capacity = 4800"), "") << "its backup says the type";
  EXPECT_EQ(sized("FUTURE_1", "7"), "");
  EXPECT_EQ(sized("PERSISTENT_2", "9223372036854775807"), "no PERSISTENT_2 of SSD of 9223372036854775807");
  EXPECT_EQ(sized("PERSISTENT_2", "-9223372036854775807"), "no PERSISTENT_2 of SSD of -9223372036854775807");
  const std::string hdd = "deployment_type = \"PERSISTENT_1\"\nstorage_type = \"HDD\"\nper_unit_storage_throughput = ";
  EXPECT_EQ(of(hdd + "12\nstorage_capacity = 6000"), "");
  EXPECT_EQ(of(hdd + "12\nstorage_capacity = 1800"), "no PERSISTENT_1 of HDD of 1800");
  EXPECT_EQ(of(hdd + "40\nstorage_capacity = 1800"), "");
  EXPECT_EQ(of(hdd + "40\nstorage_capacity = 0"), "no PERSISTENT_1 of HDD of 0");
}

TEST(Lustre, TextNamesOneSubnet) {
  const auto of = [](const std::string& list) {
    return !said("FSX002",
                 {{"main.tf", "resource \"aws_fsx_lustre_file_system\" \"s\" {\n  subnet_ids = " + list + "\n}\n"}})
                .empty();
  };
  EXPECT_TRUE(of("[\"subnet-1\", \"subnet-2\"]"));
  EXPECT_TRUE(of("[aws_subnet.a.id, aws_subnet.b.id]"));
  for (const char* one : {"[\"subnet-1\"]", "[\"subnet-1\",]", "[\n    \"subnet-1\", # the first, for now\n  ]",
                          "[element(module.vpc.private_subnets, 0)]", "module.vpc.private_subnets", "[]", "[",
                          "[for s in var.subnets : s if contains(a, s)]", "[\"${join(\",\", var.a)}\"]"})
    EXPECT_FALSE(of(one)) << one;
}

}  // namespace
}  // namespace slipway::rules
