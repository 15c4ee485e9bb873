#include "doc/yaml_explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/text.h"
#include "doc/limits.h"
#include "doc/yaml_characters.h"

namespace slipway::doc {
namespace {

using Reason = YamlRefusal::Reason;

/// Which of a problem's two places the user has to look at, and what the other one is.
enum class Look { AtProblem, AtContext, AtProblemInContext };

struct Explanation {
  std::string_view problem;  // as the scanner and the parser say it
  std::string_view id;
  Look look;
  std::string_view message;
  std::string_view fix;
};

constexpr Explanation kExplanations[] = {
    {"block sequence entries are not allowed in this context", "YAML001", Look::AtProblem,
     "a list item cannot begin here", "begin the list on a line of its own"},
    {"could not find expected ':'", "YAML001", Look::AtContext, "a key without ': '",
     "write ': ' and a value behind it, or indent the line if it belongs to the value above"},
    {"could not find expected directive name", "YAML001", Look::AtProblem, "a line cannot begin with '%'",
     "put the value in quotes"},
    {"did not find expected ',' or ']'", "YAML001", Look::AtProblemInContext, "expected ',' or ']'",
     "close the list with ']', or put the value in quotes if it holds brackets"},
    {"did not find expected ',' or '}'", "YAML001", Look::AtProblemInContext, "expected ',' or '}'",
     "close the map with '}', or put the value in quotes if it holds braces"},
    {"did not find expected '-' indicator", "YAML001", Look::AtProblemInContext, "expected a list item, '- …'", ""},
    {"did not find expected <document start>", "YAML001", Look::AtProblem, "expected '---' after the directive",
     "remove the line that begins with '%': kubectl cuts the file at '---', so the directive stands alone"},
    {"did not find expected alphabetic or numeric character", "YAML001", Look::AtContext,
     "'*' and '&' begin a name of letters, digits, '-' and '_'", "put the value in quotes"},
    {"did not find expected comment or line break", "YAML001", Look::AtProblem,
     "only a comment may follow on this line", "begin the text on the next line, indented"},
    {"did not find expected hexdecimal number", "YAML001", Look::AtProblem,
     "expected hexadecimal digits: \\xFF, \\uFFFF or \\UFFFFFFFF",
     "write '\\\\' for a backslash, or use single quotes"},
    {"did not find expected key", "YAML001", Look::AtProblemInContext, "expected a key of the map", ""},
    {"did not find expected node content", "YAML001", Look::AtProblem, "expected a value here", ""},
    {"did not find expected whitespace or line break", "YAML001", Look::AtProblem, "expected a space behind the tag",
     "put the value in quotes if it is no tag"},
    {"exceeded max depth of 10000", "YAML012", Look::AtProblem, "nested too deeply", ""},
    {"found a tab character that violates indentation", "YAML003", Look::AtProblem, "a tab in the indentation",
     "indent with spaces"},
    {"found a tab character where an indentation space is expected", "YAML003", Look::AtProblem,
     "a tab in the indentation", "indent with spaces"},
    {"found an indentation indicator equal to 0", "YAML001", Look::AtProblem, "the indentation must be 1 to 9", ""},
    {"found duplicate %TAG directive", "YAML001", Look::AtProblem, "this tag handle is already declared", ""},
    {"found duplicate %YAML directive", "YAML001", Look::AtProblem, "a second %YAML directive", "remove it"},
    {"found incompatible YAML document", "YAML001", Look::AtProblem, "Kubernetes reads YAML 1.1 only",
     "remove the %YAML line"},
    {"found invalid Unicode character escape code", "YAML001", Look::AtProblem,
     "not a Unicode character; pairs of \\ud83d\\ude00 are JSON, not YAML",
     "write the character itself, or \\U and eight digits"},
    {"found undefined tag handle", "YAML001", Look::AtProblem, "this tag's handle is not declared",
     "put the value in quotes if it is no tag"},
    {"found unexpected document indicator", "YAML001", Look::AtContext, "this quote is not closed before '---'",
     "close it, or indent the '---' if it belongs to the text"},
    {"found unexpected end of stream", "YAML001", Look::AtContext, "this quote is never closed",
     "close it, or double a quote that belongs to the text"},
    {"found unknown escape character", "YAML001", Look::AtProblem, "unknown escape sequence",
     "write '\\\\' for a backslash, or use single quotes"},
    {"mapping keys are not allowed in this context", "YAML001", Look::AtProblem, "a '? ' key cannot begin here",
     "put the value in quotes if it begins with '?'"},
    {"mapping values are not allowed in this context", "YAML001", Look::AtProblem, "a ': ' cannot stand here",
     "put the value in quotes if ': ' belongs to it; else check the indentation of this line"},
};
static_assert(std::ranges::is_sorted(kExplanations, {}, &Explanation::problem));

/// The text around a mark.
class Around {
 public:
  Around(std::string_view text, YamlMark at) : text_(text), at_(std::min<std::size_t>(at.offset, text.size())) {}

  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  /// To the end of the line, without a comment and the blanks before it.
  std::string_view value() const {
    std::string_view rest = text_.substr(at_, text_.find_first_of("\r\n", at_) - at_);
    if (const auto comment = rest.find(" #"); comment != std::string_view::npos) rest = rest.substr(0, comment);
    return rest.substr(0, rest.find_last_not_of(" \t") + 1);
  }
  std::string_view line() const {
    const std::size_t begin = line_begin(at_);
    return text_.substr(begin, text_.find_first_of("\r\n", at_) - begin);
  }
  /// Empty on the first line.
  std::string_view line_above() const {
    const std::size_t begin = line_begin(at_);
    if (begin == 0) return {};
    const std::size_t above = line_begin(begin - 1);
    return text_.substr(above, begin - 1 - above);
  }

