// The text form of a selector. Follows the lexer and parser of k8s.io/apimachinery 0.36 pkg/labels/selector.go, down to
// the texts of its errors.
#include <fmt/core.h>

#include <optional>
#include <set>

#include "base/text.h"
#include "kube/names.h"
#include "kube/selector.h"

namespace slipway::kube {
namespace {

enum class Kind { End, Close, Comma, Not, DoubleEquals, Equals, Greater, Identifier, In, Less, NotEquals, NotIn, Open };

struct Token {
  Kind kind = Kind::End;
  std::string text;
  std::size_t offset = 0;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_symbol(char c) { return std::string_view("=!(),><").find(c) != std::string_view::npos; }

/// The longest symbol that `text` starts with. REQUIRES: is_symbol(text[0]).
Token symbol(std::string_view text) {
  if (text.starts_with("==")) return {Kind::DoubleEquals, "==", 0};
  if (text.starts_with("!=")) return {Kind::NotEquals, "!=", 0};
  const std::string one{text[0]};
  switch (text[0]) {
    case ')':
      return {Kind::Close, one, 0};
    case '(':
      return {Kind::Open, one, 0};
    case ',':
      return {Kind::Comma, one, 0};
    case '!':
      return {Kind::Not, one, 0};
    case '=':
      return {Kind::Equals, one, 0};
    case '>':
      return {Kind::Greater, one, 0};
    default:
      return {Kind::Less, one, 0};
  }
}

/// A NUL ends the text, but is swallowed behind a word or a symbol: so it is in the original.
std::vector<Token> scan(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at >= text.size() || text[at] == '\0') {
      tokens.push_back({Kind::End, "", at});
      return tokens;
    }
    if (is_symbol(text[at])) {
      tokens.push_back(symbol(text.substr(at)));
      tokens.back().offset = at;
      at += tokens.back().text.size();
      if (at < text.size() && text[at] == '\0') ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && text[at] != '\0' && !is_symbol(text[at]) && !is_space(text[at])) ++at;
    std::string word{text.substr(start, at - start)};
    const Kind kind = word == "in" ? Kind::In : word == "notin" ? Kind::NotIn : Kind::Identifier;
    tokens.push_back({kind, std::move(word), start});
    if (at < text.size() && text[at] == '\0') ++at;
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(scan(text)) {}

  Result<Selector, ParseError> parse() {
    Selector selector;
    while (true) {
      const Token& first = peek();
      if (first.kind == Kind::End) break;
      if (first.kind != Kind::Identifier && first.kind != Kind::Not)
        return ParseError{first.offset,
                          fmt::format("found '{}', expected: !, identifier, or 'end of string'", first.text)};
      if (!parse_requirement(selector))
        return ParseError{error_.offset, "unable to parse requirement: " + error_.message};
      const Token& next = take();
      if (next.kind == Kind::End) break;
      if (next.kind != Kind::Comma)
        return ParseError{next.offset, fmt::format("found '{}', expected: ',' or 'end of string'", next.text)};
      if (const Token& after = peek(); after.kind != Kind::Identifier && after.kind != Kind::Not)
        return ParseError{after.offset, fmt::format("found '{}', expected: identifier after ','", after.text)};
    }
    selector.sort();
    return selector;
  }

