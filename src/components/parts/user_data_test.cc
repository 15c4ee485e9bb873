#include "components/parts/user_data.h"

#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;

std::string of(const std::string& fields) {
  return Expanded("nodeGroups: {g: {instanceTypes: [p5.48xlarge], " + fields + "}}")
      .argument("aws_launch_template.g", "user_data");
}

TEST(UserData, IsNotThereWhenThereIsNothingToSay) { EXPECT_EQ(user_data({}), ""); }

TEST(UserData, OfAl2023IsMimeWithANodeConfig) {
  EXPECT_EQ(of("instanceStoreRaid: true, kubelet: {maxPods: 110}"),
            "MIME-Version: 1.0\n"
            "Content-Type: multipart/mixed; boundary=\"BOUNDARY\"\n"
            "\n"
            "--BOUNDARY\n"
            "Content-Type: application/node.eks.aws\n"
            "\n"
            "apiVersion: node.eks.aws/v1alpha1\n"
            "kind: NodeConfig\n"
            "spec:\n"
            "  kubelet:\n"
            "    config: {\"maxPods\":110}\n"
            "  instance:\n"
            "    localStorage:\n"
            "      strategy: RAID0\n"
            "\n"
            "--BOUNDARY--\n");
}

TEST(UserData, SetsKernelParametersAndLoadsBbr) {
  const auto text = of("sysctls: {net.core.rmem_max: '16777216', net.ipv4.tcp_congestion_control: bbr}");
  EXPECT_NE(text.find("Content-Type: text/x-shellscript; charset=\"us-ascii\"\n\n#!/bin/bash\n"), std::string::npos);
  EXPECT_NE(text.find("modprobe tcp_bbr\n"), std::string::npos);
  EXPECT_NE(
      text.find("\nnet.core.rmem_max = 16777216\nnet.ipv4.tcp_congestion_control = bbr\nSYSCTLS\nsysctl --system"),
      std::string::npos);
}

TEST(UserData, MountsTheDataVolume) {
  const auto text = of("volumes: {root: 200Gi, data: 1000Gi}");
  EXPECT_NE(text.find("mkfs.xfs -q \"$device\"\nmkdir -p /data\n"), std::string::npos);
}

TEST(UserData, OfBottlerocketIsTomlInItsOwnWords) {
  EXPECT_EQ(of("amiFamily: bottlerocket, kubelet: {maxPods: 110, imageGCHighThresholdPercent: 80, "
               "evictionHard: {memory.available: 5%}}, sysctls: {vm.nr_hugepages: '5128'}"),
            "[settings.kubernetes]\n"
            "max-pods = 110\n"
            "image-gc-high-threshold-percent = 80\n"
            "\n"
            "[settings.kubernetes.eviction-hard]\n"
            "\"memory.available\" = \"5%\"\n"
            "\n"
            "[settings.kernel.sysctl]\n"
            "\"vm.nr_hugepages\" = \"5128\"\n");
}

TEST(NodeVolumes, BottlerocketKeepsImagesOnTheSecondDisk) {
  const Expanded e("nodeGroups: {g: {instanceTypes: [m7i.large], amiFamily: bottlerocket, volumes: {root: 80Gi}}}");
  EXPECT_EQ(e.argument("aws_launch_template.g", "block_device_mappings.0.device_name"), "/dev/xvdb");
  EXPECT_EQ(e.argument("aws_launch_template.g", "block_device_mappings.0.ebs.volume_size"), "80");
  EXPECT_EQ(e.argument("aws_launch_template.g", "block_device_mappings.1"), "");
}

}  // namespace
}  // namespace slipway::components
