#include <algorithm>
#include <array>
#include <cmath>

#include "doc/json.h"
#include "doc/number_text.h"
#include "doc/utf8.h"

namespace slipway::doc {
namespace {

enum class Escape { Necessary, AsGo };

void append_quoted(std::string& out, std::string_view text, Escape escape) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // first byte not yet written
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    std::size_t bytes = 1;
    const char* replacement = nullptr;
    std::array<char, 7> escaped;
    if (byte >= 0x80) {
      const Utf8Character character = first_character(text.substr(i));
      bytes = character.bytes;
      if (!character.valid) replacement = escape == Escape::AsGo ? "\\ufffd" : "\xEF\xBF\xBD";
      if (escape == Escape::AsGo && character.code == 0x2028) replacement = "\\u2028";
      if (escape == Escape::AsGo && character.code == 0x2029) replacement = "\\u2029";
    } else if (c == '"') {
      replacement = "\\\"";
    } else if (c == '\\') {
      replacement = "\\\\";
    } else if (byte < 0x20 || (escape == Escape::AsGo && (c == '<' || c == '>' || c == '&'))) {
      switch (c) {
        case '\b':
          replacement = "\\b";
          break;
        case '\f':
          replacement = "\\f";
          break;
        case '\n':
          replacement = "\\n";
          break;
        case '\r':
          replacement = "\\r";
          break;
        case '\t':
          replacement = "\\t";
          break;
        default:
          escaped = {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15], '\0'};
          replacement = escaped.data();
      }
    }
    if (replacement) {
      out.append(text, plain, i - plain);
      out += replacement;
      plain = i + bytes;
    }
    i += bytes;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

/// Puts commas, line breaks and indentation between the parts it is given.
class Sink {
 public:
  Sink(JsonLayout layout, Escape escape) : indented_(layout == JsonLayout::Indented), escape_(escape) {}

  void open(char bracket) {
    before_value();
    out_ += bracket;
    empty_ = true;
    ++depth_;
  }
  void close(char bracket) {
    --depth_;
    if (!empty_) break_line();
    out_ += bracket;
    empty_ = false;
  }
  void key(std::string_view text) {
    before_value();
    append_quoted(out_, text, escape_);
    out_ += indented_ ? ": " : ":";
    after_key_ = true;
  }
  void word(std::string_view text) {
    before_value();
    out_ += text;
  }
  void string(std::string_view text) {
    before_value();
    append_quoted(out_, text, escape_);
  }
  void number(double value) {
    const bool reads_back_as_integer = value == 0 && std::signbit(value) && escape_ == Escape::Necessary;
    word(reads_back_as_integer ? "-0.0" : std::isfinite(value) ? number_text(value) : "null");
  }

  std::string take() {
    if (indented_) out_ += '\n';
    return std::move(out_);
  }

 private:
  void before_value() {
    if (!after_key_ && depth_ > 0) {
      if (!empty_) out_ += ',';
      break_line();
    }
    after_key_ = false;
    empty_ = false;
  }
  void break_line() {
    if (indented_) out_.append("\n").append(2 * depth_, ' ');
  }

  std::string out_;
  bool indented_;
  Escape escape_;
  std::size_t depth_ = 0;
  bool empty_ = true;  // nothing written yet in the innermost list or object
  bool after_key_ = false;
};

void put_scalar(Sink& sink, const Node& node) {
  switch (node.kind()) {
    case Kind::Bool:
      return sink.word(node.boolean() ? "true" : "false");
    case Kind::Int:
      if (node.is_unsigned()) return sink.word(std::to_string(static_cast<std::uint64_t>(node.integer())));
      return sink.word(std::to_string(node.integer()));
    case Kind::Float:
      return sink.number(node.number());
    case Kind::String:
      return sink.string(node.text());
    default:
      return sink.word("null");
  }
}

enum class Order { AsWritten, Sorted };

/// Without recursion: trees that come from hostile texts may be deep.
std::string write(const Node& root, JsonLayout layout, Escape escape, Order order) {
  struct Open {
    const Node* node;
    std::vector<const Member*> sorted;  // of a map, when its order is not as written
    std::size_t next = 0;
  };
  Sink sink(layout, escape);
  std::vector<Open> open;
  const auto begin = [&](const Node& node) {
    if (node.is_scalar()) return put_scalar(sink, node);
    sink.open(node.is_map() ? '{' : '[');
    Open& opened = open.emplace_back(Open{&node, {}, 0});
    if (order == Order::AsWritten) return;
    for (const Member& member : node.members()) opened.sorted.push_back(&member);
    std::ranges::sort(opened.sorted, {}, [](const Member* member) { return member->key.text(); });
  };
  begin(root);
  while (!open.empty()) {
    Open& innermost = open.back();
    const Node& node = *innermost.node;
    const std::size_t index = innermost.next++;
    if (index == node.size()) {
      sink.close(node.is_map() ? '}' : ']');
      open.pop_back();
    } else if (node.is_list()) {
      begin(node.items()[index]);
    } else {
      const Member& member = order == Order::Sorted ? *innermost.sorted[index] : node.members()[index];
      sink.key(member.key.text());
      begin(member.value);
    }
  }
  return sink.take();
}

void put(Sink& sink, const Value& value) {
  if (const bool* flag = value.boolean()) return sink.word(*flag ? "true" : "false");
  if (const std::int64_t* integer = value.integer()) return sink.word(std::to_string(*integer));
  if (const double* number = value.number()) return sink.number(*number);
  if (const std::string* text = value.string()) return sink.string(*text);
  if (const Expression* expression = value.expression()) return sink.string("${" + expression->text + "}");
  if (const List* list = value.list()) {
    sink.open('[');
    for (const Value& item : list->items()) put(sink, item);
    return sink.close(']');
  }
  const Map* map = value.map();
  if (!map) return sink.word("null");
  sink.open('{');
  for (const auto& [key, member] : map->entries()) {
    sink.key(key);
    put(sink, member);
  }
  sink.close('}');
}

}  // namespace

std::string write_json(const Node& node, JsonLayout layout) {
  return write(node, layout, Escape::Necessary, Order::AsWritten);
}

std::string write_json(const Value& value, JsonLayout layout) {
  Sink sink(layout, Escape::Necessary);
  put(sink, value);
  return sink.take();
}

std::string canonical_json(const Node& node) { return write(node, JsonLayout::Compact, Escape::AsGo, Order::Sorted); }

std::string json_quote(std::string_view text) {
  std::string out;
  append_quoted(out, text, Escape::Necessary);
  return out;
}

}  // namespace slipway::doc
