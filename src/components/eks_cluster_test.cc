#include <algorithm>

#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

TEST(EksCluster, DefaultsAreTodays) {
  const Expanded e("");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "name"), "demo");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "version"), "1.35");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "access_config.authentication_mode"), "API");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "bootstrap_self_managed_addons"), "false");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "upgrade_policy.support_type"), "STANDARD");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "encryption_config.provider.key_arn"), "aws_kms_key.eks.arn");
  EXPECT_EQ(e.argument("aws_iam_role.cluster", "assume_role_policy.Statement.0.Principal.Service"),
            "eks.amazonaws.com");
}

TEST(EksCluster, EndpointIsPrivateUnlessAskedFor) {
  const Expanded closed("");
  EXPECT_EQ(closed.argument("aws_eks_cluster.main", "vpc_config.endpoint_private_access"), "true");
  EXPECT_EQ(closed.argument("aws_eks_cluster.main", "vpc_config.endpoint_public_access"), "false");
  const Expanded open("cluster: {endpoint: {public: true, publicCidrs: [203.0.113.0/24]}}");
  EXPECT_EQ(open.argument("aws_eks_cluster.main", "vpc_config.public_access_cidrs"), R"(["203.0.113.0/24"])");
}

TEST(EksCluster, TheKeyMayBeMadeGivenOrNone) {
  const Expanded made("cluster: {secretsEncryption: {deletionWindowDays: 7}}");
  EXPECT_EQ(made.argument("aws_kms_key.eks", "deletion_window_in_days"), "7");
  EXPECT_EQ(made.argument("aws_kms_key.eks", "enable_key_rotation"), "true");
  EXPECT_EQ(made.argument("aws_kms_alias.eks", "name"), "alias/demo-eks");
  const std::string arn = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const Expanded given("cluster: {secretsEncryption: {key: '" + arn + "'}}");
  EXPECT_FALSE(given.has("aws_kms_key.eks"));
  EXPECT_EQ(given.argument("aws_eks_cluster.main", "encryption_config.provider.key_arn"), arn);
  EXPECT_EQ(given.argument("aws_iam_role_policy.cluster_secrets_key", "policy.Statement.0.Resource"), arn);
  const Expanded none("cluster: {secretsEncryption: {key: none}}");
  EXPECT_EQ(none.argument("aws_eks_cluster.main", "encryption_config"), "");
}

TEST(EksCluster, AKeyForLogsTooLetsCloudWatchUseItForThisGroupOnly) {
  const Expanded e(
      "aws: {region: us-west-2, accountId: '111122223333'}\ncluster: {logs: {encrypted: true, retentionDays: 7}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.cluster", "name"), "/aws/eks/demo/cluster");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.cluster", "retention_in_days"), "7");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.cluster", "kms_key_id"), "aws_kms_key.eks.arn");
  EXPECT_EQ(e.argument("aws_kms_key.eks", "policy.Statement.0.Principal.AWS"), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(e.argument("aws_kms_key.eks", "policy.Statement.3.Principal.Service"), "logs.us-west-2.amazonaws.com");
  EXPECT_EQ(e.argument("aws_kms_key.eks", "policy.Statement.3.Condition.ArnEquals.kms:EncryptionContext:aws:logs:arn"),
            "arn:aws:logs:us-west-2:111122223333:log-group:/aws/eks/demo/cluster");
  EXPECT_EQ(Expanded("").argument("aws_kms_key.eks", "policy.Statement.3"), "");
}

TEST(EksCluster, TheLogGroupStandsBeforeTheClusterThatWritesToIt) {
  const Expanded e("");
  const auto& dependencies = e.find("aws_eks_cluster.main")->depends_on;
  EXPECT_NE(std::ranges::find(dependencies, platform::ResourceId{"aws_cloudwatch_log_group", "cluster"}),
            dependencies.end());
  EXPECT_FALSE(Expanded("cluster: {logs: {types: []}}").has("aws_cloudwatch_log_group.cluster"));
}

TEST(EksCluster, WhoMayEnterIsWrittenDown) {
  const Expanded e(
      "cluster: {access: {team: {principalArn: 'arn:aws:iam::111122223333:role/ml', policy: AmazonEKSEditPolicy, "
      "namespaces: [ml]}}}");
  EXPECT_EQ(e.argument("aws_eks_access_entry.team", "type"), "STANDARD");
  EXPECT_EQ(e.argument("aws_eks_access_policy_association.team", "policy_arn"),
            "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy");
  EXPECT_EQ(e.argument("aws_eks_access_policy_association.team", "access_scope"),
            R"({"type":"namespace","namespaces":["ml"]})");
}

