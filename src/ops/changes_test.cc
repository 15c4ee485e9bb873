#include "ops/changes.h"

#include <gtest/gtest.h>

#include "render/testing/graphs.h"

namespace slipway::ops {
namespace {

TEST(Changes, OfASecretOnlyTheFieldIsNamed) {
  const std::vector<cluster::FieldChange> fields = {{".data.password", "\"b2xk\"", "\"bmV3\""}};
  const auto secret = render::testing_graphs::object("v1", "Secret", "ml", "database");
  EXPECT_EQ(change_of(secret, Change::Action::Change, fields).details, (std::vector<std::string>{".data.password"}));
  const auto settings = render::testing_graphs::object("v1", "ConfigMap", "ml", "settings");
  EXPECT_EQ(change_of(settings, Change::Action::Change, fields).details,
            (std::vector<std::string>{".data.password \"b2xk\" → \"bmV3\""}));
}

TEST(Changes, OfAVariableOnlyTheNameIsSaid) {
  const std::string at = ".spec.template.spec.containers[name=api]";
  const std::vector<cluster::FieldChange> fields = {{at + ".env[name=TOKEN].value", "\"old\"", "\"new\""},
                                                    {at + ".env[0].value", "\"old\"", ""},
                                                    {at, "", R"({"env":[{"name":"A","value":"s"}]})"},
                                                    {at + ".image", "\"a\"", "\"b\""}};
  const auto api = render::testing_graphs::object("apps/v1", "Deployment", "ml", "api");
  EXPECT_EQ(
      change_of(api, Change::Action::Change, fields).details,
      (std::vector<std::string>{at + ".env[name=TOKEN].value", at + ".env[0].value", at, at + ".image \"a\" → \"b\""}));
}

TEST(Changes, AnAddressHasTheLineThatItIsFrom) {
  const SourceText text("platform.yaml", "a\nb\n");
  platform::Graph graph;
  graph.add(platform::Resource{{"aws_subnet", "private"}, {}, "vpc", {&text, 2, 1, 1}, {}, {}});
  EXPECT_EQ(place_of(graph, "aws_subnet.private[\"a.b\"]"), "vpc, platform.yaml:2");
  for (const char* address : {"aws_subnet.other", "", "[", ".", "aws_subnet"}) EXPECT_EQ(place_of(graph, address), "");
}

}  // namespace
}  // namespace slipway::ops