 private:
  std::size_t line_begin(std::size_t at) const {
    const std::size_t before = text_.substr(0, at).find_last_of("\r\n");
    return before == std::string_view::npos ? 0 : before + 1;
  }

  std::string_view text_;
  std::size_t at_;
};

SourceRange place(const YamlText& text, YamlMark at, std::size_t length) {
  return text.places.range(at, at.offset + static_cast<std::uint32_t>(length));
}

/// Puts the value that begins at `at` in quotes, when nothing in it speaks against that.
void offer_quotes(Diagnostic& found, const YamlText& text, YamlMark at) {
  const std::string_view value = Around(text.input.text, at).value();
  if (value.empty()) return;
  found.where = place(text, at, value.size());
  found.fix = "put the value in quotes";
  const bool is_of_template = value.find("%}") != std::string_view::npos || value.find("}}") != std::string_view::npos;
  if (value.find_first_of("\"\\") == std::string_view::npos && !is_of_template)
    found.fixes = {{found.where, fmt::format("\"{}\"", value)}};
}

/// Whether `name:web` is surely a key and its value: a word, one colon, and no sign of a template, a variable, an
/// image, an ARN or a time of day.
bool is_word_and_value(std::string_view text, std::size_t colon) {
  const auto is_of_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  const auto key = text.substr(0, colon), value = text.substr(colon + 1);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !key.empty() && is_letter(key.front()) && std::ranges::all_of(key, is_of_word) && !value.empty() &&
         (is_of_word(value.front()) || value.front() == '"' || value.front() == '\'') && value.front() != '-' &&
         value.find_first_of(":{}$=%<>") == std::string_view::npos;
}

/// `name:web` wants a space.
void explain_missing_colon(Diagnostic& found, const YamlText& text, YamlMark key) {
  const std::string_view value = Around(text.input.text, key).value();
  found.where = place(text, key, value.size());
  const std::size_t colon = value.find(':');
  if (value.size() > 1024) {
    found.message = "a key of more than 1,024 characters";
    found.fix = "write '? ' before it";
  } else if (colon != std::string_view::npos && is_word_and_value(value, colon)) {
    found.fix = "write a space behind ':'";
    YamlMark at = key;
    at.offset += static_cast<std::uint32_t>(colon);
    at.column += static_cast<std::uint32_t>(colon);
    found.fixes = {{place(text, at, 1), ": "}};
  }
}

/// The line above may be `name:web`, which is a text that goes on here.
void explain_second_colon(Diagnostic& found, const YamlText& text, YamlMark at) {
  const Around around(text.input.text, at);
  const std::string_view above = around.line_above();
  const std::size_t colon = above.find(':');
  const bool is_text = colon != std::string_view::npos && colon > 0 && colon + 1 < above.size() &&
                       above.find(": ") == std::string_view::npos && !above.ends_with(':') &&
                       above.find_first_of("\"'#") == std::string_view::npos;
  if (!is_text || at.line == 0) return;
  YamlMark key = at;
  key.line = at.line - 1;
  key.offset = static_cast<std::uint32_t>(above.data() - text.input.text.data());
  key.column = 0;
  const auto begin = static_cast<std::uint32_t>(above.find_first_not_of(" -"));
  key.offset += begin;
  key.column += begin;
  found.message = "a key without ': '";
  explain_missing_colon(found, text, key);
}

void explain_wrong_start(Diagnostic& found, const YamlText& text, YamlMark at) {
  const char c = Around(text.input.text, at).here();
  if (c == '\t') {
    found.id = "YAML003";
    found.message = "a tab in the indentation";
    found.fix = "indent with spaces";
  } else if (c == '|' || c == '>') {
    found.message = "a block of text cannot stand inside [ ] or { }";
    found.fix = "write the text in double quotes, with \\n for line breaks";
  } else {
    found.message = fmt::format("a value cannot begin with '{}'", c);
    offer_quotes(found, text, at);
  }
}

/// A key or item at another column than those before it.
void explain_indentation(Diagnostic& found, const YamlProblem& problem) {
  const bool list = problem.problem == "did not find expected '-' indicator";
  const std::uint32_t column = problem.at.column, wanted = problem.context_at.column;
  if (column == wanted)
    found.fix = list ? "begin the line with '- ', or close what is open on the line above"
                     : "write 'key: value', or close what is open on the line above";
  else
    found.fix = fmt::format("indent this line by {} spaces, as the {} it belongs to", wanted, list ? "list" : "map");
}

Diagnostic explain_syntax(const YamlProblem& problem, const YamlText& text) {
  Diagnostic found{"YAML001", Severity::Error, place(text, problem.at, 1), std::string(problem.problem)};
  const auto row = std::ranges::lower_bound(kExplanations, problem.problem, {}, &Explanation::problem);
  if (row != std::end(kExplanations) && row->problem == problem.problem) {
    found.id = row->id;
    found.message = row->message;
    found.fix = row->fix;
    if (row->look == Look::AtContext) found.where = place(text, problem.context_at, 1);
    if (row->look == Look::AtProblemInContext) {
      const SourceRange begin = place(text, problem.context_at, 1);
      found.hint = fmt::format("begins at {}:{}", begin.line, begin.column);
    }
  }
  if (problem.stage == YamlProblem::Stage::Parser && problem.at.offset >= text.input.text.size()) {
    found.where = place(text, problem.opened_at, 1);
    found.hint = "never closed";
  }
  if (problem.problem == "mapping values are not allowed in this context")
    explain_second_colon(found, text, problem.at);
  if (problem.problem == "could not find expected ':'") explain_missing_colon(found, text, problem.context_at);
  if (problem.problem == "found character that cannot start any token") explain_wrong_start(found, text, problem.at);
  if (problem.problem == "did not find expected alphabetic or numeric character")
    offer_quotes(found, text, problem.context_at);
  if (problem.problem == "did not find expected key" || problem.problem == "did not find expected '-' indicator")
    explain_indentation(found, problem);
  if (problem.problem == "found unexpected end of stream" && text.cut_off)
    found.fix = "close it; a line that begins with '---' ends the document even inside quotes";
  if (Around(text.input.text, problem.at).line().find("{{") != std::string_view::npos)
    found.fix = "this looks like a template: render it first, or put the value in quotes";
  return found;
}

Diagnostic explain_bytes(const YamlProblem& problem, const YamlText& text) {
  const bool control = problem.problem.starts_with("control");
  Diagnostic found{"YAML008", Severity::Error, text.places.bytes(text.input.error->offset, 1), ""};
  found.message = control ? "a control character" : fmt::format("not UTF-8: {}", problem.problem);
  found.fix = control ? "remove it, or write it as \\x… in double quotes" : "save the file as UTF-8";
  return found;
}

Diagnostic explain_refusal(const YamlRefusal& refusal) {
  Diagnostic found{"YAML009", Severity::Error, refusal.where, refusal.message};
  switch (refusal.reason) {
    case Reason::Tag:
      found.fix = "change the value, or remove the tag";
      break;
    case Reason::Base64:
      found.message = "not base64, which !!binary wants";
      found.fix = "remove the tag: in Kubernetes a field's type says what is base64";
      break;
    case Reason::MapKey:
      found.id = "YAML004";
      found.message = "a key cannot be a list or a map";
      found.fix = "put it in quotes; '{{ … }}' is a template, to be rendered first";
      break;
    case Reason::Aliasing:
      found.id = "YAML012";
      found.message = "the document's aliases expand to too much";
      found.fix = "write out what is meant";
      break;
    case Reason::SelfReference:
      found.id = "YAML006";
      found.fix = "an alias cannot stand inside what it names";
      break;
    case Reason::Merge:
      found.id = "YAML006";
      found.message = "'<<' wants a map or a list of maps";
      break;
    case Reason::TooLarge:
      found.id = "YAML012";
      found.message = "the document is nested too deeply or has too many values";
      found.hint = fmt::format("at most {} levels, {} values", kMaxDepth, kMaxNodes);
      break;
  }
  return found;
}

Diagnostic explain_anchor(const YamlReading& reading) {
  Diagnostic found{"YAML006", Severity::Error, reading.anchor_where,
                   fmt::format("no anchor '&{}' before this alias", reading.anchor)};
  const std::vector<std::string_view> known(reading.known_anchors.begin(), reading.known_anchors.end());
  if (const auto meant = near_miss(reading.anchor, known)) {
    found.fix = fmt::format("did you mean '*{}'?", *meant);
    found.fixes = {{found.where, fmt::format("*{}", *meant)}};
  } else {
    found.fix = "put the value in quotes if it is no alias";
  }
  return found;
}

}  // namespace

Diagnostic explain(const YamlReading& reading, const YamlText& text) {
  switch (reading.outcome) {
    case YamlReading::Outcome::Refused:
      return explain_refusal(*reading.refusal);
    case YamlReading::Outcome::UnknownAnchor:
      return explain_anchor(reading);
    default:
      break;
  }
  if (reading.problem.stage == YamlProblem::Stage::Reader) return explain_bytes(reading.problem, text);
  return explain_syntax(reading.problem, text);
}

}  // namespace slipway::doc
