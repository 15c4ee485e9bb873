#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::planned;

Files tf(const std::string& text) { return {{"main.tf", text}}; }

TEST(TerraformModules, AreThere) {
  const std::string module = "module \"observability\" {\n  source = \"./modules/observability\"\n}\n";
  hold({
      {"TF103",
       tf(module),
       "nothing among these files is in ./modules/observability",
       {{"main.tf", module}, {"modules/observability/main.tf", ""}}},
      {"TF103",
       {{"./live/main.tf", "module \"a\" {\n  source = \"../modules/a/\"\n}\n"}, {"modules/ab/main.tf", ""}},
       "nothing among these files is in ../modules/a",
       {{"./live/main.tf", "module \"a\" {\n  source = \"../modules/a/\"\n}\n"}, {"modules/a/main.tf.json", "{}"}}},
  });
}

TEST(TerraformModules, OfTheRegistry) {
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

}  // namespace
}  // namespace slipway::rules
