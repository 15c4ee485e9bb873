#include "requirements/asked_platform.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cli/command.h"
#include "doc/json.h"
#include "io/files.h"

namespace slipway::requirements {
namespace {

const std::string kRoot = SLIPWAY_SOURCE_DIR;

/// The disk, and files that are not on it.
class DiskAndMore final : public io::Files {
 public:
  explicit DiskAndMore(std::map<std::string, std::string> more) : more_(std::move(more)) {}
  Result<std::string> read(const std::string& path) override {
    if (const auto found = more_.find(path); found != more_.end()) return found->second;
    return disk_.read(path);
  }
  bool is_directory(const std::string& path) override { return disk_.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& directory,
                                        const std::vector<std::string>& suffixes) override {
    return disk_.list(directory, suffixes);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) override { return disk_.glob(pattern); }
  bool is_same(const std::string& a, const std::string& b) override { return a == b; }
  Result<std::size_t> write(const std::string& path, std::string_view) override {
    return Failure{FailureKind::Denied, path + ": nothing is written here"};
  }

 private:
  io::DiskFiles disk_;
  std::map<std::string, std::string> more_;
};

const std::string kEnvPath = kRoot + "/examples/own.env", kOwnPath = kRoot + "/examples/own.yaml";

std::string path_of(const std::string& blueprint) {
  const std::string folder = kRoot + "/examples/" + blueprint;
  return io::DiskFiles().is_directory(folder) ? folder + "/platform.yaml" : folder + ".yaml";
}

std::string indented(const std::string& text) {
  std::string all;
  for (const auto line : split(text, '\n')) all += line.empty() ? "\n" : "  " + std::string(line) + "\n";
  return all;
}

/// A whole platform.yaml of what stands under `spec:`.
std::string platform_text(const std::string& name, const std::string& include, const std::string& spec) {
  std::string text =
      fmt::format("apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {{name: {}}}\nspec:\n", name);
  if (!include.empty()) text += fmt::format("  include: [{}]\n", include);
  return text + indented(spec);
}

/// The words of a command line; quotes keep spaces.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

/// The platform.yaml that `slipway init` makes of a .env file; "" where it refuses.
std::string imported(const std::string& env) {
  DiskAndMore files(std::map<std::string, std::string>{{kEnvPath, env}});
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .width = 1000, .year = 2026, .month = 11, .day = 25};
  cli::run(session, {"init", "--from", kEnvPath, "--quiet"});
  return out.text;
}

}  // namespace

AskedPlatform::AskedPlatform(Which which) : which_(std::move(which)) {
  std::map<std::string, std::string> more;
  if (!which_.env.empty()) {
    path_ = kOwnPath;
    more = {{kEnvPath, which_.env}, {kOwnPath, imported(which_.env)}};
  } else if (which_.blueprint.empty()) {
    path_ = kOwnPath;
    more = {{kOwnPath, platform_text("demo", "", which_.with)}};
  } else if (!which_.with.empty()) {
    const std::string base = path_of(which_.blueprint);
    const auto slash = base.rfind('/');
    const auto folder_start = base.rfind('/', slash - 1) + 1;
    path_ = base.substr(0, slash + 1) + "with.yaml";
    more = {
        {path_, platform_text(base.substr(folder_start, slash - folder_start), base.substr(slash + 1), which_.with)}};
  } else {
    path_ = path_of(which_.blueprint);
  }
  files_ = std::make_unique<DiskAndMore>(std::move(more));
}

const cli::Loaded* AskedPlatform::loaded() {
  if (!loaded_) {
    cli::StringOutput out, err;
    cli::Session session{.files = *files_, .out = out, .err = err, .width = 1000, .year = 2026, .month = 11, .day = 25};
    loaded_ = cli::load(session, path_);
  }
  return loaded_ ? &*loaded_ : nullptr;
}

const platform::Graph* AskedPlatform::graph() {
  const auto* all = loaded();
  return all ? &all->graph : nullptr;
}

const Rendered& AskedPlatform::rendered() {
  if (!rendered_) {
    rendered_.emplace();
    if (const auto* all = loaded()) {
      rendered_ = read_back(render::render(all->graph, {}));
      for (const auto& finding : all->findings.all())
        if (finding.severity == Severity::Error) rendered_->errors.push_back(finding.message);
    } else {
      rendered_->errors.push_back("cannot read " + path_);
    }
  }
  return *rendered_;
}

const doc::Value& AskedPlatform::plan() {
  if (!plan_) plan_ = run("plan PLATFORM --output json");
  return *plan_;
}

const doc::Value& AskedPlatform::findings() {
  if (!findings_) {
    doc::List list;
    if (const auto* all = loaded())
      for (const auto& finding : all->findings.all())
        list.add(doc::Map{{"id", finding.id},
                          {"severity", to_string(finding.severity)},
                          {"message", finding.message},
                          {"fix", finding.fix},
                          {"line", finding.where.line}});
    findings_ = doc::Value(std::move(list));
  }
  return *findings_;
}

const doc::Value& AskedPlatform::run(std::string_view words) {
  const auto known = results_.find(words);
  return known != results_.end() ? known->second : results_.emplace(words, result_of(words)).first->second;
}

doc::Value AskedPlatform::result_of(std::string_view words) const {
  cli::StringOutput out, err;
  cli::Session session{.files = *files_, .out = out, .err = err, .width = 1000, .year = 2026, .month = 11, .day = 25};
  auto all = words_of(words);
  for (auto& word : all) {
    if (word == "PLATFORM") word = path_;
    if (word == "ENV") word = kEnvPath;
    if (word.starts_with("examples/") || word.starts_with("tests/")) word = kRoot + "/" + word;
  }
  cli::run(session, all);
  if (out.text.starts_with('{') || out.text.starts_with('[')) {
    Diagnostics diagnostics;
    const auto document = doc::read_json(std::make_shared<const SourceText>("output", out.text), diagnostics);
    if (!diagnostics.has_errors()) return doc::Value(document.root());
  }
  return doc::Value(out.text + err.text);
}

std::optional<std::string> source_file(const std::string& path) {
  auto text = io::DiskFiles().read(kRoot + "/" + path);
  if (!text) return std::nullopt;
  return std::move(text).value();
}

}  // namespace slipway::requirements