 private:
  /// `in` and `notin` are words like any other, except where an operator is due.
  const Token& peek() {
    Token& token = tokens_[at_];
    if (token.kind == Kind::In || token.kind == Kind::NotIn) {
      plain_ = token;
      plain_.kind = Kind::Identifier;
      return plain_;
    }
    return token;
  }
  const Token& take() {
    const Token& token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool fail(const Token& token, std::string message) {
    error_ = {token.offset, std::move(message)};
    return false;
  }

  bool parse_requirement(Selector& selector) {
    Requirement requirement;
    Token key = take();
    const bool negated = key.kind == Kind::Not;
    if (negated) key = take();
    if (key.kind != Kind::Identifier) return fail(key, fmt::format("found '{}', expected: identifier", key.text));
    requirement.key = key.text;
    if (const Messages messages = check_label_key(key.text); !messages.empty())
      return fail(key, invalid_text(FieldPath(), key.text, join(messages, "; ")).to_string());
    const Kind next = peek().kind;
    if (negated || next == Kind::End || next == Kind::Comma) {
      requirement.op = negated ? SelectorOperator::DoesNotExist : SelectorOperator::Exists;
    } else if (!parse_operator(requirement) || !parse_values(requirement)) {
      return false;
    }
    const FieldErrors errors = check_requirement(requirement, FieldPath(), AbsentValues::EmptyList);
    if (!errors.empty()) return fail(key, aggregate(to_strings(errors)));
    selector.requirements.push_back(std::move(requirement));
    return true;
  }

  bool parse_operator(Requirement& requirement) {
    const Token token = tokens_[at_];
    take();
    switch (token.kind) {
      case Kind::In:
        requirement.op = SelectorOperator::In;
        return true;
      case Kind::NotIn:
        requirement.op = SelectorOperator::NotIn;
        return true;
      case Kind::Equals:
        requirement.op = SelectorOperator::Equals;
        return true;
      case Kind::DoubleEquals:
        requirement.op = SelectorOperator::DoubleEquals;
        return true;
      case Kind::NotEquals:
        requirement.op = SelectorOperator::NotEquals;
        return true;
      case Kind::Greater:
        requirement.op = SelectorOperator::GreaterThan;
        return true;
      case Kind::Less:
        requirement.op = SelectorOperator::LessThan;
        return true;
      default:
        return fail(token, fmt::format("found '{}', expected: in, notin, =, ==, !=, gt, lt", token.text));
    }
  }

  bool parse_values(Requirement& requirement) {
    std::set<std::string> values;
    const bool is_list = requirement.op == SelectorOperator::In || requirement.op == SelectorOperator::NotIn;
    if (!(is_list ? parse_list(values) : parse_one(values))) return false;
    requirement.values.assign(values.begin(), values.end());
    return true;
  }

  bool parse_one(std::set<std::string>& values) {
    const Token token = peek();
    if (token.kind == Kind::End || token.kind == Kind::Comma) {
      values.insert("");
      return true;
    }
    take();
    if (token.kind != Kind::Identifier) return fail(token, fmt::format("found '{}', expected: identifier", token.text));
    values.insert(token.text);
    return true;
  }

  bool parse_list(std::set<std::string>& values) {
    const Token open = take();
    if (open.kind != Kind::Open) return fail(open, fmt::format("found '{}' expected: '('", open.text));
    const Token first = peek();
    if (first.kind == Kind::Close) {
      take();
      values.insert("");
      return true;
    }
    if (first.kind != Kind::Identifier && first.kind != Kind::Comma)
      return fail(first, fmt::format("found '{}', expected: ',', ')' or identifier", first.text));
    if (!parse_items(values)) return false;
    take();  // the parenthesis that parse_items stopped at
    return true;
  }

  /// An empty item is the empty value: (a,), (,a), (,) hold one.
  bool parse_items(std::set<std::string>& values) {
    while (true) {
      const Token token = take();
      const Token next = peek();
      if (token.kind == Kind::Identifier) {
        values.insert(token.text);
        if (next.kind == Kind::Close) return true;
        if (next.kind != Kind::Comma) return fail(next, fmt::format("found '{}', expected: ',' or ')'", next.text));
      } else if (token.kind == Kind::Comma) {
        if (values.empty() || next.kind == Kind::Close || next.kind == Kind::Comma) values.insert("");
        if (next.kind == Kind::Close) return true;
      } else {
        return fail(token, fmt::format("found '{}', expected: ',', or identifier", token.text));
      }
    }
  }

  std::vector<Token> tokens_;  // the last one is End, and taking it stays there
  std::size_t at_ = 0;
  Token plain_;
  ParseError error_;
};

}  // namespace

Result<Selector, ParseError> Selector::parse(std::string_view text) { return Parser(text).parse(); }

}  // namespace slipway::kube
