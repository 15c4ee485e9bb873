#include <gtest/gtest.h>

#include "base/unified_diff.h"
#include "cli/command.h"
#include "cli/fixes.h"

namespace slipway::cli {
namespace {

constexpr const char* kService = R"(apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  # kept
  type: Unusual
  ports:
  - port: 80
)";

struct Said {
  ExitCode code;
  std::string out, err;
};

Said run_in(io::FakeFiles& files, const std::vector<std::string>& words) {
  StringOutput out, err;
  Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 26};
  const ExitCode code = run(session, words);
  return {code, out.text, err.text};
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

TEST(Checking, RefusesWhatTheApiServerRefusesWithItsPlace) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(said.out, "a.yaml:7:9: error: spec.type: unsupported value")) << said.out;
  EXPECT_TRUE(says(said.out, "1 error, 0 warnings, 0 notes in 1 file\n")) << said.out;
  EXPECT_EQ(run_in(files, {"validate", "--fail-on", "never", "a.yaml"}).code, ExitCode::Ok);
}

TEST(Checking, SaysAllOfAnObjectWhereTheServerStopsAtTheFirst) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n    protocol: HTTP\n";
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_TRUE(says(said.out, "a.yaml:10:5: error: unknown field 'nodeport'")) << said.out;
  EXPECT_TRUE(says(said.out, "a.yaml:7:9: error: spec.type")) << said.out;
  EXPECT_TRUE(says(said.out, "a.yaml:11:15: error: spec.ports[0].protocol")) << said.out;
}

TEST(Checking, ABaselineHidesWhatWasThereThoughLinesMoved) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json", "--write-baseline"}).code, ExitCode::Ok);
  files.files["a.yaml"] = "# moved\n" + std::string(kService);
  const Said same = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(same.code, ExitCode::Ok);
  EXPECT_TRUE(says(same.out, "1 in the baseline")) << same.out;
  files.files["./a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "./a.yaml", "--baseline", "b.json"}).code, ExitCode::Ok) << "another spelling";
  files.files["a.yaml"] = std::string(kService) + "    protocol: HTTP\n";
  const Said more = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(more.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(more.out, "1 error, ")) << more.out;
  files.files["b.json"] = "{}";
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json"}).code, ExitCode::WrongUsage);
}

TEST(Checking, FixesWhatIsSureAndKeepsTheRest) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000  # stays\n";
  const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE007", "a.yaml"});
  EXPECT_TRUE(says(diff.out, "-    nodeport: 30000  # stays\n+    nodePort: 30000  # stays\n")) << diff.out;
  EXPECT_EQ(diff.code, ExitCode::FindingsReported) << "there is something to change";
  EXPECT_TRUE(says(files.files["a.yaml"], "nodeport"));
  const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml"});
  EXPECT_EQ(fixed.code, ExitCode::Ok) << fixed.out;
  EXPECT_EQ(files.files["a.yaml"], std::string(kService) + "    nodePort: 30000  # stays\n");
}

TEST(Checking, FormsForProgramsHaveStandardOutputToThemselves) {
  for (const char* flag : {"--diff", "--fix"}) {
    io::FakeFiles files;
    files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n";
    const Said said = run_in(files, {"lint", flag, "-o", "json", "--only", "KUBE007", "a.yaml"});
    EXPECT_TRUE(said.out.starts_with("{")) << said.out;
    EXPECT_TRUE(says(said.err, "+    nodePort: 30000\n")) << said.err;
  }
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodePort: 30000\n";
  EXPECT_EQ(run_in(files, {"lint", "--diff", "--only", "KUBE007", "a.yaml"}).code, ExitCode::Ok) << "nothing to change";
}

TEST(Checking, RefusesToWriteABaselineToTwoPlaces) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "a.yaml", "--baseline", "b.json", "--write-baseline", "--out", "c.json"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "leave --out away")) << said.err;
  EXPECT_FALSE(files.files.contains("b.json"));
}

TEST(Checking, RefusesAnIdThatDoesNotExist) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "--skip", "API02", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "there is no rule API02 (did you mean API002?)")) << said.err;
}

