#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::hold;
using testing::said;

TEST(TerraformVariables, AreDeclaredWhereTheyAreGivenValues) {
  const std::string main = "variable \"region\" {}\nresource \"aws_vpc\" \"v\" {}\n";
  const auto script = [](const std::string& name) {
    return "cat > terraform.tfvars <<EOF\nregion = \"us-west-2\"\n" + name + " = true\nEOF\n";
  };
  hold({
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

}  // namespace
}  // namespace slipway::rules
