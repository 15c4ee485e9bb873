#include "cli/fixes.h"

#include <gtest/gtest.h>

#include "base/unified_diff.h"
#include "cli/edited_files.h"
#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::kService;
using testing::run_in;
using testing::Said;
using testing::says;

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

// What nobody could do before, a person is to allow.
TEST(Checking, GivesNobodyRightsByAFix) {
  const auto pod = [](const std::string& line, const std::string& container = "") {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  " + line +
           "\n  containers:\n  - name: a\n    image: a:1\n" + container;
  };
  const auto fixed = [](const std::string& text) {
    io::FakeFiles files;
    files.files["a.yaml"] = text;
    run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml"});
    return files.files["a.yaml"] != text;
  };
  EXPECT_TRUE(fixed(pod("hostnetwork: false")));
  EXPECT_FALSE(fixed(pod("hostnetwork: true")));
  EXPECT_FALSE(fixed(pod("serviceaccountName: admin")));
  EXPECT_TRUE(fixed(pod("nodename: a")));
  const std::string security = "    securityContext:\n      ";
  EXPECT_FALSE(fixed(pod("hostIPC: false", security + "Privileged: true\n")));
  EXPECT_TRUE(fixed(pod("hostIPC: false", security + "Privileged: false\n")));
  EXPECT_TRUE(fixed(pod("hostIPC: false", security + "runasUser: 1000\n")));
  EXPECT_FALSE(fixed(pod("hostIPC: false", security + "runasUser: 0\n")));
  io::FakeFiles files;
  files.files["a.yaml"] = pod("hostnetwork: true");
  const Said said = run_in(files, {"lint", "--only", "KUBE007", "a.yaml"});
  EXPECT_TRUE(says(said.out, "by hand: it gives more rights")) << said.out;
}

// What stands around a change may be read by anybody where it is shown, and is `patch`'s where it goes into a file.
TEST(Checking, ShowsNoSecretAroundAFix) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) +
                          "    nodeport: 30000\n---\n{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: "
                          "{password: hunter2x}}\n";
  for (const char* form : {"table", "json"}) {
    const Said said = run_in(files, {"lint", "--diff", "--only", "KUBE007", "-o", form, "a.yaml"});
    EXPECT_TRUE(says(said.out + said.err, "+    nodePort: 30000")) << said.out << said.err;
    EXPECT_FALSE(says(said.out + said.err, "hunter2x")) << said.out << said.err;
  }
  run_in(files, {"lint", "--diff", "--only", "KUBE007", "--out", "a.diff", "a.yaml"});
  EXPECT_TRUE(says(files.files["a.diff"], "+    nodePort: 30000")) << files.files["a.diff"];
  EXPECT_TRUE(says(files.files["a.diff"], "hunter2x")) << files.files["a.diff"];
}

TEST(Checking, SaysWhatIsFixedThoughTheNextFileCannotBeWritten) {
  io::FakeFiles files;
  for (const char* name : {"a.yaml", "b.yaml"}) files.files[name] = std::string(kService) + "    nodeport: 30000\n";
  files.changes_left = 1;
  const Said said = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml", "b.yaml"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(said.out, "+++ a.yaml\n") && says(said.out, "+    nodePort: 30000\n")) << said.out;
  EXPECT_FALSE(says(said.out, "b.yaml\n@@")) << said.out;
  EXPECT_TRUE(says(said.err, "made 1 fix in 1 file\nslipway: ")) << said.err;
}

TEST(Checking, SaysOfAFileWhatItsOwnerDoesNotExpect) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n";
  files.kept_files["a.yaml"].has_other_names = true;
  const Said linked = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml"});
  EXPECT_EQ(linked.code, ExitCode::Ok);
  EXPECT_TRUE(says(linked.err, "note: a.yaml has a second name (a hard link), which keeps the old text\n"))
      << linked.err;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n";
  files.kept_files["a.yaml"] = {.read_only = true};
  const Said closed = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml"});
  EXPECT_EQ(closed.code, ExitCode::WorldFailed) << "also of root, who may write anything";
  EXPECT_TRUE(says(closed.err, "cannot write a.yaml: it is read-only")) << closed.err;
  EXPECT_TRUE(says(files.files["a.yaml"], "nodeport"));
}

