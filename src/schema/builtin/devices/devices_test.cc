// What the API server says of devices and claims of them; recorded answers are in tests/conformance.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

TEST(DeviceClaims, GetDefaults) {
  const Answer answer(
      "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: a}\n"
      "spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}]}}");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "devices", "requests", "exactly"}),
            R"({"allocationMode":"ExactCount","count":1,"deviceClassName":"gpu.nvidia.com"})");
}

TEST(DeviceClasses, HaveTheirSelectorsCompiled) {
  const std::string head =
      "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: a}\nspec: {selectors: [{cel: {expression: "
      "\"";
  EXPECT_TRUE(Answer(head + "device.driver == 'gpu.nvidia.com'\"}}]}").is_accepted());
  EXPECT_EQ(Answer(head + "device.driver\"}}]}").errors(),
            Lines({"spec.selectors[0].cel.expression: Invalid value: \"device.driver\": must evaluate to bool or the "
                   "unknown type, not string"}));
}
}  // namespace
}  // namespace slipway::schema::builtin
