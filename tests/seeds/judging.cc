#include "judging.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/text.h"
#include "cli/command.h"
#include "doc/json.h"

namespace slipway::seeds {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> out;
  const std::string text = read_file(path);
  for (const std::string_view line : split(text, '\n')) out.emplace_back(line);
  return out;
}

/// What expected.csv says of the place, and the flags that say it to slipway.
struct Said {
  std::string_view needs;
  std::vector<std::string> words;
};
const std::vector<Said>& table() {
  static const std::vector<Said> said = {
      {"kubernetes=1.35", {"--kubernetes", "1.35"}},
      {"kubernetes>=1.33", {"--kubernetes", "1.35"}},
      {"karpenter", {"--karpenter", "1.14.1"}},
      {"region=us-west-2", {"--region", "us-west-2"}},
      {"region=us-east-1", {"--region", "us-east-1"}},
      {"date=2026-11-20", {"--date", "2026-11-20"}},
      {"load: cold start 180 s", {"--assume", "cold-start=180s"}},
      {"load: longest response 180 s", {"--assume", "longest-response=180s"}},
      {"load: p99 service time above 30 s", {"--assume", "service-time=31s"}},
      {"load: p99 service time 300 s", {"--assume", "service-time=300s"}},
      {"load: model load 180 s", {"--assume", "model-load=180s"}},
      {"the nodes have no route to the internet", {"--assume", "internet=none"}},
      {"argo-cd=capability", {"--assume", "argo-cd=capability"}},
      {"an add-on version before", {"--assume", "addon-version=old"}},
      {"the release is in kube-system", {"--assume", "release-namespace=kube-system"}},
      {"the plugin comes from its chart", {"--assume", "device-plugin=chart"}},
      {"karpenter without an interruption queue", {"--assume", "interruption-queue=none"}},
  };
  return said;
}

std::vector<std::string> others_of(const std::string& folder, const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && entry.is_regular_file() && !name.ends_with(".py")) out.push_back(name);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\n') {
      rows.emplace_back(1);
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  if (rows.back().size() == 1 && rows.back()[0].empty()) rows.pop_back();
  return rows;
}

