#include <gtest/gtest.h>

#include "doc/yaml.h"
#include "subject/terraform_plan.h"
#include "subject/terraform_text.h"

namespace slipway::subject {
namespace {

TerraformPlan plan(std::string text, Diagnostics& diagnostics) {
  return TerraformPlan(
      doc::read_yaml_document(std::make_shared<const SourceText>("plan.json", std::move(text)), diagnostics),
      diagnostics);
}

TEST(TerraformPlan, JoinsWhatWillBeWithWhatTheConfigurationSays) {
  Diagnostics diagnostics;
  const TerraformPlan read = plan(R"({"format_version": "1.2", "planned_values": {"root_module": {
    "resources": [{"address": "aws_kms_key.eks", "mode": "managed", "type": "aws_kms_key", "name": "eks", "values": {"a": 1}},
                  {"address": "aws_eks_cluster.main", "mode": "managed", "type": "aws_eks_cluster", "name": "main"}],
    "child_modules": [{"address": "module.a[\"x.y\"]", "resources": [
       {"address": "module.a[\"x.y\"].aws_subnet.s[0]", "mode": "managed", "type": "aws_subnet", "name": "s", "index": 0, "values": {}}]}]}},
    "configuration": {"provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
     "root_module": {"resources": [{"address": "aws_eks_cluster.main", "expressions":
       {"encryption_config": [{"provider": [{"key_arn": {"references": ["aws_kms_key.eks.arn", "aws_kms_key.eks"]}}]}]}}],
      "module_calls": {"a": {"source": "./a", "expressions": {"n": {"constant_value": 1}}, "module": {"resources": [
       {"address": "aws_subnet.s", "expressions": {"cidr": {"constant_value": "10.0.0.0/24"}}}]}}}}},
    "resource_changes": [{"address": "aws_kms_key.eks", "change": {"actions": ["create"]}}]})",
                                  diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  ASSERT_EQ(read.resources().size(), 3u);
  EXPECT_EQ(read.region(), "eu-west-1");
  const PlannedResource& cluster = *read.find("aws_eks_cluster.main");
  EXPECT_TRUE(cluster.values->is_absent());
  const auto keys = read.referred(cluster, "encryption_config.provider.key_arn");
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0]->address, "aws_kms_key.eks");
  EXPECT_EQ((*keys[0])["a"].integer(), 1);
  EXPECT_EQ((*keys[0]->change)["actions"].items()[0].text(), "create");
  EXPECT_EQ(read.referring(*keys[0])[0], &cluster);
  const PlannedResource& subnet = *read.of_type("aws_subnet")[0];
  EXPECT_EQ(subnet.module, "module.a");
  EXPECT_EQ((*subnet.expressions)["cidr"]["constant_value"].text(), "10.0.0.0/24");
  ASSERT_EQ(read.module_calls().size(), 1u);
  EXPECT_EQ(read.module_calls()[0].source, "./a");
}

TEST(TerraformPlan, RefusesAState) {
  Diagnostics diagnostics;
  plan(R"({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}})", diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].id, "TF001");
  EXPECT_EQ(diagnostics.all()[0].message, "this is Terraform's state, not a plan");
}

TEST(TerraformText, HasBlocksAndAttributes) {
  const TerraformText text = read_terraform_text(std::make_shared<const SourceText>("main.tf", R"(# comment
module "eks" {
  source  = "terraform-aws-modules/eks/aws" // where from
  subnets = module.vpc.private_subnets
  cluster_addons = {
    "aws-ebs-csi-driver" = { most_recent = true }
    coredns : {}
  }
  tags = merge(local.tags, { a = "b" })
  list = [
    "x",
    "y",
  ]
  text = <<-EOT
    hello
  EOT
  name = "a-${var.b["c"]}-\"d\""
}
/* more */
resource "helm_release" "keda" {
  set {
    name  = "a"
    value = aws_iam_role.keda.arn
  }
}
)"));
  ASSERT_EQ(text.items.size(), 2u);
  const TerraformItem& eks = text.items[0];
  EXPECT_EQ(eks.labels, (std::vector<std::string>{"eks"}));
  EXPECT_EQ(eks["source"], "terraform-aws-modules/eks/aws");
  EXPECT_TRUE(eks.find("source")->is_text);
  EXPECT_EQ(eks["subnets"], "module.vpc.private_subnets");
  EXPECT_FALSE(eks.find("subnets")->is_text);
  const TerraformItem* addon = eks.find("cluster_addons")->find("aws-ebs-csi-driver");
  ASSERT_NE(addon, nullptr);
  EXPECT_EQ(addon->where.to_string(), "main.tf:6:5");
  EXPECT_EQ((*addon)["most_recent"], "true");
  EXPECT_EQ(eks.find("tags")->value_where.to_string(), "main.tf:9:10");
  EXPECT_EQ(eks["text"], "    hello\n");
  EXPECT_EQ(eks["name"], "a-${var.b[\"c\"]}-\"d\"");
  const auto releases = text.resources("helm_release");
  ASSERT_EQ(releases.size(), 1u);
  EXPECT_EQ(releases[0]->where.line, 20);
  EXPECT_EQ((*releases[0]->find("set"))["value"], "aws_iam_role.keda.arn");
}

TEST(TerraformText, IsReadInBoundedTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "a {";
  EXPECT_EQ(read_terraform_text(std::make_shared<const SourceText>("a.tf", text)).items.size(), 1u);
  (void)read_terraform_text(std::make_shared<const SourceText>("a.tf", std::string(100'000, '"')));
}

TEST(TerraformText, HasTheObjectsOfAList) {
  const auto first = [](const std::string& value) {
    const TerraformText text =
        read_terraform_text(std::make_shared<const SourceText>("a.tf", "a = " + value + "\nb = 1\n"));
    EXPECT_EQ(text.items.size(), 2u) << value;
    return text.items.at(0);
  };
  const TerraformItem list = first("[\n  { name = \"x\", value = [{ y = 1 }] },\n  { name = \"z\" },\n]");
  ASSERT_EQ(list.items.size(), 2u);
  EXPECT_EQ(list.items[0]["name"], "x");
  EXPECT_EQ(list.items[0].find("value")->items.at(0)["y"], "1");
  EXPECT_EQ(list.items[1].where.line, 3);
  EXPECT_EQ(list.items[1].where.column, 3);
  EXPECT_TRUE(list.text.starts_with("["));
  for (const char* none : {"[]", "[1, { a = 2 }]", "[{ a = 1 }, var.b]", "[for a in b : { c = a }]",
                           "[{ for a in b : c => a }]", "concat([{ a = 1 }])"})
    EXPECT_TRUE(first(none).items.empty()) << none;
}

}  // namespace
}  // namespace slipway::subject
