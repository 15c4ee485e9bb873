#include "spec/dotenv/import.h"

#include <gtest/gtest.h>

#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

using Lines = std::vector<std::string>;

/// Everything that section 5.1 lists, as its defaults have it, and the cluster that it extends.
constexpr std::string_view kWhole = R"(# Cluster
CLUSTER_NAME=gpu-cluster
AWS_REGION=us-west-2
K8S_VERSION=1.35
VPC_ID=vpc-0123456789abcdef0
PRIVATE_SUBNET_A=subnet-0aaaaaaaaaaaaaaa1
PRIVATE_SUBNET_B=subnet-0aaaaaaaaaaaaaaa2
PRIVATE_SUBNET_C=subnet-0aaaaaaaaaaaaaaa3
# Components
INSTALL_IO2_STORAGECLASS=true
IO2_IOPS=10000
INSTALL_KARPENTER=true
KARPENTER_VERSION=1.14.1
INSTALL_EFS_CSI=yes
INSTALL_FSX_CSI=1
INSTALL_S3_CSI=false  # use S3_CSI_BUCKET_ARNS
# GPU
GPU_INSTANCE_TYPE=p5en.48xlarge
GPU_NODE_GROUP_NAME=gpu-compute
GPU_MIN_SIZE=0
GPU_DESIRED_SIZE=0
GPU_MAX_SIZE=2
NVIDIA_DRIVER_VERSION=550.127.05
EFA_DRIVER_VERSION=latest
NCCL_VERSION=2.22.3
GPU_ROOT_VOLUME_SIZE=200
GPU_DATA_VOLUME_SIZE=1000
GPU_SUBNET_A=${PRIVATE_SUBNET_A}
GPU_SUBNET_B=${PRIVATE_SUBNET_B}
GPU_SUBNET_C=${PRIVATE_SUBNET_C}
)";

struct Imported {
  std::shared_ptr<const SourceText> source;
  std::string text;
  Lines said;
};

Imported import(std::string text) {
  Imported imported;
  imported.source = std::make_shared<SourceText>(".env", std::move(text));
  Diagnostics diagnostics;
  imported.text = import_dotenv(imported.source, "2026-11-25", diagnostics);
  imported.said = ReadForTest::said_by(diagnostics);
  return imported;
}

TEST(DotenvImport, WritesAPlatformThatIsWell) {
  const auto imported = import(std::string(kWhole));
  EXPECT_EQ(
      imported.said,
      (Lines{"22:14 ENV015 warning: 2 × p5en.48xlarge on demand is up to $126.59/h, while AWS has any",
             "23:23 ENV014 note: EKS's accelerated AMI brings its own: NVIDIA_DRIVER_VERSION is checked, not installed",
             "25:14 ENV014 note: NCCL belongs in the container image: nothing is installed on the node",
             "29:14 ENV014 warning: GPU_SUBNET_B is not used: all network interfaces of a node are in its zone",
             "30:14 ENV014 warning: GPU_SUBNET_C is not used: all network interfaces of a node are in its zone"}));
  const auto read = read_for_test(imported.text);
  EXPECT_EQ(read.said(), Lines{}) << imported.text;
  ASSERT_TRUE(read.platform);
  const Platform& platform = *read.platform;
  EXPECT_EQ(platform.name.value, "gpu-cluster");
  ASSERT_TRUE(platform.network.existing);
  EXPECT_EQ(platform.network.existing->private_subnet_ids.size(), 3u);
  EXPECT_EQ(platform.identity.value, Identity::PodIdentity);
  EXPECT_EQ(platform.autoscaler.nodes.value, NodeAutoscaler::ClusterAutoscaler);
  const NodeGroup& gpu = *platform.node_groups.find("gpu-compute");
  EXPECT_TRUE(gpu.efa.value);
  EXPECT_EQ(gpu.max.value, 2);
  ASSERT_EQ(gpu.subnet_ids.size(), 1u);
  EXPECT_EQ(gpu.subnet_ids[0].value, "subnet-0aaaaaaaaaaaaaaa1");
  EXPECT_EQ(gpu.volumes.data->size.value, "1000Gi");
  EXPECT_EQ(gpu.volumes.root.iops.value, 16000);
  EXPECT_EQ(gpu.drivers.nvidia.value, "550.127.05");
  EXPECT_EQ(platform.storage.classes.find("io2")->iops.value, 10000);
  Lines csi;
  for (const Text& driver : platform.storage.csi) csi.push_back(driver.value);
  EXPECT_EQ(csi, (Lines{"ebs", "efs", "fsx"}));
  EXPECT_EQ(platform.components.back().name.value, "karpenter");
}

TEST(DotenvImport, NamesTheVariableBehindEachLine) {
  const auto imported = import(std::string(kWhole));
  for (const std::string_view line : {"    region: us-west-2                                   # AWS_REGION",
                                      "      max: 2                                            # GPU_MAX_SIZE",
                                      "      io2: {type: io2, iops: 10000}                     # IO2_IOPS"})
    EXPECT_NE(imported.text.find(line), std::string::npos) << line;
}

