#include "rules/reading.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "kube/duration.h"

namespace slipway::rules {

SourceRange key_place(const doc::Node& map, std::string_view key) {
  for (const doc::Member& member : map.members())
    if (member.key.text() == key) return member.key.where();
  return map.where();
}

SourceRange key_place(const doc::Node& map, std::string_view first, std::string_view second) {
  return map.find(first) ? key_place(map, first) : key_place(map, second);
}

bool is_text(const doc::Node& node, std::string_view text) { return node.is_scalar() && text_of(node) == text; }

std::optional<kube::Quantity> quantity_of(const doc::Node& node) {
  const std::string_view text = text_of(node);
  if (text.empty()) return std::nullopt;
  auto read = kube::Quantity::parse(text);
  if (!read) return std::nullopt;
  return read.value();
}

std::optional<std::int64_t> seconds_of(const doc::Node& node) {
  if (!node.is_string()) return std::nullopt;
  const auto read = kube::parse_duration(node.text());
  if (!read) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(read.value()).count();
}

std::optional<std::int64_t> integer_of(const doc::Node& node) {
  if (node.kind() != doc::Kind::Int || node.is_unsigned()) return std::nullopt;
  return node.integer();
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && !text.empty() ? std::optional(value) : std::nullopt;
}

std::int64_t count_of(const doc::Node& node, std::int64_t otherwise) {
  return std::clamp<std::int64_t>(integer_of(node).value_or(otherwise), 0, 1'000'000);
}

std::int64_t devices_of(const doc::Node& node) {
  const auto amount = quantity_of(node);
  return amount ? static_cast<std::int64_t>(std::clamp(amount->approximate(), 0.0, 1e6)) : 0;
}

bool is_true(const doc::Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

namespace {

/// Whether nothing but spaces stands before the place on its line.
bool begins_its_line(const SourceRange& place) {
  if (!place || place.line < 1 || place.column < 1) return false;
  const std::string_view before = place.source->line(place.line).substr(0, static_cast<std::size_t>(place.column) - 1);
  return before.find_first_not_of(' ') == std::string_view::npos;
}

}  // namespace

std::vector<FixIt> added_before(SourceRange key, std::string_view member) {
  if (!begins_its_line(key)) return {};
  key.length = 0;
  return {{key, fmt::format("{}\n{}", member, std::string(static_cast<std::size_t>(key.column) - 1, ' '))}};
}

std::vector<FixIt> removed(const doc::Node& map, std::string_view key) {
  SourceRange place = key_place(map, key);
  const SourceRange value = map[key].where();
  if (!begins_its_line(place) || value.line != place.line || map.size() < 2 || value.length == 0) return {};
  place.length = value.column + value.length - place.column;
  return {{place, ""}};
}

bool holds(const doc::Node& list, std::string_view text) {
  return std::ranges::any_of(list.items(), [&](const doc::Node& item) { return text_of(item) == text; });
}

SourceRange place_in(const doc::Node& node, std::size_t offset) {
  const SourceRange start = node.where();
  const std::string_view text = text_of(node);
  if (!start || offset > text.size()) return start;
  const std::size_t line_start = text.rfind('\n', offset ? offset - 1 : 0);
  const std::size_t begin = line_start == std::string_view::npos || offset == 0 ? 0 : line_start + 1;
  const std::string_view wanted = trim(text.substr(begin, text.find('\n', begin) - begin));
  const auto lines = static_cast<int>(std::ranges::count(text.substr(0, begin), '\n'));
  if (wanted.empty()) return start;
  // A literal block begins on the line behind its key; a plain or quoted text on the key's own.
  for (const int line : {start.line + 1 + lines, start.line + lines}) {
    const std::string_view written = start.source->line(line);
    const std::size_t at = written.find(wanted);
    if (at == std::string_view::npos) continue;
    return {start.source, line, static_cast<int>(at) + 1, static_cast<int>(wanted.size())};
  }
  return start;
}

SourceRange name_place(const kube::Object& object) {
  const doc::Node& metadata = (*object.node)["metadata"];
  if (const doc::Node* name = metadata.find("name")) return name->where();
  if (const doc::Node* name = metadata.find("generateName")) return name->where();
  return object.node->where();
}

const doc::Node& variable(const doc::Node& container, std::string_view name) {
  static const doc::Node absent;
  for (const doc::Node& one : container["env"].items())
    if (text_of(one["name"]) == name) return one;
  return absent;
}

std::string title_of(const kube::Object& object) {
  const std::string& name = object.name.empty() ? object.generate_name : object.name;
  if (name.empty()) return object.kind + " without a name" + (object.ns.empty() ? "" : " in " + object.ns);
  return object.kind + " " + (object.ns.empty() ? "" : object.ns + "/") + name;
}

std::string short_number(double number) {
  std::string text = fmt::format("{:.2f}", number);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string gib(double bytes) {
  std::string text = fmt::format("{:.1f}", bytes / (1024.0 * 1024 * 1024));
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

}  // namespace slipway::rules
