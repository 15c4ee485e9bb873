#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::quoted;
using testing::script;

Planned addon(const std::string& name, const std::string& more = "", const std::string& depends = "") {
  return {"aws_eks_addon.a", R"({"addon_name": ")" + name + "\"" + more + "}", "{}", depends};
}

Files with_yaml(Files files, const std::string& yaml) {
  files.emplace_back("objects.yaml", yaml);
  return files;
}

TEST(Addons, ThatExist) {
  hold({
      {"ADDON001", planned({addon("argo-cd")}), "error: there is no add-on argo-cd: it is the EKS capability ARGOCD",
       planned({addon("coredns")})},
      {"ADDON001", planned({addon("karpenter")}), "it is a chart", planned({addon("datadog_operator")})},
      {"ADDON001", planned({addon("amazon-sagemaker-hyperpod-taskgovernanc")}), "did you mean",
       planned({addon("amazon-sagemaker-hyperpod-observability")})},
      {"ADDON001", planned({addon("vpc-cn")}), "did you mean vpc-cni?", planned({addon("vpc-cni")})},
      {"ADDON001", script("aws eks create-addon --cluster-name a --addon-name kro\n"), "a.sh:1",
       script("aws eks create-addon --cluster-name a --addon-name adot\n")},
  });
}

TEST(Addons, WithTheRoleThatTheyNeed) {
  const std::string create = "aws eks create-addon --cluster-name a \\\n  --addon-name amazon-cloudwatch-observability";
  hold({
      {"ADDON002", planned({addon("aws-ebs-csi-driver")}),
       "its account ebs-csi-controller-sa needs AmazonEBSCSIDriverPolicyV2",
       planned({addon("aws-ebs-csi-driver",
                      R"(, "pod_identity_association": [{"service_account": "ebs-csi-controller-sa"}])")})},
      {"ADDON002", planned({addon("aws-efs-csi-driver")}), "no IAM role",
       planned({addon("aws-efs-csi-driver"),
                {"aws_eks_pod_identity_association.p", R"({"service_account": "efs-csi-controller-sa"})"}})},
      {"ADDON002", script(create + "\n"), "a.sh:2",
       script(create + " --pod-identity-associations serviceAccount=cloudwatch-agent,roleArn=arn:aws:iam::1:role/a\n")},
      {"ADDON002",
       {{"main.tf", "resource \"aws_eks_addon\" \"a\" {\n  addon_name = \"aws-ebs-csi-driver\"\n}\n"}},
       "main.tf:1",
       {{"main.tf",
         "resource \"aws_eks_addon\" \"a\" {\n  addon_name = \"aws-ebs-csi-driver\"\n  service_account_role_arn = "
         "aws_iam_role.ebs.arn\n}\n"}}},
      {"ADDON002",
       {{"main.tf",
         "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  cluster_addons = {\n    aws-ebs-csi-driver "
         "= {}\n  }\n}\n"}},
       "main.tf:4",
       {{"main.tf",
         "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  cluster_addons = {\n    coredns = {}\n  "
         "}\n}\n"}}},
  });
}

TEST(Addons, ConfiguredByTheirSchema) {
  const auto configured = [](const std::string& name, const std::string& json) {
    return planned({addon(name, ", \"configuration_values\": " + quoted(json))});
  };
  hold({
      {"ADDON003",
       configured("amazon-cloudwatch-observability",
                  R"({"containerInsights": {"enabled": true, "customMetrics": []}})"),
       "knows no containerInsights.customMetrics",
       configured("amazon-cloudwatch-observability", R"({"containerInsights": {"enabled": true}})")},
      {"ADDON003", configured("amazon-cloudwatch-observability", R"({"customMetrics": ["A"]})"),
       "knows no customMetrics",
       configured("amazon-cloudwatch-observability", R"({"containerLogs": {"enabled": false}})")},
      {"ADDON003",
       script("aws eks create-addon --addon-name amazon-cloudwatch-observability --configuration-values '{\n  "
              "\"containerInsights\": {\n    \"customMetrics\": []\n  }\n}'\n"),
       "a.sh:3",
       script("aws eks create-addon --addon-name amazon-cloudwatch-observability --configuration-values '{}'\n")},
      {"ADDON003", configured("vpc-cni", R"({"enableNetworkPolicy": true})"), "takes enableNetworkPolicy as a text",
       configured("vpc-cni", R"({"enableNetworkPolicy": "true"})")},
      {"ADDON003", configured("vpc-cni", R"({"env": {"WARM_ENI_TARGET": 1}})"), "env.WARM_ENI_TARGET",
       configured("vpc-cni", R"({"env": {"WARM_ENI_TARGET": "1"}})")},
  });
}

