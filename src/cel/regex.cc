#include "cel/regex.h"

#include <fmt/core.h>
#include <re2/re2.h>

namespace slipway::cel {
namespace {

std::string_view go_words(re2::RE2::ErrorCode code) {
  using enum re2::RE2::ErrorCode;
  switch (code) {
    case ErrorBadEscape:
      return "invalid escape sequence";
    case ErrorBadCharClass:
      return "invalid character class";
    case ErrorBadCharRange:
      return "invalid character class range";
    case ErrorMissingBracket:
      return "missing closing ]";
    case ErrorMissingParen:
      return "missing closing )";
    case ErrorUnexpectedParen:
      return "unexpected )";
    case ErrorTrailingBackslash:
      return "trailing backslash at end of expression";
    case ErrorRepeatArgument:
      return "missing argument to repetition operator";
    case ErrorRepeatSize:
      return "invalid repeat count";
    case ErrorRepeatOp:
      return "invalid nested repetition operator";
    case ErrorBadPerlOp:
      return "invalid or unsupported Perl syntax";
    case ErrorBadUTF8:
      return "invalid UTF-8";
    case ErrorBadNamedCapture:
      return "invalid named capture";
    default:
      return "expression too large";
  }
}

/// Go also writes a named group (?<name>…).
std::string with_named_groups(std::string_view pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern[i++];
      out += pattern[i];
      continue;
    }
    const std::string_view rest = pattern.substr(i);
    if (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")) {
      out += "(?P<";
      i += 2;
      continue;
    }
    out += pattern[i];
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const re2::RE2>, ParseError> compile_regex(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const std::string text = with_named_groups(pattern);
  auto compiled = std::make_shared<const re2::RE2>(text, options);
  if (compiled->ok()) return std::shared_ptr<const re2::RE2>(std::move(compiled));
  const std::string_view words = go_words(compiled->error_code());
  if (compiled->error_code() == re2::RE2::ErrorTrailingBackslash)
    return ParseError{0, fmt::format("error parsing regexp: {}: ``", words)};
  return ParseError{0, fmt::format("error parsing regexp: {}: `{}`", words, compiled->error_arg())};
}

bool find_match(const re2::RE2& pattern, std::string_view text, std::size_t start, std::size_t& begin,
                std::size_t& end) {
  re2::StringPiece found;
  const re2::StringPiece input(text.data(), text.size());
  if (!pattern.Match(input, start, text.size(), re2::RE2::UNANCHORED, &found, 1)) return false;
  begin = static_cast<std::size_t>(found.data() - text.data());
  end = begin + found.size();
  return true;
}

}  // namespace slipway::cel
