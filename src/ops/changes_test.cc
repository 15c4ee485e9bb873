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

}  // namespace
}  // namespace slipway::ops
