#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string pod(const std::string& affinity) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: a:1}]\n  affinity:\n"
         "    nodeAffinity:\n" +
         affinity;
}
std::string required(const std::string& expression, const std::string& more = "") {
  return pod(
      "      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n        - "
      "matchExpressions:\n          - {" +
      expression + "}\n" + more);
}
std::string preferred(const std::string& expression) {
  return pod(
      "      preferredDuringSchedulingIgnoredDuringExecution:\n      - weight: 1\n        preference:\n          "
      "matchExpressions:\n          - {" +
      expression + "}\n");
}
std::string in(const std::string& key, const std::string& values, const std::string& op = "In") {
  return "key: " + key + ", operator: " + op + ", values: [" + values + "]";
}

TEST(AffinityValueRules, KnownLabelsHaveKnownValues) {
  EXPECT_EQ(linted("REF012", {{"f.yaml", required(in("karpenter.sh/capacity-type", "ondemand"))}}),
            (Said{"f.yaml:11 error: karpenter.sh/capacity-type is never 'ondemand'"}));
  EXPECT_EQ(linted("REF012", {{"f.yaml", preferred(in("karpenter.sh/capacity-type", "on_demand"))}}),
            (Said{"f.yaml:12 warning: karpenter.sh/capacity-type is never 'on_demand'"}));
  for (const auto& [key, value] : {std::pair{"karpenter.sh/capacity-type", "Spot"},
                                   {"kubernetes.io/arch", "x86_64"},
                                   {"kubernetes.io/arch", "aarch64"},
                                   {"beta.kubernetes.io/arch", "AMD64"},
                                   {"kubernetes.io/os", "Linux"},
                                   {"eks.amazonaws.com/capacityType", "on-demand"}}) {
    EXPECT_EQ(lines("REF012", required(in(key, value))), "11") << value;
    EXPECT_EQ(lines("REF012", required(in(key, value, "NotIn"))), "11") << value;
    EXPECT_EQ(lines("REF012", preferred(in(key, value))), "12") << value;
  }
  // Beside another value, or another term, it is only never met.
  const std::string other = "        - matchExpressions: [{key: a, operator: Exists}]\n";
  for (const std::string& text :
       {required(in("kubernetes.io/arch", "amd64, aarch64")), required(in("kubernetes.io/arch", "aarch64"), other)})
    EXPECT_EQ(linted("REF012", {{"f.yaml", text}}), (Said{"f.yaml:11 warning: kubernetes.io/arch is never 'aarch64'"}));
}

TEST(AffinityValueRules, WhatNodesMayBeIsLetBe) {
  for (const auto& [key, values] : {std::pair{"karpenter.sh/capacity-type", "spot, on-demand, reserved"},
                                    {"kubernetes.io/arch", "amd64, arm64, ppc64le, s390x, riscv64"},
                                    {"kubernetes.io/os", "linux, windows"},
                                    {"eks.amazonaws.com/capacityType", "ON_DEMAND, SPOT"},
                                    {"example.com/capacity-type", "ondemand"}}) {
    EXPECT_EQ(lines("REF012", required(in(key, values))), "") << key;
    EXPECT_EQ(lines("REF012", preferred(in(key, values))), "") << key;
  }
  EXPECT_EQ(lines("REF012", required("key: karpenter.sh/capacity-type, operator: Exists")), "");
}

TEST(AffinityValueRules, AreMended) {
  EXPECT_EQ(fixed("REF012", required(in("karpenter.sh/capacity-type", "ondemand"))),
            required(in("karpenter.sh/capacity-type", "on-demand")));
  EXPECT_EQ(fixed("REF012", required(in("kubernetes.io/arch", "x86_64"))), required(in("kubernetes.io/arch", "amd64")));
}

TEST(AffinityValueRules, TakeBoundedTimeOnManyValuesAndTerms) {
  constexpr int kMany = 3'000;
  std::string values, terms;
  for (int i = 0; i < kMany; ++i) {
    values += (i ? ", v" : "v") + std::to_string(i);
    terms += "        - matchExpressions: [{" + in("kubernetes.io/arch", "w" + std::to_string(i)) + "}]\n";
  }
  EXPECT_EQ(linted("REF012", {{"f.yaml", required(in("kubernetes.io/arch", values), terms)}}).size(),
            static_cast<std::size_t>(2 * kMany));
}

}  // namespace
}  // namespace slipway::rules::testing
