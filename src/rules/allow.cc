#include "rules/allow.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>

#include "base/ascii.h"
#include "base/text.h"
#include "rules/comments.h"

namespace slipway::rules {
namespace {

constexpr std::string_view kMark = "slipway:", kAllow = "allow";
constexpr std::size_t kMostAllowances = 10'000;

bool is_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }
/// IMG001, X-004-62: letters first, digits last.
bool looks_like_id(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return word.size() > 3 && std::ranges::all_of(word, is_name) && word[0] >= 'A' && word[0] <= 'Z' &&
         is_digit(word[word.size() - 1]) && is_digit(word[word.size() - 2]);
}

bool ends_word(char c) { return c == ' ' || c == '\t' || c == ',' || c == '\r' || c == ':'; }

bool is_comment(std::string_view line) {
  line = trim(line);
  return line.starts_with("#") || line.starts_with("//");
}
bool is_separator(std::string_view line) {
  return line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\r');
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// "slipway: allow IMG001": what counts behind other words too, where text that only speaks of it has no id.
bool allows(std::string_view text) {
  text = text.substr(kMark.size());
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  if (!text.starts_with(kAllow)) return false;
  text = text.substr(kAllow.size());
  if (text.empty() || !is_space(text.front())) return false;
  text = trim(text);
  return looks_like_id(text.substr(0, static_cast<std::size_t>(std::ranges::find_if(text, ends_word) - text.begin())));
}

/// Where the words of a comment's mark begin, behind its colon, however its letters are; npos when it has none.
std::size_t mark_in(std::string_view line, std::size_t comment) {
  if (comment == line.npos) return comment;
  const std::string lower = ascii_lower(line);
  for (std::size_t at = lower.find(kMark, comment); at != lower.npos; at = lower.find(kMark, at + 1)) {
    std::string_view before = line.substr(0, at);
    while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
    if (before.ends_with('#') || before.ends_with("//") || (is_space(line[at - 1]) && allows(line.substr(at))))
      return at + kMark.size();
  }
  return line.npos;
}

/// What other programs say for it, and what is nearly the word.
bool means_allow(std::string_view word) {
  constexpr std::string_view kOthers[] = {"ignore", "disable", "skip",    "suppress",
                                          "nolint", "noqa",    "silence", "permit"};
  constexpr std::string_view kWords[] = {kAllow};
  if (std::ranges::find(kOthers, word) != std::end(kOthers)) return true;
  return near_miss(word, kWords).has_value();  // however its letters are
}

class CommentReader {
 public:
  explicit CommentReader(const SourceText& source) : source_(source), lines_(split(source.text(), '\n')) {
    is_yaml_ = source.name().ends_with(".yaml") || source.name().ends_with(".yml") || source.name() == "<stdin>";
  }

  std::vector<Allowance> read() {
    const auto comments = comments_of(lines_, is_yaml_ ? CommentStyle::Yaml : CommentStyle::Other);
    for (std::size_t i = 0; i < lines_.size() && out_.size() < kMostAllowances; ++i)
      if (const std::size_t at = mark_in(lines_[i], comments[i].begin); at != std::string_view::npos)
        read_line(i, at, comments[i].is_in_text);
    return std::move(out_);
  }

 private:
  struct Lines {
    std::size_t from, to;
  };
  using Words = std::vector<std::pair<std::size_t, std::size_t>>;  // each where it begins, and its size

  void read_line(std::size_t index, std::size_t mark, bool is_in_text) {
    const std::string_view line = lines_[index];
    const Lines counts = is_comment(line) ? lines_of_comment(index) : Lines{index, index};
    std::size_t at = word_at(line, mark);
    const std::size_t word = at;
    while (at < line.size() && !ends_word(line[at])) ++at;
    const std::string_view verb = line.substr(word, at - word);
    const auto add = [&](std::size_t from, std::size_t size, std::string_view name, std::string_view reason,
                         std::string_view unknown_word) {
      out_.push_back({std::string(name),
                      std::string(reason),
                      {&source_, source_.first_line() + static_cast<int>(index), static_cast<int>(from) + 1,
                       static_cast<int>(size)},
                      source_.name(),
                      static_cast<int>(counts.from) + 1,
                      static_cast<int>(counts.to) + 1,
                      "",
                      false,
                      is_in_text,
                      std::string(unknown_word)});
    };
    if (verb != kAllow) {
      if (means_allow(verb)) add(word, verb.size(), "", "", verb);
      return;
    }
    const Words names = names_at(line, at);
    std::string_view reason = trim(line.substr(std::min(at, line.size())));
    for (const std::string_view dash : {"--", "-", "–", "—"})
      if (reason.starts_with(dash)) reason = trim(reason.substr(dash.size()));
    if (reason.starts_with("because")) reason = trim(reason.substr(7));
    for (const auto& [from, size] : names) add(from, size, line.substr(from, size), reason, "");
    if (names.empty()) add(word, verb.size(), "", reason, "");
  }

  static std::size_t word_at(std::string_view line, std::size_t at) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    return at;
  }

  /// Ids with commas or spaces between; `at` is then behind them. What stands first or behind a comma is meant to be
  /// one, however it looks; but for a dash, with which a reason begins.
  static Words names_at(std::string_view line, std::size_t& at) {
    Words out;
    bool is_meant = true;
    while (at < line.size()) {
      while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == ','))
        is_meant |= line[at++] == ',';
      const std::size_t from = at;
      while (at < line.size() && !ends_word(line[at])) ++at;
      const std::string_view word = line.substr(from, at - from);
      if (word.empty() || word == "because" || word == "-" || word == "--" || (!is_meant && !looks_like_id(word))) {
        at = from;
        break;
      }
      out.emplace_back(from, word.size());
      is_meant = false;
      if (at < line.size() && line[at] == ':') {
        ++at;
        break;
      }
    }
    return out;
  }

  /// The lines for which a comment alone on its line counts.
  Lines lines_of_comment(std::size_t index) const {
    // Nothing but comments before it, back to the head of the file or of the document?
    std::size_t head = index;
    while (head > 0 && !is_separator(lines_[head - 1]) &&
           (is_comment(lines_[head - 1]) || trim(lines_[head - 1]).empty()))
      --head;
    std::size_t next = index + 1;
    while (next < lines_.size() && is_comment(lines_[next])) ++next;
    const bool gap = next < lines_.size() && (trim(lines_[next]).empty() || is_separator(lines_[next]));
    while (next < lines_.size() && (is_comment(lines_[next]) || trim(lines_[next]).empty())) ++next;
    const std::size_t last = lines_.empty() ? 0 : lines_.size() - 1;
    if (head == 0 && gap) return {0, last};
    if (is_yaml_ && (head == 0 || is_separator(lines_[head - 1]))) {
      std::size_t end = next;
      while (end < lines_.size() && !is_separator(lines_[end])) ++end;
      return {head, std::min(end, last)};
    }
    return {next, next};
  }

  const SourceText& source_;
  std::vector<std::string_view> lines_;
  bool is_yaml_;
  std::vector<Allowance> out_;
};

