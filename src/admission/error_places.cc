#include "admission/error_places.h"

#include <span>
#include <string>

#include "base/quote.h"
#include "base/steps.h"
#include "schema/place.h"

namespace slipway::admission {
namespace {

using doc::Node;

/// Asked of the map, which has an order where it is large: an object may have an error for each of ten thousand
/// members.
const doc::Member* member_of(const Node& map, std::string_view key) {
  const Node* value = map.find(key);
  if (!value) return nullptr;
  const std::span<const doc::Member> all = map.members();
  const auto bytes = reinterpret_cast<const char*>(value) - reinterpret_cast<const char*>(&all[0].value);
  return &all[static_cast<std::size_t>(bytes) / sizeof(doc::Member)];  // values stand within members
}

/// The member whose key is at the start of `rest`: the longest that the path goes on with.
const doc::Member* member_at(const Node& map, std::string_view rest) {
  for (std::size_t end = rest.size(); end > 0; --end) {
    if (end < rest.size() && rest[end] != '.' && rest[end] != '[') continue;
    if (const doc::Member* member = member_of(map, rest.substr(0, end))) return member;
  }
  return nullptr;
}

/// The text in Go's quotes that a text begins with, with them; empty where it begins with none.
std::string_view quoted_at(std::string_view text) {
  if (!text.starts_with('"')) return {};
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return text.substr(0, at + 1);
    if (text[at] == '\\') ++at;
  }
  return {};
}

}  // namespace

Found follow(const doc::Node& object, std::string_view said) {
  count_step();
  const std::string written = schema::as_written(object, said);
  std::string_view path = written;
  Found at{&object, object.where(), true};
  while (!path.empty()) {
    if (path[0] == '.') {
      path.remove_prefix(1);
      continue;
    }
    if (path[0] == '[') {
      const std::size_t close = path.find(']');
      if (close == path.npos) return {at.node, at.key, false};
      std::string_view inside = path.substr(1, close - 1);
      path.remove_prefix(close + 1);
      if (inside.size() >= 2 && inside.front() == '"' && inside.back() == '"')
        inside = inside.substr(1, inside.size() - 2);
      if (at.node->is_list()) {
        std::size_t index = 0;
        for (const char c : inside) {
          if (c < '0' || c > '9' || index > 1'000'000) return {at.node, at.key, false};
          index = index * 10 + static_cast<std::size_t>(c - '0');
        }
        if (index >= at.node->size()) return {at.node, at.key, false};
        at.node = &at.node->items()[index];
        at.key = at.node->where();
        continue;
      }
      const doc::Member* found = member_of(*at.node, inside);
      if (!found) return {at.node, at.key, false};
      at = {&found->value, found->key.where(), true};
      continue;
    }
    const doc::Member* member = member_at(*at.node, path);
    if (!member) return {at.node, at.key, false};
    path.remove_prefix(member->key.text().size());
    at = {&member->value, member->key.where(), true};
  }
  return at;
}

ErrorPlaces::ByText ErrorPlaces::texts_of(const Node& map, Part part) {
  ByText out;
  for (const doc::Member& one : map.members()) {
    const Node& text = part == Part::Key ? one.key : one.value;
    count_step();
    if (text.is_scalar()) out[go_quoted(text.text())].members.push_back(&one);
  }
  return out;
}

Found ErrorPlaces::of(const schema::Error& error) {
  const Found at = follow(*object_, error.field);
  constexpr std::string_view kInvalid = "Invalid value: ";
  if (!at.is_whole || !at.node->is_map() || !error.detail.starts_with(kInvalid)) return at;
  const std::string_view said = std::string_view(error.detail).substr(kInvalid.size()), quoted = quoted_at(said);
  if (quoted.empty() || !said.substr(quoted.size()).starts_with(": ")) return at;
  // A key and another's value may be the same text; the words tell keys by their parts.
  const bool is_key = said.find(": name part ") != said.npos || said.find(": prefix part ") != said.npos;
  const Part part = is_key ? Part::Key : Part::Value;
  const auto [map, is_new] = maps_.try_emplace({at.node, part});
  if (is_new) map->second = texts_of(*at.node, part);
  const auto found = map->second.find(std::string(quoted));
  if (found == map->second.end() || found->second.found == found->second.members.size()) return at;
  const doc::Member& member = *found->second.members[found->second.found++];
  return is_key ? Found{at.node, member.key.where(), false} : Found{&member.value, member.key.where(), true};
}

}  // namespace slipway::admission
