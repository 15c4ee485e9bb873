#include "rules/testing/linted.h"
#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::linted;
using testing::planned;
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

TEST(Terraform, ModulesAndVariablesThatAreThere) {
  const std::string module = "module \"observability\" {\n  source = \"./modules/observability\"\n}\n";
  const std::string main = "variable \"region\" {}\nresource \"aws_vpc\" \"v\" {}\n";
  const auto script = [](const std::string& name) {
    return "cat > terraform.tfvars <<EOF\nregion = \"us-west-2\"\n" + name + " = true\nEOF\n";
  };
  hold({
      {"TF103",
       tf(module),
       "nothing among these files is in ./modules/observability",
       {{"main.tf", module}, {"modules/observability/main.tf", ""}}},
      {"TF103",
       {{"./live/main.tf", "module \"a\" {\n  source = \"../modules/a/\"\n}\n"}, {"modules/ab/main.tf", ""}},
       "nothing among these files is in ../modules/a",
       {{"./live/main.tf", "module \"a\" {\n  source = \"../modules/a/\"\n}\n"}, {"modules/a/main.tf.json", "{}"}}},
      {"TF104",
       {{"main.tf", main}, {"a.sh", script("enable_keda")}},
       "a.sh:3 warning: no variable enable_keda is declared",
       {{"main.tf", main + "variable \"enable_keda\" {}\n"}, {"a.sh", script("enable_keda")}}},
      {"TF104",
       {{"main.tf", main}, {"x.tfvars", "nodes = 3\n"}},
       "x.tfvars:1",
       {{"main.tf", main}, {"x.tfvars", "region = \"eu-west-1\"\n"}}},
      {"TF104",
       {{"main.tf", main}, {"a.sh", "terraform apply -var=gpu_count=3 -var region=eu-west-1\n"}},
       "a.sh:1 error: no variable gpu_count is declared: terraform refuses",
       {{"main.tf", main}, {"a.sh", "terraform apply -var=\"region=$R\" -var \"$MORE=1\"\n"}}},
      {"TF104",
       {{"main.tf", main}, {"a.sh", "terraform -chdir=. plan -var \"gpu_count=3\"\n"}},
       "gpu_count",
       {{"main.tf", main}, {"a.sh", "terraform -chdir=. plan -var-file a.tfvars\n"}}},
  });
  // Of a configuration that is not among the files nobody knows what it declares.
  const auto given = [&](const std::string& name, const std::string& commands) {
    return said("TF104", {{"live/main.tf", main}, {"modules/vpc/main.tf", main}, {name, commands}});
  };
  const std::string apply = "terraform apply -var=gpu_count=3\n";
  for (const std::string elsewhere :
       {"cd ../live/prod\n", "cd prod\n", "cd \"$DIR\"\n", "cd /srv/live\n", "cd ~/live\n", "cd -\n", ""})
    EXPECT_EQ(given("scripts/a.sh", elsewhere + apply), "") << elsewhere;
  EXPECT_EQ(given("scripts/a.sh", "terraform -chdir=../live/prod apply -var=gpu_count=3\n"), "");
  EXPECT_EQ(given("live/a.sh", "cd $X\n" + apply), "");
  EXPECT_EQ(given("live/a.sh", "cd prod\n" + apply), "");
  EXPECT_EQ(given("live/a.sh", "terraform -chdir=prod apply -var=gpu_count=3\n"), "");
  for (const std::string here : {"cd ../live\n", "cd \"$(dirname \"$0\")/../live\"\n", "pushd ../live/\n"})
    EXPECT_NE(given("scripts/a.sh", here + apply).find("no variable gpu_count"), std::string::npos) << here;
  EXPECT_NE(given("a.sh", "cd live\n" + apply).find("no variable gpu_count"), std::string::npos);
  EXPECT_NE(given("a.sh", "terraform -chdir=live apply -var=gpu_count=3\n").find("gpu_count"), std::string::npos);
  EXPECT_NE(given("live/a.sh", apply).find("gpu_count"), std::string::npos);
}

TEST(Terraform, ModulesOfTheRegistry) {
  const auto call = [](const std::string& source, const std::string& expressions) {
    return planned({}, R"({"m": {"source": ")" + source + R"(", "expressions": )" + expressions + "}}");
  };
  const std::string karpenter = "terraform-aws-modules/eks/aws//modules/karpenter";
  const std::string accounts = R"("irsa_namespace_service_accounts": {"constant_value": ["karpenter:karpenter"]})";
  Files with_pool = call(karpenter, "{}"), with_chart = with_pool;
  const std::string pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {}\n";
  with_pool.emplace_back("pool.yaml", pool);
  with_chart.emplace_back("pool.yaml", pool);
  with_chart.emplace_back("a.sh", "helm upgrade --install karpenter oci://public.ecr.aws/karpenter/karpenter\n");
  hold({
      {"TF105", call("terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks", "{}"),
       "iam-role-for-service-accounts",
       call("terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts", "{}")},
      {"TF106", with_pool, "nothing here installs Karpenter itself", with_chart},
      {"TF106", call(karpenter, "{" + accounts + "}"), "without enable_irsa = true",
       call(karpenter, "{" + accounts + R"(, "enable_irsa": {"constant_value": true}})")},
  });
}

