#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::lines;
using testing::planned;
using testing::said;
using testing::script;

Files tf(const std::string& text) { return {{"main.tf", text}}; }

TEST(TypeNames, OfPlansAndTerraformText) {
  const auto group = [](const std::string& type) {
    return planned({{"aws_eks_node_group.g", R"({"instance_types": ["g5.xlarge", ")" + type + "\"]}"}});
  };
  const auto lt = [](const std::string& type) {
    return planned({{"aws_launch_template.t", R"({"instance_type": ")" + type + "\"}"}});
  };
  const auto text = [](const std::string& value) {
    return tf("resource \"aws_eks_node_group\" \"g\" {\n  instance_types = " + value + "\n}\n");
  };
  const auto module = [](const std::string& type) {
    return tf("module \"eks\" {\n  eks_managed_node_groups = {\n    gpu = {\n      instance_types = [\n        \"" +
              type + "\",\n      ]\n    }\n  }\n}\n");
  };
  hold({
      {"NG016", group("p9.large"), "error: there is no instance type 'p9.large'", group("g5.2xlarge")},
      {"NG016", lt("g5.xlrge"), "there is no instance type 'g5.xlrge'", lt("p5.48xlarge")},
      {"NG016", text("[\"g5.xlarge\", \"p9.large\"]"), "main.tf:2 error", text("[\"g5.xlarge\", var.type]")},
      {"NG016", module("p9.large"), "main.tf:5 error: there is no instance type 'p9.large'", module("p5.48xlarge")},
      {"NG016", tf("variable \"gpu_instance_type\" {\n  default = \"p9.large\"\n}\n"), "main.tf:2",
       tf("variable \"gpu_instance_type\" {\n  default = \"p5.48xlarge\"\n}\n")},
      {"NG016",
       {{"a.tfvars", "gpu_instance_types = [\"p9.large\"]\n"}},
       "a.tfvars:1",
       {{"a.tfvars", "gpu_instance_types = [\"g6e.12xlarge\"]\n"}}},
  });
  for (const char* other : {"ml.p9.large", "db.m9.large", "optimal", "m9.large.search", "${var.family}.large", "g5"})
    EXPECT_EQ(said("NG016", tf("resource \"x\" \"y\" {\n  instance_type = \"" + std::string(other) + "\"\n}\n")), "")
        << other;
  EXPECT_EQ(said("NG016", text("var.large ? [\"p9.large\"] : []")), "") << "reckoned";
}

TEST(TypeNames, OfEksctlScriptsAndEnvironments) {
  const auto config = [](const std::string& group) {
    return Files{{"c.yaml",
                  "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: us-east-1}\n"
                  "managedNodeGroups:\n- {name: gpu, " +
                      group + "}\n"}};
  };
  hold({
      {"NG016", config("instanceType: p9.large"), "c.yaml:5 error", config("instanceType: mixed")},
      {"NG016", config("instanceTypes: [g5.xlarge, g5.17xlarge]"), "'g5.17xlarge'",
       config("instanceTypes: [g5.xlarge]")},
      {"NG016", script("eksctl create nodegroup --cluster a --node-type p9.large\n"), "a.sh:1 error",
       script("eksctl create nodegroup --cluster a --node-type $TYPE\n")},
      {"NG016", script("eksctl create cluster -t g5.huge\n"), "'g5.huge'",
       script("eksctl create cluster -t g5.xlarge\n")},
      {"NG016", script("aws eks create-nodegroup --instance-types g5.xlarge p9.large --ami-type CUSTOM\n"), "p9.large",
       script("aws eks create-nodegroup --instance-types g5.xlarge g5.2xlarge --release-version v1.large\n")},
      {"NG016", script("GPU_INSTANCE_TYPE=p9.large\n"), "a.sh:1",
       script("GPU_INSTANCE_TYPE=${GPU_INSTANCE_TYPE:-p9.large}\n")},
      {"NG016",
       {{"a.env", "GPU_INSTANCE_TYPE=p9.large\n"}},
       "a.env:1 error",
       {{"a.env", "GPU_INSTANCE_TYPE=p5.48xlarge\nSAGEMAKER_INSTANCE_TYPE=ml.g5.xlarge\nDB_INSTANCE_TYPE=\n"}}},
  });
}

}  // namespace
}  // namespace slipway::rules
