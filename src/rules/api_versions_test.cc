#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string object(const std::string& version, const std::string& kind) {
  return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: a}\n";
}

TEST(ApiVersionRules, SaysWhatTheClusterNoLongerServes) {
  EXPECT_EQ(lines("VER001", object("policy/v1beta1", "PodDisruptionBudget")), "1");
  EXPECT_EQ(lines("VER001", object("networking.k8s.io/v1beta1", "Ingress")), "1");
  EXPECT_EQ(lines("VER001", object("policy/v1", "PodDisruptionBudget")), "");
  EXPECT_EQ(lines("VER001", object("keda.sh/v1alpha1", "ScaledObject")), "");
  subject::Context old;
  old.kubernetes = "1.24";
  EXPECT_EQ(lines("VER001", object("policy/v1beta1", "PodDisruptionBudget"), old), "");
}

}  // namespace
}  // namespace slipway::rules::testing
