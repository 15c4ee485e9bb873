#include "doc/write_yaml.h"

#include <cmath>

#include "doc/number_text.h"
#include "doc/yaml_quote.h"

namespace slipway::doc {
namespace {

constexpr std::size_t kStep = 2;
/// A key must end within 1,024 characters of its line, or be announced by `? `.
constexpr std::size_t kMaxKeyBytes = 1000;

std::string number(double value) {
  if (std::isnan(value)) return ".nan";
  if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
  if (value == 0 && std::signbit(value)) return "-0.0";
  return number_text(value);
}

// One face for both kinds of trees.
std::string_view key_of(const Member& member) { return member.key.text(); }
std::string_view key_of(const Map::Entry& entry) { return entry.first; }
const Node& value_of(const Member& member) { return member.value; }
const Value& value_of(const Map::Entry& entry) { return entry.second; }
auto members_of(const Node& node) { return node.members(); }
std::span<const Map::Entry> members_of(const Value& value) {
  return value.map() ? std::span<const Map::Entry>(value.map()->entries()) : std::span<const Map::Entry>();
}
auto items_of(const Node& node) { return node.items(); }
std::span<const Value> items_of(const Value& value) {
  return value.list() ? std::span<const Value>(value.list()->items()) : std::span<const Value>();
}
bool is_list(const Node& node) { return node.is_list(); }
bool is_list(const Value& value) { return value.list() != nullptr; }
bool is_map(const Node& node) { return node.is_map(); }
bool is_map(const Value& value) { return value.map() != nullptr; }
const std::string_view* text_of(const Node& node, std::string_view& text) {
  text = node.text();
  return node.is_string() ? &text : nullptr;
}
const std::string_view* text_of(const Value& value, std::string_view& text) {
  if (!value.string()) return nullptr;
  text = *value.string();
  return &text;
}

std::string scalar(const Node& node) {
  switch (node.kind()) {
    case Kind::Bool:
      return node.boolean() ? "true" : "false";
    case Kind::Int:
      return node.is_unsigned() ? std::to_string(static_cast<std::uint64_t>(node.integer()))
                                : std::to_string(node.integer());
    case Kind::Float:
      return number(node.number());
    default:
      return "null";
  }
}
std::string scalar(const Value& value) {
  if (value.boolean()) return *value.boolean() ? "true" : "false";
  if (value.integer()) return std::to_string(*value.integer());
  if (value.number()) return number(*value.number());
  return value.expression() ? value.expression()->text : "null";
}

class Writer {
 public:
  /// A whole document, from the first column.
  template <class Tree>
  void document(const Tree& tree) {
    if (!members_of(tree).empty())
      members(tree, 0);
    else if (!items_of(tree).empty())
      items(tree, 0);
    else
      line_end(tree, 0, "");
  }
  std::string take() { return std::move(out_); }
  void separate() { out_ += "---\n"; }

 private:
  /// The members, the first where the line stands already.
  template <class Tree>
  void members(const Tree& map, std::size_t column) {
    bool first = true;
    for (const auto& member : members_of(map)) {
      if (!first) indent(column);
      first = false;
      const std::string key = yaml_string(key_of(member));
      if (key.size() > kMaxKeyBytes) {
        out_ += "? " + key + '\n';
        indent(column);
      } else {
        out_ += key;
      }
      out_ += ':';
      const auto& value = value_of(member);
      if (!members_of(value).empty()) {
        out_ += '\n';
        indent(column + kStep);
        members(value, column + kStep);
      } else if (!items_of(value).empty()) {
        out_ += '\n';
        indent(column);
        items(value, column);
      } else {
        line_end(value, column, " ");
      }
    }
  }

  template <class Tree>
  void items(const Tree& list, std::size_t column) {
    bool first = true;
    for (const auto& item : items_of(list)) {
      if (!first) indent(column);
      first = false;
      out_ += '-';
      if (!members_of(item).empty()) {
        out_ += ' ';
        members(item, column + kStep);
      } else if (!items_of(item).empty()) {
        out_ += ' ';
        items(item, column + kStep);
      } else {
        line_end(item, column, " ");
      }
    }
  }

  /// What fits on the line, or is a block of text that begins on it. `column`: of the collection around it.
  template <class Tree>
  void line_end(const Tree& value, std::size_t column, std::string_view before) {
    out_ += before;
    std::string_view text;
    if (is_map(value)) {
      out_ += "{}\n";
    } else if (is_list(value)) {
      out_ += "[]\n";
    } else if (text_of(value, text)) {
      const YamlForm form = form_of(text, YamlLines::Several);
      if (form == YamlForm::Literal)
        out_ += literal_block(text, column + kStep, kStep);
      else
        out_ += quoted(text, form) + '\n';
    } else {
      out_ += scalar(value) + '\n';
    }
  }

  void indent(std::size_t column) { out_.append(column, ' '); }

  std::string out_;
};

}  // namespace

std::string write_yaml(const Node& document) {
  Writer writer;
  writer.document(document);
  return writer.take();
}

std::string write_yaml(const Value& document) {
  Writer writer;
  writer.document(document);
  return writer.take();
}

std::string write_yaml_stream(std::span<const Value> documents) {
  Writer writer;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i > 0) writer.separate();
    writer.document(documents[i]);
  }
  return writer.take();
}

std::string yaml_string(std::string_view text) { return quoted(text, form_of(text, YamlLines::One)); }

}  // namespace slipway::doc