TEST(EksCluster, OnlyIrsaNeedsAnOidcProvider) {
  EXPECT_FALSE(Expanded("").has("aws_iam_openid_connect_provider.cluster"));
  EXPECT_EQ(Expanded("identity: irsa").argument("aws_iam_openid_connect_provider.cluster", "url"),
            "aws_eks_cluster.main.identity[0].oidc[0].issuer");
}

TEST(EksCluster, AutoModeIsSwitchedOnAsAWhole) {
  const Expanded e("cluster: {mode: auto, autoNodePools: [general-purpose]}\nautoscaler: {nodes: auto}");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "compute_config"),
            R"({"enabled":true,"node_pools":["general-purpose"],"node_role_arn":"${aws_iam_role.auto_node.arn}"})");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "storage_config.block_storage.enabled"), "true");
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "kubernetes_network_config.elastic_load_balancing.enabled"), "true");
  EXPECT_EQ(e.argument("aws_iam_role.cluster", "assume_role_policy.Statement.0.Action"),
            R"(["sts:AssumeRole","sts:TagSession"])");
  EXPECT_EQ(e.names("aws_eks_addon"), Names{});  // it brings them
  EXPECT_EQ(e.graph.setting.node_autoscaler, "EKS Auto Mode");
}

TEST(NodeSecurityGroup, OpensNodesAndControlPlaneToEachOther) {
  const Expanded e("");
  const std::string cluster = "aws_eks_cluster.main.vpc_config[0].cluster_security_group_id";
  for (const char* name : {"node_control_plane", "node_control_plane_https"})
    EXPECT_EQ(e.argument(std::string("aws_vpc_security_group_ingress_rule.") + name, "referenced_security_group_id"),
              cluster);
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.control_plane_node", "security_group_id"), cluster);
  EXPECT_EQ(e.argument("aws_security_group.node", "tags.kubernetes.io/cluster/demo"), "owned");
}

TEST(NodeSecurityGroup, NamesItselfAsDestinationBecauseEfaNeedsThat) {
  const Expanded e("");
  EXPECT_EQ(e.argument("aws_vpc_security_group_egress_rule.node_self", "referenced_security_group_id"),
            "aws_security_group.node.id");
  EXPECT_EQ(e.argument("aws_vpc_security_group_egress_rule.node_self", "ip_protocol"), "-1");
}

TEST(NodeSecurityGroup, LimitedEgressKeepsTheVpcAndHttps) {
  EXPECT_EQ(Expanded("").names("aws_vpc_security_group_egress_rule"), (Names{"node_self", "node_anywhere"}));
  EXPECT_EQ(Expanded("network: {nodeEgress: [10.0.0.0/8, 172.16.0.0/12]}").names("aws_vpc_security_group_egress_rule"),
            (Names{"node_self", "node_vpc", "node_https", "node_range_0", "node_range_1"}));
  EXPECT_EQ(Expanded("network: {nodeEgress: [10.0.0.0/8], nodeEgressHttps: false}")
                .names("aws_vpc_security_group_egress_rule"),
            (Names{"node_self", "node_vpc", "node_range_0"}));
}

TEST(EksCapabilities, AreResourcesOfTheirOwn) {
  const Expanded e("cluster: {capabilities: [ack, kro]}");
  EXPECT_EQ(e.argument("aws_eks_capability.ack", "type"), "ACK");
  EXPECT_EQ(e.argument("aws_eks_capability.kro", "delete_propagation_policy"), "RETAIN");
  EXPECT_EQ(e.argument("aws_iam_role.capability_ack", "assume_role_policy.Statement.0.Principal.Service"),
            "capabilities.eks.amazonaws.com");
  EXPECT_EQ(e.argument("aws_iam_role_policy.capability_ack", "policy.Statement.0.Resource"),
            "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/demo-ack-*");
}

TEST(EksCapabilities, ArgoCdNeedsIdentityCenter) {
  EXPECT_EQ(Expanded("cluster: {capabilities: [argocd]}").findings(),
            (Names{"CAP001 the Argo CD capability needs IAM Identity Center"}));
  const Expanded e(
      "cluster: {capabilities: [argocd]}\n"
      "components: [{eks-capabilities: {identityCenter: 'arn:aws:sso:::instance/ssoins-1', argocdAdmins: [group-1]}}]");
  EXPECT_EQ(e.argument("aws_eks_capability.argocd", "configuration.argo_cd.aws_idc"),
            R"({"idc_instance_arn":"arn:aws:sso:::instance/ssoins-1","idc_region":"us-west-2"})");
}

}  // namespace
}  // namespace slipway::components
