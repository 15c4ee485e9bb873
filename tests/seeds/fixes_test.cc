// What holds of every fix of every rule, over the seeds' mistakes and the synthetic corpus: `lint --fix` leaves nothing
// to fix, makes no error, and changes nothing but what it replaces: line ends, a byte order mark and comments stay.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "cli/command.h"
#include "doc/json.h"
#include "io/files.h"
#include "judging.h"

namespace slipway::seeds {
namespace {

namespace fs = std::filesystem;
using Texts = std::map<std::string, std::string>;

constexpr const char* kBom = "\xEF\xBB\xBF";

std::string run(io::FakeFiles& files, const std::vector<std::string>& words) {
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 20};
  cli::run(session, words);
  return out.text;
}

/// As they are said, without places: these move.
std::multiset<std::string> errors_of(io::FakeFiles& files) {
  const std::string json = run(files, {"lint", "-o", "json", "--fail-on", "never", "w"});
  Diagnostics wrong;
  const doc::Document document = doc::read_json(std::make_shared<const SourceText>("out", json), wrong);
  EXPECT_FALSE(document.root().is_absent()) << json;
  std::multiset<std::string> out;
  for (const doc::Node& one : document.root()["findings"].items())
    if (one["severity"].text() == "error")
      out.emplace(fmt::format("{} {} {}", one["file"].text(), one["id"].text(), one["message"].text()));
  return out;
}

Texts fixed(const Texts& texts) {
  io::FakeFiles files;
  files.files = texts;
  run(files, {"lint", "--fix", "--fail-on", "never", "w"});
  return files.files;
}

Texts with(const Texts& texts, const std::function<std::string(const std::string&)>& change) {
  Texts out;
  for (const auto& [name, text] : texts) out[name] = change(text);
  return out;
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

/// What stands behind " #" on lines of YAML, whatever it is.
std::multiset<std::string> comments_of(const std::string& text) {
  std::multiset<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find(" #"); at != std::string::npos) out.insert(line.substr(at));
  return out;
}

/// A comment behind each line that can take one: not within block texts, here documents and quotes over lines.
std::string with_comments(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  int number = 0;
  std::size_t block = std::string::npos;  // the indent of the key of a block text
  for (std::string line; std::getline(lines, line); ++number) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (block != std::string::npos && (indent == std::string::npos || indent > block)) {
      out += line + "\n";
      continue;
    }
    block = std::string::npos;
    const bool opens = line.ends_with("|") || line.ends_with(">") || line.ends_with("|-") || line.ends_with(">-");
    if (opens) block = indent;
    const bool takes = indent != std::string::npos && !opens && line.find('#') == std::string::npos;
    out += line + (takes ? fmt::format("  # kept {}", number) : "") + "\n";
  }
  return out;
}

void hold(const std::string& what, const Texts& texts, std::set<std::string>* changed_by_kind = nullptr) {
  const Texts once = fixed(texts);
  if (changed_by_kind)
    for (const auto& [name, text] : texts)
      if (once.at(name) != text) changed_by_kind->insert(name);
  const Texts twice = fixed(once);
  for (const auto& [name, text] : once)
    EXPECT_EQ(twice.at(name), text) << what << ' ' << name << ": something was left";
  io::FakeFiles before, after;
  before.files = texts;
  after.files = once;
  const auto old = errors_of(before);
  for (const std::string& error : errors_of(after)) EXPECT_TRUE(old.contains(error)) << what << ": new: " << error;
  const Texts crlf = fixed(with(texts, with_crlf));
  const Texts bom = fixed(with(texts, [](const std::string& text) { return kBom + text; }));
  for (const auto& [name, text] : once) {
    EXPECT_EQ(crlf.at(name), with_crlf(text)) << what << ' ' << name;
    EXPECT_EQ(bom.at(name), kBom + text) << what << ' ' << name;
  }
  for (const auto& [name, text] : texts)
    EXPECT_EQ(comments_of(once.at(name)), comments_of(text)) << what << ' ' << name;
}

bool is_yaml(const std::string& name) { return name.ends_with(".yaml"); }

/// Ids of what says how it can be mended.
std::set<std::string> with_edits(const Texts& texts) {
  io::FakeFiles files;
  files.files = texts;
  Diagnostics wrong;
  const doc::Document document = doc::read_json(
      std::make_shared<const SourceText>("out", run(files, {"lint", "-o", "json", "--fail-on", "never", "w"})), wrong);
  std::set<std::string> out;
  for (const doc::Node& one : document.root()["findings"].items())
    if (one["edits"].size() > 0) out.emplace(one["id"].text());
  return out;
}