std::vector<Row> read_rows(const std::string& folder) {
  std::vector<Row> out;
  for (const auto& cells : read_csv(folder + "/expected.csv")) {
    if (cells.size() < 7 || cells[0] == "id") continue;
    Row row{cells[0], cells[1], cells[2], cells[3], cells[5], cells[6]};
    if (!cells[4].empty()) row.line = std::stoi(cells[4]);
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<std::string> words_for(const std::string& folder, const Row& row) {
  std::vector<std::string> words = {row.file};
  static const std::regex name(R"(([0-9A-Za-z_./-]+\.(yaml|sh|tf|json|env)))");
  const auto add = [&](const std::string& word) {
    if (std::ranges::count(words, word) == 0) words.push_back(word);
  };
  std::vector<std::string> flags;
  std::size_t from = 0;
  while (from <= row.needs.size()) {
    const std::size_t end = std::min(row.needs.find("; ", from), row.needs.size());
    std::string part = row.needs.substr(from, end - from);
    from = end + 2;
    const bool with = part.starts_with("with "), context = part.starts_with("context ");
    if (with && part.find("the other 004 files") != std::string::npos)
      for (const std::string& other : others_of(folder, "004-")) add(other);
    if (with) {
      std::string names = part.substr(0, part.find("(or "));
      for (std::sregex_iterator at(names.begin(), names.end(), name), last; at != last; ++at)
        if (std::filesystem::exists(folder + "/" + at->str(1))) add(at->str(1));
    }
    if (with || context)
      for (const Said& said : table())
        if (part.find(said.needs) != std::string::npos && std::ranges::search(flags, said.words).empty())
          flags.insert(flags.end(), said.words.begin(), said.words.end());
  }
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

std::set<int> right_lines(const std::string& folder, const Row& row) {
  std::set<int> out = {row.line};
  if (!row.needs.starts_with("absent") && row.needs.find("; absent") == std::string::npos) return out;
  const std::vector<std::string> lines = lines_of(folder + "/" + row.file);
  const int count = static_cast<int>(lines.size());
  const auto text = [&](int number) -> const std::string& { return lines[static_cast<std::size_t>(number - 1)]; };
  const auto is_json = row.file.ends_with(".json"), is_yaml = row.file.ends_with(".yaml");
  const auto begins = [&](int number) {
    const std::string_view line = trim(text(number));
    if (is_json) return line.starts_with("\"address\":");
    if (is_yaml) return text(number).starts_with("---");
    if (row.file.ends_with(".tf")) return !text(number).empty() && text(number)[0] != ' ' && text(number)[0] != '}';
    return number == 1 || !text(number - 1).ends_with('\\');
  };
  int first = row.line;
  while (first > 1 && !begins(first)) --first;
  int last = row.line;
  while (last < count && !begins(last + 1)) ++last;
  for (int i = first; i <= last; ++i) out.insert(i);
  return out;
}

std::vector<Finding> lint(const std::string& folder, const std::vector<std::string>& words) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 20};
  std::vector<std::string> all = {"lint", "-o", "json", "--fail-on", "never"};
  all.insert(all.end(), words.begin(), words.end());
  cli::run(session, all);
  std::filesystem::current_path(before);
  if (out.text.empty()) fmt::print(stderr, "lint {}: {}\n", join(words, " "), err.text);
  Diagnostics wrong;
  const doc::Document document = doc::read_json(std::make_shared<const SourceText>("out", out.text), wrong);
  std::vector<Finding> findings;
  for (const doc::Node& one : document.root()["findings"].items()) {
    Finding finding;
    finding.id = one["id"].text();
    finding.severity = one["severity"].text();
    finding.file = one["file"].text();
    finding.message = one["message"].text();
    for (const doc::Node& alias : one["aliases"].items()) finding.aliases.emplace_back(alias.text());
    finding.line = static_cast<int>(one["line"].integer());
    findings.push_back(std::move(finding));
  }
  return findings;
}

Score score(const std::string& folder, const std::string& only_ids_with) {
  std::map<std::vector<std::string>, std::vector<Finding>> runs;
  std::vector<std::string> ids;
  std::map<std::string, std::pair<int, int>> of_id;  // found, rows with a file
  Score out;
  const std::vector<Row> rows = read_rows(folder);
  for (const Row& row : rows) {
    if (row.kind == "none" || row.id.find(only_ids_with) == std::string::npos) continue;
    if (std::ranges::count(ids, row.id) == 0) ids.push_back(row.id);
    if (row.file.empty()) continue;
    const auto words = words_for(folder, row);
    if (!runs.contains(words)) runs[words] = lint(folder, words);
    const std::set<int> lines = right_lines(folder, row);
    const bool found = std::ranges::any_of(runs[words], [&](const Finding& one) {
      return one.file == row.file && lines.contains(one.line) &&
             (one.id == row.id || std::ranges::count(one.aliases, row.id) > 0);
    });
    ++of_id[row.id].second;
    if (found)
      ++of_id[row.id].first;
    else
      out.missing_rows.push_back(fmt::format("{} {} {}:{} {} [{}]", row.id, row.severity, row.file, row.line,
                                             row.excerpt.substr(0, 80), join(words, " ")));
  }
  out.of = static_cast<int>(ids.size());
  for (const std::string& id : ids) {
    const auto [found, all] = of_id[id];
    (found > 0 ? out.found : out.missing).push_back(id);
    if (found == all && all > 0) out.fully_found.push_back(id);
  }
  return out;
}

std::vector<std::string> complaints(const std::string& folder, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const Finding& one : lint(folder, words))
    if (one.severity != "note")
      out.push_back(fmt::format("{}:{}: {}: {} [{}]", one.file, one.line, one.severity, one.message, one.id));
  return out;
}

std::vector<std::pair<std::string, std::vector<std::string>>> corrected_platforms() {
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  for (const auto& [name, region] : {std::pair("000", "eu-west-1"),
                                     {"001", "us-east-1"},
                                     {"002", "eu-west-1"},
                                     {"003", "us-east-1"},
                                     {"004", "us-west-2"},
                                     {"004-auto", "us-west-2"},
                                     {"004-prometheus", "us-west-2"}})
    out.push_back({name, {name, "--region", region, "--kubernetes", "1.35", "--date", "2026-11-20"}});
  return out;
}

std::vector<std::string> complaints_about_examples() {
  const std::string folder = SLIPWAY_SOURCE_DIR "/examples";
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string() + "/platform.yaml";
    if (!std::filesystem::exists(folder + "/" + file)) continue;
    for (const Finding& one : lint(folder, {file}))
      if (one.severity == "error")
        out.push_back(fmt::format("{}:{}: {} [{}]", one.file, one.line, one.message, one.id));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace slipway::seeds