TEST(Fixes, TakeQuotesAwayWhereTheseAreTheMistake) {
  struct Case {
    std::string before, after;
  };
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n";
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n"
      "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n";
  for (const Case& c : {
           Case{service + "  ports: [{port: \"8080\"}]  # kept\n", service + "  ports: [{port: 8080}]  # kept\n"},
           {service + "  ports: [{port: 80}]\n  publishNotReadyAddresses: 'true'\n",
            service + "  ports: [{port: 80}]\n  publishNotReadyAddresses: true\n"},
           {deployment + "  replicas: \"3\"\n", deployment + "  replicas: 3\n"},
           {"{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, \"spec\": "
            "{\"ports\": [{\"port\": \"80\"}]}}\n",
            "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, \"spec\": "
            "{\"ports\": [{\"port\": 80}]}}\n"},
           {service + "  prots: [{port: 80}]\n  \"slector\": {a: b}\n",
            service + "  ports: [{port: 80}]\n  \"selector\": {a: b}\n"},
       }) {
    io::FakeFiles files;
    const std::string name = c.before.starts_with('{') ? "a.json" : "a.yaml";
    files.files[name] = c.before;
    const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE*", name});
    EXPECT_EQ(diff.code, ExitCode::FindingsReported);
    EXPECT_TRUE(says(diff.out, "--- " + name)) << diff.out;
    const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE*", name});
    EXPECT_EQ(files.files[name], c.after);
    EXPECT_EQ(run_in(files, {"lint", "--diff", "--only", "KUBE*", name}).code, ExitCode::Ok);
  }
}

TEST(Fixes, AreCountedWhereTheyChangeSomething) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\nb: \"2\"\nc: !!str \"3\"\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "one"}}});
  EXPECT_TRUE(apply_fixes(findings, {source}).empty()) << "nothing changes";
  findings.add({"X002", Severity::Error, {}, "m", "", "", {{{source.get(), 2, 4, 3}, "2"}}});
  findings.add({"X003", Severity::Error, {}, "m", "", "", {{{source.get(), 3, 10, 3}, "3"}}});
  const auto fixed = apply_fixes(findings, {source});
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed[0].text, "a: one\nb: 2\nc: !!str \"3\"\n");
  EXPECT_EQ(fixed[0].fixes, 1);
}

// Whatever is asked of the whole file or of all other edits for each of them takes minutes here.
TEST(Fixes, OfManyMistakesTakeTimeThatGrowsWithThem) {
  constexpr int kLines = 50'000;
  std::string text;
  for (int i = 0; i < kLines; ++i) text += "b: \"2\"\n";
  const auto source = std::make_shared<const SourceText>("a.sh", text),
             other = std::make_shared<const SourceText>("b.sh", text);
  Diagnostics findings;
  for (int line = kLines; line > 0; --line)
    for (const auto& file : {source, other})
      findings.add({"X001", Severity::Error, {}, "m", "", "", {{{file.get(), line, 4, 3}, "2"}}});
  findings.add({"X002", Severity::Error, {}, "m", "", "", {{{source.get(), 7, 5, 1}, "3"}}});
  const auto fixed = apply_fixes(findings, {source, other});
  ASSERT_EQ(fixed.size(), 2u);
  for (const FixedFile& one : fixed) {
    EXPECT_EQ(one.fixes, kLines) << "what meets another edit waits for the next round";
    EXPECT_EQ(one.text.size(), std::size_t{kLines} * 5);
  }
}

// What was below a mistake is seen when that is mended; one run is enough all the same.
// An old file becomes one that the server takes, whichever way it is written.
TEST(Fixes, MakeOldKarpenterObjectsValid) {
  const std::string head = "apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n";
  const std::string requirements =
      "      requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [spot]}]\n";
  const std::string classes[] = {
      "      nodeClassRef:\n        apiVersion: karpenter.k8s.aws/v1beta1\n        kind: EC2NodeClass\n        name: "
      "a\n",
      "      nodeClassRef: {apiVersion: karpenter.k8s.aws/v1beta1, kind: EC2NodeClass, name: a}\n",
      "      nodeClassRef:\n        name: a\n"};
  const std::string disruptions[] = {
      "  disruption:\n    consolidationPolicy: WhenUnderutilized\n    expireAfter: 720h\n",
      "  disruption: {consolidationPolicy: WhenUnderutilized}\n",
      "  disruption:\n    expireAfter: 720h\n    consolidationPolicy: WhenEmpty\n    consolidateAfter: 30s\n"};
  for (const std::string& node_class : classes)
    for (const std::string& disruption : disruptions) {
      io::FakeFiles files;
      files.files["a.yaml"] = head + "  template:\n    spec:\n" + node_class + requirements + disruption;
      const Said said = run_in(files, {"lint", "--fix", "a.yaml"});
      EXPECT_EQ(said.code, ExitCode::Ok) << said.out << files.files["a.yaml"];
      EXPECT_FALSE(says(files.files["a.yaml"], " \n")) << files.files["a.yaml"];
    }
}

