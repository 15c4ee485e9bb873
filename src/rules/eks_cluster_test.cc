#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;
using testing::reference;
using testing::script;

Files cluster(const std::string& values, const std::string& expressions = "{}") {
  return planned({{"aws_eks_cluster.main", values, expressions}});
}

Files eksctl(const std::string& version) {
  return {{"c.yaml", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, version: " + version +
                         ", region: us-east-1}\n"}};
}

TEST(EksCluster, VersionsByTheirSupport) {
  hold({
      {"EKS001", cluster(R"({"version": "1.24"})"),
       "error: EKS makes no cluster of Kubernetes 1.24: extended support ended on 2025-01-31",
       cluster(R"({"version": "1.35"})")},
      {"EKS001",
       {{"main.tf",
         "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  cluster_version = \"1.30\"\n}\n"}},
       "main.tf:3 error",
       {{"main.tf",
         "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  kubernetes_version = \"1.35\"\n}\n"}}},
      {"EKS001", script("aws eks create-cluster --name a --kubernetes-version 1.29\n"), "a.sh:1",
       script("aws eks create-cluster --name a --kubernetes-version 1.36\n")},
      {"EKS001", cluster(R"({"version": "1.21"})"), "Kubernetes 1.21: its support ended years ago",
       cluster(R"({"version": "1.37"})")},
      {"EKS001", cluster(R"({"version": "1.42"})"), "Kubernetes 1.42: there is none yet",
       cluster(R"({"version": "1.36"})")},
      {"EKS001", eksctl("\"1.22\""), "c.yaml:3 error: EKS makes no cluster of Kubernetes 1.22", eksctl("\"1.35\"")},
      {"EKS001",
       {{"a.env", "K8S_VERSION=1.30\n"}},
       "a.env:1 error: EKS makes no cluster of Kubernetes 1.30",
       {{"a.env", "K8S_VERSION=1.35\nREDIS_VERSION=1.2\nKUBECTL_VERSION=1.20\n"}}},
      {"EKS001", {{"a.env", "EKS_VERSION=1.28\n"}}, "Kubernetes 1.28", {{"a.env", "CLUSTER_VERSION=v1.28.4-2\n"}}},
      {"EKS001",
       {{"a.env", "EKS_CLUSTER=a\nCLUSTER_VERSION=1.28\n"}},
       "Kubernetes 1.28",
       {{"a.env", "DB_CLUSTER=a\nCLUSTER_VERSION=1.28\n"}}},
      {"EKS001",
       {{"main.tf", "module \"a\" {\n  source = \"./modules/my-eks\"\n  cluster_version = \"1.28\"\n}\n"}},
       "Kubernetes 1.28",
       {{"main.tf", "module \"a\" {\n  source = \"./modules/weeks\"\n  cluster_version = \"1.28\"\n}\n"}}},
      {"EKS001", eksctl("\"1.45\""), "there is none yet", eksctl("auto")},
      {"EKS001", script("eksctl create cluster --name a --version 1.20\n"), "a.sh:1",
       script("eksctl create cluster --name a --version $VERSION\n")},
      {"EKS002", eksctl("\"1.32\""), "extended support since", eksctl("\"1.35\"")},
      {"EKS002", cluster(R"({"version": "1.31"})"),
       "+$365 a month for the control plane, and a forced upgrade after 2026-11-26",
       cluster(R"({"version": "1.31", "upgrade_policy": [{"support_type": "STANDARD"}]})")},
  });
}

TEST(EksCluster, NeedsTwoZones) {
  const auto zones = [](const std::string& second) {
    return planned(
        {{"aws_eks_cluster.main", R"({"vpc_config": [{"endpoint_public_access": true}]})",
          R"({"vpc_config": [{"subnet_ids": {"references": ["aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"]}}]})"},
         {"aws_subnet.a", R"({"availability_zone": "us-east-1a"})"},
         {"aws_subnet.b", "{\"availability_zone\": \"" + second + "\"}"}});
  };
  hold({{"EKS003", zones("us-east-1a"), "the cluster's subnets are all in us-east-1a", zones("us-east-1b")},
        {"EKS003", cluster(R"({"vpc_config": [{"subnet_ids": ["subnet-1"]}]})"), "one subnet",
         cluster(R"({"vpc_config": [{"subnet_ids": ["subnet-1", "subnet-2"]}]})")}});
}

