#include "rules/run.h"

#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string pool(const std::string& key, const std::string& value) {
  return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n"
         "      requirements:\n      - key: " +
         key + "\n        operator: In\n        values: [" + value + "]\n";
}
std::string pod(const std::string& line, const std::string& value) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  " + line + ": " + value +
         "\n  containers: [{name: a, image: \"b:1\"}]\n";
}

/// A value that is wrong, and the same file with another in its place.
struct Judged {
  const char* id;
  std::string (*file)(const std::string& value);
  const char* wrong;
};
const Judged kJudged[] = {
    {"KRP020", [](const std::string& value) { return pool("node.kubernetes.io/instance-type", value); }, "g5.huge"},
    {"KRP022", [](const std::string& value) { return pool("karpenter.k8s.aws/instance-gpu-count", value); }, "77"},
    {"REF007",
     [](const std::string& value) { return pod("nodeSelector", "{node.kubernetes.io/instance-type: " + value + "}"); },
     "g5.xlagre"},
    {"SCA003",
     [](const std::string& value) {
       return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: " + value + "\n";
     },
     "never"},
};

TEST(Run, WhatIsFilledInLaterIsNotJudged) {
  for (const Judged& one : kJudged) {
    EXPECT_NE(lines(one.id, one.file(one.wrong)), "") << one.id << " of what is written";
    for (const char* filled : {"${NAME}", "\"{{ name }}\"", "__NAME__", "\"%NAME%\"", "<YOUR_NAME>", "$NAME"})
      EXPECT_EQ(lines(one.id, one.file(filled)), "") << one.id << " " << filled;
    const auto here = [&](const std::string& end, const std::string& value) {
      const std::string script = "kubectl apply -f - <<" + end + "\n" + one.file(value) + "EOF\n";
      return linted(one.id, {{"a.sh", script}}, {}, false).size();
    };
    EXPECT_EQ(here("EOF", "$(pick one)"), 0u) << one.id;
    EXPECT_EQ(here("EOF", "$NAME"), 0u) << one.id;
    EXPECT_EQ(here("EOF", one.wrong), 1u) << one.id << " of what the shell leaves";
    EXPECT_EQ(here("'EOF'", one.wrong), 1u) << one.id;
  }
}

TEST(Run, RulesThatLookForSuchTextFindIt) {
  EXPECT_EQ(lines("SEC002", pod("nodeName", "<YOUR_NODE>")), "5");
  const std::string args =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n"
      "    image: b:1\n    command: [run]\n    args: [$HOST]\n";
  EXPECT_EQ(lines("POD007", args), "9");
  EXPECT_EQ(linted("POD007", {{"a.sh", "kubectl apply -f - <<EOF\n" + args + "EOF\n"}}).size(), 0u)
      << "the shell replaces it";
  EXPECT_EQ(linted("POD007", {{"a.sh", "kubectl apply -f - <<'EOF'\n" + args + "EOF\n"}}).size(), 1u);
}

}  // namespace
}  // namespace slipway::rules::testing
