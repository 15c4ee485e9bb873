#include "cel/parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "cel/literals.h"
#include "cel/macros.h"
#include "cel/syntax.h"

namespace slipway::cel {
namespace {

using enum TokenKind;

constexpr Tokens kLiterals = token_set({True, False, Null, Float, Int, Uint, String, Bytes});
constexpr Tokens kMemberStart =
    kLiterals | token_set({OpenBracket, OpenBrace, OpenParenthesis, Dot, Minus, Identifier});
constexpr Tokens kExprStart = kMemberStart | token_set({Not});
constexpr Tokens kMultiplying = token_set({Star, Slash, Percent});
constexpr Tokens kCalculating = kMultiplying | token_set({Plus, Minus});
constexpr Tokens kRelating = token_set({Less, LessEquals, GreaterEquals, Greater, Equals, NotEquals, In});
constexpr Tokens kSelecting = token_set({Dot, OpenBracket});
/// What may come after an operand within one conditionalOr.
constexpr Tokens kAfterOperand = kSelecting | kCalculating | kRelating | token_set({And, Or});

constexpr std::array<std::string_view, 21> kReserved = {
    "as",  "break", "const",   "continue",  "else", "false",  "for",  "function", "if",   "import", "in",
    "let", "loop",  "package", "namespace", "null", "return", "true", "var",      "void", "while"};

/// An expression and how many operators, selections and calls stand within one another in it.
struct Parsed {
  Expr* expr = nullptr;
  int height = 0;
};

class Parser {
 public:
  Parser(SourceErrors& source, const Environment& environment, Ast& ast)
      : walk_(source), source_(source), environment_(environment), ast_(ast) {}

  void run() {
    Parsed whole;
    try {
      const TokenWalk::Following following(walk_, token_set({Eof}));
      whole = expr(token_set({Eof}));
      if (!walk_.match(Eof, 0)) walk_.recover();
    } catch (const BeyondLimit& beyond) {
      source_.add(-1, beyond.message);
      return;
    } catch (const TooManyErrors&) {
      return;
    }
    if (whole.height > kMaxNesting) source_.add(-1, "max recursion depth exceeded");
    ast_.root = whole.expr;
  }

 private:
  using Following = TokenWalk::Following;
  using Nesting = TokenWalk::Nesting;

  Parsed nothing() { return {ast_.make(ExprKind::Unspecified, -1), 0}; }
  Parsed give_up(Parsed so_far) {
    walk_.recover();
    return so_far.expr ? so_far : nothing();
  }

  /// `after`: what may come after it.
  Parsed expr(Tokens after) {
    const Nesting nesting(walk_, Rule::Expr);
    Parsed first;
    {
      const Following following(walk_, token_set({Question}));
      first = conditional_or(after | token_set({Question}));
    }
    if (walk_.kind() != Question) return first;
    const int offset = walk_.now().offset;
    walk_.take();
    Parsed second, third = nothing();
    {
      const Following following(walk_, token_set({Colon}));
      second = conditional_or(token_set({Colon}));
    }
    if (walk_.match(Colon, kExprStart))
      third = expr(after);
    else
      walk_.recover();
    return call(offset, "_?_:_", {first, second, third}, true);
  }

  Parsed conditional_or(Tokens after) {
    return logical(Rule::Or, Or, "_||_", after, [this](Tokens next) { return conditional_and(next); });
  }
  Parsed conditional_and(Tokens after) {
    return logical(Rule::And, And, "_&&_", after, [this](Tokens next) { return relation(next); });
  }

  template <class Operand>
  Parsed logical(Rule rule, TokenKind op, std::string_view function, Tokens after, Operand operand) {
    const Nesting nesting(walk_, rule);
    const Following following(walk_, token_set({op}));
    Parsed first = operand(after | token_set({op}));
    if (walk_.kind() != op) return first;
    std::vector<Expr*> terms = {first.expr};
    std::vector<int> offsets;
    int height = first.height;
    while (walk_.kind() == op) {
      offsets.push_back(walk_.now().offset);
      walk_.take();
      const Parsed next = operand(after | token_set({op}));
      terms.push_back(next.expr);
      height = std::max(height, next.height);
    }
    return {balanced(function, terms, offsets, 0, offsets.size() - 1), height};
  }