TEST(Fixes, LeaveNothingToFix) {
  io::FakeFiles files;
  const std::string head =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n";
  files.files["a.yaml"] = head + "    securitycontext: {allowprivilegeescalation: \"false\"}\n";
  const std::string after = head + "    securityContext: {allowPrivilegeEscalation: false}\n";
  const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE*", "a.yaml"});
  EXPECT_TRUE(says(diff.out, "+    securityContext: {allowPrivilegeEscalation: false}\n")) << diff.out;
  EXPECT_TRUE(says(diff.err, "would make 3 fixes in 1 file")) << diff.err;
  const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE*", "a.yaml"});
  EXPECT_EQ(files.files["a.yaml"], after);
  EXPECT_TRUE(says(fixed.err, "made 3 fixes in 1 file")) << fixed.err;
}

TEST(Fixes, OfStandardInputAreShownAndNotMade) {
  io::FakeFiles files;
  files.files["-"] = std::string(kService) + "    nodeport: 30000\n";
  const Said fix = run_in(files, {"lint", "--fix", "-"});
  EXPECT_EQ(fix.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(fix.err, "standard input is none")) << fix.err;
  const Said diff = run_in(files, {"lint", "--diff", "-"});
  EXPECT_EQ(diff.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(diff.out, "--- <stdin>\n+++ <stdin>\n")) << diff.out;
}

TEST(EditedFiles, ReadStandardInputOnce) {
  io::FakeFiles below;
  below.files["-"] = "a: b\n";
  EditedFiles files(below);
  EXPECT_EQ(files.read("-").value(), "a: b\n");
  below.files["-"] = "";
  EXPECT_EQ(files.read("-").value(), "a: b\n");
  files.edit("-", "a: c\n");
  EXPECT_EQ(files.read("-").value(), "a: c\n");
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

// The server's list of values has the one that was meant, but for its case.
TEST(Fixes, WriteValuesAsTheServerHasThem) {
  struct Case {
    std::string kind, spec;
    std::string_view before, after;
  };
  const std::string pod = "apiVersion: v1\nkind: Pod\n";
  for (const Case& c : {
           Case{pod, "spec:\n  restartPolicy: @\n  containers: [{name: a, image: 'a:1'}]\n", "always", "Always"},
           {pod, "spec: {containers: [{name: a, image: 'a:1', imagePullPolicy: \"@\"}]}\n", "ifnotpresent",
            "IfNotPresent"},
           {"apiVersion: v1\nkind: Service\n", "spec: {type: @, ports: [{port: 80}], selector: {a: b}}\n", "clusterIp",
            "ClusterIP"},
           {"apiVersion: v1\nkind: Service\n", "spec: {ports: [{port: 80, protocol: @}], selector: {a: b}}\n", "tcp",
            "TCP"},
           {"apiVersion: karpenter.sh/v1\nkind: NodePool\n",
            "spec:\n  disruption: {consolidationPolicy: @, consolidateAfter: 30s}\n  template:\n    spec:\n      "
            "requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [spot]}]\n      nodeClassRef: "
            "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: a}\n",
            "whenempty", "WhenEmpty"},
       }) {
    const auto with = [&](std::string_view value) {
      std::string spec = c.spec;
      return c.kind + "metadata: {name: a}\n" + spec.replace(spec.find('@'), 1, value);
    };
    io::FakeFiles files;
    files.files["a.yaml"] = with(c.before);
    const Said said = run_in(files, {"lint", "--fix", "--only", "API*", "a.yaml"});
    EXPECT_EQ(files.files["a.yaml"], with(c.after)) << said.out;
    files.files["a.yaml"] = with("Unheard");
    run_in(files, {"lint", "--fix", "--only", "API*", "a.yaml"});
    EXPECT_EQ(files.files["a.yaml"], with("Unheard")) << "nobody knows what was meant";
  }
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
