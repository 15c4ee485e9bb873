#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

TEST(EksctlRules, ALaunchTemplateTakesFieldsOver) {
  const std::string group =
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: "
      "us-east-1}\nmanagedNodeGroups:\n"
      "- name: gpu\n  volumeSize: 200\n  labels: {eks.amazonaws.com/compute-type: gpu, gpu: \"true\"}\n";
  EXPECT_EQ(lines("EKC001", group + "  launchTemplate: {id: lt-1}\n"), "6");
  EXPECT_EQ(lines("EKC001", group), "");
  EXPECT_EQ(lines("EKC002", group), "7");
}

}  // namespace
}  // namespace slipway::rules::testing
