#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string in(const std::string& profile, const std::string& pod, const std::string& container) {
  return "apiVersion: v1\nkind: Namespace\nmetadata: {name: ml, labels: {pod-security.kubernetes.io/enforce: " +
         profile +
         "}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml}\nspec:\n  containers:\n  - name: a\n  "
         "  image: a:1\n" +
         container + pod;
}
const std::string kTight =
    "    securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, seccompProfile: {type: "
    "RuntimeDefault}, "
    "capabilities: {drop: [ALL]}}\n";

TEST(PodSecurityRules, PodsKeepTheProfileOfTheirNamespace) {
  EXPECT_EQ(lines("PSS001", in("restricted", "", "")), "7");
  EXPECT_EQ(lines("PSS001", in("restricted", "", kTight)), "");
  EXPECT_EQ(lines("PSS001", in("baseline", "", "")), "");
  EXPECT_EQ(lines("PSS001", in("baseline", "  hostNetwork: true\n", "")), "7");
  EXPECT_EQ(lines("PSS001", in("baseline", "  volumes: [{name: v, hostPath: {path: /a}}]\n", "")), "7");
  EXPECT_EQ(lines("PSS001", in("privileged", "  hostNetwork: true\n", "")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