/// Whether a pattern names an object: "Deployment/web" and "Deployment/default/web" are one, however it is written.
bool names_object(std::string_view pattern, const std::string& object) {
  if (matches_pattern(pattern, object)) return true;
  constexpr std::string_view kDefault = "/default/";
  const std::size_t slash = object.find('/');
  if (slash == std::string::npos) return false;
  std::string other = object;
  if (object.compare(slash, kDefault.size(), kDefault) == 0)
    other.erase(slash, kDefault.size() - 1);
  else if (object.find('/', slash + 1) == std::string::npos)
    other.replace(slash, 1, kDefault);
  return matches_pattern(pattern, other);
}

bool counts_for(const Allowance& one, const Diagnostic& finding, const AllowanceJudge& judge) {
  if (!judge.answers_to(finding, one.name)) return false;
  const std::string_view file = finding.where ? std::string_view(finding.where.source->name()) : std::string_view();
  if (!one.file.empty()) return file == one.file && finding.where.line >= one.from && finding.where.line <= one.to;
  if (one.object.empty()) return true;
  return matches_pattern(one.object, file) || names_object(one.object, judge.object_of(finding));
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<Allowance> allowances_of(const SourceText& source) {
  // Not find(): it stops at each `l`, and all texts of a run are looked through here.
  const auto has = [&](std::string_view part) {
    return ::memmem(source.text().data(), source.text().size(), part.data(), part.size()) != nullptr;
  };
  if (!has("lipway:") && !has("LIPWAY:")) return {};  // "Slipway:" too
  return CommentReader(source).read();
}

std::vector<Allowance> allowances_of(const spec::Platform& platform) {
  std::vector<Allowance> out;
  for (const spec::LintAllowance& one : platform.lint.allow)
    out.push_back({one.rule.value, one.reason.value, one.rule.where, "", 0, 0, one.place.value, false, false, ""});
  return out;
}

Diagnostics apply_allowances(Diagnostics findings, std::vector<Allowance> allowances, const AllowanceJudge& judge,
                             int* allowed) {
  Diagnostics out;
  // Most runs have none, and most allowances are of one file.
  std::map<std::string_view, std::vector<Allowance*>> of_file;
  for (Allowance& one : allowances) of_file[one.file].push_back(&one);
  const auto is_allowed = [&](const Diagnostic& finding) {
    bool found = false;
    const std::string_view file = finding.where ? std::string_view(finding.where.source->name()) : std::string_view();
    for (const std::string_view key : {file, std::string_view()}) {
      const auto at = of_file.find(key);
      if (at == of_file.end()) continue;
      for (Allowance* one : at->second)
        if (counts_for(*one, finding, judge)) found = one->is_used = true;
      if (key.empty()) break;
    }
    return found;
  };
  for (Diagnostic& finding : findings.take()) {
    if (!allowances.empty() && is_allowed(finding)) {
      if (allowed) ++*allowed;
      continue;
    }
    out.add(std::move(finding));
  }
  for (const Allowance& one : allowances) {
    if (one.is_in_text && !one.is_used) continue;
    if (!one.unknown_word.empty()) {
      out.add({"LINT003",
               Severity::Warning,
               one.where,
               fmt::format("'{}' allows nothing", printable(one.unknown_word)),
               fmt::format("did you mean {}?", kAllow),
               "write # slipway: allow ID because …",
               {}});
    } else if (one.name.empty() && !one.file.empty()) {
      out.add({"LINT003",
               Severity::Warning,
               one.where,
               "an allowance that names no rule",
               "",
               "write # slipway: allow ID because …",
               {}});
    } else if (!judge.knows(one.name)) {
      const auto near = near_miss(one.name, judge.names);
      out.add({"LINT003",
               Severity::Warning,
               one.where,
               fmt::format("there is no rule {}", printable(one.name)),
               near ? fmt::format("did you mean {}?", *near) : "",
               "slipway rules lists them",
               {}});
    } else if (!one.is_used && judge.was_asked(one.name)) {
      out.add({"LINT002",
               Severity::Warning,
               one.where,
               fmt::format("{} is allowed here, and nothing says it", one.name),
               "",
               "remove it",
               {}});
    } else if (one.reason.empty()) {
      out.add({"LINT001",
               Severity::Warning,
               one.where,
               fmt::format("{} is allowed without a reason", one.name),
               "",
               fmt::format("say why: # slipway: allow {} because …", one.name),
               {}});
    }
  }
  return out;
}

}  // namespace slipway::rules
