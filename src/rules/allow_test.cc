#include "rules/allow.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::rules {
namespace {

struct Place {
  std::string text;
  std::string lines;  // "KRP007 2-2: reason"
};

TEST(Allow, CommentsCountForTheirLineTheNextOrTheirDocument) {
  for (const Place& c : {
           Place{"a: b  # slipway: allow KRP007 because it is so\n", "KRP007 1-1: it is so"},
           {"a: b  # Slipway: allow KRP007 because it is so\n", "KRP007 1-1: it is so"},
           {"a: b  # SLIPWAY: allow KRP007 because it is so\n", "KRP007 1-1: it is so"},
           {"x: y\n# slipway: allow KRP007, GPU002 because it is so\n# more words\n\na: b\n",
            "KRP007 5-5: it is so|GPU002 5-5: it is so"},
           {"# slipway: allow X-004-21: reason\na: b\nc: d\n---\ne: f\n", "X-004-21 1-4: reason"},
           {"a: b\n---\n# head\n# slipway: allow KRP007 because\na: b\n---\nc: d\n", "KRP007 3-6: "},
           {"# slipway: allow KRP007 because of us\n\na: b\n---\nc: d\n", "KRP007 1-6: of us"},
           {"# slipway: allow KRP007 because of us\n---\na: b\n", "KRP007 1-4: of us"},
           {"a: 'slipway: allow KRP007'\n", ""},
           {"a: b #slipway:allow KRP007 because it is so\n", "KRP007 1-1: it is so"},
           {"a: it's # slipway:  allow KRP007,GPU002: so\n", "KRP007 1-1: so|GPU002 1-1: so"},
           {"a: b # slipway: allow IMG* because x\n", "IMG* 1-1: x"},
           {"a: b # slipway: allow img001, pod2 because x\n", "img001 1-1: x|pod2 1-1: x"},
           {"a: b # slipway: allow KRP007 - it is so\n", "KRP007 1-1: it is so"},
           {"a: b # slipway: allow KRP007 -- because it is so\n", "KRP007 1-1: it is so"},
           {"a: b # slipway: allow KRP007, GPU002 — it is so\n", "KRP007 1-1: it is so|GPU002 1-1: it is so"},
           {"a: b # slipway: allow KRP007 GPU-less by design\n", "KRP007 1-1: GPU-less by design"},
           {"a: b # slipway: allow KRP007 EFA is of no use here\n", "KRP007 1-1: EFA is of no use here"},
           {"a: b # slipway: allow KRP007 X-004-62 because x\n", "KRP007 1-1: x|X-004-62 1-1: x"},
           {"a: b # slipway: allow\n", " 1-1: "},
           {"a: b # slipway: allow because x\n", " 1-1: x"},
           {"a: b # slipway: alow KRP007 because x\n", "(alow) 1-1: "},
           {"a: b # slipway: ignore KRP007\n", "(ignore) 1-1: "},
           {"a: b # slipway: Allow KRP007\n", "(Allow) 1-1: "},
           {"a: b # slipway: see its documentation\n", ""},
           {"a: b # note. slipway: allow KRP007 because x\n", "KRP007 1-1: x"},
           {"# of its own: slipway: allow KRP007, GPU002 - x\na: b\n", "KRP007 1-3: x|GPU002 1-3: x"},
           {"a: b # write slipway: allow ID because, slipway: allow, 'slipway: allow KRP007'\n", ""},
           {"a: b # xslipway: allow KRP007\n", ""},
           {"a: \"b # slipway: allow KRP007\"\n", ""},
           {"a: 'it''s # slipway: allow KRP007'\n", ""},
           {"a: {b: [c, \"d # slipway: allow KRP007\"]}\n", ""},
           {"a: \"b\n  # slipway: allow KRP007\n  c\"\nd: e # slipway: allow GPU002 because x\n", "GPU002 4-4: x"},
           {"a: b#c # slipway: allow KRP007 because x\n", "KRP007 1-1: x"},
           {"a: b# slipway: allow KRP007\n", ""},
           {"a: |\n  x # slipway: allow KRP007 because x\nb: c # slipway: allow GPU002 because x\n",
            "[KRP007] 2-2: x|GPU002 3-3: x"},
           {"- a: >-\n    x # slipway: allow KRP007 because x\n  b: c # slipway: allow GPU002 because x\n",
            "[KRP007] 2-2: x|GPU002 3-3: x"},
           {"a:\n- |\n  x # slipway: allow KRP007 because x\n- b # slipway: allow GPU002 because x\n",
            "[KRP007] 3-3: x|GPU002 4-4: x"},
           {"a: wait for pods, 'til all are up\nb: c # slipway: allow GPU002 because x\n", "GPU002 2-2: x"},
           {"a: wait for pods,\n  'til all are up\nb: c # slipway: allow GPU002 because x\n", "GPU002 3-3: x"},
           {"- --greeting=x, \"y\n- b # slipway: allow GPU002 because x\n", "GPU002 2-2: x"},
           {"a: b [\"c\nd: e # slipway: allow GPU002 because x\n", "GPU002 2-2: x"},
           {"a: b - 'c\nd: e # slipway: allow GPU002 because x\n", "GPU002 2-2: x"},
           {"a: \"open\n---\nb: c # slipway: allow GPU002 because x\n", "GPU002 3-3: x"},
           {"a: [open\n---\nb: 'c # slipway: allow KRP007'\nd: e # slipway: allow GPU002 because x\n", "GPU002 4-4: x"},
           {"a: !t \"b # slipway: allow KRP007\"\nc: &d 'e # slipway: allow KRP007'\n", ""},
           {"? \"b # slipway: allow KRP007\"\n- - 'e # slipway: allow KRP007'\n", ""},
           {"a:\n  \"b\n  # slipway: allow KRP007\"\n", ""},
           {"\"a # slipway: allow KRP007\": \"b # slipway: allow KRP007\"\n", ""},
           {"a: [b,\n  \"c # slipway: allow KRP007\",\n  it's] # slipway: allow GPU002 because x\n", "GPU002 3-3: x"},
           {"a: {\"b\":\"c # slipway: allow KRP007\", d: 'e # slipway: allow KRP007'}\n", ""},
           {"a: b |\nc: d # slipway: allow GPU002 because x\n", "GPU002 2-2: x"},
           {"- a: b\n  c: |\n    x # slipway: allow KRP007 because x\n  d: e # slipway: allow GPU002 because x\n",
            "[KRP007] 3-3: x|GPU002 4-4: x"},
           {"a: | # of a script\n  x 'y\nb: c # slipway: allow GPU002 because x\n", "GPU002 3-3: x"},
       }) {
    const SourceText source("a.yaml", c.text);
    std::string said;
    for (const Allowance& one : allowances_of(source))
      said += fmt::format("{}{} {}-{}: {}", said.empty() ? "" : "|",
                          !one.unknown_word.empty() ? "(" + one.unknown_word + ")"
                          : one.is_in_text          ? "[" + one.name + "]"
                                                    : one.name,
                          one.from, one.to, one.reason);
    EXPECT_EQ(said, c.lines) << c.text;
  }
}

TEST(Allow, OfTerraformBeginBehindTwoStrokesToo) {
  const auto names = [](const char* name, const char* text) {
    std::string out;
    for (const Allowance& one : allowances_of(SourceText(name, text))) out += one.name + " ";
    return out;
  };
  EXPECT_EQ(names("a.tf", "a = 1 // slipway: allow TF101 because x\n"), "TF101 ");
  EXPECT_EQ(names("a.tf", "a = \"b // slipway: allow TF101\"\n"), "");
  EXPECT_EQ(names("a.sh", "echo \"# slipway: allow SH001\"\necho it # slipway: allow SH002 because x\n"), "SH002 ");
  EXPECT_EQ(names("a.sh", "echo it\\'s here # slipway: allow SH002 because x\n"), "SH002 ");
  EXPECT_EQ(names("a.sh", "echo \\\"a # slipway: allow SH002 because x\n"), "SH002 ");
  EXPECT_EQ(names("a.sh", "echo 'a\\' # slipway: allow SH002 because x\n"), "SH002 ") << "no escape in such quotes";
  EXPECT_EQ(names("a.yaml", "a: b // slipway: allow KRP007\n"), "") << "YAML has no such comments";
}

TEST(Allow, OfAScriptTheHeadIsItsFirstComment) {
  const SourceText head("a.sh", "#!/bin/bash\n# slipway: allow SH001 because of us\n\na\nb\n");
  EXPECT_EQ(allowances_of(head)[0].to, 6);
  const SourceText next("a.sh", "#!/bin/bash\n# slipway: allow SH001 because of us\na\nb\n");
  EXPECT_EQ(allowances_of(next)[0].from, 3);
  EXPECT_EQ(allowances_of(next)[0].to, 3);
}

// Who writes `namespace: default` and who leaves it out speak of one object, in the manifest and in `where`.
TEST(Allow, TheDefaultNamespaceNeedNotBeNamed) {
  const auto is_allowed = [](const char* pattern, const char* object) {
    const SourceText source("a.yaml", "a: b\n");
    Diagnostics findings;
    findings.error("KRP007", {&source, 1, 1, 1}, "found");
    AllowanceJudge judge;
    judge.knows = judge.was_asked = [](std::string_view) { return true; };
    judge.answers_to = [](const Diagnostic& one, std::string_view name) { return one.id == name; };
    judge.object_of = [&](const Diagnostic&) { return std::string(object); };
    int allowed = 0;
    apply_allowances(findings, {{"KRP007", "x", {}, "", 0, 0, pattern, false, false, ""}}, judge, &allowed);
    return allowed == 1;
  };
  for (const char* pattern : {"Deployment/web", "Deployment/default/web", "Deployment/*", "*/web"})
    for (const char* object : {"Deployment/web", "Deployment/default/web"})
      EXPECT_TRUE(is_allowed(pattern, object)) << pattern << " " << object;
  EXPECT_FALSE(is_allowed("Deployment/web", "Deployment/ml/web"));
  EXPECT_FALSE(is_allowed("Deployment/default/web", "Deployment/ml/web"));
  EXPECT_FALSE(is_allowed("Deployment/web", ""));
}

TEST(Allow, PatternsHaveStars) {
  EXPECT_TRUE(matches_pattern("Deployment/*/web", "Deployment/ml/web"));
  EXPECT_TRUE(matches_pattern("k8s/*.yaml", "k8s/a/b.yaml"));
  EXPECT_FALSE(matches_pattern("k8s/*.yaml", "k8s/a.yml"));
  EXPECT_TRUE(matches_pattern("*", ""));
}

TEST(Allow, WhatIsWrongWithAnAllowanceIsAFinding) {
  const SourceText source(
      "a.yaml",
      "a: b # slipway: allow KRP007\nc: d # slipway: allow KRP008 because x\ne: f # slipway: allow KRP77 because y\n");
  Diagnostics findings;
  findings.error("KRP007", {&source, 1, 1, 1}, "found");
  findings.error("KRP007", {&source, 2, 1, 1}, "found elsewhere");
  AllowanceJudge judge;
  judge.names = {"KRP007", "KRP008"};
  judge.knows = [&](std::string_view name) { return std::ranges::count(judge.names, name) > 0; };
  judge.was_asked = [](std::string_view) { return true; };
  judge.answers_to = [](const Diagnostic& one, std::string_view name) { return one.id == name; };
  judge.object_of = [](const Diagnostic&) { return std::string("Pod/ml/web"); };
  int allowed = 0;
  std::string said;
  const Diagnostics left = apply_allowances(findings, allowances_of(source), judge, &allowed);
  for (const Diagnostic& one : left.all()) said += one.id + ":" + std::to_string(one.where.line) + " ";
  EXPECT_EQ(said, "KRP007:2 LINT001:1 LINT002:2 LINT003:3 ");
  EXPECT_EQ(allowed, 1);
  const auto said_of = [&](const char* text) {
    std::string out;
    const SourceText commented("a.yaml", text);
    const Diagnostics all = apply_allowances({}, allowances_of(commented), judge);
    for (const Diagnostic& one : all.all()) out += fmt::format("{} {} ({})|", one.id, one.message, one.hint);
    return out;
  };
  EXPECT_EQ(said_of("a: b # slipway: allow krp007 because x\n"),
            "LINT003 there is no rule krp007 (did you mean KRP007?)|");
  EXPECT_EQ(said_of("a: b # slipway: allow KRP* because x\n"), "LINT003 there is no rule KRP* ()|");
  EXPECT_EQ(said_of("a: b # slipway: alow KRP007 because x\n"), "LINT003 'alow' allows nothing (did you mean allow?)|");
  EXPECT_EQ(said_of("a: b # slipway: allow\n"), "LINT003 an allowance that names no rule ()|");
  EXPECT_EQ(said_of("a: |\n  # slipway: allow KRP77\n  # slipway: alow KRP007\n"), "") << "a text of somebody else's";
  const Allowance of_platform{"KRP007", "why", {&source, 3, 1, 1}, "", 0, 0, "Pod/ml/*", false, false, ""};
  EXPECT_EQ(apply_allowances(findings, {of_platform}, judge).all().size(), 0u);
}

}  // namespace
}  // namespace slipway::rules
