#include "subject/values_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <string>

#include "doc/yaml.h"

namespace slipway::subject {
namespace {

/// A tree without the places of its own: they would be those of a text inside of a text.
doc::Value placeless(const doc::Node& node, int depth = 0) {
  if (node.is_list()) {
    doc::List list;
    if (depth < 100)
      for (const doc::Node& item : node.items()) list.add(placeless(item, depth + 1));
    return list;
  }
  if (node.is_map()) {
    doc::Map map;
    if (depth < 100)
      for (const doc::Member& member : node.members()) map.set(member.key.text(), placeless(member.value, depth + 1));
    return map;
  }
  switch (node.kind()) {
    case doc::Kind::Bool:
      return node.boolean();
    case doc::Kind::Int:
      return node.integer();
    case doc::Kind::Float:
      return node.number();
    case doc::Kind::String:
      return std::string(node.text());
    default:
      return nullptr;
  }
}

/// What is wrong inside of the text, where the file has it.
Diagnostic in_file(Diagnostic wrong, const ValuesText& values) {
  wrong.fixes.clear();
  const SourceRange inside = wrong.where;
  wrong.where = values.where;
  if (inside.line < 1) return wrong;
  if (values.first_line == 0) {
    wrong.message = fmt::format("line {} of the values: {}", inside.line, wrong.message);
    return wrong;
  }
  const int line = values.first_line + inside.line - 1;
  const std::string_view file = values.where.source->line(line), text = inside.source->line(inside.line);
  const auto indent = static_cast<int>(file.ends_with(text) ? file.size() - text.size() : 0);
  wrong.where = {values.where.source, line, inside.column + indent, inside.length};
  return wrong;
}

}  // namespace

std::optional<doc::Map> read_values(const ValuesText& values, Diagnostics& findings) {
  Diagnostics said;
  const auto source = std::make_shared<const SourceText>("values", std::string(values.text));
  const doc::Document document = doc::read_yaml_document(source, said);
  const auto first = std::ranges::find(said.all(), Severity::Error, &Diagnostic::severity);
  if (first == said.all().end()) {
    const doc::Value value = placeless(document.root());
    return value.map() ? *value.map() : doc::Map();
  }
  if (values.is_final && values.where) findings.add(in_file(*first, values));
  return std::nullopt;
}

doc::Document placed_values(const ValuesText& values) {
  Diagnostics said;
  if (values.first_line > 0 && values.where.source) {
    // The file's own lines, as far as they are indented: a map may be.
    std::string lines;
    const auto count = static_cast<int>(std::ranges::count(values.text, '\n')) + (values.text.ends_with('\n') ? 0 : 1);
    for (int i = 0; i < count; ++i) {
      lines += values.where.source->line(values.first_line + i);
      lines += '\n';
    }
    doc::Document document = doc::read_yaml_document(
        std::make_shared<const SourceText>(values.where.source->name(), std::move(lines), values.first_line), said);
    if (!said.has_errors() && document.root().is_map()) return document;
  }
  Diagnostics unheard;
  const auto read = read_values({values.text, {}}, unheard);
  return read && !read->empty() ? doc::freeze(*read, values.where) : doc::Document();
}

bool are_values(std::string_view text) {
  Diagnostics unheard;
  return text.empty() || read_values({text, {}}, unheard).has_value();
}

}  // namespace slipway::subject
