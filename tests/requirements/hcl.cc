#include "requirements/hcl.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"

namespace slipway::requirements {
namespace {

using doc::Value;

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

/// `${x.y}` and nothing beside it.
std::optional<std::string> lone_interpolation(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with('}')) return std::nullopt;
  const auto inside = text.substr(2, text.size() - 3);
  if (inside.find("${") != std::string_view::npos || inside.find('}') != std::string_view::npos) return std::nullopt;
  return std::string(trim(inside));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<ParseError> read_file(Blocks& blocks) {
    for (skip_blank(); at_ < text_.size() && !error_; skip_blank()) {
      const std::string type = take_name();
      std::vector<std::string> labels = take_labels();
      if (!take('{')) return error("expected a block");
      doc::Map body = read_body();
      if (error_) break;
      std::string address = type == "resource" ? "" : type;
      for (const auto& label : labels) address += (address.empty() ? "" : ".") + label;
      auto& block = blocks[address];
      doc::Map all = block.map() ? *block.map() : doc::Map();
      for (const auto& [name, value] : body.entries()) all.set(name, value);
      block = Value(std::move(all));
    }
    return error_;
  }

 private:
  std::optional<ParseError> error(std::string message) {
    if (!error_) error_ = ParseError{at_, std::move(message)};
    return error_;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool looking_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool take(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }
  /// Spaces, line breaks and comments.
  void skip_blank() {
    for (;;) {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
      if (looking_at("#") || looking_at("//"))
        skip_line();
      else if (looking_at("/*"))
        at_ = std::min(text_.find("*/", at_) + 2, text_.size());
      else
        return;
    }
  }

  std::string take_name() {
    const auto start = at_;
    while (is_name_character(peek())) ++at_;
    if (at_ == start) error("expected a name");
    return std::string(text_.substr(start, at_ - start));
  }

  std::vector<std::string> take_labels() {
    std::vector<std::string> labels;
    for (skip_spaces(); peek() == '"' || is_name_character(peek()); skip_spaces())
      labels.push_back(peek() == '"' ? take_string() : take_name());
    return labels;
  }

  /// Attributes and blocks up to the closing brace, which is taken.
  doc::Map read_body() {
    doc::Map body;
    for (skip_blank(); !error_; skip_blank()) {
      if (take('}')) return body;
      const std::string name = take_name();
      skip_spaces();
      if (peek() == '=' && !looking_at("==")) {
        ++at_;
        body.set(name, read_expression());
        continue;
      }
      take_labels();
      if (!take('{')) {
        error("expected = or a block");
        break;
      }
      add_block(body, name, Value(read_body()));
    }
    return body;
  }

  static void add_block(doc::Map& body, const std::string& name, Value block) {
    auto* before = body.find(name);
    if (!before) {
      body.set(name, std::move(block));
    } else if (before->list()) {
      before->list()->add(std::move(block));
    } else {
      Value first = std::move(*before);
      body.set(name, doc::List{std::move(first), std::move(block)});
    }
  }

  bool at_end_of_expression() {
    skip_spaces();
    const char c = peek();
    return c == '\0' || c == '\n' || c == ',' || c == ']' || c == '}' || c == ')' || c == '#' || looking_at("//");
  }

  Value read_expression() {
    skip_spaces();
    const auto start = at_;
    auto value = read_simple();
    if (error_) return {};
    if (value && at_end_of_expression()) return std::move(*value);
    at_ = start;
    return doc::Expression{take_raw()};
  }

  std::optional<Value> read_simple() {
    if (peek() == '"') {
      std::string text = take_string();
      if (auto inside = lone_interpolation(text)) return Value(doc::Expression{std::move(*inside)});
      return Value(std::move(text));
    }
    if (peek() == '[') return read_list();
    if (peek() == '{') return read_object();
    if (looking_at("<<")) return Value(take_heredoc());
    for (const std::string_view call : {"jsonencode(", "base64encode("})
      if (looking_at(call)) return read_argument(call.size());
    return read_word();
  }

  /// What an encoding function is given.
  std::optional<Value> read_argument(std::size_t prefix) {
    at_ += prefix;
    skip_blank();
    Value inside = read_expression();
    skip_blank();
    if (!take(')')) return std::nullopt;
    return inside;
  }

  std::optional<Value> read_word() {
    const auto start = at_;
    while (is_name_character(peek()) || peek() == '.') ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (word == "true" || word == "false") return Value(word == "true");
    if (word == "null") return Value();
    std::int64_t integer = 0;
    const auto* end = word.data() + word.size();
    if (const auto read = std::from_chars(word.data(), end, integer); read.ec == std::errc{} && read.ptr == end)
      return Value(integer);
    double number = 0;
    if (const auto read = std::from_chars(word.data(), end, number); read.ec == std::errc{} && read.ptr == end)
      return Value(number);
    return std::nullopt;
  }

  std::optional<Value> read_list() {
    ++at_;
    doc::List list;
    for (skip_blank(); !error_; skip_blank()) {
      if (take(']')) return Value(std::move(list));
      list.add(read_expression());
      skip_blank();
      if (!take(',') && peek() != ']') return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Value> read_object() {
    ++at_;
    doc::Map map;
    for (skip_blank(); !error_; skip_blank()) {
      if (take('}')) return Value(std::move(map));
      std::string key;
      if (peek() == '"')
        key = take_string();
      else if (is_name_character(peek()))
        key = take_name();
      else if (peek() == '(')
        key = take_parenthesised();
      else
        return std::nullopt;
      skip_spaces();
      if (peek() != '=' && peek() != ':') return std::nullopt;
      ++at_;
      map.set(key, read_expression());
      skip_spaces();
      if (peek() == ',') ++at_;
    }
    return std::nullopt;
  }

  std::string take_parenthesised() {
    const auto start = at_;
    int depth = 0;
    do {
      if (peek() == '(') ++depth;
      if (peek() == ')') --depth;
      if (peek() == '"')
        take_string();
      else
        ++at_;
    } while (depth > 0 && at_ < text_.size());
    return std::string(text_.substr(start, at_ - start));
  }

  /// Up to where the expression ends: outside of brackets and strings, a line break or what closes its surroundings.
  std::string take_raw() {
    const auto start = at_;
    int depth = 0;
    while (at_ < text_.size() && !error_) {
      const char c = peek();
      if (depth == 0 && (c == '\n' || c == ',' || c == ']' || c == '}' || c == ')' || c == '#')) break;
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      if (c == '"')
        take_string();
      else if (looking_at("<<") && depth > 0)
        take_heredoc();
      else
        ++at_;
    }
    if (at_ == start) error("expected a value");
    return std::string(trim(text_.substr(start, at_ - start)));
  }

  /// A quoted string, its escapes undone, its `${…}` kept.
  std::string take_string() {
    std::string text;
    for (++at_; at_ < text_.size() && peek() != '"' && peek() != '\n'; ++at_) {
      if (looking_at("${") && !(at_ > 0 && text_[at_ - 1] == '$')) {
        const auto start = at_;
        skip_interpolation();
        text += text_.substr(start, at_ - start);
        --at_;
      } else if (peek() == '\\') {
        ++at_;
        text += unescaped(peek());
      } else {
        text += peek();
      }
    }
    if (peek() != '"') error("a string without an end");
    ++at_;
    return text;
  }

  static char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

  void skip_interpolation() {
    int depth = 0;
    for (++at_; at_ < text_.size(); ++at_) {
      if (peek() == '{') ++depth;
      if (peek() == '"') {
        take_string();
        --at_;
      }
      if (peek() == '}' && --depth == 0) break;
    }
    ++at_;
  }

  /// `<<-EOT` with the indentation of its lines taken away as Terraform does, `<<EOT` as it stands.
  std::string take_heredoc() {
    at_ += 2;
    const bool indented = peek() == '-';
    if (indented) ++at_;
    const std::string mark = take_name();
    skip_line();
    ++at_;
    std::vector<std::string_view> lines;
    while (at_ < text_.size()) {
      const auto end = std::min(text_.find('\n', at_), text_.size());
      const auto line = text_.substr(at_, end - at_);
      at_ = end;
      if (trim(line) == mark) return joined(lines, indented ? common_indentation(lines) : 0);
      lines.push_back(line);
      ++at_;
    }
    error("a heredoc without an end");
    return {};
  }

  static std::size_t common_indentation(const std::vector<std::string_view>& lines) {
    std::size_t least = std::string_view::npos;
    for (const auto line : lines)
      if (const auto spaces = line.find_first_not_of(' '); spaces != std::string_view::npos)
        least = std::min(least, spaces);
    return least == std::string_view::npos ? 0 : least;
  }

  static std::string joined(const std::vector<std::string_view>& lines, std::size_t cut) {
    std::string text;
    for (const auto line : lines) text += std::string(line.substr(std::min(cut, line.size()))) + "\n";
    return text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace

Result<std::size_t, ParseError> read_hcl(std::string_view text, Blocks& blocks) {
  if (auto error = Reader(text).read_file(blocks)) return *error;
  return blocks.size();
}

}  // namespace slipway::requirements
