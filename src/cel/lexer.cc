#include "cel/lexer.h"

#include <array>
#include <utility>

#include "base/quote.h"

namespace slipway::cel {
namespace {

constexpr std::array<std::string_view, 36> kNames = {
    "<EOF>",   "'=='",   "'!='",      "'in'",    "'<'",      "'<='",   "'>='",  "'>'",        "'&&'",
    "'||'",    "'['",    "']'",       "'{'",     "'}'",      "'('",    "')'",   "'.'",        "','",
    "'-'",     "'!'",    "'?'",       "':'",     "'+'",      "'*'",    "'/'",   "'%'",        "'true'",
    "'false'", "'null'", "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER", "ESC_IDENTIFIER"};

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_hex(char32_t c) { return is_digit(c) || (c >= U'a' && c <= U'f') || (c >= U'A' && c <= U'F'); }
bool is_octal(char32_t c) { return c >= U'0' && c <= U'7'; }
bool is_space(char32_t c) { return c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == U'\f'; }

/// How far a rule gets: where its longest match ends (0: no match), and the first character that fits no rule.
struct Match {
  int end = 0;
  int stuck = 0;
  TokenKind kind = TokenKind::Eof;
};

class Lexer {
 public:
  explicit Lexer(SourceErrors& source) : source_(source), text_(source.characters()) {}

  Lexed run() {
    std::vector<Token> tokens;
    int at = 0;
    const int size = static_cast<int>(text_.size());
    while (at < size) {
      if (const int skipped = space_or_comment(at); skipped > at) {
        at = skipped;
        continue;
      }
      const Match match = longest(at);
      if (match.end > at) {
        tokens.push_back({match.kind, at, match.end});
        at = match.end;
        continue;
      }
      report(at, match.stuck);
      for (; at <= match.stuck && at < size; ++at) dropped_.push_back(at);
    }
    tokens.push_back({TokenKind::Eof, size, size});
    return {std::move(tokens), std::move(dropped_)};
  }

 private:
  char32_t peek(int at) const {
    return at < static_cast<int>(text_.size()) ? text_[static_cast<std::size_t>(at)] : kEnd;
  }

  int space_or_comment(int at) const {
    int end = at;
    while (is_space(peek(end))) ++end;
    if (end > at) return end;
    if (peek(at) != U'/' || peek(at + 1) != U'/') return at;
    while (peek(end) != U'\n' && peek(end) != kEnd) ++end;
    return end;
  }

  Match longest(int at) const {
    const char32_t c = peek(at);
    if (is_digit(c) || (c == U'.' && is_digit(peek(at + 1)))) return number(at);
    if (is_letter(c) || c == U'_') return word(at);
    if (c == U'"' || c == U'\'') return quoted(at, false, TokenKind::String);
    if (c == U'`') return escaped_identifier(at);
    return symbol(at);
  }

  Match symbol(int at) const {
    static constexpr std::array<std::pair<char32_t, TokenKind>, 16> kSingle = {{{U'[', TokenKind::OpenBracket},
                                                                                {U']', TokenKind::CloseBracket},
                                                                                {U'{', TokenKind::OpenBrace},
                                                                                {U'}', TokenKind::CloseBrace},
                                                                                {U'(', TokenKind::OpenParenthesis},
                                                                                {U')', TokenKind::CloseParenthesis},
                                                                                {U'.', TokenKind::Dot},
                                                                                {U',', TokenKind::Comma},
                                                                                {U'-', TokenKind::Minus},
                                                                                {U'?', TokenKind::Question},
                                                                                {U':', TokenKind::Colon},
                                                                                {U'+', TokenKind::Plus},
                                                                                {U'*', TokenKind::Star},
                                                                                {U'/', TokenKind::Slash},
                                                                                {U'%', TokenKind::Percent},
                                                                                {U'!', TokenKind::Not}}};
    const char32_t c = peek(at), next = peek(at + 1);
    const auto two = [&](char32_t first, char32_t second, TokenKind kind) -> Match {
      return c == first && next == second ? Match{at + 2, at + 2, kind} : Match{};
    };
    for (const Match& match : {two(U'=', U'=', TokenKind::Equals), two(U'!', U'=', TokenKind::NotEquals),
                               two(U'<', U'=', TokenKind::LessEquals), two(U'>', U'=', TokenKind::GreaterEquals),
                               two(U'&', U'&', TokenKind::And), two(U'|', U'|', TokenKind::Or)})
      if (match.end > 0) return match;
    if (c == U'<') return {at + 1, at + 1, TokenKind::Less};
    if (c == U'>') return {at + 1, at + 1, TokenKind::Greater};
    for (const auto& [character, kind] : kSingle)
      if (character == c) return {at + 1, at + 1, kind};
    const bool begins = c == U'=' || c == U'&' || c == U'|';
    return {0, begins ? at + 1 : at, TokenKind::Eof};
  }

