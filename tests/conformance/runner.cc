#include "conformance/runner.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>

#include "base/text.h"
#include "conformance/case_file.h"
#include "conformance/comparison.h"
#include "conformance/family.h"

namespace slipway::conformance {
namespace {

namespace fs = std::filesystem;

constexpr int kNoneFailed = 0, kSomeFailed = 1, kWrongUsage = 2, kUnreadable = 3;
constexpr std::string_view kOwnCases = "tests/conformance/cases";
constexpr std::string_view kPrograms[] = {"apivalidation", "cel",  "cluster-autoscaler", "hpa",
                                          "karpenter",     "keda", "kube-scheduler",     "primitives"};

struct Wanted {
  std::string_view program;
  std::string_view family;  // empty: all
  fs::path cases = kOwnCases;
  bool all = false;
  std::vector<std::string_view> with;  // fields that would otherwise be counted beside
};

struct Refusal {
  int exit_code;
  std::string message;
};

struct Tally {
  int passed = 0, failed = 0;
};

std::string list_of(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  return text;
}

Refusal unknown(std::string_view what, std::string_view written, std::span<const std::string_view> known) {
  const auto meant = near_miss(written, known);
  return {kWrongUsage, fmt::format("unknown {} '{}'{}; known: {}", what, printable(written),
                                   meant ? fmt::format(", did you mean {}?", *meant) : "", list_of(known))};
}

std::optional<Refusal> read_arguments(std::span<const std::string_view> arguments, Wanted& wanted) {
  constexpr std::string_view kUsage = "usage: conformance PROGRAM[/FAMILY] [--cases DIR] [--all] [--with FIELD]…";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--all") {
      wanted.all = true;
    } else if (argument == "--cases" && i + 1 < arguments.size()) {
      wanted.cases = arguments[++i];
    } else if (argument == "--with" && i + 1 < arguments.size()) {
      wanted.with.push_back(arguments[++i]);
    } else if (argument.starts_with("--cases=")) {
      wanted.cases = argument.substr(8);
    } else if (argument.starts_with('-') || !wanted.program.empty()) {
      return Refusal{kWrongUsage, fmt::format("cannot make sense of '{}'; {}", printable(argument), kUsage)};
    } else {
      const std::size_t slash = argument.find('/');
      wanted.program = argument.substr(0, slash);
      wanted.family = slash == std::string_view::npos ? "" : argument.substr(slash + 1);
      if (slash != std::string_view::npos && wanted.family.empty()) return unknown("family", "", {});
    }
  }
  if (wanted.program.empty()) return Refusal{kWrongUsage, fmt::format("{}; programs: {}", kUsage, list_of(kPrograms))};
  if (std::ranges::find(kPrograms, wanted.program) == std::end(kPrograms)) {
    return unknown("program", wanted.program, kPrograms);
  }
  return {};
}

/// The files of cases by family, in the order of their names; a plain file goes before a packed one.
std::map<std::string, fs::path, std::less<>> case_files(const fs::path& folder, std::string& fault) {
  std::map<std::string, fs::path, std::less<>> files;
  std::error_code status;
  for (fs::directory_iterator entry(folder, status), end; !status && entry != end; entry.increment(status)) {
    const std::string name = entry->path().filename().string();
    for (const std::string_view ending : {".jsonl", ".jsonl.gz"}) {
      if (!name.ends_with(ending)) continue;
      fs::path& file = files[name.substr(0, name.size() - ending.size())];
      if (file.empty() || ending == ".jsonl") file = entry->path();
    }
  }
  if (status) fault = status.message();
  return files;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kShown = 160;
  const std::string line = printable(text);
  if (line.size() <= kShown) return line;
  std::size_t end = kShown;
  while (end > 0 && is_utf8_continuation(line[end])) --end;
  return line.substr(0, end) + "…";
}

class Run {
 public:
  Run(const Wanted& wanted, std::ostream& out, std::ostream& err) : wanted_(wanted), out_(out), err_(err) {}

