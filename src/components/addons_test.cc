#include <algorithm>

#include "components/testing/expanded.h"

/// Components that are EKS add-ons.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kSystem =
    "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3, taints: [CriticalAddonsOnly]}}\n";

bool waits_for(const Expanded& e, const char* addon, const char* type) {
  const auto& dependencies = e.find(std::string("aws_eks_addon.") + addon)->depends_on;
  return std::ranges::any_of(dependencies, [&](const auto& id) { return id.type == type; });
}

TEST(Addons, NetworkStandsBeforeNodesAndDnsAfter) {
  const Expanded e(kSystem);
  EXPECT_EQ(e.names("aws_eks_addon"),
            (Names{"eks_pod_identity_agent", "kube_proxy", "vpc_cni", "coredns", "aws_ebs_csi_driver"}));
  EXPECT_FALSE(waits_for(e, "vpc_cni", "aws_eks_node_group"));
  EXPECT_TRUE(waits_for(e, "coredns", "aws_eks_node_group"));
  const auto& group = e.find("aws_eks_node_group.system")->depends_on;
  EXPECT_NE(std::ranges::find(group, platform::ResourceId{"aws_eks_addon", "vpc_cni"}), group.end());
}

TEST(Addons, VersionIsEksDefaultUnlessWritten) {
  const Expanded e("cluster: {addons: {coredns: {version: v1.13.1-eksbuild.1, configuration: {replicaCount: 3}}}}");
  EXPECT_EQ(e.argument("aws_eks_addon.coredns", "addon_version"), "v1.13.1-eksbuild.1");
  EXPECT_EQ(e.argument("aws_eks_addon.coredns", "configuration_values"), R"({"replicaCount":3})");
  EXPECT_EQ(e.argument("aws_eks_addon.vpc_cni", "addon_version"), "data.aws_eks_addon_version.vpc_cni.version");
  EXPECT_EQ(e.argument("data.aws_eks_addon_version.vpc_cni", "kubernetes_version"), "1.35");
}

TEST(Addons, AnyOtherOneMayBeNamed) {
  const Expanded e("cluster: {addons: {snapshot-controller: {}}}");
  EXPECT_EQ(e.argument("aws_eks_addon.snapshot_controller", "resolve_conflicts_on_create"), "OVERWRITE");
}

TEST(Addons, GetTheirRoleByPodIdentityOrIrsa) {
  const Expanded pod_identity("");
  EXPECT_EQ(pod_identity.argument("aws_eks_addon.aws_ebs_csi_driver", "pod_identity_association"),
            R"({"service_account":"ebs-csi-controller-sa","role_arn":"${aws_iam_role.ebs_csi.arn}"})");
  EXPECT_FALSE(pod_identity.has("aws_eks_pod_identity_association.ebs_csi"));  // a second one would be refused
  const Expanded irsa("identity: irsa");
  EXPECT_EQ(irsa.argument("aws_eks_addon.aws_ebs_csi_driver", "service_account_role_arn"), "aws_iam_role.ebs_csi.arn");
  EXPECT_FALSE(irsa.has("aws_eks_addon.eks_pod_identity_agent"));
}

TEST(VpcCni, EnforcesNetworkPoliciesAndHasARoleOfItsOwn) {
  const Expanded e("");
  EXPECT_EQ(e.argument("aws_eks_addon.vpc_cni", "configuration_values"), R"({"enableNetworkPolicy":"true"})");
  EXPECT_EQ(e.argument("aws_iam_role_policy_attachment.vpc_cni_amazon_eks_cni_policy", "policy_arn"),
            "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy");
}

TEST(VpcCni, NeedsNoneWhereNodesHaveItsPolicy) {
  const Expanded e(
      "nodeGroups: {a: {instanceTypes: [m7i.large], min: 1, max: 1, nodePolicies: [AmazonEKS_CNI_Policy]}}");
  EXPECT_FALSE(e.has("aws_iam_role.vpc_cni"));
  EXPECT_TRUE(e.has("aws_iam_role_policy_attachment.node_amazon_eks_cni_policy"));
}

