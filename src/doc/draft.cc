#include "doc/draft.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>

#include "doc/tree_builder.h"

namespace slipway::doc {
namespace {
const Node kNothing{};
}

Draft::Draft(const Node& node, Arena& arena) : node_(node), arena_(&arena) {
  assert(node.is_map() || node.is_null());
  if (node.is_map()) return;
  node_ = TreeBuilder::map_in(arena, {}, node.where());
  changed_ = true;
}

const Node& Draft::node() {
  if (stale_) node_ = TreeBuilder::map_in(*arena_, members_, node_.where());
  stale_ = false;
  return node_;
}

const Node& Draft::operator[](std::string_view key) const {
  if (!opened_) return node_[key];
  for (const Member& member : members_)
    if (member.key.text() == key) return member.value;
  return kNothing;
}

void Draft::open() {
  if (!opened_) members_.assign(node_.members().begin(), node_.members().end());
  opened_ = changed_ = stale_ = true;
}

void Draft::set(std::string_view key, const Node& value) {
  const Node copy = value;  // it may be one of the members that grow
  open();
  for (Member& member : members_) {
    if (member.key.text() != key) continue;
    member.value = copy;
    return;
  }
  members_.push_back({text(key), copy});
}

void Draft::set(std::string_view key, std::string_view value) { set(key, text(value)); }

void Draft::set(std::string_view key, std::int64_t value) {
  const std::string digits = std::to_string(value);
  set(key, TreeBuilder::integer(text(digits).text(), node_.where()));
}

void Draft::set(std::string_view key, bool value) {
  set(key, TreeBuilder::boolean(value, value ? "true" : "false", node_.where()));
}

void Draft::remove(std::string_view key) {
  const Node& held = (*this)[key];
  if (held.is_absent()) return;
  open();
  std::erase_if(members_, [&](const Member& member) { return member.key.text() == key; });
}

Node Draft::empty_map() const { return TreeBuilder::map_in(*arena_, {}, node_.where()); }

Node Draft::list_of(const std::vector<Node>& items, const Node& place) const {
  return TreeBuilder::list_in(*arena_, items, place.is_absent() ? node_.where() : place.where());
}

Node Draft::text(std::string_view copied) const {
  char* bytes = copied.empty() ? nullptr : static_cast<char*>(arena_->take(copied.size()));
  if (bytes) std::memcpy(bytes, copied.data(), copied.size());
  return TreeBuilder::string({bytes, copied.size()}, node_.where());
}

}  // namespace slipway::doc
