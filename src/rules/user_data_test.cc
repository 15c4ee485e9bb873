#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The script's first line is line 7.
std::string script(const std::string& command) {
  return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: gpu}\nspec:\n  userData: |\n    "
         "#!/bin/bash\n    " +
         command + "\n";
}

TEST(UserDataRules, EachSaysItsCommand) {
  struct Case {
    const char *rule, *wrong, *right;
  };
  for (const Case& c : {Case{"UDT001", "yum install -y nvidia-driver-latest-dkms", "yum install -y jq"},
                        {"UDT001", "sh ./NVIDIA-Linux-x86_64-550.127.05.run -s", "nvidia-smi"},
                        {"UDT002", "systemctl enable nvidia-dcgm", "systemctl enable nvidia-persistenced"},
                        {"UDT003", "kubectl apply -f a.yaml", "echo kubectl"},
                        {"UDT005", "echo \"export NCCL_DEBUG=INFO\" >> /etc/environment", "echo hello"},
                        {"UDT006", "nvidia-smi -c 3", "nvidia-smi -pm 1"},
                        {"UDT007", "./efa_installer.sh -y", "./other.sh"}}) {
    EXPECT_EQ(lines(c.rule, script(c.wrong)), "7") << c.rule;
    EXPECT_EQ(lines(c.rule, script(c.right)), "") << c.rule;
  }
}

TEST(UserDataRules, TwoAgentsAreOneTooMany) {
  const Files files = {{"c.yaml", script("rpm -U ./amazon-cloudwatch-agent.rpm")},
                       {"a.sh", "aws eks create-addon --addon-name amazon-cloudwatch-observability\n"}};
  EXPECT_EQ(linted("UDT004", files).size(), 1u);
  EXPECT_EQ(linted("UDT004", {files[0]}).size(), 0u);
}

}  // namespace
}  // namespace slipway::rules::testing
