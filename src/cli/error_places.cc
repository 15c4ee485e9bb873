#include "cli/error_places.h"

namespace slipway::cli {
namespace {

using doc::Node;

/// The end of a key of a map at the start of `rest`: the longest member's name that the path goes on with.
const doc::Member* member_at(const Node& map, std::string_view rest) {
  const doc::Member* best = nullptr;
  for (const doc::Member& member : map.members()) {
    const std::string_view key = member.key.text();
    if (!rest.starts_with(key) || (best && best->key.text().size() > key.size())) continue;
    if (rest.size() == key.size() || rest[key.size()] == '.' || rest[key.size()] == '[') best = &member;
  }
  return best;
}

}  // namespace

Found follow(const doc::Node& object, std::string_view path) {
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
      const doc::Member* found = nullptr;
      for (const doc::Member& member : at.node->members())
        if (member.key.text() == inside) found = &member;
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

}  // namespace slipway::cli
