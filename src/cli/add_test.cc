#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/unified_diff.h"
#include "cli/load.h"
#include "cli/platform_edit.h"
#include "cli/testing/verb_run.h"
#include "doc/yaml.h"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

using testing::Said;
using testing::says;

Said run_in(io::Files& files, std::vector<std::string> words,
            const std::function<std::optional<std::string>(std::string_view)>& ask = {}) {
  words.insert(words.begin(), "add");
  return testing::run_with(files, words, [&](Session& session) { session.ask = ask; });
}

constexpr const char* kPlatform =
    "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:   # ours\n"
    "  aws: {region: us-west-2}\n  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n"
    "  nodePools:\n    gpu:\n      families: [g5]\n      limits: {nvidia.com/gpu: 4}\n";

io::FakeFiles with_platform(const std::string& more = "") {
  io::FakeFiles files;
  files.files["platform.yaml"] = kPlatform + more;
  return files;
}

/// A blueprint's folder in memory.
io::FakeFiles with_blueprint(const std::string& name) {
  io::FakeFiles files;
  const fs::path root = fs::path(SLIPWAY_SOURCE_DIR) / "examples";
  for (const auto& entry : fs::recursive_directory_iterator(root / name)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files.files[fs::relative(entry.path(), root).string()] = text.str();
  }
  return files;
}

TEST(Add, ShowsTheChangeAndWritesOnlyWhenTold) {
  auto files = with_platform();
  const auto before = files.files;
  const Said planned = run_in(files, {"bucket", "arn:aws:s3:::models", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\n+  storage:\n+    mountableBuckets: [arn:aws:s3:::models]\n")) << planned.out;
  EXPECT_TRUE(says(planned.out, "What will exist more: 3\n  s3-csi ")) << planned.out;
  EXPECT_TRUE(says(planned.out, "What it costs a month")) << planned.out;
  EXPECT_EQ(files.files, before);

  const Said alone = run_in(files, {"bucket", "arn:aws:s3:::models"});
  EXPECT_EQ(alone.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(alone.err, "there is no terminal to ask at\n  = fix: --yes writes it")) << alone.err;
  EXPECT_EQ(files.files, before);

  std::string question;
  const auto answer = [&](const char* text) {
    return [&question, text](std::string_view asked) -> std::optional<std::string> {
      question = asked;
      return text ? std::optional<std::string>(text) : std::nullopt;
    };
  };
  for (const char* no : {"no", "y", "", static_cast<const char*>(nullptr)}) {
    EXPECT_EQ(run_in(files, {"bucket", "arn:aws:s3:::models"}, answer(no)).code, ExitCode::WrongUsage);
    EXPECT_EQ(files.files, before);
  }
  EXPECT_EQ(question, "\nWrite this? Only `yes` does: ");
  const Said yes = run_in(files, {"bucket", "arn:aws:s3:::models", "--edit-only"}, answer("yes"));
  EXPECT_EQ(yes.code, ExitCode::Ok) << yes.err;
  EXPECT_EQ(files.files["platform.yaml"],
            std::string(kPlatform) + "  storage:\n    mountableBuckets: [arn:aws:s3:::models]\n");
}

TEST(Add, SaysHowToGoOn) {
  auto files = with_platform();
  const Said said = run_in(files, {"component", "keda", "metrics-server", "--yes", "--edit-only"});
  EXPECT_TRUE(says(said.err, "wrote platform.yaml\nnext: slipway apply (it is not applied yet)\n")) << said.err;
}

TEST(Add, TakesThePlatformAmongItsWords) {
  io::FakeFiles files;
  files.files["envs/dev.yaml"] = kPlatform;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"bucket", "arn:aws:s3:::a.yaml", "envs/dev.yaml"},
        {"bucket", "envs/dev.yaml", "arn:aws:s3:::b.yaml"},
        {"bucket", "arn:aws:s3:::c.yaml", "--file", "envs/dev.yaml"}}) {
    auto told = words;
    told.insert(told.end(), {"--yes", "--edit-only"});
    EXPECT_EQ(run_in(files, told).code, ExitCode::Ok);
  }
  EXPECT_TRUE(says(files.files["envs/dev.yaml"],
                   "mountableBuckets: [arn:aws:s3:::a.yaml, arn:aws:s3:::b.yaml, arn:aws:s3:::c.yaml]"));
}