  Match number(int at) const {
    Match match{0, at, TokenKind::Int};
    int end = at;
    while (is_digit(peek(end))) ++end;
    if (end > at) {
      match = {end, end, TokenKind::Int};
      if (peek(end) == U'u' || peek(end) == U'U') return {end + 1, end + 1, TokenKind::Uint};
      if (end == at + 1 && peek(at) == U'0' && peek(end) == U'x' && is_hex(peek(end + 1))) {
        int hex = end + 1;
        while (is_hex(peek(hex))) ++hex;
        if (peek(hex) == U'u' || peek(hex) == U'U') return {hex + 1, hex + 1, TokenKind::Uint};
        return {hex, hex, TokenKind::Int};
      }
    }
    if (peek(end) == U'.' && is_digit(peek(end + 1))) {
      ++end;
      while (is_digit(peek(end))) ++end;
      match = {end, end, TokenKind::Float};
    }
    if (peek(end) == U'e' || peek(end) == U'E') {
      int exponent = end + 1;
      if (peek(exponent) == U'+' || peek(exponent) == U'-') ++exponent;
      if (is_digit(peek(exponent))) {
        while (is_digit(peek(exponent))) ++exponent;
        match = {exponent, exponent, TokenKind::Float};
      }
    }
    return match;
  }

  Match word(int at) const {
    int end = at;
    while (is_letter(peek(end)) || is_digit(peek(end)) || peek(end) == U'_') ++end;
    Match match{end, end, TokenKind::Identifier};
    // A quote right after one or two letters: r'…', b"…", Br'''…'''.
    if ((peek(end) == U'"' || peek(end) == U'\'') && end - at <= 2) {
      const auto is = [&](int i, char32_t lower) { return (peek(at + i) | 0x20) == lower; };
      const bool bytes = is(0, U'b');
      const bool raw = end - at == 2 ? is(1, U'r') : is(0, U'r');
      if (end - at == 2 ? bytes && raw : bytes || raw) {
        const Match text = quoted(end, raw, bytes ? TokenKind::Bytes : TokenKind::String);
        if (text.end > 0) return text;
      }
    }
    const std::u32string_view written(text_.data() + at, static_cast<std::size_t>(end - at));
    if (written == U"in") match.kind = TokenKind::In;
    if (written == U"true") match.kind = TokenKind::True;
    if (written == U"false") match.kind = TokenKind::False;
    if (written == U"null") match.kind = TokenKind::Null;
    return match;
  }

  /// Zero when there is no escape sequence; otherwise its length, or minus how far it gets.
  int escape(int at) const {
    const char32_t c = peek(at + 1);
    const auto digits = [&](int count) {
      for (int i = 0; i < count; ++i)
        if (!is_hex(peek(at + 2 + i))) return -(2 + i);
      return 2 + count;
    };
    if (std::u32string_view(U"abfnrtv\"'\\?`").find(c) != std::u32string_view::npos && c != kEnd) return 2;
    if (c == U'x' || c == U'X') return digits(2);
    if (c == U'u') return digits(4);
    if (c == U'U') return digits(8);
    if (c >= U'0' && c <= U'3') {
      for (int i = 0; i < 2; ++i)
        if (!is_octal(peek(at + 2 + i))) return -(2 + i);
      return 4;
    }
    return -1;
  }

  Match quoted(int open, bool raw, TokenKind kind) const {
    const char32_t quote = peek(open);
    if (peek(open + 1) == quote && peek(open + 2) == quote) {
      const Match match = body(open + 3, quote, 3, raw, kind);
      if (match.end > 0) return match;
      return {open + 2, match.stuck, kind};  // '' and then another text
    }
    return body(open + 1, quote, 1, raw, kind);
  }

  Match body(int at, char32_t quote, int quotes, bool raw, TokenKind kind) const {
    for (;;) {
      const char32_t c = peek(at);
      if (c == kEnd) return {0, at, kind};
      if (c == quote && (quotes == 1 || (peek(at + 1) == quote && peek(at + 2) == quote)))
        return {at + quotes, at + quotes, kind};
      if (quotes == 1 && (c == U'\n' || c == U'\r')) return {0, at, kind};
      if (c != U'\\' || raw) {
        ++at;
        continue;
      }
      const int length = escape(at);
      if (length < 0) return {0, at - length, kind};
      at += length;
    }
  }

  Match escaped_identifier(int at) const {
    int end = at + 1;
    const auto fits = [](char32_t c) {
      return is_letter(c) || is_digit(c) || c == U'_' || c == U'.' || c == U'-' || c == U'/' || c == U' ';
    };
    while (fits(peek(end))) ++end;
    if (peek(end) != U'`' || end == at + 1) return {0, end, TokenKind::EscapedIdentifier};
    return {end + 1, end + 1, TokenKind::EscapedIdentifier};
  }

  void report(int at, int stuck) {
    std::string text = "Syntax error: token recognition error at: '";
    for (int i = at; i <= stuck && i < static_cast<int>(text_.size()); ++i) append_rune(text, peek(i));
    source_.add(at, text + "'");
  }

  std::vector<int> dropped_;
  static constexpr char32_t kEnd = 0x110000;
  SourceErrors& source_;
  const std::u32string& text_;
};

}  // namespace

std::string_view display_name(TokenKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

Lexed tokens_of(SourceErrors& source) { return Lexer(source).run(); }

}  // namespace slipway::cel