TEST(Terraform, InterfacesAsText) {
  const auto dynamic = [](const std::string& device, const std::string& type) {
    return tf("dynamic \"network_interfaces\" {\n  for_each = range(16)\n  content {\n    device_index = " + device +
              "\n    network_card_index = network_interfaces.value\n    interface_type = \"" + type + "\"\n  }\n}\n");
  };
  const auto cards = [](const std::string& range, const std::string& iterator, const std::string& card,
                        const std::string& device) {
    return tf("dynamic \"network_interfaces\" {\n  for_each = " + range + "\n  " + iterator +
              "\n  content {\n    device_index = " + device + "\n    network_card_index = " + card +
              "\n    interface_type = \"efa-only\"\n  }\n}\n");
  };
  const auto two = [](const std::string& second) {
    return tf(
        "network_interfaces {\n  interface_type = \"efa\"\n  subnet_id = local.a\n}\nnetwork_interfaces {\n  "
        "interface_type = \"efa\"\n  subnet_id = " +
        second + "\n}\n");
  };
  const std::string managed =
      "resource \"aws_eks_node_group\" \"g\" {}\nresource \"aws_launch_template\" \"t\" {\n  network_interfaces {\n    "
      "interface_type = \"efa\"\n";
  hold({
      {"TF107", dynamic("network_interfaces.value", "efa-only"), "main.tf:4 error: device_index grows with the cards",
       dynamic("network_interfaces.value == 0 ? 1 : 0", "efa-only")},
      {"TF107", cards("range(1, 16)", "iterator = card", "card.value", "card.key + 1"), "device_index grows",
       cards("range(1, 16)", "iterator = card", "card.value", "1")},
      {"TF107", cards("local.cards", "", "network_interfaces.value", "network_interfaces.key"), "device_index grows",
       cards("range(0, 2)", "", "network_interfaces.value", "network_interfaces.key")},
      {"TF107", cards("range(0, 32)", "iterator = card", "card.value", "card.key"), "device_index grows",
       cards("range(0, 32)", "iterator = card", "card.value", "card.key == 0 ? 0 : 1")},
      {"TF108", dynamic("0", "efa"), "take an address each", dynamic("0", "efa-only")},
      {"TF109", two("local.b"), "another subnet than local.a", two("local.a")},
      {"TF110", two("local.a"), "main.tf:3 warning: an EKS managed node group takes no template", dynamic("0", "efa")},
      {"TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\n"), "takes no template that names subnets",
       tf(managed + "  }\n}\n")},
  });
  // A template that names subnets is refused to a managed group, and taken by others.
  const auto taken_by = [&](const std::string& type) {
    return said("TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\nresource \"" + type +
                            "\" \"t\" {\n  launch_template {\n    id = aws_launch_template.t.id\n  }\n}\n"));
  };
  EXPECT_NE(taken_by("aws_eks_node_group").find("main.tf:5 error: "), std::string::npos);
  EXPECT_EQ(taken_by("aws_autoscaling_group"), "");
  // However a template of several is named.
  const auto named = [&](const std::string& type, const std::string& reference) {
    return said("TF110", tf(managed + "    subnet_id = \"subnet-1\"\n  }\n}\nresource \"" + type +
                            "\" \"t\" {\n  launch_template {\n    id = " + reference + "\n  }\n}\n"));
  };
  for (const char* reference : {"aws_launch_template.t[0].id", "aws_launch_template.t[each.key].id",
                                "one(aws_launch_template.t[*].id)", "\"${aws_launch_template.t.id}\""}) {
    EXPECT_EQ(named("aws_autoscaling_group", reference), "") << reference;
    EXPECT_NE(named("aws_eks_node_group", reference).find("error: "), std::string::npos) << reference;
  }
  EXPECT_NE(named("aws_autoscaling_group", "aws_launch_template.t2[0].id").find("warning: "), std::string::npos);
  EXPECT_NE(taken_by("aws_iam_role").find("main.tf:5 warning: "), std::string::npos);
}

TEST(Terraform, CostTags) {
  const auto tag = [](const std::string& key) {
    return planned({{"aws_ce_cost_allocation_tag.t", "{\"tag_key\": \"" + key + "\"}"}});
  };
  hold({{"TF111", tag("karpenter.sh/capacity-type"), "nothing puts it on instances", tag("karpenter.sh/nodepool")},
        {"TF111", tag("karpenter.sh/capacity-type"), "is a label of nodes", tag("team")}});
}

}  // namespace
}  // namespace slipway::rules
