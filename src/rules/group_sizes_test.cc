#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::script;

TEST(GroupSizes, AreInOrder) {
  const auto plan = [](const std::string& sizes) {
    return planned({{"aws_eks_node_group.g", R"({"scaling_config": [{)" + sizes + "}]}"}});
  };
  const auto text = [](const std::string& sizes) {
    return Files{{"main.tf", "resource \"aws_eks_node_group\" \"g\" {\n  scaling_config {\n" + sizes + "\n  }\n}\n"}};
  };
  const auto module = [](const std::string& sizes) {
    return Files{{"main.tf", "module \"eks\" {\n  groups = {\n    gpu = {\n" + sizes + "\n    }\n  }\n}\n"}};
  };
  const auto eksctl = [](const std::string& sizes) {
    return Files{{"c.yaml",
                  "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: us-east-1}\n"
                  "managedNodeGroups:\n- {name: gpu, " +
                      sizes + "}\n"}};
  };
  const auto env = [](const std::string& lines) { return Files{{"a.env", lines}}; };
  hold({
      {"NG015", plan(R"("min_size": 1, "desired_size": 5, "max_size": 3)"),
       "error: desired size 5 is not between 1 and 3", plan(R"("min_size": 1, "desired_size": 2, "max_size": 3)")},
      {"NG015", plan(R"("min_size": 4, "desired_size": 4, "max_size": 3)"),
       "the least size, 4, is above the largest, 3", plan(R"("min_size": 3, "max_size": 3)")},
      {"NG015", text("    min_size = 5\n    max_size = 2"), "main.tf:3 error",
       text("    min_size = 5\n    max_size = var.m")},
      {"NG015", module("      min_size = 1\n      max_size = 3\n      desired_size = 4"), "main.tf:6",
       module("      min_size = 1\n      max_size = 3\n      desired_size = 0 + 1")},
      {"NG015", eksctl("minSize: 3, maxSize: 1"), "c.yaml:5", eksctl("minSize: 0, maxSize: 4, desiredCapacity: 0")},
      {"NG015", eksctl("maxSize: 1, desiredCapacity: 2"), "desired size 2 is above the largest, 1",
       eksctl("desiredCapacity: 2")},
      {"NG015", script("eksctl create nodegroup --nodes-min 4 --nodes-max=2\n"), "a.sh:1",
       script("eksctl create nodegroup --nodes-min 2 --nodes-max=4 --nodes $N\n")},
      {"NG015", script("aws eks create-nodegroup --scaling-config minSize=3,maxSize=1,desiredSize=2\n"), "a.sh:1",
       script("aws eks create-nodegroup --scaling-config minSize=1,maxSize=3,desiredSize=2\n")},
      {"NG015", env("GPU_MIN_SIZE=4\nGPU_MAX_SIZE=2\n"), "a.env:1",
       env("GPU_MIN_SIZE=4\nGPU_MAX_SIZE=8\nCPU_MAX_SIZE=2\n")},
      {"NG015",
       env("GPU_DESIRED_NODES=9\nGPU_MIN_NODES=1\nGPU_MAX_NODES=2\n"),
       "a.env:1",
       {{"a.env", "GPU_MIN_SIZE=4\n"}, {"b.env", "GPU_MAX_SIZE=2\n"}}},
  });
}

}  // namespace
}  // namespace slipway::rules