  /// Long chains become a tree that is as flat as can be.
  Expr* balanced(std::string_view function, const std::vector<Expr*>& terms, const std::vector<int>& offsets,
                 std::size_t low, std::size_t high) {
    const std::size_t middle = (low + high + 1) / 2;
    Expr* left = middle == low ? terms[middle] : balanced(function, terms, offsets, low, middle - 1);
    Expr* right = middle == high ? terms[middle + 1] : balanced(function, terms, offsets, middle + 1, high);
    Expr* made = ast_.make(ExprKind::Call, offsets[middle]);
    made->name = function;
    made->arguments = {left, right};
    return made;
  }

  static std::string_view operator_function(TokenKind op) {
    switch (op) {
      case Less:
        return "_<_";
      case LessEquals:
        return "_<=_";
      case Greater:
        return "_>_";
      case GreaterEquals:
        return "_>=_";
      case Equals:
        return "_==_";
      case NotEquals:
        return "_!=_";
      case In:
        return "@in";
      case Star:
        return "_*_";
      case Slash:
        return "_/_";
      case Percent:
        return "_%_";
      case Plus:
        return "_+_";
      default:
        return "_-_";
    }
  }

  Parsed relation(Tokens after) {
    const Nesting nesting(walk_, Rule::Relation);
    const Following following(walk_, kRelating);
    Parsed left = calc(after | kRelating, 0);
    while (walk_.is(kRelating)) {
      const TokenKind op = walk_.kind();
      const int offset = walk_.now().offset;
      walk_.take();
      const Nesting operand(walk_, Rule::Relation);
      const Parsed right = calc(after | kRelating, 0);
      left = call(offset, operator_function(op), {left, right}, true);
    }
    return left;
  }

  /// `level` 0: sums, 1: products, 2: what stands in a product.
  Parsed calc(Tokens after, int level) {
    const Nesting nesting(walk_, Rule::Calc);
    const Following following(walk_, kCalculating);
    Parsed left = unary(after | kCalculating);
    for (;;) {
      const bool product = walk_.is(kMultiplying);
      if (!walk_.is(kCalculating) || level > (product ? 1 : 0)) return left;
      const TokenKind op = walk_.kind();
      const int offset = walk_.now().offset;
      walk_.take();
      const Parsed right = calc(after, product ? 2 : 1);
      left = call(offset, operator_function(op), {left, right}, true);
    }
  }

  Parsed unary(Tokens after) {
    const Nesting nesting(walk_, Rule::Unary);
    if (!walk_.sync(kExprStart)) return give_up({});
    if (walk_.kind() == Minus && !has_token(kMemberStart, walk_.kind_after(1))) {
      walk_.no_viable_alternative(0, 1);
      return give_up({});
    }
    const bool negative = walk_.kind() == Minus && walk_.kind_after(1) != Int && walk_.kind_after(1) != Float;
    if (walk_.kind() != Not && !negative) return member(after);
    const TokenKind op = walk_.kind();
    const int offset = walk_.now().offset;
    std::size_t count = 0;
    while (walk_.kind() == op) {
      if (op == Minus && !has_token(kMemberStart | token_set({Minus}), walk_.kind_after(1))) {
        walk_.no_viable_alternative(0, 1);
        return give_up({});
      }
      ++count;
      walk_.take();
      walk_.sync_loop(op == Not ? kExprStart : kMemberStart);
    }
    const Parsed operand = member(after);
    if (count % 2 == 0) return operand;
    return call(offset, op == Not ? "!_" : "-_", {operand}, false);
  }

