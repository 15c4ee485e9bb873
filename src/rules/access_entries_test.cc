#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::said;

std::string node_class(const std::string& role) {
  return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: gpu}\nspec:\n  role: " + role + "\n";
}

const std::string kModule =
    "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  version = \"~> 20.0\"\n}\n"
    "module \"karpenter\" {\n  source = \"terraform-aws-modules/eks/aws//modules/karpenter\"\n  cluster_name = \"a\"\n";

TEST(AccessEntries, ANodeRoleHasOne) {
  const auto beside = [](const std::string& terraform, const std::string& role = "NodeRole-a") {
    return said("ENTRY001", {{"n.yaml", node_class(role)}, {"main.tf", terraform}});
  };
  EXPECT_EQ(beside(kModule + "}\n"), "n.yaml:5 warning: nothing lets nodes of role NodeRole-a into the cluster\n");
  EXPECT_EQ(beside(kModule + "}\n", "Karpenter-a-2026"), "")
      << "the module's own name, which ends in what AWS makes up";
  EXPECT_EQ(beside(kModule + "  node_iam_role_name = \"NodeRole-a\"\n}\n"), "");
  EXPECT_EQ(beside(kModule + "  node_iam_role_name = \"NodeRole-a\"\n}\n", "arn:aws:iam::426519073384:role/NodeRole-a"),
            "")
      << "NCL014's";
  EXPECT_NE(beside(kModule + "  node_iam_role_name = \"NodeRole-ab\"\n}\n"), "");
  const std::string local = "  node_iam_role_name = local.role\n}\n";
  EXPECT_EQ(beside(kModule + local + "locals {\n  role = \"NodeRole-a\"\n}\n"), "");
  EXPECT_NE(beside(kModule + local + "locals {\n  role = \"Other\"\n}\n"), "");
  EXPECT_EQ(beside(kModule + local + "locals {\n  role = module.x.role\n}\n"), "") << "it may be any";
  EXPECT_EQ(beside(""), "") << "what makes the cluster is not here";

  const std::string own =
      "resource \"aws_eks_cluster\" \"a\" {\n}\nresource \"aws_iam_role\" \"node\" {\n  name = \"NodeRole-a\"\n}\n";
  EXPECT_NE(beside(own), "") << "a role alone lets nobody in";
  EXPECT_EQ(beside(own + "resource \"aws_eks_access_entry\" \"n\" {\n  principal_arn = aws_iam_role.node.arn\n}\n"),
            "");
  EXPECT_NE(beside(own + "resource \"aws_eks_access_entry\" \"n\" {\n  principal_arn = aws_iam_role.other.arn\n}\n"),
            "");
}

TEST(AccessEntries, AnUnknownRoleMayBeTheOne) {
  const auto beside = [](const std::string& terraform) {
    return said("ENTRY001", {{"n.yaml", node_class("NodeRole-a")}, {"main.tf", kModule + "}\n" + terraform}});
  };
  const auto module = [](const std::string& source, const std::string& argument) {
    return "module \"x\" {\n  source = \"" + source + "\"\n  " + argument + "\n}\n";
  };
  const std::string eks = "terraform-aws-modules/eks/aws";
  for (const std::string& lets_in :
       {module(eks + "//modules/eks-managed-node-group", "iam_role_name = var.role"),
        module(eks + "//modules/self-managed-node-group", "iam_role_arn = module.roles.node"),
        module(eks + "//modules/karpenter", "node_iam_role_name = var.role"),
        module(eks, "eks_managed_node_groups = {\n    a = {\n      iam_role_name = var.role\n    }\n  }"),
        module(eks, "access_entries = {\n    a = {\n      principal_arn = var.role\n    }\n  }"),
        module(eks, "access_entries = var.entries"), module("./nodes", "node_role_arn = var.role"),
        std::string("resource \"aws_eks_access_entry\" \"a\" {\n  principal_arn = var.role\n}\n"),
        std::string("resource \"aws_iam_role\" \"a\" {\n  name = var.role\n}\n"
                    "resource \"aws_eks_access_entry\" \"a\" {\n  principal_arn = aws_iam_role.a.arn\n}\n"),
        std::string("resource \"aws_iam_role\" \"a\" {\n  name_prefix = \"NodeRole-\"\n}\n"
                    "resource \"aws_eks_access_entry\" \"a\" {\n  principal_arn = aws_iam_role.a.arn\n}\n")})
    EXPECT_EQ(beside(lets_in), "") << lets_in;
  for (const std::string& other :
       {module("terraform-aws-modules/security-group/aws", "name_prefix = var.prefix"),
        module("terraform-aws-modules/lambda/aws", "role_arn = var.role"),
        module("terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts", "iam_role_name = var.role"),
        module(eks, "iam_role_name = var.role"),  // the cluster's own
        module(eks, "cluster_addons = {\n    vpc-cni = {\n      service_account_role_arn = var.role\n    }\n  }"),
        std::string("resource \"aws_iam_role\" \"a\" {\n  name = var.role\n}\n"),
        std::string("resource \"aws_iam_role\" \"a\" {\n  name_prefix = \"Other-\"\n}\n"
                    "resource \"aws_eks_access_entry\" \"a\" {\n  principal_arn = aws_iam_role.a.arn\n}\n")})
    EXPECT_NE(beside(other), "") << other;
}

TEST(AccessEntries, OfPlansAndScripts) {
  const auto planned = [](const std::string& arn) {
    return said("ENTRY001", {{"n.yaml", node_class("NodeRole-a")},
                             {"a.tfplan.json",
                              testing::plan({{"aws_eks_cluster.a", R"({"name": "a"})"},
                                             {"aws_eks_access_entry.n", R"({"principal_arn": ")" + arn + "\"}"}})}});
  };
  EXPECT_EQ(planned("arn:aws:iam::1:role/NodeRole-a"), "");
  EXPECT_NE(planned("arn:aws:iam::1:role/Other"), "");
  EXPECT_EQ(
      said("ENTRY001", {{"n.yaml", node_class("NodeRole-a")},
                        {"main.tf", kModule + "}\n"},
                        {"a.sh", "aws eks create-access-entry --principal-arn arn:aws:iam::1:role/NodeRole-a\n"}}),
      "");
}

}  // namespace
}  // namespace slipway::rules
