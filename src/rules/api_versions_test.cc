#include <gtest/gtest.h>

#include "kube/api_lifetimes.h"
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

TEST(ApiVersionRules, ReadsTheWholeTable) {
  for (const kube::ApiLifetime& one : kube::api_lifetimes()) {
    if (one.gone.empty()) continue;
    const std::string text = object(std::string(one.api_version), std::string(one.kind));
    subject::Context at, before;
    at.kubernetes = one.gone;
    before.kubernetes = "1.1";
    EXPECT_EQ(lines("VER001", text, at), one.is_of_karpenter() ? "" : "1") << text;
    EXPECT_EQ(lines("VER001", text, before), "") << text;
    EXPECT_TRUE(one.is_of_karpenter() || !one.is_renamed_only ||
                fixed("VER001", text).starts_with("apiVersion: " + std::string(one.now) + "\n"))
        << text;
  }
}

}  // namespace
}  // namespace slipway::rules::testing
