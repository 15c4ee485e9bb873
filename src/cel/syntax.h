#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "cel/lexer.h"
#include "cel/source_errors.h"

namespace slipway::cel {

/// A set of token kinds.
using Tokens = std::uint64_t;
constexpr Tokens token_set(std::initializer_list<TokenKind> kinds) {
  Tokens set = 0;
  for (const TokenKind kind : kinds) set |= Tokens{1} << static_cast<unsigned>(kind);
  return set;
}
constexpr bool has_token(Tokens set, TokenKind kind) { return (set >> static_cast<unsigned>(kind)) & 1; }

/// The rules of the grammar whose nesting is limited.
enum class Rule : std::uint8_t { Expr, Or, And, Relation, Calc, Unary, Member, Primary, Other };

struct BeyondLimit {
  std::string message;
};
struct TooManyErrors {};

/// Walks over the tokens as ANTLR's parsers do with their default error strategy: a token too many is dropped, a
/// missing one assumed, else the rest up to what may follow is skipped, and one mistake is reported once.
class TokenWalk {
 public:
  explicit TokenWalk(SourceErrors& source) : source_(source), lexed_(tokens_of(source)) {}

  const Token& now() const { return tokens_[at_]; }
  TokenKind kind() const { return now().kind; }
  TokenKind kind_after(std::size_t count) const { return tokens_[std::min(at_ + count, tokens_.size() - 1)].kind; }
  const Token& token_after(std::size_t count) const { return tokens_[std::min(at_ + count, tokens_.size() - 1)]; }
  bool is(Tokens set) const { return has_token(set, kind()); }
  std::string text(const Token& token) const;

  /// What may come here, and nothing else: false, and reported, when the token fits not. May drop one token too many.
  bool sync(Tokens expected);
  /// The same inside a loop that needs at least one more: skips what fits not.
  void sync_loop(Tokens expected);
  /// `after`: what may come after it, in all that is being read.
  bool match(TokenKind wanted, Tokens after);
  void take();  // REQUIRES: that the token fits
  void no_viable_alternative(std::size_t from, std::size_t offending);
  /// The rule is given up: skips to what may follow any rule that is being read.
  void recover();

  /// Held while a rule is being read.
  class Following {
   public:
    Following(TokenWalk& walk, Tokens follow) : walk_(walk), before_(walk.recovery_) { walk.recovery_ |= follow; }
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;
    ~Following() { walk_.recovery_ = before_; }

   private:
    TokenWalk& walk_;
    Tokens before_;
  };
  class Nesting {
   public:
    Nesting(TokenWalk& walk, Rule rule);
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --depth_; }

   private:
    int& depth_;
  };

  SourceErrors& source() { return source_; }

 private:
  void report(int offset, std::string message);
  void report_extraneous(Tokens expected);
  void report_mismatch(Tokens expected);
  std::string display(const Token& token) const;

  SourceErrors& source_;
  Lexed lexed_;
  const std::vector<Token>& tokens_ = lexed_.tokens;
  std::size_t at_ = 0;
  Tokens recovery_ = 0;
  bool recovering_ = false;
  int reports_ = 0;
  int recoveries_ = 0;
  std::array<int, 9> depth_{};
};

}  // namespace slipway::cel