// One of each kind of fix: a value replaced, a key replaced, lines put in and taken away, within flow style too.
TEST(Fixes, HoldForEveryKindOfFix) {
  const std::string pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n";
  const std::string reference = "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}";
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n";
  struct Case {
    std::string id, name, text;
  };
  const Case cases[] = {
      {"KRP004", "a.yaml",
       pool + "  template:\n    spec:\n      # above\n      nodeClassRef: " + reference +
           "\n      requirements: []\n  disruption:\n    # before\n    expireAfter: 720h  # kept\n    "
           "consolidateAfter: "
           "1m\n"},
      {"KRP004", "b.yaml",
       pool +
           "  disruption:\n    expireAfter: 720h\n    consolidateAfter: 1m\n  template:\n    spec:\n      "
           "nodeClassRef: " +
           reference + "\n      requirements: []\n"},
      {"KRP005", "c.yaml",
       pool + "  template:\n    spec:\n      nodeClassRef:\n        name: c  # kept\n      "
              "requirements: []\n"},
      {"KRP010", "d.yaml",
       pool +
           "  disruption:\n    budgets:\n    - nodes: \"10%\"\n      schedule: \"* * * * *\"  # all\n"
           "  template:\n    spec:\n      nodeClassRef: " +
           reference + "\n      requirements: []\n"},
      {"VER001", "e.yaml",
       "apiVersion: policy/v1beta1  # old\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: "
       "{maxUnavailable: 1, selector: {matchLabels: {a: b}}}\n"},
      {"API015", "f.yaml",
       "apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: d}\nspec: {selector: {matchLabels: {a: b}}, template: "
       "{metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'a:1'}]}}}\n"},
      {"KUBE007", "g.json",
       "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"s\"}, \"spec\": "
       "{\"prts\": [{\"port\": 80}]}}\n"},
      {"KUBE007", "h.yaml", pod + "  containers:\n  - name: a\n    image: a:1\n    comand: [a]  # kept\n"},
      {"KUBE002", "i.yaml",
       pod + "  containers:\n  - {name: a, image: 'a:1', resources: {limits: {memory: 4GB}}} # kept\n"},
      {"KUBE002", "j.json",
       "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}, \"spec\": "
       "{\"containers\": [{\"name\": \"a\", \"image\": \"a:1\", \"resources\": {\"limits\": "
       "{\"memory\": \"4GB\"}}}]}}\n"},
      {"VOL002", "k.yaml",
       "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s}\nprovisioner: "
       "ebs.csi.aws.com\nvolumeBindingMode: Immediate  # kept\n"},
      {"VOL002", "l.yaml",
       "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s}\nprovisioner: "
       "ebs.csi.aws.com\n"},
      {"SCA003", "m.yaml",
       "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  # above\n  schedule: "
       "\"CRON_TZ=Europe/Berlin 0 3 * * *\"  # kept\n  jobTemplate: {spec: {template: {spec: {restartPolicy: "
       "Never, containers: [{name: a, image: 'a:1'}]}}}}\n"},
      {"ENV101", "n.env", "# above\nENABLE_EFA=ture\nNODES=2\n"},
  };
  for (const Case& c : cases) {
    const Texts texts = {{"w/" + c.name, c.text}};
    EXPECT_TRUE(with_edits(texts).contains(c.id)) << c.id << ' ' << c.name;
    hold(c.name, texts);
    EXPECT_FALSE(with_edits(fixed(texts)).contains(c.id)) << c.name << fixed(texts).begin()->second;
    if (is_yaml(c.name)) hold(c.name + " with comments", with(texts, with_comments));
  }
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Fixes, HoldOverTheSeedsMistakes) {
  const fs::path folder = fs::path(SLIPWAY_SOURCE_DIR) / "tests/seeds/fixtures";
  int changed = 0;
  for (const fs::path& part : {folder, folder / "made"})
    for (const auto& entry : fs::directory_iterator(part)) {
      const std::string name = entry.path().filename().string(),
                        text = entry.is_regular_file() ? read(entry.path()) : "";
      if (text.empty() || name.ends_with(".csv") || name.ends_with(".md") || name.ends_with(".py")) continue;
      const Texts texts = {{"w/" + name, text}};
      std::set<std::string> by;
      hold(name, texts, &by);
      changed += static_cast<int>(by.size());
      if (is_yaml(name)) {
        const Texts commented = {{"w/" + name, with_comments(text)}};
        const Texts once = fixed(commented);
        EXPECT_EQ(comments_of(once.begin()->second), comments_of(commented.begin()->second)) << name;
      }
    }
  EXPECT_GE(changed, 7);
}

TEST(Fixes, HoldOverTheSyntheticCorpus) {
  const Texts all = [] {
    Texts texts;
    const fs::path folder = fs::temp_directory_path() / "slipway-fixes";
    fs::remove_all(folder);
    const std::string command =
        fmt::format("python3 {}/tests/seeds/gen_corpus.py --docs 300 --seed 3 --mistakes 0.5 --out {} >/dev/null",
                    SLIPWAY_SOURCE_DIR, folder.string());
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "manifests"))
      if (entry.is_regular_file()) texts["w/" + fs::relative(entry.path(), folder).string()] = read(entry.path());
    fs::remove_all(folder);
    return texts;
  }();
  ASSERT_GE(all.size(), 20u);
  std::set<std::string> by;
  hold("corpus", all, &by);
  EXPECT_GE(by.size(), 5u);
  hold("corpus with comments", with(all, with_comments));
}

}  // namespace
}  // namespace slipway::seeds