TEST(Checking, ReadsStandardInputAndFolders) {
  io::FakeFiles files;
  files.files["-"] = kService;
  files.files["k8s/a.yaml"] = kService;
  files.files["k8s/values.yaml"] = "replicas: 2\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "-"}).out, "<stdin>:7:9"));
  const Said folder = run_in(files, {"validate", "k8s"});
  EXPECT_TRUE(says(folder.out, "k8s/a.yaml:7:9")) << folder.out;
  EXPECT_TRUE(says(folder.out, "1 error, 0 warnings, 0 notes in 2 files")) << folder.out;
  EXPECT_EQ(run_in(files, {"validate", "nothing.yaml"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(run_in(files, {"validate"}).code, ExitCode::WrongUsage);
}

TEST(Fixes, AreAppliedOnceWhereTwoMeet) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\nb: two\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "1"}}});
  findings.add(
      {"X002", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 5, 1}, "x"}, {{source.get(), 2, 4, 3}, "x"}}});
  findings.add({"X003", Severity::Error, {}, "m", "", "", {{{source.get(), 2, 1, 1}, "c"}}});
  const auto fixed = apply_fixes(findings, {source});
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed[0].text, "a: 1\nc: two\n");
  EXPECT_EQ(fixed[0].fixes, 2);
  EXPECT_EQ(unified_diff(fixed[0].name, fixed[0].before, fixed[0].text),
            "--- a.yaml\n+++ a.yaml\n@@ -1,2 +1,2 @@\n-a: one\n-b: two\n+a: 1\n+c: two\n");
}

TEST(Fixes, AFileThatCouldNoLongerBeReadStaysAsItIs) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "[1"}}});
  EXPECT_TRUE(apply_fixes(findings, {source}).empty());
}

TEST(Checking, WhatIsWrongWithADefinitionOfTheUsersIsShownAtItsPlace) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  files.files["x.crd"] =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {}\n";
  const Said said = run_in(files, {"validate", "--crd", "x.crd", "a.yaml"});
  EXPECT_TRUE(says(said.out, "x.crd:")) << said.out;
  EXPECT_EQ(run_in(files, {"validate", "--crd", "x.crd", "--out", "x.crd", "a.yaml"}).code, ExitCode::WrongUsage);
}

TEST(Checking, ABaselineTakesThePlaceOfNothingElse) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "a.yaml", "--write-baseline"}).code,
            ExitCode::WrongUsage);
  EXPECT_EQ(files.files["a.yaml"], kService);
}

TEST(Fixes, KeepQuotesAndLeaveTagsAndStrippedHereDocumentsAlone) {
  const auto fixed = [](const std::string& name, const std::string& text, int line, int column, int length) {
    const auto source = std::make_shared<const SourceText>(name, text);
    Diagnostics findings;
    findings.add({"X001",
                  Severity::Error,
                  {source.get(), line, column, length},
                  "",
                  "",
                  "",
                  {{{source.get(), line, column, length}, "new"}}});
    const auto all = apply_fixes(findings, {source});
    return all.empty() ? "" : all[0].text;
  };
  EXPECT_EQ(fixed("a.json", R"({"old": 1})", 1, 2, 5), R"({"new": 1})");
  EXPECT_EQ(fixed("a.yaml", "a: 'old'\n", 1, 4, 5), "a: 'new'\n");
  EXPECT_EQ(fixed("a.yaml", "a: old\n", 1, 4, 3), "a: new\n");
  EXPECT_EQ(fixed("a.yaml", "a: !!str old\n", 1, 10, 3), "");
  EXPECT_EQ(fixed("a.sh", "cat <<-EOF\n\told\nEOF\n", 2, 2, 3), "");
}

TEST(Fixes, ArePutIntoSourcesAndNotIntoPlans) {
  const auto fixed = [](const std::string& name, const std::string& text) {
    const auto source = std::make_shared<const SourceText>(name, text);
    Diagnostics findings;
    findings.add({"X001", Severity::Error, {source.get(), 1, 1, 1}, "", "", "", {{{source.get(), 1, 1, 0}, " "}}});
    return apply_fixes(findings, {source}).size();
  };
  EXPECT_EQ(fixed("a.yaml", "kind: Pod\n"), 1u);
  EXPECT_EQ(fixed("a.tfplan.json", R"({"format_version":"1.2","terraform_version":"1.11.4","planned_values":{}})"), 0u);
}

}  // namespace
}  // namespace slipway::cli