TEST(Addons, EnforceNetworkPolicies) {
  const std::string policy =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n";
  hold({{"ADDON004", with_yaml(planned({addon("vpc-cni")}), policy), "1 NetworkPolicy and nothing that enforces it",
         with_yaml(
             planned({addon("vpc-cni", ", \"configuration_values\": " + quoted(R"({"enableNetworkPolicy": "true"})"))}),
             policy)},
        {"ADDON004", with_yaml(planned({addon("vpc-cni")}), policy), "enableNetworkPolicy is off",
         planned({addon("vpc-cni")})}});
}

TEST(Addons, ConflictsOrderAndVersions) {
  const std::string waits = R"("depends_on": ["aws_eks_node_group.cpu"])";
  const std::string newest =
      R"({"eks": {"source": "terraform-aws-modules/eks/aws", "expressions": {"cluster_addons": {"constant_value": {"coredns": {"most_recent": true}}}}}})";
  hold({
      {"ADDON005", planned({addon("coredns", R"(, "resolve_conflicts": "OVERWRITE")")}), "undoes changes made by hand",
       planned({addon("coredns", R"(, "resolve_conflicts_on_create": "OVERWRITE")")})},
      {"ADDON006", planned({addon("vpc-cni", "", waits)}), "vpc-cni waits for nodes, and nodes are Ready only with it",
       planned({addon("coredns", "", waits)})},
      {"ADDON007", planned({}, newest), "plans change by themselves",
       planned({}, R"({"eks": {"source": "terraform-aws-modules/eks/aws", "expressions": {}}})")},
      {"ADDON007",
       {{"main.tf",
         "module \"eks\" {\n  cluster_addons = {\n    coredns = {\n      most_recent = true\n    }\n  }\n}\n"}},
       "main.tf:4",
       {{"main.tf",
         "module \"eks\" {\n  cluster_addons = {\n    coredns = {\n      addon_version = \"v1.12.4-eksbuild.1\"\n    "
         "}\n  }\n}\n"}}},
  });
}

TEST(Addons, StorageDrivers) {
  const auto s3 = [](const std::string& version) {
    return planned({addon("aws-mountpoint-s3-csi-driver", R"(, "addon_version": ")" + version + "\""),
                    {"aws_eks_pod_identity_association.p", R"({"service_account": "s3-csi-driver-sa"})"}});
  };
  const std::string storage =
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: gp3}\nprovisioner: ebs.csi.aws.com\n";
  const auto node_role = [](const std::string& role) {
    return planned(
        {{"aws_eks_node_group.g", R"({"node_role_arn": "arn:aws:iam::1:role/ray-node"})"},
         {"aws_iam_role_policy.p",
          R"({"role": ")" + role + R"(", "policy": )" +
              quoted(
                  R"({"Statement": [{"Effect": "Allow", "Action": ["ec2:CreateVolume", "ec2:AttachVolume"], "Resource": "*"}]})") +
              "}"}});
  };
  hold({
      {"ADDON008", s3("v1.15.0-eksbuild.1"), "knows no Pod Identity", s3("v2.7.0-eksbuild.1")},
      {"ADDON009", with_yaml(planned({addon("coredns")}), storage), "its driver is not among the add-ons",
       with_yaml(planned({addon("aws-ebs-csi-driver")}), storage)},
      {"ADDON009", node_role("ray-node"), "node role ray-node may make and attach volumes", node_role("ebs-csi")},
  });
}

TEST(Addons, RightsOfTheNodeRole) {
  const Planned group{"aws_eks_node_group.g", R"({"node_role_arn": "arn:aws:iam::1:role/node"})"};
  const auto attached = [](const std::string& role) {
    return Planned{"aws_iam_role_policy_attachment.a",
                   R"({"role": ")" + role +
                       R"(", "policy_arn": "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"})"};
  };
  hold({{"ADDON009", planned({group, attached("node")}), "node role node may make and attach volumes",
         planned({group, attached("ebs-csi")})},
        {"ADDON007",
         {{"main.tf", "data \"aws_eks_addon_version\" \"cni\" {\n  most_recent = true\n}\n"}},
         "main.tf:2",
         {{"main.tf", "data \"aws_eks_addon_version\" \"cni\" {\n  addon_name = \"vpc-cni\"\n}\n"}}}});
}

}  // namespace
}  // namespace slipway::rules
