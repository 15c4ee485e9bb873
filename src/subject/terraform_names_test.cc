#include "subject/terraform_names.h"

#include <gtest/gtest.h>

namespace slipway::subject {
namespace {

/// What the attribute `a` of the resource is, with files beside it.
std::string of(const std::string& value, const std::vector<std::pair<std::string, std::string>>& beside) {
  std::vector<TerraformText> texts;
  const auto add = [&](const std::string& name, const std::string& text) {
    texts.push_back(read_terraform_text(std::make_shared<const SourceText>(name, text)));
  };
  add("m/main.tf", "resource \"x\" \"y\" {\n  a = " + value + "\n}\n");
  for (const auto& [name, text] : beside) add(name, text);
  resolve_names(texts);
  const TerraformItem* attribute = texts[0].items[0].find("a");
  return (attribute->is_text ? "" : "= ") + attribute->text;
}

TEST(TerraformNames, LocalsAndDefaultsAreTheirValues) {
  const std::vector<std::pair<std::string, std::string>> module = {
      {"m/a.tf",
       "locals {\n  name = \"web\"\n  full = \"${local.name}-${var.stage}\"\n  n = 3\n  out = module.x.y\n}\n"
       "variable \"stage\" {\n  default = \"dev\"\n}\nvariable \"free\" {}\n"}};
  EXPECT_EQ(of("local.name", module), "web");
  EXPECT_EQ(of("var.stage", module), "dev");
  EXPECT_EQ(of("local.n", module), "= 3");
  EXPECT_EQ(of("local.full", module), "web-dev");
  EXPECT_EQ(of("\"${local.name}:x\"", module), "web:x");
  EXPECT_EQ(of("[\"${local.name}:x\"]", module), "= [\"web:x\"]");
  for (const char* open : {"var.free", "local.out", "local.nowhere", "merge(local.name, {})", "local.name.x"})
    EXPECT_EQ(of(open, module), std::string("= ") + open);
  EXPECT_EQ(of("\"${var.free}-${local.name}\"", module), "${var.free}-web");
}

TEST(TerraformNames, FilesOfValuesComeBeforeDefaults) {
  const std::string variable = "variable \"v\" {\n  default = \"a\"\n}\n";
  EXPECT_EQ(of("var.v", {{"m/v.tf", variable}, {"m/terraform.tfvars", "v = \"b\"\n"}}), "b");
  EXPECT_EQ(of("var.v", {{"m/v.tf", variable}, {"m/prod.tfvars", "v = \"b\"\n"}}), "a") << "which a flag has to name";
  EXPECT_EQ(of("var.v", {{"m/v.tf", variable}, {"m/terraform.tfvars", "v = [1]\n"}}), "= var.v");
}

TEST(TerraformNames, AFolderIsAModule) {
  EXPECT_EQ(of("local.name", {{"other/a.tf", "locals {\n  name = \"web\"\n}\n"}}), "= local.name");
}

TEST(TerraformNames, NamesOfThemselvesEnd) {
  EXPECT_EQ(of("local.a", {{"m/a.tf", "locals {\n  a = local.b\n  b = local.a\n}\n"}}), "= local.a");
  EXPECT_EQ(of("local.a", {{"m/a.tf", "locals {\n  a = \"${local.a}${local.a}\"\n}\n"}}), "= local.a");
}

}  // namespace
}  // namespace slipway::subject
