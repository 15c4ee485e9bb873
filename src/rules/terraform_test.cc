#include "rules/testing/linted.h"
#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::linted;
using testing::said;

Files tf(const std::string& text) { return {{"main.tf", text}}; }

TEST(Terraform, NamesThatAreDeclared) {
  const std::string group = "resource \"aws_eks_node_group\" \"g\" {\n  subnet_ids = module.vpc.private_subnets\n}\n";
  hold({
      {"TF101", tf(group), "main.tf:2 error: module.vpc is declared nowhere",
       tf(group + "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n}\n")},
      {"TF101", tf("resource \"aws_iam_role\" \"r\" {\n  name = \"${var.cluster}-r\"\n}\n"), "var.cluster",
       tf("variable \"cluster\" {}\nresource \"aws_iam_role\" \"r\" {\n  name = \"${var.cluster}-r\"\n}\n")},
      {"TF101", tf("resource \"aws_iam_role\" \"r\" {\n  name = local.name\n}\n"), "local.name",
       tf("locals {\n  name = \"r\"\n}\nresource \"aws_iam_role\" \"r\" {\n  name = local.name\n}\n")},
      {"TF101", tf("resource \"aws_iam_role\" \"r\" {\n  name = data.aws_region.here.name\n}\n"),
       "data.aws_region.here",
       tf("data \"aws_region\" \"here\" {}\nresource \"aws_iam_role\" \"r\" {\n  name = "
          "data.aws_region.here.name\n}\n")},
  });
  // Dynamic blocks whose names begin as resources' do, and what was called otherwise before.
  const auto dynamic = [](const std::string& more, const std::string& of) {
    return tf("resource \"aws_eks_capability\" \"c\" {\n  dynamic \"aws_idc\" {\n    for_each = [1]\n" + more +
              "    content {\n      arn = " + of + ".value.arn\n    }\n  }\n}\n");
  };
  EXPECT_EQ(said("TF101", dynamic("", "aws_idc")), "");
  EXPECT_EQ(said("TF101", dynamic("    iterator = aws_one\n", "aws_one")), "");
  EXPECT_NE(said("TF101", dynamic("    iterator = aws_one\n", "aws_idc")), "") << "it is called otherwise";
  EXPECT_EQ(said("TF101", tf("resource \"aws_iam_role\" \"b\" {}\nmoved {\n  from = aws_iam_role.a\n  to   = "
                             "aws_iam_role.b\n}\nremoved {\n  from = aws_iam_policy.a\n}\n")),
            "");
  EXPECT_EQ(said("TF101", {{"a/main.tf", group}, {"a/blueprint.tfvars", "name = \"a\"\n"}}), "")
      << "laid over a configuration of another folder";
  EXPECT_NE(said("TF101", {{"a/main.tf", group + "variable \"name\" {}\n"}, {"a/a.tfvars", "name = \"a\"\n"}}), "");
  // A fragment, names of a for_each, texts that look like references, another file of the folder.
  EXPECT_EQ(said("TF101", tf("network_interfaces {\n  subnet_id = var.subnet\n}\n")), "");
  EXPECT_EQ(said("TF101", tf("resource \"aws_subnet\" \"s\" {\n  for_each = { a = \"b\" }\n  cidr_block = each.value\n "
                             " name = \"aws_subnet.other\"\n}\n")),
            "");
  const std::string here =
      "module \"a\" {\n  values = [\n    <<-EOT\n      a: {{ if ]\n      b: \"\n    EOT\n  ]\n}\nresource "
      "\"aws_iam_role\" "
      "\"r\" {}\noutput \"o\" {\n  value = aws_iam_role.r.arn\n}\n";
  EXPECT_EQ(said("TF101", tf(here)), "") << "what is declared behind a here document in a list";
  EXPECT_EQ(said("TF101", {{"main.tf", group}, {"vpc.tf.json", "{}"}}), "") << "what it declares is not read";
  EXPECT_EQ(said("TF101", {{"./a/main.tf", group}, {"a/vpc.tf", "module \"vpc\" {\n  source = \"x\"\n}\n"}}), "");
}

TEST(Terraform, HelmProviderThree) {
  const auto pinned = [](const std::string& constraint) {
    return "terraform {\n  required_providers {\n    helm = {\n      source = \"hashicorp/helm\"\n      version = \"" +
           constraint + "\"\n    }\n  }\n}\n";
  };
  const std::string release =
      "resource \"helm_release\" \"r\" {\n  set {\n    name = \"a\"\n    value = \"b\"\n  }\n}\n";
  hold(
      {{"TF102", tf("provider \"helm\" {}\n" + release), "main.tf:3 error: set is no block",
        tf("provider \"helm\" {}\nresource \"helm_release\" \"r\" {\n}\n")},
       {"TF102", tf(release), "main.tf:2 warning: set is no block",  // a module: the caller has the version
        tf("resource \"helm_release\" \"r\" {\n  set = [{ name = \"a\", value = \"b\" }]\n}\n")},
       {"TF102", tf(release), "version 3 of the helm provider",
        tf("terraform {\n  required_providers {\n    helm = {\n      source = \"hashicorp/helm\"\n      version = "
           "\"~> 2.17\"\n    }\n  }\n}\n" +
           release)},
       {"TF102", tf(pinned(">= 2.9") + release), "set is no block", tf(pinned(">= 2.9, < 3.0") + release)},
       {"TF102", tf(pinned("~> 2") + release), "set is no block", tf(pinned("~> 2.9") + release)},
       {"TF102", tf(pinned("< 3.1") + release), "set is no block", tf(pinned("< 3.0.0") + release)},
       {"TF102", tf(pinned("!= 2.9, >= 2.5") + release), "set is no block", tf(pinned("<= 2.17.0") + release)},
       {"TF102", tf(pinned("3.0.2") + release), "set is no block", tf(pinned("2.17.0") + release)},
       {"TF102",
        tf("resource \"helm_release\" \"r\" {\n  dynamic \"set\" {\n    for_each = {}\n    content {\n    }\n  }\n}\n"),
        "main.tf:2 warning: set is no block",
        tf("resource \"helm_release\" \"r\" {\n  set = [for k, v in { a = \"b\" } : { name = k, value = v }]\n}\n")}});
}

TEST(Terraform, AnUndeclaredNameIsSaidOnceInAFolder) {
  const std::string uses =
      "resource \"aws_vpc\" \"v\" {\n  cidr_block = var.a\n  ipv6_pool = var.a\n  tags = {\n    x = "
      "var.a\n    y = var.b\n  }\n}\n";
  EXPECT_EQ(linted("TF101", {{"a/main.tf", uses}, {"a/z.tf", uses}, {"b/main.tf", uses}}),
            (std::vector<std::string>{"a/main.tf:2 error: var.a is declared nowhere among these files",
                                      "a/main.tf:6 error: var.b is declared nowhere among these files",
                                      "b/main.tf:2 error: var.a is declared nowhere among these files",
                                      "b/main.tf:6 error: var.b is declared nowhere among these files"}));
}

}  // namespace
}  // namespace slipway::rules
