#include "cli/most_findings.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

TEST(MostFindings, OfEachRuleInEachFileAreSaid) {
  const SourceText one("a.yaml", ""), other("b.yaml", "");
  Diagnostics findings;
  for (int line = 1; line <= kMostAlike + 5; ++line) {
    findings.error("KUBE007", {&one, line, 1, 1}, "x");
    if (line <= kMostAlike) findings.error("API001", {&one, line, 2, 1}, "y");
  }
  findings.error("KUBE007", {&other, 1, 1, 1}, "x");
  int left_out = 0;
  const Diagnostics left = bounded(std::move(findings), {}, &left_out);
  EXPECT_EQ(left_out, 5);
  EXPECT_EQ(left.count(Severity::Error), 2 * kMostAlike + 1);
  ASSERT_EQ(left.count(Severity::Note), 1);
  const auto note = std::ranges::find(left.all(), Severity::Note, &Diagnostic::severity);
  EXPECT_EQ(note->id, "INPUT004");
  EXPECT_EQ(note->message, "from here on KUBE007 is found 5 more times in this file");
  EXPECT_EQ(note->where.to_string(), "a.yaml:1001:1");
}

// Each error is held against each field that was taken away: by a look into a set, or this is minutes.
TEST(MostFindings, OfOneObjectWithManyUnknownFieldsAndAsManyWrongValues) {
  constexpr int kEach = 6000;
  std::string text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n";
  for (int i = 0; i < kEach; ++i) text += fmt::format("  unknown{}: {{a: 1}}\n", i);
  text += "  ports:\n";
  for (int i = 0; i < kEach; ++i) text += fmt::format("  - {{name: p{}, port: {}}}\n", i, 100'000 + i);
  io::FakeFiles files;
  files.files["a.yaml"] = text;
  const auto said = testing::run_in(files, {"validate", "a.yaml"});
  EXPECT_TRUE(testing::says(said.out, "KUBE007 is found 5000 more times")) << said.out.substr(0, 900);
  EXPECT_TRUE(testing::says(said.out + said.err, "2000 errors")) << said.err;
}

TEST(MostFindings, CountsSayHowManyAreNotShown) {
  std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
  for (int i = 0; i < kMostAlike + 10; ++i) text += "f" + std::to_string(i) + ": x\n";
  io::FakeFiles files;
  files.files["a.yaml"] = text;
  const auto json = testing::run_in(files, {"validate", "a.yaml", "-o", "json"});
  EXPECT_TRUE(testing::says(json.out, "\"notShown\": 10")) << json.out.substr(0, 400);
  EXPECT_TRUE(testing::says(testing::run_in(files, {"validate", "a.yaml"}).out, ", 10 more not shown"));
  files.files["a.yaml"] = text.substr(0, text.find("f9: x"));
  EXPECT_FALSE(testing::says(testing::run_in(files, {"validate", "a.yaml", "-o", "json"}).out, "notShown"));
}

// A baseline holds all of them: what it hides is not counted against what is new.
TEST(MostFindings, ABaselineKnowsThemAll) {
  std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
  for (int i = 0; i < kMostAlike + 10; ++i) text += "f" + std::to_string(i) + ": x\n";
  io::FakeFiles files;
  files.files["a.yaml"] = text;
  const auto said = testing::run_in(files, {"validate", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(testing::says(said.out, "10 more times in this file")) << said.out.substr(0, 500);
  testing::run_in(files, {"validate", "--baseline", "b.json", "--write-baseline", "a.yaml"});
  const auto known = testing::run_in(files, {"validate", "--baseline", "b.json", "a.yaml"});
  EXPECT_EQ(known.code, ExitCode::Ok) << known.out.substr(0, 500);
}

TEST(MostFindings, AreOfABoundedLength) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a\n");
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "ä";  // two bytes: none is cut apart
  Diagnostics all;
  all.add({"A001", Severity::Error, {source.get(), 1, 1, 1}, text + " is wrong", "hint " + text, "write " + text, {}});
  const Diagnostics kept = bounded(std::move(all), {});
  const Diagnostic& one = kept.all().at(0);
  for (const std::string* part : {&one.message, &one.hint, &one.fix}) {
    EXPECT_LE(part->size(), kLongestText + 8);
    EXPECT_NE(part->find("ä…ä"), std::string::npos);
  }
  EXPECT_TRUE(one.message.ends_with("ä is wrong")) << "the reason stays";
}

}  // namespace
}  // namespace slipway::cli
