#include <fmt/core.h>
#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::run_in;
using testing::says;

std::string pool(std::string_view requirements, std::string_view more = "") {
  return fmt::format(
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: p}}\nspec:\n  template:\n    spec:\n"
      "      nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: x}}\n      requirements:\n"
      "{}      - {{key: kubernetes.io/arch, operator: In, values: [amd64]}}\n{}",
      requirements, more);
}

std::string overlay(std::string_view spec) {
  return fmt::format(
      "apiVersion: karpenter.sh/v1alpha1\nkind: NodeOverlay\nmetadata: {{name: o}}\nspec:\n  priceAdjustment: "
      "\"-10%\"\n"
      "{}",
      spec);
}

std::string validated(const std::string& object) {
  io::FakeFiles files;
  files.files = {{"a.yaml", object}};
  return run_in(files, {"validate", "a.yaml", "-o", "github"}).out;
}

// What the API server takes and Karpenter's controller then refuses: at its place, in its words.
TEST(Checking, SaysWhatKarpentersControllerRefuses) {
  struct Case {
    std::string object;
    std::string_view place, says;
  };
  for (const Case& c : {
           Case{pool("      - {key: a.b/c, operator: In, values: [\"a b\"]}\n"), "line=9,",
                "invalid value a b for key a.b/c"},
           {pool("      - {key: karpenter.sh/capacity-type, operator: In, values: [ondemand]}\n"), "line=9,",
            "no valid values found in [ondemand]"},
           {pool("",
                 "      startupTaints:\n      - {key: a, effect: NoSchedule}\n      - {key: a, effect: NoSchedule}\n"),
            "line=12,", "duplicate taint Key/Effect pair a=NoSchedule"},
           {overlay("  requirements: [{key: a, operator: Exists}]\n  capacity: {vpc.amazonaws.com/efa: \"1\"}\n"),
            "line=7,", "invalid capacity: vpc.amazonaws.com/efa in resource, restricted"},
       }) {
    const std::string said = validated(c.object);
    EXPECT_TRUE(says(said, c.place) && says(said, c.says) && says(said, "API021") && says(said, "::error"))
        << c.object << said;
  }
  EXPECT_FALSE(says(validated(pool("")), "API021"));
  EXPECT_FALSE(says(validated(overlay("  requirements: [{key: a, operator: Exists}]\n")), "API021"));
}

// One mistake, one finding: the server's words, or those of the rule that says more.
TEST(Checking, SaysOnceWhatKarpenterRefusesToo) {
  const std::string by_server = validated(pool("      - key: a.b/c\n        operator: in\n        values: [a]\n"));
  EXPECT_TRUE(says(by_server, "API003") && !says(by_server, "API021")) << by_server;
  io::FakeFiles files;
  files.files = {
      {"a.yaml", pool("      - key: karpenter.sh/capacity-type\n        operator: In\n        values: [ondemand]\n"
                      "      - {key: kubernetes.io/hostname, operator: In, values: [a]}\n")}};
  const std::string by_rules = run_in(files, {"lint", "a.yaml"}).out;
  EXPECT_TRUE(says(by_rules, "[KRP035]") && says(by_rules, "[KRP017]") && !says(by_rules, "API021")) << by_rules;
}

// A value that is filled in later is not known: no more than a note.
TEST(Checking, NotesWhatKarpenterWouldRefuseOfAStandIn) {
  EXPECT_FALSE(says(
      validated(pool("      - {key: topology.kubernetes.io/zone, operator: In, values: [\"${ZONE}\"]}\n")), "::error"));
}

}  // namespace
}  // namespace slipway::cli