TEST(DotenvImport, SaysWhatIsWrongAtItsLine) {
  const std::string base =
      "CLUSTER_NAME=a\nAWS_REGION=us-west-2\n";  // with neither VPC nor subnets: a network is made; mistakes at line 3
  struct Case {
    std::string line, said;
  };
  for (const Case& c : {
           Case{"INSTALL_KARPENTER=ture", "3:19 ENV011 INSTALL_KARPENTER='ture' is not a boolean (did you mean true?)"},
           {"INSTALL_EFS_CSI=on", "3:17 ENV011 INSTALL_EFS_CSI='on' is not a boolean (did you mean no?)"},
           {"INSTALL_KARPENTR=true", "3:1 ENV010 unknown variable INSTALL_KARPENTR (did you mean INSTALL_KARPENTER?)"},
           {"SLACK_URL=x", "3:1 ENV010 warning: SLACK_URL is not used"},
           {"IO2_IOPS=many", "3:10 ENV011 IO2_IOPS='many' is not a whole number"},
           {"IO2_IOPS=300000", "3:10 ENV012 IO2_IOPS is 300000, but must be 100 to 256000"},
           {"IO2_IOPS=99999999999999999999", "3:10 ENV012 IO2_IOPS is 99999999999999999999, but must be 100 to 256000"},
           {"K8S_VERSION=1.35.2",
            "3:13 ENV011 K8S_VERSION '1.35.2' is not a Kubernetes version such as \"1.35\": EKS takes a minor version, "
            "such as 1.35"},
           {"K8S_VERSION=1.30", "3:13 ENV017 EKS makes no cluster of Kubernetes 1.30: its support has ended"},
           {"KUBERNETES_VERSION=1.99", "3:20 ENV017 EKS makes no cluster of Kubernetes 1.99: it is not released yet"},
           {"K8S_VERSION=1.33",
            "3:13 ENV015 warning: Kubernetes 1.33 is in extended support: the control plane costs six times as much, "
            "and AWS upgrades it after 2027-07-29"},
           {"KARPENTER_VERSION=1.1.0",
            "3:19 ENV016 note: KARPENTER_VERSION says nothing: INSTALL_KARPENTER is not true"},
           {"INSTALL_S3_CSI=true", "3:16 ENV016 warning: the S3 CSI driver may mount no bucket yet"},
           {"S3_CSI_BUCKET_ARNS=\"arn:aws:s3:::a-b-c arn:aws:s3:::*\"",
            "3:20 ENV011 'arn:aws:s3:::*' is not the ARN of a bucket: no wildcard: name each bucket"},
           {"VPC_CIDR=10.0.0.0",
            "3:10 ENV011 VPC_CIDR '10.0.0.0' is not an IPv4 range such as 10.0.0.0/16: the prefix length is missing: "
            "/16"},
       })
    EXPECT_EQ(import(base + c.line + "\n").said, Lines{c.said}) << c.line;
}

/// How many EFA interfaces a type has is known, and asking for another number changes nothing.
TEST(DotenvImport, DerivesInterfacesFromTheInstanceType) {
  const std::string base =
      "CLUSTER_NAME=a\nAWS_REGION=us-west-2\nGPU_MAX_SIZE=1\nGPU_CAPACITY_RESERVATION_ID=cr-0123456789abcdef0\n";
  EXPECT_EQ(import(base + "GPU_INSTANCE_TYPE=p5.48xlarge\nGPU_NUM_ENIS=16\n").said,
            Lines{"6:14 ENV014 warning: GPU_NUM_ENIS is 16, but p5.48xlarge has 32 EFA interfaces: these are used"});
  EXPECT_EQ(import(base + "GPU_INSTANCE_TYPE=p5en.48xlarge\nGPU_NUM_ENIS=16\n").said,
            Lines{"6:14 ENV014 warning: GPU_NUM_ENIS says nothing: that p5en.48xlarge has 16 EFA interfaces is known"});
  EXPECT_EQ(import(base + "GPU_INSTANCE_TYPE=p5en.48xlage\n").said,
            Lines{"5:19 ENV011 there is no instance type 'p5en.48xlage' (did you mean p5en.48xlarge?)"});
  EXPECT_NE(import(base + "GPU_INSTANCE_TYPE=g4dn.xlarge\n").text.find("instanceTypes: [g4dn.xlarge]"),
            std::string::npos);
  EXPECT_EQ(import(base + "GPU_INSTANCE_TYPE=g4dn.xlarge\n").text.find("efa:"), std::string::npos);
}

TEST(DotenvImport, SaysWhatIsMissing) {
  EXPECT_EQ(import("VPC_ID=vpc-0123456789abcdef0\n").said,
            (Lines{"0:0 ENV013 CLUSTER_NAME is missing: the platform needs a name",
                   "0:0 ENV013 AWS_REGION is missing: where the cluster stands",
                   "0:0 ENV013 PRIVATE_SUBNET_B is missing: EKS needs private subnets in two zones"}));
}

TEST(DotenvImport, WritesValuesThatYamlWouldTakeForSomethingElse) {
  const auto imported = import("CLUSTER_NAME=My_Cluster\nAWS_REGION=us-west-2\nAWS_ACCOUNT_ID=011122223333\n");
  EXPECT_EQ(imported.said, Lines{});
  const auto read = read_for_test(imported.text);
  EXPECT_EQ(read.said(), Lines{}) << imported.text;
  EXPECT_EQ(read.platform->name.value, "my-cluster");
  EXPECT_EQ(read.platform->cluster.name.value, "My_Cluster");
  EXPECT_EQ(read.platform->aws.account_id.value, "011122223333");
}

}  // namespace
}  // namespace slipway::spec
