#include "requirements/hcl.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"
#include "requirements/hcl_cursor.h"

namespace slipway::requirements {
namespace {

using doc::Value;

/// `${x.y}` and nothing beside it.
std::optional<std::string> lone_interpolation(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with('}')) return std::nullopt;
  const auto inside = text.substr(2, text.size() - 3);
  if (inside.find("${") != std::string_view::npos || inside.find('}') != std::string_view::npos) return std::nullopt;
  return std::string(trim(inside));
}

void add_block(doc::Map& body, const std::string& name, Value block) {
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

class Reader {
 public:
  explicit Reader(std::string_view text) : here_(text) {}

  std::optional<ParseError> read_file(Blocks& blocks) {
    for (here_.skip_blank(); !here_.at_end() && !here_.error(); here_.skip_blank()) {
      const std::string type = here_.take_name();
      const auto labels = take_labels();
      if (!here_.take('{')) here_.fail("expected a block");
      if (here_.error()) break;
      const doc::Map body = read_body();
      std::string address = type == "resource" ? "" : type;
      for (const auto& label : labels) address += (address.empty() ? "" : ".") + label;
      auto& block = blocks[address];
      doc::Map all = block.map() ? *block.map() : doc::Map();
      for (const auto& [name, value] : body.entries()) all.set(name, value);
      block = Value(std::move(all));
    }
    return here_.error();
  }

 private:
  std::vector<std::string> take_labels() {
    std::vector<std::string> labels;
    for (here_.skip_spaces(); here_.peek() == '"' || here_.at_name(); here_.skip_spaces())
      labels.push_back(here_.peek() == '"' ? here_.take_string() : here_.take_name());
    return labels;
  }

  /// Attributes and blocks up to the closing brace, which is taken.
  doc::Map read_body() {
    doc::Map body;
    for (here_.skip_blank(); !here_.error(); here_.skip_blank()) {
      if (here_.take('}')) return body;
      const std::string name = here_.take_name();
      if (here_.take('=')) {
        body.set(name, read_expression());
        continue;
      }
      take_labels();
      if (here_.take('{'))
        add_block(body, name, Value(read_body()));
      else
        here_.fail("expected = or a block");
    }
    return body;
  }

  bool at_end_of_expression() {
    here_.skip_spaces();
    const char c = here_.peek();
    return std::string_view("\n,]})#").find(c) != std::string_view::npos || here_.at_end() || here_.looking_at("//");
  }

  Value read_expression() {
    here_.skip_spaces();
    const auto start = here_.at();
    auto value = read_simple();
    if (here_.error()) return {};
    if (value && at_end_of_expression()) return std::move(*value);
    here_.go_to(start);
    return doc::Expression{take_raw()};
  }

  std::optional<Value> read_simple() {
    if (here_.peek() == '"') {
      std::string text = here_.take_string();
      if (auto inside = lone_interpolation(text)) return Value(doc::Expression{std::move(*inside)});
      return Value(std::move(text));
    }
    if (here_.peek() == '[') return read_list();
    if (here_.peek() == '{') return read_object();
    if (here_.looking_at("<<")) return Value(here_.take_heredoc());
    for (const std::string_view call : {"jsonencode(", "base64encode("})
      if (here_.looking_at(call)) return read_argument(call.size());
    return read_word();
  }

  /// What an encoding function is given.
  std::optional<Value> read_argument(std::size_t prefix) {
    here_.go_to(here_.at() + prefix);
    here_.skip_blank();
    Value inside = read_expression();
    here_.skip_blank();
    if (!here_.take(')')) return std::nullopt;
    return inside;
  }

  std::optional<Value> read_word() {
    const auto start = here_.at();
    while (here_.at_name() || here_.peek() == '.') here_.advance();
    const auto word = here_.since(start);
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
    here_.advance();
    doc::List list;
    for (here_.skip_blank(); !here_.error(); here_.skip_blank()) {
      if (here_.take(']')) return Value(std::move(list));
      list.add(read_expression());
      here_.skip_blank();
      if (!here_.take(',') && here_.peek() != ']') return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Value> read_object() {
    here_.advance();
    doc::Map map;
    for (here_.skip_blank(); !here_.error(); here_.skip_blank()) {
      if (here_.take('}')) return Value(std::move(map));
      std::string key;
      if (here_.peek() == '"')
        key = here_.take_string();
      else if (here_.at_name())
        key = here_.take_name();
      else if (here_.peek() == '(')
        key = here_.take_parenthesised();
      else
        return std::nullopt;
      if (!here_.take('=') && !here_.take(':')) return std::nullopt;
      map.set(key, read_expression());
      here_.take(',');
    }
    return std::nullopt;
  }

  /// Up to where the expression ends: outside of brackets and strings, a line break or what closes its surroundings.
  std::string take_raw() {
    const auto start = here_.at();
    int depth = 0;
    while (!here_.at_end() && !here_.error()) {
      const char c = here_.peek();
      if (depth == 0 && std::string_view("\n,]})#").find(c) != std::string_view::npos) break;
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      if (c == '"')
        here_.take_string();
      else if (here_.looking_at("<<") && depth > 0)
        here_.take_heredoc();
      else
        here_.advance();
    }
    if (here_.at() == start) here_.fail("expected a value");
    return std::string(trim(here_.since(start)));
  }

  HclCursor here_;
};

}  // namespace

Result<std::size_t, ParseError> read_hcl(std::string_view text, Blocks& blocks) {
  if (auto error = Reader(text).read_file(blocks)) return *error;
  return blocks.size();
}

}  // namespace slipway::requirements
