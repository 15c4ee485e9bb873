#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/source_errors.h"

namespace slipway::cel {

/// In the order of cel-go's grammar: expected tokens are listed in it.
enum class TokenKind : std::uint8_t {
  Eof,
  Equals,
  NotEquals,
  In,
  Less,
  LessEquals,
  GreaterEquals,
  Greater,
  And,
  Or,
  OpenBracket,
  CloseBracket,
  OpenBrace,
  CloseBrace,
  OpenParenthesis,
  CloseParenthesis,
  Dot,
  Comma,
  Minus,
  Not,
  Question,
  Colon,
  Plus,
  Star,
  Slash,
  Percent,
  True,
  False,
  Null,
  Float,
  Int,
  Uint,
  String,
  Bytes,
  Identifier,
  EscapedIdentifier,
};

struct Token {
  TokenKind kind = TokenKind::Eof;
  int offset = 0;  // in characters
  int end = 0;
};

/// "'&&'", "NUM_INT": as messages name what they expect.
std::string_view display_name(TokenKind kind);

struct Lexed {
  std::vector<Token> tokens;
  std::vector<int> dropped;  // characters that belong to no token
};

/// The tokens of a text, an Eof at the end. What is none is reported and left out. Follows the lexer rules of cel-go
/// parser/gen/CEL.g4, and ANTLR's way to go on after an error.
Lexed tokens_of(SourceErrors& source);

}  // namespace slipway::cel
