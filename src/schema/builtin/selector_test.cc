#include "schema/builtin/selector.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "doc/yaml.h"

namespace slipway::schema::builtin {
namespace {

doc::Document read(std::string_view yaml) {
  Diagnostics diagnostics;
  return doc::read_yaml_document(std::make_shared<SourceText>("test", std::string(yaml)), diagnostics);
}

TEST(WorkloadSelectors, Select) {
  const doc::Document labels = read("{app: web, tier: front}");
  struct Case {
    const char* selector;
    bool selects;
  };
  const Case cases[] = {
      {"{}", true},
      {"{matchLabels: {app: web}}", true},
      {"{matchLabels: {app: db}}", false},
      {"{matchExpressions: [{key: tier, operator: In, values: [back, front]}]}", true},
      {"{matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}", false},
      {"{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}", true},
      {"{matchExpressions: [{key: zone, operator: Exists}]}", false},
      {"{matchExpressions: [{key: zone, operator: DoesNotExist}]}", true},
  };
  for (const Case& one : cases) {
    const doc::Document selector = read(one.selector);
    ASSERT_TRUE(is_selector(selector.root())) << one.selector;
    EXPECT_EQ(selects(selector.root(), labels.root()), one.selects) << one.selector;
  }
  EXPECT_FALSE(selects(doc::Node(), labels.root()));
}

TEST(WorkloadSelectors, MayBeNone) {
  for (const char* text :
       {"{matchLabels: {-a: b}}", "{matchLabels: {a: b c}}",
        "{matchExpressions: [{key: a, operator: Gt, values: ['1']}]}", "{matchExpressions: [{key: a, operator: In}]}",
        "{matchExpressions: [{key: a, operator: Exists, values: [b]}]}"})
    EXPECT_FALSE(is_selector(read(text).root())) << text;
}

TEST(WorkloadSelectors, PrintAsGoPrintsThem) {
  EXPECT_EQ(printed_selector(doc::Node()), "null");
  EXPECT_EQ(printed_selector(read("{matchLabels: {}}").root()), "{}");
  EXPECT_EQ(printed_selector(
                read("{matchExpressions: [{key: a, operator: In, values: [b]}], matchLabels: {z: '1', a: ~}}").root()),
            R"({"matchLabels":{"a":"","z":"1"},"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]})");
}

}  // namespace
}  // namespace slipway::schema::builtin