  Parsed member(Tokens after) {
    const Nesting nesting(walk_, Rule::Member);
    Parsed left;
    {
      const Following following(walk_, kSelecting);
      left = primary(after | kSelecting);
    }
    while (walk_.is(kSelecting)) {
      if (walk_.kind() == OpenBracket) {
        if (!index(left, after)) return give_up(left);
        continue;
      }
      const TokenKind next = walk_.kind_after(1);
      if (next == Identifier && walk_.kind_after(2) == OpenParenthesis) {
        if (!member_call(left, after)) return give_up(left);
      } else if (next == Identifier || next == Question || next == EscapedIdentifier) {
        select(left);
      } else {
        walk_.no_viable_alternative(0, 1);
        return give_up(left);
      }
    }
    return left;
  }

  void select(Parsed& left) {
    const int offset = walk_.now().offset;
    walk_.take();
    const bool optional = walk_.kind() == Question;
    if (optional) walk_.take();
    const Nesting nesting(walk_, Rule::Other);
    const int id_offset = walk_.now().offset;
    if (!walk_.sync(token_set({Identifier, EscapedIdentifier})) ||
        !walk_.is(token_set({Identifier, EscapedIdentifier}))) {
      const Following following(walk_, kSelecting);
      source_.add(id_offset, "unsupported ident kind");
      walk_.recover();
      left = optional ? optional_field(left, offset, text_literal(id_offset, "", Value::Kind::String)) : nothing();
      return;
    }
    std::string name = walk_.text(walk_.now());
    if (walk_.kind() == EscapedIdentifier) {
      source_.add(walk_.now().offset, "unsupported syntax: '`'");
      name.clear();
    }
    walk_.take();
    ++left.height;
    if (!optional) {
      Expr* made = ast_.make(ExprKind::Select, offset);
      made->target = left.expr;
      made->name = std::move(name);
      left.expr = made;
      return;
    }
    left = optional_field(left, offset, text_literal(id_offset, std::move(name), Value::Kind::String));
  }

  Parsed optional_field(Parsed left, int offset, Expr* field) {
    Expr* made = ast_.make(ExprKind::Call, offset);
    made->name = "_?._";
    made->arguments = {left.expr, field};
    left.expr = made;
    return left;
  }

  bool index(Parsed& left, Tokens after) {
    const int offset = walk_.now().offset;
    walk_.take();
    if (!walk_.sync(kExprStart | token_set({Question}))) return false;
    const bool optional = walk_.kind() == Question;
    if (optional) walk_.take();
    Parsed inner;
    {
      const Following following(walk_, token_set({CloseBracket}));
      inner = expr(token_set({CloseBracket}));
    }
    if (!walk_.match(CloseBracket, after | kSelecting)) return false;
    left = call(offset, optional ? "_[?_]" : "_[_]", {left, inner}, true);
    return true;
  }

  /// What stands in parentheses after a function's name, and the closing one.
  bool call_arguments(std::vector<Expr*>& arguments, int& height, Tokens after) {
    if (!walk_.sync(kExprStart | token_set({CloseParenthesis}))) return false;
    if (walk_.is(kExprStart)) {
      const Nesting nesting(walk_, Rule::Other);
      const Following following(walk_, token_set({CloseParenthesis, Comma}));
      for (;;) {
        const Parsed argument = expr(token_set({CloseParenthesis, Comma}));
        arguments.push_back(argument.expr);
        height = std::max(height, argument.height);
        if (walk_.kind() != Comma) break;
        walk_.take();
      }
    }
    return walk_.match(CloseParenthesis, after);
  }

  bool member_call(Parsed& left, Tokens after) {
    walk_.take();
    const std::string name = walk_.text(walk_.now());
    walk_.take();
    const int offset = walk_.now().offset;
    walk_.take();
    std::vector<Expr*> arguments;
    int height = left.height;
    const bool closed = call_arguments(arguments, height, after | kSelecting);
    Expr* made = expand_macro(ast_, source_, environment_, offset, name, left.expr, arguments);
    if (!made) {
      made = ast_.make(ExprKind::Call, offset);
      made->name = name;
      made->target = left.expr;
      made->arguments = std::move(arguments);
    }
    left = {made, height + 1};
    return closed;
  }