  void take(std::string_view family, const fs::path& file) {
    Tally tally;
    std::map<std::string, int, std::less<>> without_rules;
    std::map<std::string_view, int> beside;
    const auto judge = [&](const Case& one) {
      const Family* rules = find_family(wanted_.program, one.rules);
      if (!rules) {
        ++without_rules.try_emplace(std::string(one.rules), 0).first->second;
        return;
      }
      const doc::Value answer = rules->answer(one.input);
      std::vector<std::string_view> skipped;
      for (const std::string_view field : rules->beside) {
        if (std::ranges::find(wanted_.with, field) == wanted_.with.end()) skipped.push_back(field);
        std::vector<std::string_view> others = rules->beside;
        std::erase(others, field);
        beside[field] += !first_difference(one.expect, answer, rules->rules, others);
      }
      if (const auto difference = first_difference(one.expect, answer, rules->rules, skipped)) {
        ++tally.failed;
        out_ << fmt::format("{}: {}: want {}, got {}\n", printable(one.id), shortened(difference->path),
                            shortened(difference->want), shortened(difference->got));
      } else {
        ++tally.passed;
      }
    };
    read_cases(file, judge, [&](const std::string& complaint) {
      unreadable_ = true;
      err_ << complaint << '\n';
    });
    const int judged = tally.passed + tally.failed;
    std::string also;
    for (const auto& [field, count] : beside) also += fmt::format("{}{} {}", also.empty() ? " (" : ", ", field, count);
    if (judged > 0)
      out_ << fmt::format("{}: {} of {}{}\n", family, tally.passed, judged, also.empty() ? "" : also + ")");
    for (const auto& [rules, count] : without_rules) {
      const bool counted = wanted_.all || !wanted_.family.empty();
      out_ << fmt::format("no rules for {} yet: {} cases {}\n", printable(rules), count,
                          counted ? "failed" : "left out");
      if (counted) tally.failed += count;
    }
    total_.passed += tally.passed;
    total_.failed += tally.failed;
  }

  int finish() {
    out_ << fmt::format("{} passed, {} failed\n", total_.passed, total_.failed);
    return unreadable_ ? kUnreadable : total_.failed > 0 ? kSomeFailed : kNoneFailed;
  }

 private:
  const Wanted& wanted_;
  std::ostream &out_, &err_;
  Tally total_;
  bool unreadable_ = false;
};

}  // namespace

int run(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
  const auto refuse = [&](const Refusal& refusal) {
    err << "conformance: " << refusal.message << '\n';
    return refusal.exit_code;
  };
  Wanted wanted;
  if (const auto refusal = read_arguments(arguments, wanted)) return refuse(*refusal);

  std::error_code status;
  const fs::path below = wanted.cases / wanted.program;
  const fs::path folder = fs::is_directory(below, status) ? below : wanted.cases;
  std::string fault;
  const auto files = case_files(folder, fault);
  if (!fault.empty()) return refuse({kUnreadable, fmt::format("{}: {}", folder.string(), fault)});
  if (files.empty()) return refuse({kUnreadable, fmt::format("{}: no *.jsonl or *.jsonl.gz in it", folder.string())});

  Run run(wanted, out, err);
  if (wanted.family.empty()) {
    for (const auto& [family, file] : files) run.take(family, file);
    return run.finish();
  }
  const auto file = files.find(wanted.family);
  if (file != files.end()) {
    run.take(wanted.family, file->second);
    return run.finish();
  }
  if (find_family(wanted.program, wanted.family)) {
    return refuse({kUnreadable, fmt::format("{}: no cases of {}", folder.string(), wanted.family)});
  }
  std::set<std::string_view> known;
  for (const auto& [family, path] : files) known.insert(family);
  for (const Family& family : all_families()) {
    if (family.program == wanted.program) known.insert(family.name);
  }
  return refuse(unknown("family", wanted.family, std::vector(known.begin(), known.end())));
}

}  // namespace slipway::conformance