TEST(EksCluster, NeedsDnsServicesAndNetwork) {
  const auto with = [](const std::string& addon) {
    return planned({{"aws_eks_cluster.main", R"({"bootstrap_self_managed_addons": false})"},
                    {"aws_eks_addon.a", R"({"addon_name": "vpc-cni"})"},
                    {"aws_eks_addon.b", R"({"addon_name": "kube-proxy"})"},
                    {"aws_eks_addon.c", "{\"addon_name\": \"" + addon + "\"}"}});
  };
  hold({{"EKS004", with("metrics-server"), "nothing here installs coredns", with("coredns")},
        {"EKS004", cluster(R"({"bootstrap_self_managed_addons": false})"), "coredns, kube-proxy, vpc-cni",
         cluster(R"({"bootstrap_self_managed_addons": false, "compute_config": [{"enabled": true}]})")}});
}

TEST(EksCluster, EndpointsAndWhoReachesThem) {
  const std::string is_private =
      R"({"vpc_config": [{"endpoint_private_access": true, "endpoint_public_access": false}]})";
  hold({
      {"EKS005", cluster(is_private), "times out",
       planned({{"aws_eks_cluster.main", is_private}, {"aws_ec2_client_vpn_endpoint.people", "{}"}})},
      {"EKS007", cluster(R"({"vpc_config": [{"public_access_cidrs": ["0.0.0.0/0"]}]})"),
       "reachable from the whole internet",
       cluster(R"({"vpc_config": [{"public_access_cidrs": ["203.0.113.0/24"]}]})")},
      {"EKS008",
       cluster(R"({"vpc_config": [{"endpoint_private_access": false, "public_access_cidrs": ["203.0.113.0/24"]}]})"),
       "no node joins",
       cluster(R"({"vpc_config": [{"endpoint_private_access": true, "public_access_cidrs": ["203.0.113.0/24"]}]})")},
  });
}

TEST(EksCluster, SomebodyAdministersIt) {
  const std::string nobody = R"({"access_config": [{"bootstrap_cluster_creator_admin_permissions": false}]})";
  hold({
      {"EKS006", cluster(nobody), "nobody may administer this cluster",
       planned({{"aws_eks_cluster.main", nobody}, {"aws_eks_access_entry.team", R"({"type": "STANDARD"})"}})},
      // A node role's entry administers nothing.
      {"EKS006",
       planned({{"aws_eks_cluster.main", nobody}, {"aws_eks_access_entry.nodes", R"({"type": "EC2_LINUX"})"}}),
       "nobody", cluster(R"({"access_config": [{"bootstrap_cluster_creator_admin_permissions": true}]})")},
      {"EKS006",
       {{"main.tf", "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  version = \"~> 20.0\"\n}\n"}},
       "main.tf:1",
       {{"main.tf",
         "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  version = \"~> 20.0\"\n  "
         "enable_cluster_creator_admin_permissions = true\n}\n"}}},
  });
}

TEST(EksCluster, AutoModeIsOneChoice) {
  hold({{"EKS009",
         cluster(
             R"({"compute_config": [{"enabled": true}], "storage_config": [{"block_storage": [{"enabled": true}]}]})"),
         "kubernetes_network_config.elastic_load_balancing.enabled is not true",
         cluster(R"({"compute_config": [{"enabled": true}], "storage_config": [{"block_storage": [{"enabled": true}]}],
                     "kubernetes_network_config": [{"elastic_load_balancing": [{"enabled": true}]}]})")}});
}

TEST(EksCluster, AccessEntriesAndHostNames) {
  const auto mode = [](const std::string& name) {
    return planned({{"aws_eks_cluster.main", R"({"access_config": [{"authentication_mode": ")" + name + "\"}]}"},
                    {"aws_eks_access_entry.a", "{}"}});
  };
  const auto vpc = [](const std::string& values) {
    return planned({{"aws_eks_cluster.main", R"({"vpc_config": [{"endpoint_private_access": true}]})",
                     "{\"vpc_config\": [{\"subnet_ids\": " + reference("aws_subnet.a", "id") + "}]}"},
                    {"aws_subnet.a", "{}", "{\"vpc_id\": " + reference("aws_vpc.v", "id") + "}"},
                    {"aws_vpc.v", values}});
  };
  hold({{"EKS010", mode("CONFIG_MAP"), "aws_eks_access_entry needs access entries", mode("API")},
        {"EKS011", vpc("{}"), "needs DNS host names", vpc(R"({"enable_dns_hostnames": true})")},
        {"EKS011", vpc(R"({"enable_dns_hostnames": false})"), "which are off",
         vpc(R"({"enable_dns_hostnames": true})")}});
}

}  // namespace
}  // namespace slipway::rules
