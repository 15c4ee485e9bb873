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
  for (const Case& c :
       {Case{"UDT001", "yum install -y nvidia-driver-latest-dkms", "yum install -y jq"},
        {"UDT001", "sh ./NVIDIA-Linux-x86_64-550.127.05.run -s", "nvidia-smi"},
        {"UDT001", "sh cuda_12.4.0_550.54.14_linux.run --silent --driver",
         "sh cuda_12.4.0_550.54.14_linux.run --silent --toolkit"},
        {"UDT001", "dnf install -y nvidia-container-toolkit", "wget -q https://a/cuda_12.4.0_linux.run"},
        {"UDT002", "systemctl enable nvidia-dcgm", "systemctl enable nvidia-persistenced"},
        {"UDT003", "kubectl apply -f a.yaml", "echo kubectl"},
        {"UDT003", "/usr/bin/env bash -c \"kubectl apply -f a.yaml\"", "bash -c \"echo kubectl\""},
        {"UDT003", "sh -ec 'cd /tmp && helm install a ./a'", "sh -e helm.sh"},
        {"UDT005", "echo \"export NCCL_DEBUG=INFO\" >> /etc/environment", "echo hello"},
        {"UDT006", "nvidia-smi -c 3", "nvidia-smi -pm 1"},
        {"UDT007", "./efa_installer.sh -y", "./other.sh"}}) {
    EXPECT_EQ(lines(c.rule, script(c.wrong)), "7") << c.rule;
    EXPECT_EQ(lines(c.rule, script(c.right)), "") << c.rule;
  }
}

// What is written into a file by a here document, at its first line.
TEST(UserDataRules, HereDocumentsSetNoEnvironmentOfPods) {
  const auto written = [](const std::string& text) {
    return lines("UDT005", script("cat >> /etc/profile.d/a.sh <<EOT\n    " + text + "\n    EOT"));
  };
  EXPECT_EQ(written("export NCCL_SOCKET_IFNAME=eth0"), "8");
  EXPECT_EQ(written("export EDITOR=vi"), "");
}

TEST(UserDataRules, TwoAgentsAreOneTooMany) {
  const Files files = {{"c.yaml", script("rpm -U ./amazon-cloudwatch-agent.rpm")},
                       {"a.sh", "aws eks create-addon --addon-name amazon-cloudwatch-observability\n"}};
  EXPECT_EQ(linted("UDT004", files).size(), 1u);
  EXPECT_EQ(linted("UDT004", {files[0]}).size(), 0u);
}

}  // namespace
}  // namespace slipway::rules::testing