  Parsed primary(Tokens after) {
    const Nesting nesting(walk_, Rule::Primary);
    if (!walk_.sync(kMemberStart)) return give_up({});
    switch (walk_.kind()) {
      case OpenParenthesis:
        return nested(after);
      case OpenBracket:
        return list(after);
      case OpenBrace:
        return map(after);
      case Dot:
      case Identifier:
        return named(after);
      default:
        break;
    }
    if (walk_.kind() == Minus && walk_.kind_after(1) != Int && walk_.kind_after(1) != Float) {
      walk_.no_viable_alternative(0, 1);
      return give_up({});
    }
    if (walk_.is(kLiterals | token_set({Minus}))) return literal();
    return give_up({});
  }

  Parsed nested(Tokens after) {
    walk_.take();
    Parsed inner;
    {
      const Following following(walk_, token_set({CloseParenthesis}));
      inner = expr(token_set({CloseParenthesis}));
    }
    return walk_.match(CloseParenthesis, after) ? inner : give_up(inner);
  }

  Parsed named(Tokens after) {
    const std::size_t dot = walk_.kind() == Dot ? 1 : 0;
    if (walk_.kind_after(dot) != Identifier) {
      walk_.no_viable_alternative(0, dot);
      return give_up({});
    }
    std::size_t end = dot + 1;
    while (walk_.kind_after(end) == Dot && walk_.kind_after(end + 1) == Identifier) end += 2;
    if (walk_.kind_after(end) == OpenBrace && walk_.kind_after(dot + 1) != OpenParenthesis) return message(end, after);
    const int start = walk_.now().offset;
    std::string name = dot ? "." : "";
    if (dot) walk_.take();
    const std::string word = walk_.text(walk_.now());
    const int word_offset = walk_.now().offset;
    name += word;
    walk_.take();
    const bool reserved = std::ranges::find(kReserved, word) != kReserved.end();
    if (walk_.kind() != OpenParenthesis) {
      if (reserved) return refused(start, fmt::format("reserved identifier: {}", word));
      Expr* made = ast_.make(ExprKind::Ident, word_offset);
      made->name = std::move(name);
      return {made, 0};
    }
    const int offset = walk_.now().offset;
    walk_.take();
    std::vector<Expr*> arguments;
    int height = 0;
    const bool closed = call_arguments(arguments, height, after);
    Parsed made;
    if (reserved) {
      made = refused(start, fmt::format("reserved identifier: {}", word));
    } else {
      made = {expand_macro(ast_, source_, environment_, offset, name, nullptr, arguments), height};
      if (!made.expr) {
        made.expr = ast_.make(ExprKind::Call, offset);
        made.expr->name = std::move(name);
        made.expr->arguments = std::move(arguments);
      }
    }
    return closed ? made : give_up(made);
  }

  Parsed refused(int offset, std::string message) {
    source_.add(offset, std::move(message));
    return nothing();
  }

  /// `?`, when it stands there; false: reported.
  bool optional_mark(Expr& made) {
    if (!walk_.sync(kExprStart | token_set({Question}))) return false;
    made.optional.push_back(walk_.kind() == Question);
    if (walk_.kind() == Question) walk_.take();
    return true;
  }
  bool another(Tokens start) { return walk_.kind() == Comma && has_token(start, walk_.kind_after(1)); }

