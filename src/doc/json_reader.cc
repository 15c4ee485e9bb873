#include <fmt/core.h>

#include <algorithm>

#include "doc/json.h"
#include "doc/json_scanner.h"
#include "doc/limits.h"
#include "doc/utf8.h"

namespace slipway::doc {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// What people write who take JSON for JavaScript: says so, and repairs it where that is sure.
void explain(Diagnostic& error, std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  const auto before = text.substr(0, at).find_last_not_of(" \t\r\n");
  if (rest.empty()) {
    error.fix = "the text ends too early: close what is still open";
  } else if ((rest[0] == '}' || rest[0] == ']') && before != std::string_view::npos && text[before] == ',') {
    error.fix = "remove the comma before it";
  } else if (rest[0] == '\'') {
    error.fix = "write strings in double quotes";
  } else if (rest.starts_with("//") || rest.starts_with("/*") || rest[0] == '#') {
    error.fix = "remove the comment: JSON has none";
  } else if (rest.starts_with("\xEF\xBB\xBF")) {
    error.fix = "remove the byte order mark";
  } else if (error.message.ends_with("object key string") && is_word(rest[0])) {
    const auto end = std::ranges::find_if_not(rest, is_word);
    const std::string word(rest.begin(), end);
    error.fix = fmt::format("write \"{}\"", word);
    error.where.length = static_cast<int>(word.size());
    error.fixes = {{error.where, '"' + word + '"'}};
  }
}

}  // namespace

void report_json_error(const JsonScanner& scanner, const SourceText& source, Diagnostics& diagnostics) {
  const JsonError& error = scanner.error();
  Diagnostic found{scanner.too_large() ? "JSON005" : "JSON001", Severity::Error, scanner.error_place(), error.message};
  if (scanner.too_large()) {
    found.message = "the document is nested too deeply or has too many values";
    found.hint = fmt::format("at most {} levels, {} values", kMaxDepth, kMaxNodes);
  } else {
    const bool at_end = found.where.length == 0;
    explain(found, source.text(), at_end ? source.text().size() : *error.offset - 1);
  }
  diagnostics.add(std::move(found));
}

void report_json_content(const JsonScanner& scanner, Diagnostics& diagnostics) {
  for (const RepeatedKey& key : scanner.repeated()) {
    Diagnostic repeated{"JSON002", Severity::Error, key.again, fmt::format("duplicate field \"{}\"", key.path)};
    repeated.hint = fmt::format("first at line {}:{}", key.first.line, key.first.column);
    repeated.fix = "keep one of the two";
    diagnostics.add(std::move(repeated));
  }
  if (scanner.overflow())
    diagnostics.error("JSON003", scanner.overflow()->where(), "the number is too large for a double");
  if (scanner.not_utf8())
    diagnostics.warning("JSON004", *scanner.not_utf8(), "not UTF-8: the wrong bytes are read as U+FFFD");
}

Document read_json(std::shared_ptr<const SourceText> source, Diagnostics& diagnostics) {
  if (source->text().size() > kMaxTextBytes) {
    diagnostics.error("JSON005", {source.get()}, fmt::format("larger than {} bytes: not read", kMaxTextBytes));
    return TreeBuilder(source).finish();
  }
  JsonScanner scanner(source, kMaxDepth, JsonScanner::Beyond64::Unsigned);
  if (!scanner.scan()) {
    report_json_error(scanner, *source, diagnostics);
    return TreeBuilder(source).finish();
  }
  report_json_content(scanner, diagnostics);
  return scanner.take_document();
}

JsonOutcome unmarshal_json(std::shared_ptr<const SourceText> source) {
  constexpr std::size_t kGoMaxDepth = 10'000;
  JsonScanner scanner(std::move(source), kGoMaxDepth, JsonScanner::Beyond64::Double);
  JsonOutcome outcome;
  if (!scanner.scan()) {
    outcome.error = scanner.error();
  } else if (scanner.overflow()) {
    outcome.error = JsonError{
        fmt::format("json: cannot unmarshal number {} into Go value of type float64", scanner.overflow()->text()), {}};
  } else {
    for (const RepeatedKey& key : scanner.repeated())
      outcome.strict_errors.push_back("duplicate field " + go_quote(key.path));
    outcome.document = scanner.take_document();
  }
  return outcome;
}

}  // namespace slipway::doc
