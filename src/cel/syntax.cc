#include "cel/syntax.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "cel/parser.h"

namespace slipway::cel {
namespace {

constexpr int kMaxReports = 100;
constexpr int kMaxRecoveries = 30;
constexpr int kMaxSkipped = 256;  // in one recovery

std::string set_text(Tokens set) {
  std::string text;
  int count = 0;
  for (unsigned i = 0; i <= static_cast<unsigned>(TokenKind::EscapedIdentifier); ++i) {
    if (!((set >> i) & 1)) continue;
    if (count++ > 0) text += ", ";
    text += display_name(static_cast<TokenKind>(i));
  }
  return count == 1 ? text : "{" + text + "}";
}

std::string escaped(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + "'";
}

}  // namespace

std::string TokenWalk::text(const Token& token) const {
  std::string text;
  for (int i = token.offset; i < token.end; ++i)
    if (!std::ranges::binary_search(lexed_.dropped, i))
      append_rune(text, source_.characters()[static_cast<std::size_t>(i)]);
  return text;
}

std::string TokenWalk::display(const Token& token) const {
  return token.kind == TokenKind::Eof ? "'<EOF>'" : escaped(text(token));
}

void TokenWalk::report(int offset, std::string message) {
  if (reports_++ >= kMaxReports) {
    source_.add(offset, fmt::format("Syntax error: More than {} syntax errors", kMaxReports));
    throw TooManyErrors{};
  }
  source_.add(offset, "Syntax error: " + std::move(message));
}

void TokenWalk::report_extraneous(Tokens expected) {
  if (recovering_) return;
  recovering_ = true;
  report(now().offset, fmt::format("extraneous input {} expecting {}", display(now()), set_text(expected)));
}

void TokenWalk::report_mismatch(Tokens expected) {
  if (recovering_) return;
  recovering_ = true;
  report(now().offset, fmt::format("mismatched input {} expecting {}", display(now()), set_text(expected)));
}

bool TokenWalk::sync(Tokens expected) {
  if (recovering_ || is(expected)) return true;
  if (has_token(expected, kind_after(1))) {
    report_extraneous(expected);
    take();
    return true;
  }
  report_mismatch(expected);
  return false;
}

void TokenWalk::sync_loop(Tokens expected) {
  if (recovering_ || is(expected)) return;
  report_extraneous(expected);
  while (kind() != TokenKind::Eof && !is(expected | recovery_)) ++at_;
}

void TokenWalk::take() {
  recovering_ = false;
  if (at_ + 1 < tokens_.size()) ++at_;
}

bool TokenWalk::match(TokenKind wanted, Tokens after) {
  if (kind() == wanted) {
    take();
    return true;
  }
  const Tokens expected = Tokens{1} << static_cast<unsigned>(wanted);
  if (recoveries_++ == kMaxRecoveries) {
    source_.add(now().offset, fmt::format("Syntax error: error recovery attempt limit exceeded: {}", kMaxRecoveries));
    throw TooManyErrors{};
  }
  if (kind_after(1) == wanted && kind() != TokenKind::Eof) {
    report_extraneous(expected);
    take();
    take();
    return true;
  }
  if (is(after)) {
    if (!recovering_) {
      recovering_ = true;
      report(now().offset, fmt::format("missing {} at {}", set_text(expected), display(now())));
    }
    return true;
  }
  report_mismatch(expected);
  return false;
}

void TokenWalk::no_viable_alternative(std::size_t from, std::size_t offending) {
  if (recovering_) return;
  recovering_ = true;
  const Token &first = token_after(from), &last = token_after(offending);
  // At the end of the text: all of the rest, white space too. A name that is a word of the language gets its own
  // message.
  const std::string input = text({first.kind, first.offset, last.end});
  const TokenKind word = last.kind;
  if (offending == from + 1 && text({first.kind, first.end, last.offset}).empty() &&
      (word == TokenKind::True || word == TokenKind::False || word == TokenKind::Null)) {
    report(last.offset, fmt::format("mismatched input {} expecting IDENTIFIER", display_name(word)));
    return;
  }
  report(last.offset, fmt::format("no viable alternative at input {}", escaped(input)));
}

void TokenWalk::recover() {
  if (recoveries_++ == kMaxRecoveries) {
    source_.add(now().offset, fmt::format("Syntax error: error recovery attempt limit exceeded: {}", kMaxRecoveries));
    throw TooManyErrors{};
  }
  for (int skipped = 0; kind() != TokenKind::Eof && !is(recovery_); ++skipped, ++at_)
    if (skipped == kMaxSkipped)
      throw BeyondLimit{fmt::format("error recovery token lookahead limit exceeded: {}", kMaxSkipped)};
}

TokenWalk::Nesting::Nesting(TokenWalk& walk, Rule rule) : depth_(walk.depth_[static_cast<std::size_t>(rule)]) {
  if (depth_ == kMaxNesting) throw BeyondLimit{fmt::format("expression recursion limit exceeded: {}", kMaxNesting)};
  ++depth_;
}

}  // namespace slipway::cel