TEST(Add, RefusesWordsThatMeanNothing) {
  struct Case {
    std::vector<std::string> words;
    const char* said;
  };
  for (const Case& c : {
           Case{{}, "say what to add\n  = fix: bucket ARN…"},
           {{"bukcet", "x"}, "nothing is known as 'bukcet' (did you mean bucket?)"},
           {{"bucket"}, "which bucket?\n  = fix: slipway add bucket ARN…\n"},
           {{"component"}, "slipway add component NAME…\n"},
           {{"nodepool", "a", "b"}, "one nodepool at a time: 'b' is one too many"},
           {{"bucket", "arn:aws:s3:::abc", "--image", "x"}, "--image goes with a workload, not with a bucket"},
           {{"workload", "x", "--families", "g5"}, "--families goes with a nodepool, not with a workload"},
           {{"bucket", "arn:aws:s3:::abc", "--file", "-"}, "standard input cannot be edited"},
           {{"bucket", "arn:aws:s3:::abc", "--plan-only", "--edit-only"}, "give one of them"},
           {{"bucket", "arn:aws:s3:::abc", "--file", "none.yaml"}, "none.yaml"},
           {{"bucket", "platform.yaml", "abc", "--yes"}, "argument 3:1:1: error: a bucket's name"},
           {{"bucket", "abc", "--yes"}, "argument 2:1:1: error: a bucket's name, where its ARN is expected"},
           {{"bucket", "[arn:aws:s3:::abc,arn:aws:s3:::bcd]", "--yes"}, "argument 2:1:18: error: one ARN in each word"},
       }) {
    auto files = with_platform();
    const Said said = run_in(files, c.words);
    EXPECT_EQ(said.code, ExitCode::WrongUsage);
    EXPECT_TRUE(says(said.err, c.said)) << said.err;
    EXPECT_EQ(files.files["platform.yaml"], kPlatform);
  }
}