TEST(EbsCsi, TakesItsPolicyByName) {
  const Expanded e("");
  EXPECT_EQ(e.argument("data.aws_iam_policy.amazon_ebscsi_driver_policy_v2", "name"), "AmazonEBSCSIDriverPolicyV2");
}

TEST(FileDrivers, ComeWithClassesAndFileSystemsThatNeedThem) {
  struct Case {
    const char *storage, *addon;
  };
  for (const Case& c : {Case{"csi: [efs]", "aws_efs_csi_driver"},
                        {"fileSystems: {home: {}}", "aws_efs_csi_driver"},
                        {"csi: [fsx]", "aws_fsx_csi_driver"},
                        {"classes: {scratch: {type: fsx-lustre}}", "aws_fsx_csi_driver"},
                        {"mountableBuckets: ['arn:aws:s3:::models']", "aws_mountpoint_s3_csi_driver"}}) {
    const Expanded e(std::string("storage: {") + c.storage + "}");
    EXPECT_TRUE(e.has(std::string("aws_eks_addon.") + c.addon)) << c.storage;
  }
  EXPECT_FALSE(Expanded("").has("aws_eks_addon.aws_efs_csi_driver"));
}

TEST(FsxCsi, MayDoNoMoreThanLustreNeeds) {
  const Expanded e("storage: {csi: [fsx]}");
  EXPECT_EQ(e.names("aws_iam_role_policy_attachment").size(), 3u);  // cluster, CNI, EBS: no AmazonFSxFullAccess
  EXPECT_EQ(e.argument("aws_iam_role_policy.fsx_csi", "policy.Statement.2.Action"),
            R"(["fsx:CreateFileSystem","fsx:DeleteFileSystem","fsx:DescribeFileSystems","fsx:TagResource",)"
            R"("fsx:UpdateFileSystem","s3:ListBucket"])");
}

TEST(S3Csi, ReachesTheNamedBucketsAndNoOther) {
  const Expanded e("storage: {mountableBuckets: ['arn:aws:s3:::models', 'arn:aws:s3:::data']}");
  EXPECT_EQ(e.argument("aws_iam_role_policy.s3_csi", "policy.Statement.0.Resource"),
            R"(["arn:aws:s3:::models","arn:aws:s3:::data"])");
  EXPECT_EQ(e.argument("aws_iam_role_policy.s3_csi", "policy.Statement.1.Resource"),
            R"(["arn:aws:s3:::models/*","arn:aws:s3:::data/*"])");
  EXPECT_EQ(Expanded("storage: {csi: [s3]}").findings(), (Names{"STO001 the S3 CSI driver may mount no bucket"}));
}

TEST(MetricsServer, RunsOnTheSystemGroupAndVerifiesKubelets) {
  const Expanded e(std::string(kSystem) + "components: [metrics-server]");
  EXPECT_EQ(e.argument("aws_eks_addon.metrics_server", "configuration_values"),
            R"({"nodeSelector":{"slipway.dev/node-group":"system"},)"
            R"("tolerations":[{"key":"CriticalAddonsOnly","operator":"Equal","value":"true","effect":"NoSchedule"}]})");
}

TEST(NodeMonitoring, SwitchesRepairOnInNodeGroups) {
  const Expanded e(std::string(kSystem) + "components: [node-monitoring]");
  EXPECT_TRUE(e.has("aws_eks_addon.eks_node_monitoring_agent"));
  EXPECT_EQ(e.argument("aws_eks_node_group.system", "node_repair_config.enabled"), "true");
  EXPECT_EQ(Expanded(kSystem).argument("aws_eks_node_group.system", "node_repair_config"), "");
}

}  // namespace
}  // namespace slipway::components
