#include "doc/write_yaml.h"

#include <cmath>
#include <type_traits>
#include <utility>

#include "doc/number_text.h"
#include "doc/yaml_quote.h"
#include "doc/yaml_writer.h"

namespace slipway::doc {
namespace {

/// A key must end within 1,024 characters of its line, or be announced by `? `.
constexpr std::size_t kMaxKeyBytes = 1000;
/// Of a line that holds a whole collection, and of a member's that holds collections within it.
constexpr std::size_t kCompactWidth = 100, kNestedWidth = 60;

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

/// Appends parts of a document to a text. Tree: Node or Value.
class Writer {
 public:
  /// `before`: columns that are taken on the line where it begins.
  explicit Writer(YamlLayout layout = {}, std::size_t before = 0) : layout_(layout), before_(before) {}

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

  /// What follows `key:`, to the line's end or over the lines below. `column`: of the map.
  template <class Tree>
  void member_value(const Tree& value, std::size_t column, int levels_in_one = 1) {
    if (on_one_line(value, levels_in_one, has_levels(value, 1) ? kCompactWidth : kNestedWidth)) return;
    if (!members_of(value).empty()) {
      out_ += '\n';
      indent(column + layout_.step);
      members(value, column + layout_.step);
    } else if (!items_of(value).empty()) {
      out_ += '\n';
      indent(column + layout_.list_offset);
      items(value, column + layout_.list_offset);
    } else {
      line_end(value, column, " ");
    }
  }

  /// What follows `-`. `column`: of the list.
  template <class Tree>
  void item_value(const Tree& item, std::size_t column) {
    // `- name: {…}` of a single member reads better than `- {name: {…}}`.
    if (on_one_line(item, members_of(item).size() > 1 ? 2 : 1, kCompactWidth)) return;
    if (!members_of(item).empty()) {
      out_ += ' ';
      members(item, column + kItemStep);
    } else if (!items_of(item).empty()) {
      out_ += ' ';
      items(item, column + kItemStep);
    } else {
      line_end(item, column, " ");
    }
  }

  /// `key:`, or `? key` and `:`, from where the line stands.
  void key(std::string_view text, std::size_t column) {
    const std::string written = quoted(text, form_of(text, YamlLines::One));
    if (written.size() > kMaxKeyBytes) {
      out_ += "? " + written + '\n';
      indent(column);
    } else {
      out_ += written;
    }
    out_ += ':';
  }

 private:
  static constexpr std::size_t kItemStep = 2;  // behind a dash and a space

  /// The members, the first where the line stands already.
  template <class Tree>
  void members(const Tree& map, std::size_t column) {
    bool first = true;
    for (const auto& member : members_of(map)) {
      if (!first) indent(column);
      first = false;
      key(key_of(member), column);
      member_value(value_of(member), column, 2);
    }
  }

  template <class Tree>
  void items(const Tree& list, std::size_t column) {
    bool first = true;
    for (const auto& item : items_of(list)) {
      if (!first) indent(column);
      first = false;
      out_ += '-';
      item_value(item, column);
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
        out_ += literal_block(text, column + layout_.step, layout_.step);
      else
        out_ += quoted(text, form) + '\n';
    } else {
      out_ += scalar(value) + '\n';
    }
  }

  /// In a compact layout: a collection of no more than so many levels that fits on the line.
  template <class Tree>
  bool on_one_line(const Tree& value, int levels, std::size_t most) {
    if (!layout_.compact || (!is_map(value) && !is_list(value))) return false;
    if (!has_levels(value, levels)) return false;
    std::string text;
    if constexpr (std::is_same_v<Tree, Value>) text = flow_text(value);
    const std::size_t line = out_.rfind('\n');
    const std::size_t used = line == std::string::npos ? out_.size() + before_ : out_.size() - line - 1;
    if (text.empty() || used + 1 + text.size() > most || text.find('\n') != std::string::npos) return false;
    out_ += ' ' + text + '\n';
    return true;
  }
  template <class Tree>
  static bool has_levels(const Tree& value, int levels) {
    if (!is_map(value) && !is_list(value)) return true;
    if (levels == 0) return false;
    for (const auto& member : members_of(value))
      if (!has_levels(value_of(member), levels - 1)) return false;
    for (const auto& item : items_of(value))
      if (!has_levels(item, levels - 1)) return false;
    return true;
  }

  void indent(std::size_t column) { out_.append(column, ' '); }

  YamlLayout layout_;
  std::size_t before_;
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

std::string member_value_text(const Value& value, std::size_t column, YamlLayout layout) {
  Writer writer(layout, column + 20);  // and a key
  writer.member_value(value, column);
  return writer.take();
}

std::string item_value_text(const Value& value, std::size_t column, YamlLayout layout) {
  Writer writer(layout, column + 1);
  writer.item_value(value, column);
  return writer.take();
}

std::string document_text(const Value& value, YamlLayout layout) {
  Writer writer(layout);
  writer.document(value);
  return writer.take();
}

std::string key_text(std::string_view key, std::size_t column) {
  Writer writer;
  writer.key(key, column);
  return writer.take();
}

std::string flow_string(std::string_view text) {
  const YamlForm form = form_of(text, YamlLines::One);
  const bool breaks_flow =
      form == YamlForm::Plain && (text[0] == ':' || text.find_first_of(",[]{}?") != std::string_view::npos);
  return quoted(text, breaks_flow ? YamlForm::DoubleQuoted : form);
}

std::string flow_text(const Value& value) {
  if (const std::string* text = value.string()) return flow_string(*text);
  std::string out;
  if (const List* list = value.list()) {
    for (const Value& item : list->items()) out += (out.empty() ? "" : ", ") + flow_text(item);
    return '[' + out + ']';
  }
  if (const Map* map = value.map()) {
    for (const auto& [key, member] : map->entries())
      out += (out.empty() ? "" : ", ") + flow_string(key) + ": " + flow_text(member);
    return '{' + out + '}';
  }
  return scalar(value);
}

std::string yaml_string(std::string_view text) { return quoted(text, form_of(text, YamlLines::One)); }

}  // namespace slipway::doc