TEST(Add, WritesNothingWhenErrorsWouldComeWithIt) {
  auto files = with_platform();
  const Said said = run_in(files, {"workload", "web", "--image", "x:1", "--set", "role=nobody", "--yes"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(said.out, "+    web: {serve: {image: x:1}, role: nobody}\n"))
      << "the change is shown, so that the place of the error means something";
  EXPECT_TRUE(says(said.err, "error: there is no role 'nobody'")) << said.err;
  EXPECT_TRUE(says(said.err, "nothing was written: these errors would come with it")) << said.err;
  EXPECT_EQ(files.files["platform.yaml"], kPlatform);

  auto broken = with_platform("  surprise: 1\n");
  const Said mend = run_in(broken, {"component", "keda", "--yes"});
  EXPECT_EQ(mend.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(mend.err, "mend these first")) << mend.err;
}

/// Another process writes at some moment.
struct Meddled final : io::Files {
  io::FakeFiles& files;
  std::string path, text;
  int reads_left;
  std::string closed = {};  // may be read, not written
  Meddled(io::FakeFiles& real, std::string name, std::string other, int reads)
      : files(real), path(std::move(name)), text(std::move(other)), reads_left(reads) {}
  Result<std::string> read(const std::string& name) override {
    if (name == path && reads_left-- == 0) files.files[path] = text;
    return files.read(name);
  }
  bool is_directory(const std::string& name) override { return files.is_directory(name); }
  Result<std::vector<std::string>> list(const std::string& name, const std::vector<std::string>& suffixes) override {
    return files.list(name, suffixes);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) override { return files.glob(pattern); }
  bool is_same(const std::string& a, const std::string& b) override { return files.is_same(a, b); }
  Result<std::size_t> write(const std::string& name, std::string_view content) override {
    if (name == closed) return Failure{FailureKind::Denied, name + ": no right to write"};
    return files.write(name, content);
  }
  Result<std::unique_ptr<io::Lock>> lock(const std::string& name) override { return files.lock(name); }
};

TEST(Add, StopsWhenAFileChangedMeanwhile) {
  auto files = with_platform();
  const std::string theirs = std::string(kPlatform) + "  # somebody else's line\n";
  Meddled meddled(files, "platform.yaml", theirs, 1);
  const Said said = run_in(meddled, {"bucket", "arn:aws:s3:::models", "--yes"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_TRUE(
      says(said.err, "platform.yaml has changed since it was read: nothing was written\n  = fix: the same command"))
      << said.err;
  EXPECT_EQ(files.files["platform.yaml"], theirs);

  auto held = with_platform();
  held.locked.insert("platform.yaml.lock");
  EXPECT_EQ(run_in(held, {"bucket", "arn:aws:s3:::models", "--yes"}).code, ExitCode::WorldFailed);
  EXPECT_EQ(held.files["platform.yaml"], kPlatform) << "another add is at it";
}

TEST(Add, LeavesWhatNobodyMayWriteAndSaysThatASecondNameKeepsTheOldText) {
  auto closed = with_platform();
  closed.kept_files["platform.yaml"].read_only = true;
  EXPECT_EQ(run_in(closed, {"bucket", "arn:aws:s3:::models", "--plan-only"}).code, ExitCode::Ok) << "looking is free";
  const Said said = run_in(closed, {"bucket", "arn:aws:s3:::models", "--yes"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(said.err, "platform.yaml is read-only: nothing was written")) << said.err;
  EXPECT_EQ(closed.files["platform.yaml"], kPlatform);

  auto folder = with_platform();
  folder.denied = {"."};
  EXPECT_EQ(run_in(folder, {"bucket", "arn:aws:s3:::models", "--yes"}).code, ExitCode::Ok)
      << "the folder takes no lock, but the file may be written";
  EXPECT_NE(folder.files["platform.yaml"], kPlatform);

  auto twice = with_platform();
  twice.kept_files["platform.yaml"].has_other_names = true;
  const Said written = run_in(twice, {"bucket", "arn:aws:s3:::models", "--yes"});
  EXPECT_EQ(written.code, ExitCode::Ok);
  EXPECT_TRUE(says(written.err, "note: platform.yaml has a second name (a hard link), which keeps the old text\n"));

  auto full = with_platform();
  full.changes_left = 0;
  EXPECT_EQ(run_in(full, {"bucket", "arn:aws:s3:::models", "--yes"}).code, ExitCode::WorldFailed);
  EXPECT_EQ(full.files["platform.yaml"], kPlatform);
}

TEST(Add, WritesAllFilesOrNone) {
  // The role comes into one file, the workload that takes it stands in the other.
  io::FakeFiles files;
  files.files["platform.yaml"] =
      std::string(kPlatform) + "  include: [web.yaml]\n  roles: {other: {assumedBy: [ec2.amazonaws.com]}}\n";
  files.files["web.yaml"] = "spec:\n  workloads:\n    web:\n      serve: {image: x:1}\n";
  const auto before = files.files;
  const std::vector<std::string> words = {"bucket", "arn:aws:s3:::models", "--workload", "web", "--yes"};
  for (const char* closed : {"platform.yaml", "web.yaml"}) {
    Meddled meddled(files, "", "", -1);
    meddled.closed = closed;
    const Said said = run_in(meddled, words);
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << closed;
    EXPECT_TRUE(says(said.err, std::string(closed) + ": no right to write")) << said.err;
    EXPECT_EQ(files.files, before) << closed;
  }
  EXPECT_EQ(run_in(files, words).code, ExitCode::Ok);
  EXPECT_TRUE(says(files.files["web.yaml"], "      role: web\n"));
  EXPECT_TRUE(says(files.files["platform.yaml"], "arn:aws:s3:::models"));
}

struct Case {
  const char* blueprint;
  const char* file;
  std::vector<std::string> words;
};

std::vector<Case> additions() {
  std::vector<Case> all;
  const std::pair<const char*, const char*> kFiles[] = {{"agentic-ai", "agentic-ai/platform.yaml"},
                                                        {"asya-actors", "asya-actors/platform.yaml"},
                                                        {"p5-efa-training", "p5-efa-training/platform.yaml"},
                                                        {"ray-on-eks", "ray-on-eks/platform.yaml"},
                                                        {"scale-to-zero-dev", "scale-to-zero-dev/platform.yaml"}};
  for (const auto& [blueprint, file] : kFiles) {
    all.push_back({blueprint, file, {"bucket", "arn:aws:s3:::more-models", "arn:aws:s3:::even-more"}});
    all.push_back({blueprint,
                   file,
                   {"bucket", "arn:aws:s3:::more-models", "--service-account", "new/reader", "--prefix", "a/b"}});
    all.push_back(
        {blueprint, file, {"nodepool", "more-cpu", "--types", "m7i.large,m7i.xlarge", "--label", "team=yes"}});
    all.push_back({blueprint, file, {"component", "kro", "dcgm-exporter"}});
    all.push_back({blueprint,
                   file,
                   {"workload", "more", "--image", "registry.example.com/more:1.0", "--cpu", "500m", "--memory", "1Gi",
                    "--namespace", "more", "--set", "env.GREETING=\xC3\xA9: {yes} # 'no'\nline"}});
    all.push_back({blueprint,
                   file,
                   {"workload", "fit", "--kind", "job", "--image", "registry.example.com/fit:1.0", "--replicas", "2",
                    "--cpu", "1", "--memory", "2Gi"}});
  }
  const std::string_view groups[] = {"asya-actors", "p5-efa-training", "ray-on-eks"};
  for (Case& c : all)
    if (c.words[0] == "nodepool") {
      if (std::ranges::find(groups, std::string_view(c.blueprint)) != std::end(groups)) {
        c.words.insert(c.words.end(), {"--max", "3"});
        c.words[3] = "m7i.large";
      } else {
        c.words.insert(c.words.end(), {"--limits", "cpu=40"});
      }
    }
  return all;
}

/// Of every blueprint: no line changes but those that come, it expands without a new error, and a second time nothing
/// is to add.
TEST(Add, LeavesAllOtherLinesOfEveryBlueprint) {
  for (const Case& c : additions()) {
    auto files = with_blueprint(c.blueprint);
    const auto before = files.files;
    auto words = c.words;
    words.insert(words.end(), {"--file", c.file, "--yes", "--edit-only"});
    const std::string label = std::string(c.blueprint) + " " + c.words[0] + " " + c.words[1];
    const Said first = run_in(files, words);
    EXPECT_EQ(first.code, ExitCode::Ok) << label << "\n" << first.out << first.err;
    std::size_t come = 0;
    ASSERT_EQ(files.files.size(), before.size()) << label;
    for (const auto& [name, text] : files.files) {
      const LineDiff diff = compare_lines(before.at(name), text);
      EXPECT_EQ(std::ranges::count(diff.gone, true), 0) << label << "\n" << unified_diff(name, before.at(name), text);
      come += static_cast<std::size_t>(std::ranges::count(diff.come, true));
    }
    EXPECT_GT(come, 0u) << label;
    StringOutput nowhere;
    Session session{.files = files, .out = nowhere, .err = nowhere};
    const auto loaded = load(session, c.file);
    EXPECT_TRUE(loaded && !loaded->findings.has_errors()) << label;
    const auto once = files.files;
    const Said second = run_in(files, words);
    EXPECT_EQ(second.code, ExitCode::Ok) << label << "\n" << second.err;
    EXPECT_TRUE(says(second.out, "nothing to add: ")) << label << "\n" << second.out;
    EXPECT_EQ(files.files, once) << label;
  }
}

TEST(Add, KeepsHostileTextAsItIs) {
  for (const char* text : {"a: b",
                           "- a",
                           "# no",
                           "yes",
                           "1.10",
                           "'",
                           "\"",
                           "{",
                           "[x",
                           "&a",
                           "*a",
                           "!t",
                           "%",
                           "a\nb: c\n",
                           "\t",
                           " lead",
                           "trail ",
                           "\xE2\x80\xA8",
                           "\xF0\x9F\x9A\x80",
                           "null",
                           "~",
                           "<<",
                           "=",
                           "?"}) {
    auto files = with_platform();
    const Said said =
        run_in(files, {"workload", "web", "--image", "x:1", "--set", "env.V=" + std::string(text), "--yes"});
    ASSERT_EQ(said.code, ExitCode::Ok) << text << "\n" << said.err;
    Diagnostics findings;
    const auto document = doc::read_yaml_document(
        std::make_shared<const SourceText>("platform.yaml", files.files["platform.yaml"]), findings);
    const auto& value = document.root()["spec"]["workloads"]["web"]["env"]["V"];
    EXPECT_TRUE(value.is_string()) << files.files["platform.yaml"];
    EXPECT_EQ(value.text(), text);
  }
}

TEST(Add, SaysWhenTheRoleHasNoRoomForAsManyBuckets) {
  auto files = with_platform();
  std::vector<std::string> words = {"bucket"};
  for (int i = 0; i < 10000; ++i) words.push_back("arn:aws:s3:::bucket-" + std::to_string(i));
  words.insert(words.end(), {"--yes", "--edit-only"});
  const Said said = run_in(files, words);
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(said.err, "[CMP131]")) << said.err.substr(0, 2000);
  EXPECT_EQ(files.files["platform.yaml"], kPlatform);
}

TEST(NewFindings, AreThoseThatWereNotThereThoughLinesMoved) {
  const SourceText old_text("a.yaml", "x: 1\n"), new_text("a.yaml", "# more\nx: 1\ny: 2\n");
  Diagnostics before, after;
  before.warning("X001", {&old_text, 1, 1, 1}, "x");
  after.warning("X001", {&new_text, 2, 1, 1}, "x");
  after.warning("X001", {&new_text, 2, 1, 1}, "x");  // twice now
  after.warning("X001", {&new_text, 3, 1, 1}, "x");  // of another line
  EXPECT_EQ(new_findings(before, after).all().size(), 2u);
}

}  // namespace
}  // namespace slipway::cli
