#include "requirements/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "requirements/compare.h"
#include "requirements/path.h"
#include "requirements/subjects.h"

namespace slipway::requirements {
namespace {

constexpr std::string_view kTests[] = {
    "=", "!=", "<", "<=", ">", ">=", "contains", "lacks", "matches", "after", "exists", "absent"};

/// Words apart by spaces; quotes and brackets keep theirs. Quotes are taken away.
struct Word {
  std::string text;
  std::size_t start = 0, end = 0;
};
std::vector<Word> words_of(std::string_view line) {
  std::vector<Word> words;
  for (std::size_t at = line.find_first_not_of(' '); at < line.size(); at = line.find_first_not_of(' ', at)) {
    Word word{{}, at, at};
    int depth = 0;
    bool quoted = false;
    for (; at < line.size() && (quoted || depth > 0 || line[at] != ' '); ++at) {
      const char c = line[at];
      if (c == '\'')
        quoted = !quoted;
      else
        word.text += c;
      if (!quoted && c == '[') ++depth;
      if (!quoted && c == ']') --depth;
    }
    word.end = at;
    words.push_back(std::move(word));
  }
  return words;
}

/// What is no YAML is the text that it is.
doc::Value read_expected(const std::string& text) {
  Diagnostics diagnostics;
  const auto document = doc::read_yaml_document(std::make_shared<const SourceText>("expected", text), diagnostics);
  return diagnostics.has_errors() ? doc::Value(text) : doc::Value(document.root());
}

std::string as_text(const std::vector<const doc::Value*>& values) {
  if (values.empty()) return "nothing";
  std::string all;
  for (const auto* value : values) {
    if (!all.empty()) all += " | ";
    all += doc::write_json(*value, doc::JsonLayout::Compact);
    if (all.size() > 600) return all.substr(0, 600) + "…";
  }
  return all;
}

/// In a text a text is looked for, whatever it would be as YAML (`kind: Pod`).
bool holds(const Check& check, const doc::Value& found) {
  const bool in_text = found.string() || found.expression();
  return contains(found, in_text && !check.expected.string() ? doc::Value(check.expected_text) : check.expected);
}

bool passes(const Check& check, const doc::Value& found) {
  if (check.test == "=") return is_equal(found, check.expected);
  if (check.test == "!=") return !is_equal(found, check.expected);
  if (check.test == "contains") return holds(check, found);
  if (check.test == "lacks") return !holds(check, found);
  if (check.test == "matches") return matches(scalar_text(found), check.expected_text);
  const auto order = compare_numbers(found, check.expected);
  if (!order) return false;
  if (check.test == "<") return *order < 0;
  if (check.test == "<=") return *order <= 0;
  if (check.test == ">") return *order > 0;
  return *order >= 0;
}

std::optional<std::string> run_count(const Check& check, std::vector<const doc::Value*> found) {
  std::vector<std::string> texts;
  for (const auto* value : found) {
    if (value->list() && check.fold == Check::Fold::Count && found.size() == 1) {
      for (const auto& item : value->list()->items()) texts.push_back(doc::write_json(item, doc::JsonLayout::Compact));
      break;
    }
    texts.push_back(doc::write_json(*value, doc::JsonLayout::Compact));
  }
  if (check.fold == Check::Fold::Distinct) {
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  }
  const doc::Value number(static_cast<std::int64_t>(texts.size()));
  if (passes(check, number)) return std::nullopt;
  return fmt::format("{}: {}", texts.size(), join(texts, " | "));
}

std::optional<std::string> run_after(const Check& check, const Blocks& blocks) {
  std::string before;
  int after = 0;
  for (const auto& [address, body] : blocks) {
    if (!matches(address, check.subject)) continue;
    if (blocks.contains(check.expected_text) && comes_after(blocks, address, check.expected_text))
      ++after;
    else
      before += " " + address;
  }
  if (after > 0 && (check.some || before.empty())) return std::nullopt;
  return "not after it:" + before;
}

}  // namespace

Result<Check, ParseError> parse_check(std::string_view line) {
  Check check;
  auto words = words_of(line);
  std::size_t next = 0;
  if (!words.empty() && words[0].text == "some") {
    check.some = true;
    ++next;
  }
  const auto test =
      std::ranges::find_if(words.begin() + static_cast<std::ptrdiff_t>(next), words.end(),
                           [](const Word& w) { return std::ranges::find(kTests, w.text) != std::end(kTests); });
  if (test == words.end()) return ParseError{line.size(), "no test: expected =, contains, exists …"};
  const auto test_index = static_cast<std::size_t>(test - words.begin());
  if (test_index == next) return ParseError{0, "no subject"};
  check.test = test->text;
  check.expected_text = std::string(trim(line.substr(test->end)));
  const bool is_alone = check.test == "exists" || check.test == "absent";
  if (is_alone != check.expected_text.empty())
    return ParseError{test->end, is_alone ? "nothing may follow" : "expected a value"};
  check.subject = words[next++].text;
  if (takes_argument(check.subject)) {
    if (next == test_index) return ParseError{words[0].end, "'" + check.subject + "' of what?"};
    check.argument = words[next++].text;
  }
  if (next < test_index) {
    const auto& last = words[test_index - 1].text;
    if (last == "count") check.fold = Check::Fold::Count;
    if (last == "distinct") check.fold = Check::Fold::Distinct;
    const std::size_t end = test_index - (check.fold == Check::Fold::None ? 0 : 1);
    if (end > next + 1) return ParseError{words[next + 1].start, "one path only"};
    if (end == next + 1) check.path = words[next].text;
  }
  if (!is_alone && check.test != "matches" && check.test != "after")
    check.expected = read_expected(check.expected_text);
  if (!is_subject(check.subject)) return ParseError{words[0].start, "unknown subject '" + check.subject + "'"};
  return check;
}

bool Check::asks_rendered() const { return is_rendered_subject(subject); }

std::optional<std::string> run(const Check& check, AskedPlatform& platform) {
  if (check.asks_rendered() && !platform.rendered().errors.empty()) return platform.rendered().errors.front();
  if (check.test == "after") return run_after(check, platform.rendered().blocks);
  const auto subjects = subjects_of(check, platform);
  std::vector<const doc::Value*> found;
  bool each_has = !subjects.empty();
  for (const auto& subject : subjects) {
    const auto below = follow(subject, check.subject == "role" ? "" : check.path);
    each_has = each_has && !below.empty();
    found.insert(found.end(), below.begin(), below.end());
  }
  std::erase_if(found, [](const doc::Value* value) { return value->is_null(); });
  if (check.test == "absent") {
    if (subjects.empty() && !check.path.empty()) return "nothing that could have it";
    return found.empty() ? std::nullopt : std::optional(as_text(found));
  }
  if (check.fold != Check::Fold::None) return run_count(check, found);
  if (found.empty() || (!check.some && !each_has)) return subjects.empty() ? "no such thing" : as_text(found);
  if (check.test == "exists") return std::nullopt;
  const auto pass = [&](const doc::Value* value) { return passes(check, *value); };
  if (check.some ? std::ranges::any_of(found, pass) : std::ranges::all_of(found, pass)) return std::nullopt;
  return as_text(found);
}

}  // namespace slipway::requirements
