#include "doc/edit_plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "doc/json.h"
#include "doc/yaml_quote.h"

namespace slipway::doc {
namespace {

using Type = YamlGraphNode::Type;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::string EditPlan::apply() {
  std::ranges::stable_sort(splices_, {}, &Splice::begin);
  std::string out;
  std::size_t at = 0;
  for (const Splice& splice : splices_) {
    out.append(text_, at, splice.begin - at).append(splice.text);
    at = splice.end;
  }
  return out.append(text_, at);
}

std::string EditPlan::with_line_breaks(std::string text) const {
  if (source_.line_break() == "\n") return text;
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string(source_.line_break()) : std::string(1, c);
  return out;
}

EditPlan::Parent EditPlan::parent_of(const Found& at) const {
  if (at.parent == EditSource::kNone) return Parent::None;
  const YamlGraphNode& parent = source_.node(at.parent);
  if (parent.flow) return Parent::Flow;
  return parent.type == Type::Mapping ? Parent::BlockMap : Parent::BlockList;
}

std::string EditPlan::in_flow(const Value& value) const {
  if (source_.node(source_.root()).flow) {
    Diagnostics mistakes;
    read_json(std::make_shared<const SourceText>("", text_), mistakes);
    if (!mistakes.has_errors()) return write_json(value, JsonLayout::Compact);
  }
  return flow_text(value);
}

/// `&name ` of the node that is replaced: aliases go on meaning what stands there.
std::string EditPlan::properties(std::uint32_t node) const {
  const YamlGraphNode& old = source_.node(node);
  return old.type == Type::Alias || old.name.empty() ? "" : fmt::format("&{} ", old.name);
}

/// A string in the kind of quotes that it replaces; empty when those do not fit.
std::string EditPlan::in_old_quotes(std::uint32_t node, const Value& value) const {
  const YamlGraphNode& old = source_.node(node);
  if (!value.string() || old.type != Type::Scalar) return "";
  if (old.style == YamlStyle::DoubleQuoted && value.string()->find('\n') == std::string::npos)
    return quoted(*value.string(), YamlForm::DoubleQuoted);
  const bool plain_text = form_of(*value.string(), YamlLines::One) != YamlForm::DoubleQuoted ||
                          std::ranges::all_of(*value.string(), [](char c) { return c >= ' ' && c <= '~'; });
  return old.style == YamlStyle::SingleQuoted && plain_text ? quoted(*value.string(), YamlForm::SingleQuoted) : "";
}

/// What comes behind `:` or `-`, with the space before it and line breaks at its end.
std::string EditPlan::written(const Found& at, Parent parent, const Value& value) const {
  if (const std::string old = in_old_quotes(at.node, value); !old.empty()) return ' ' + old + '\n';
  const std::size_t column = source_.column(at.parent);
  return parent == Parent::BlockMap ? member_value_text(value, column, source_.layout())
                                    : item_value_text(value, column, source_.layout());
}

bool EditPlan::set(const Found& at, const Value& value) {
  switch (parent_of(at)) {
    case Parent::None:
      return set_root(value);
    case Parent::Flow:
      return set_in_flow(at, value);
    case Parent::BlockMap:
      return set_in_block(at, Parent::BlockMap, value);
    case Parent::BlockList:
      return set_in_block(at, Parent::BlockList, value);
  }
  return false;
}

bool EditPlan::set_root(const Value& value) {
  const std::uint32_t root = source_.root();
  const YamlGraphNode& old = source_.node(root);
  const bool collection = old.type == Type::Mapping || old.type == Type::Sequence;
  const bool holds = (value.map() && !value.map()->empty()) || (value.list() && !value.list()->empty());
  if (collection && old.flow && holds) {
    splice(source_.start(root), source_.end(root), in_flow(value));
    return true;
  }
  std::string text = document_text(value, source_.layout());
  if (!text.ends_with("\n\n")) text.pop_back();
  splice(source_.start(root), source_.end(root), with_line_breaks(std::move(text)));
  return source_.node(root).name.empty();
}

bool EditPlan::set_in_flow(const Found& at, const Value& value) {
  std::string text = in_old_quotes(at.node, value);
  if (text.empty()) text = in_flow(value);
  const std::size_t start = source_.start(at.node), end = source_.end(at.node);
  if (end > start) {
    splice(start, end, properties(at.node) + text);
    return true;
  }
  if (at.key == EditSource::kNone) return false;
  const std::string_view between = std::string_view(text_).substr(source_.end(at.key), start - source_.end(at.key));
  const std::size_t colon = between.find(':');
  const std::size_t behind = source_.end(at.key) + (colon == std::string_view::npos ? 0 : colon + 1);
  splice(behind, behind, (colon == std::string_view::npos ? ": " : " ") + text);
  return true;
}

bool EditPlan::set_in_block(const Found& at, Parent parent, const Value& value) {
  const YamlGraphNode& old = source_.node(at.node);
  const std::string text = written(at, parent, value);
  const std::size_t first_break = text.find('\n');
  std::string inline_part = text.substr(0, first_break), lines = text.substr(first_break + 1);
  if (const std::string anchor = properties(at.node); !anchor.empty())
    inline_part = ' ' + anchor + (inline_part.empty() ? "" : inline_part.substr(1));
  while (inline_part.ends_with(' ')) inline_part.pop_back();

  const std::size_t start = source_.start(at.node), content = source_.content(at.node), end = source_.end(at.node);
  const bool empty = end == start;
  const bool block_text =
      old.type == Type::Scalar && (old.style == YamlStyle::Literal || old.style == YamlStyle::Folded);
  const bool below =
      !empty && !old.flow && (old.type == Type::Mapping || old.type == Type::Sequence) &&
      source_.line_begin(content) >
          source_.line_begin(parent == Parent::BlockMap ? source_.end(at.key) : source_.line_begin(content));
  // The part on the line of the indicator, and the lines below it that go.
  std::size_t inline_begin = start, inline_end = end;
  std::size_t lines_begin = 0, lines_end = 0;
  if (block_text) {
    inline_end = content + 1;
    while (inline_end < text_.size() &&
           std::string_view("+-0123456789").find(text_[inline_end]) != std::string_view::npos)
      ++inline_end;
    lines_begin = source_.next_line(content);
    lines_end = std::max(lines_begin, source_.line_behind(source_.kept_end(at.node)));
  } else if (below) {
    inline_begin = inline_end = source_.end(at.key);
    while (text_[inline_begin] != ':') ++inline_begin;
    inline_begin = inline_end = inline_begin + 1;
    if (source_.line_begin(start) == source_.line_begin(inline_end)) {  // an anchor or tag before the break
      inline_end = start;
      while (inline_end < content && text_[inline_end] != '\n' && text_[inline_end] != '#') ++inline_end;
      while (is_blank(text_[inline_end - 1]) || text_[inline_end - 1] == '\r') --inline_end;
    }
    lines_begin = source_.line_begin(content);
    lines_end = source_.line_behind(source_.kept_end(at.node));
  }
  if (empty && (start == 0 || (text_[start - 1] != ':' && text_[start - 1] != '-'))) return false;
  // A value on the line keeps the space before it, unless more follows in a column of its own.
  const bool keeps_space = !empty && !below && !inline_part.empty() && (lines.empty() || value.string());
  if (keeps_space) inline_part.erase(0, 1);
  if (!keeps_space && !below)
    while (inline_begin > 0 && is_blank(text_[inline_begin - 1])) --inline_begin;
  splice(inline_begin, inline_end, with_line_breaks(inline_part));
  if (lines_begin == lines_end) {
    if (lines.empty()) return true;
    insert_lines(source_.next_line(inline_end), lines);
    return true;
  }
  if (lines_end == text_.size() && !text_.ends_with('\n')) {  // the last line has no break: nor has the new one
    if (!lines.empty())
      lines.pop_back();
    else
      lines_begin = source_.line_end(lines_begin - 1);
  }
  splice(lines_begin, lines_end, with_line_breaks(lines));
  return true;
}

/// Whole lines before the line that begins at `at`, which may be behind the end of a text that no break ends.
void EditPlan::insert_lines(std::size_t at, std::string lines) {
  if (at == text_.size() && !text_.ends_with('\n')) {
    lines.pop_back();
    lines.insert(0, 1, '\n');
  }
  splice(at, at, with_line_breaks(std::move(lines)));
}

void EditPlan::insert_line_behind(std::size_t end, std::size_t column, std::string line) {
  const std::size_t at = source_.behind_comments(end, column);
  // A comment in the column itself would read as the new one's.
  if (at > source_.line_behind(end)) {
    const std::size_t above = source_.line_begin(at - 1);
    if (text_.find_first_not_of(" \t", above) == above + column) line.insert(0, 1, '\n');
  }
  insert_lines(at, std::move(line));
}

bool EditPlan::add_in_flow(std::uint32_t collection, const std::string& text) {
  const YamlGraphNode& around = source_.node(collection);
  const std::size_t close = source_.end(collection) - 1;
  if (around.children == 0) {
    splice(close, close, text);
    return true;
  }
  const bool map = around.type == Type::Mapping;
  const std::uint32_t last = source_.child(collection, around.children - 1);
  const std::uint32_t last_start = map ? source_.child(collection, around.children - 2) : last;
  std::size_t end = std::max(source_.end(last), source_.end(last_start));
  if (source_.end(last) == source_.start(last)) {  // no value: stand behind what is there
    end = source_.end(last_start);
    const std::size_t colon = text_.find_first_not_of(" \t", end);
    if (colon < close && text_[colon] == ':') end = colon + 1;
  }
  const std::size_t comma = text_.find_first_not_of(" \t\r\n", end);
  const bool has_comma = comma < close && text_[comma] == ',';
  const std::size_t line = source_.line_begin(source_.start(last_start));
  const std::size_t first = text_.find_first_not_of(" \t", line);
  const bool own_line = first == source_.start(last_start) && line > source_.content(collection) &&
                        source_.line_begin(close) > source_.line_begin(end);
  if (!has_comma) splice(end, end, ",");
  const std::size_t behind = has_comma ? comma + 1 : end;
  if (own_line)
    insert_lines(source_.next_line(behind), text_.substr(line, first - line) + text + (has_comma ? ",\n" : "\n"));
  else
    splice(behind, behind, ' ' + text);
  return true;
}

bool EditPlan::add_member(std::uint32_t map, const Found& at, std::string_view key, const Value& value) {
  const YamlGraphNode& around = source_.node(map);
  const bool is_map = around.type == Type::Mapping;
  if (!is_map || around.children == 0) {  // null, or {}
    if (parent_of(at) == Parent::Flow && is_map)
      return add_in_flow(map, in_flow(std::string(key)) + ": " + in_flow(value));
    return set(at, Map{{std::string(key), value}});
  }
  if (around.flow) return add_in_flow(map, in_flow(std::string(key)) + ": " + in_flow(value));
  const std::size_t column = source_.column(map);
  insert_line_behind(
      source_.kept_end(map), column,
      std::string(column, ' ') + key_text(key, column) + member_value_text(value, column, source_.layout()));
  return true;
}

bool EditPlan::add_items(std::uint32_t list, const Found& at, const List& values) {
  if (values.empty()) return true;
  const YamlGraphNode& around = source_.node(list);
  const bool is_list = around.type == Type::Sequence;
  std::string text;
  if (around.flow || !is_list || around.children == 0) {
    if (!is_list || (around.children == 0 && parent_of(at) != Parent::Flow)) return set(at, values);
    for (const Value& value : values.items()) text += (text.empty() ? "" : ", ") + in_flow(value);
    return add_in_flow(list, text);
  }
  const std::size_t column = source_.column(list);
  for (const Value& value : values.items())
    text += std::string(column, ' ') + '-' + item_value_text(value, column, source_.layout());
  insert_line_behind(source_.kept_end(list), column, std::move(text));
  return true;
}

bool EditPlan::remove_in_flow(const Found& at) {
  const YamlGraphNode& around = source_.node(at.parent);
  const bool map = around.type == Type::Mapping;
  const std::size_t count = map ? around.children / 2 : around.children;
  const auto begin_of = [&](std::size_t i) { return source_.start(source_.child(at.parent, map ? 2 * i : i)); };
  const auto end_of = [&](std::size_t i) {
    const std::uint32_t value = source_.child(at.parent, map ? 2 * i + 1 : i);
    const std::size_t key_end = map ? source_.end(source_.child(at.parent, 2 * i)) : 0;
    return source_.end(value) == source_.start(value) && map
               ? std::max(key_end, text_.find_first_not_of(" \t:", key_end))
               : source_.end(value);
  };
  if (at.place + 1 < count) {
    splice(begin_of(at.place), begin_of(at.place + 1), "");
  } else if (at.place > 0) {
    splice(end_of(at.place - 1), end_of(at.place), "");
  } else {
    splice(begin_of(0), end_of(0), "");
  }
  return true;
}

/// Removes what begins at `begin` in `column` and ends on the line of `end`. Behind a dash the `next` member moves up.
bool EditPlan::remove_lines(std::size_t begin, std::size_t end, std::size_t column, std::optional<std::size_t> next) {
  const std::size_t line = source_.line_begin(begin);
  const std::string_view before = std::string_view(text_).substr(line, begin - line);
  if (before.find_first_not_of(' ') == std::string_view::npos && before.size() == column) {
    const std::size_t behind = source_.line_behind(end);
    const bool last = behind == text_.size() && !text_.ends_with('\n');
    splice(last && line > 0 ? source_.line_end(line - 1) : line, behind, "");
    return true;
  }
  if (before.find_first_not_of(" -") != std::string_view::npos || !next) return false;
  // Comments between the two stay, on lines of their own.
  const std::size_t line_end = source_.line_end(end > 0 && text_[end - 1] == '\n' ? end - 1 : end);
  const std::string_view between = std::string_view(text_).substr(line_end, *next - line_end);
  const bool comments = between.find('#') != std::string_view::npos;
  std::size_t from = begin;
  if (comments)
    while (is_blank(text_[from - 1])) --from;
  splice(from, comments ? line_end : *next, "");
  return true;
}

bool EditPlan::remove(const Found& at) {
  const YamlGraphNode& around = source_.node(at.parent);
  if (around.flow) return remove_in_flow(at);
  const bool map = around.type == Type::Mapping;
  const std::size_t width = map ? 2 : 1, count = around.children / width;
  const std::size_t column = source_.column(at.parent);
  const auto begin_of = [&](std::size_t i) {
    const std::size_t start = source_.start(source_.child(at.parent, i * width));
    if (map) return start;
    return source_.line_begin(start) + column <= start && text_[source_.line_begin(start) + column] == '-'
               ? source_.line_begin(start) + column
               : text_.rfind('-', start - 1);
  };
  std::optional<std::size_t> next;
  if (at.place + 1 < count) next = begin_of(at.place + 1);
  return remove_lines(begin_of(at.place), source_.kept_end(at.node), column, next);
}

}  // namespace slipway::doc
