#include "subject/terraform_names.h"

#include <gtest/gtest.h>

#include <algorithm>

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

/// How many items there are, and how deep they stand inside of one another.
std::pair<std::size_t, std::size_t> extent(const std::vector<TerraformText>& texts) {
  std::size_t count = 0, deepest = 0;
  std::vector<std::pair<const std::vector<TerraformItem>*, std::size_t>> waiting;
  for (const TerraformText& text : texts) waiting.emplace_back(&text.items, 1);
  while (!waiting.empty()) {
    const auto [items, depth] = waiting.back();
    waiting.pop_back();
    count += items->size();
    deepest = std::max(deepest, depth);
    for (const TerraformItem& item : *items)
      if (!item.items.empty()) waiting.emplace_back(&item.items, depth + 1);
  }
  return {count, deepest};
}

std::vector<TerraformText> resolved(const std::string& text) {
  std::vector<TerraformText> texts = {read_terraform_text(std::make_shared<const SourceText>("m/a.tf", text))};
  resolve_names(texts);
  return texts;
}

TEST(TerraformNames, ObjectsArePutInsideOfObjects) {
  const std::vector<TerraformText> texts = resolved(
      "locals {\n  in = { x = 1 }\n  out = { one = local.in\n two = local.in }\n}\nmodule \"m\" {\n  a = "
      "local.out\n}\n");
  const TerraformItem* a = texts[0].items[1].find("a");
  for (const char* name : {"one", "two"}) {
    ASSERT_NE(a->find(name), nullptr);
    EXPECT_EQ((*a->find(name))["x"], "1") << "the same value beside itself is no circle";
  }
}

TEST(TerraformNames, ObjectsOfThemselvesEnd) {
  for (const char* locals :
       {"a = { x = local.a\n y = 1 }", "a = { x = local.b }\n b = { x = local.a\n y = local.a }",
        "a = { x = local.b }\n b = local.a",
        "a = { x = local.b }\n b = { x = local.c\n y = local.a }\n c = { x = local.a\n y = local.b }"}) {
    const auto [count, depth] =
        extent(resolved(std::string("locals {\n  ") + locals + "\n}\nmodule \"m\" {\n  a = local.a\n}\n"));
    EXPECT_LT(count, 100U) << locals;
    EXPECT_LT(depth, 10U) << locals;
  }
}

TEST(TerraformNames, AModuleGrowsByAMultipleOfItsSize) {
  std::string doubling = "locals {\n  a0 = { x = 1 }\n", chain = doubling, many = "locals {\n  a = { ";
  for (int i = 1; i <= 40; ++i) {
    doubling += "  a" + std::to_string(i) + " = {";
    for (int k = 0; k < 12; ++k) doubling += " x" + std::to_string(k) + " = local.a" + std::to_string(i - 1) + "\n";
    doubling += " }\n";
  }
  for (int i = 1; i <= 2000; ++i) {
    chain += "  a" + std::to_string(i) + " = { x = local.a" + std::to_string(i - 1) + " }\n";
    many += i <= 150 ? "x" + std::to_string(i) + " = \"" + std::string(100, 'x') + "\"\n" : "";
  }
  many += "}\n}\nmodule \"m\" {\n";
  for (int i = 1; i <= 5000; ++i) many += "  b" + std::to_string(i) + " = local.a\n";
  for (std::string* text : {&doubling, &chain, &many}) {
    *text += "}\n";
    const auto [count, depth] = extent(resolved(*text));
    EXPECT_LE(count * sizeof(TerraformItem), 400U * text->size() + 1024U * 1024U) << text->substr(0, 60);
    EXPECT_LT(depth, 50U) << text->substr(0, 60);
  }
}

}  // namespace
}  // namespace slipway::subject