  Parsed list(Tokens after) {
    Expr* made = ast_.make(ExprKind::List, walk_.now().offset);
    walk_.take();
    int height = 0;
    constexpr Tokens kStart = kExprStart | token_set({Question});
    if (!walk_.sync(kStart | token_set({Comma, CloseBracket}))) return give_up({made, height});
    if (walk_.is(kStart)) {
      const Nesting nesting(walk_, Rule::Other);
      const Following following(walk_, token_set({Comma, CloseBracket}));
      for (;;) {
        if (!optional_mark(*made)) {
          walk_.recover();
          break;
        }
        const Parsed element = expr(token_set({Comma, CloseBracket}));
        made->arguments.push_back(element.expr);
        height = std::max(height, element.height);
        if (!another(kStart)) break;
        walk_.take();
      }
    }
    made->optional.resize(made->arguments.size());
    return close(made, height, CloseBracket, after);
  }

  /// A comma too many, and the end.
  Parsed close(Expr* made, int height, TokenKind end, Tokens after) {
    if (!walk_.sync(token_set({Comma, end}))) return give_up({made, height});
    if (walk_.kind() == Comma) walk_.take();
    if (!walk_.match(end, after)) return give_up({made, height});
    return {made, height};
  }

  Parsed map(Tokens after) {
    Expr* made = ast_.make(ExprKind::Map, walk_.now().offset);
    walk_.take();
    int height = 0;
    constexpr Tokens kStart = kExprStart | token_set({Question});
    if (!walk_.sync(kStart | token_set({Comma, CloseBrace}))) return give_up({made, height});
    if (walk_.is(kStart)) {
      const Nesting nesting(walk_, Rule::Other);
      const Following following(walk_, token_set({Comma, CloseBrace}));
      for (;;) {
        Parsed key;
        {
          const Following colon(walk_, token_set({Colon}));
          if (!optional_mark(*made)) {
            walk_.recover();
            break;
          }
          key = expr(token_set({Colon}));
        }
        if (!entry(*made, key.expr, std::max(height, key.height), height, CloseBrace)) break;
        if (!another(kStart)) break;
        walk_.take();
      }
    }
    made->optional.resize(made->entry_offsets.size());
    return close(made, height, CloseBrace, after);
  }

  /// The colon and the value of an entry.
  bool entry(Expr& made, Expr* key, int key_height, int& height, TokenKind end) {
    const int offset = walk_.now().offset;
    if (!walk_.match(Colon, kExprStart)) {
      walk_.recover();
      return false;
    }
    const Parsed value = expr(token_set({Comma, end}));
    made.entry_offsets.push_back(offset);
    if (key) made.arguments.push_back(key);
    made.arguments.push_back(value.expr);
    height = std::max({height, key_height, value.height});
    return true;
  }

  Parsed message(std::size_t end, Tokens after) {
    std::string name;
    for (std::size_t i = 0; i < end; ++i) {
      name += walk_.text(walk_.now());
      walk_.take();
    }
    Expr* made = ast_.make(ExprKind::Struct, walk_.now().offset);
    made->name = std::move(name);
    walk_.take();
    int height = 0;
    constexpr Tokens kStart = token_set({Question, Identifier, EscapedIdentifier});
    if (!walk_.sync(kStart | token_set({Comma, CloseBrace}))) return give_up({made, height});
    if (walk_.is(kStart)) {
      const Nesting nesting(walk_, Rule::Other);
      const Following following(walk_, token_set({Comma, CloseBrace}));
      for (;;) {
        const bool optional = walk_.kind() == Question;
        if (optional) walk_.take();
        if (!walk_.sync(token_set({Identifier, EscapedIdentifier}))) {
          const Following colon(walk_, token_set({Colon}));
          walk_.recover();
        }
        std::string field = walk_.is(token_set({Identifier, EscapedIdentifier})) ? walk_.text(walk_.now()) : "";
        if (walk_.kind() == EscapedIdentifier) source_.add(made->offset, "unsupported syntax: '`'");
        if (walk_.is(token_set({Identifier, EscapedIdentifier}))) walk_.take();
        if (!entry(*made, nullptr, 0, height, CloseBrace)) break;
        made->fields.push_back(std::move(field));
        made->optional.push_back(optional);
        if (!another(kStart)) break;
        walk_.take();
      }
    }
    return close(made, height, CloseBrace, after);
  }

  Expr* text_literal(int offset, std::string text, Value::Kind kind) {
    Expr* made = ast_.make(ExprKind::Literal, offset);
    made->name = std::move(text);
    made->literal = Value::of(std::string_view(made->name));
    made->literal.kind = kind;
    return made;
  }
  Parsed literal_of(int offset, Value value) {
    Expr* made = ast_.make(ExprKind::Literal, offset);
    made->literal = value;
    return {made, 0};
  }

  Parsed literal() {
    const int offset = walk_.now().offset;
    if (walk_.kind() == Minus && !has_token(kMemberStart, walk_.kind_after(1))) {
      walk_.no_viable_alternative(0, 1);
      return give_up({});
    }
    const bool negative = walk_.kind() == Minus;
    if (negative) walk_.take();
    const TokenKind kind = walk_.kind();
    const std::string written = walk_.text(walk_.now());
    walk_.take();
    switch (kind) {
      case True:
        return literal_of(offset, Value::of(true));
      case False:
        return literal_of(offset, Value::of(false));
      case Null:
        return literal_of(offset, Value::null());
      case Int:
        return integer(offset, written, negative);
      case Uint: {
        const bool hex = written.starts_with("0x");
        std::uint64_t value = 0;
        const char* end = written.data() + written.size() - 1;
        const auto [at, error] = std::from_chars(written.data() + (hex ? 2 : 0), end, value, hex ? 16 : 10);
        if (error != std::errc() || at != end) return refused(offset, "invalid uint literal");
        return literal_of(offset, Value::of_uint(value));
      }
      case Float: {
        const double value = std::strtod(written.c_str(), nullptr);
        if (std::isinf(value)) return refused(offset, "invalid double literal");
        return literal_of(offset, Value::of(negative ? -value : value));
      }
      case String:
      case Bytes: {
        const bool bytes = kind == Bytes;
        const auto text = unquoted(bytes ? std::string_view(written).substr(1) : written, bytes);
        if (!text) source_.add(offset, text.error().message);
        return {text_literal(offset, text ? *text : written, bytes ? Value::Kind::Bytes : Value::Kind::String), 0};
      }
      default:
        return nothing();
    }
  }

  Parsed integer(int offset, const std::string& written, bool negative) {
    const bool hex = written.starts_with("0x");
    const std::string digits = (negative ? "-" : "") + (hex ? written.substr(2) : written);
    std::int64_t value = 0;
    const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (error != std::errc() || at != digits.data() + digits.size()) return refused(offset, "invalid int literal");
    return literal_of(offset, Value::of(value));
  }

  Parsed call(int offset, std::string_view function, std::initializer_list<Parsed> arguments, bool counts) {
    Expr* made = ast_.make(ExprKind::Call, offset);
    made->name = function;
    int height = 0;
    for (const Parsed& argument : arguments) {
      made->arguments.push_back(argument.expr);
      height = std::max(height, argument.height);
    }
    return {made, height + (counts ? 1 : 0)};
  }

  TokenWalk walk_;
  SourceErrors& source_;
  const Environment& environment_;
  Ast& ast_;
};

}  // namespace

void parse(SourceErrors& source, const Environment& environment, Ast& ast) {
  if (source.characters().size() > kMaxCharacters) {
    source.add(-1, fmt::format("expression code point size exceeds limit: size: {}, limit {}",
                               source.characters().size(), kMaxCharacters));
    return;
  }
  Parser(source, environment, ast).run();
}

std::string qualified_name(const Expr& expr) {
  if (expr.kind == ExprKind::Ident) return expr.name;
  if (expr.kind != ExprKind::Select || expr.test_only) return {};
  std::string operand = qualified_name(*expr.target);
  return operand.empty() ? operand : operand + "." + expr.name;
}

}  // namespace slipway::cel
