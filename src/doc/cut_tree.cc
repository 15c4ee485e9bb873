#include "doc/cut_tree.h"

#include <algorithm>

#include "doc/tree_builder.h"

namespace slipway::doc {
namespace {

using Texts = std::map<const Node*, std::string_view>;

class Without {
 public:
  Without(const std::set<const Node*>& gone, const Texts& texts, Arena& arena)
      : gone_(gone), texts_(texts), arena_(arena) {}

  Node of(const Node& node, int depth = 0) {
    if (depth > 100) return node;
    if (node.is_map()) {
      std::vector<Member> members;  // in one piece: of ten thousand each may go
      const int before = changes_;
      for (const Member& member : node.members()) {
        if (gone_.contains(&member.value))
          ++changes_;
        else
          members.push_back({key_of(node, member), of(member.value, depth + 1)});
      }
      return changes_ == before ? node : TreeBuilder::map_in(arena_, members, node.where());
    }
    if (!node.is_list()) return with_text(node);
    std::vector<Node> items;
    const int before = changes_;
    for (const Node& item : node.items()) {
      if (gone_.contains(&item))
        ++changes_;
      else
        items.push_back(of(item, depth + 1));
    }
    return changes_ == before ? node : TreeBuilder::list_in(arena_, items, node.where());
  }

 private:
  Node with_text(const Node& node) {
    const auto found = texts_.empty() ? texts_.end() : texts_.find(&node);
    if (found == texts_.end()) return node;
    ++changes_;
    return TreeBuilder::string(found->second, node.where());
  }
  Node key_of(const Node& map, const Member& member) {
    const auto found = texts_.empty() ? texts_.end() : texts_.find(&member.key);
    return found == texts_.end() || map.find(found->second) ? member.key : with_text(member.key);
  }

  const std::set<const Node*>& gone_;
  const Texts& texts_;
  Arena& arena_;
  int changes_ = 0;
};

bool holds(const Places& places, const SourceRange& where) {
  const auto found = places.find(where.line);
  if (found == places.end()) return false;
  const auto at = found->second.lower_bound(where.column);
  return at != found->second.end() && *at < where.column + std::max(where.length, 1);
}

}  // namespace

void collect_at(const Node& node, const Places& places, std::set<const Node*>& into) {
  std::vector<const Node*> waiting = {&node};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    for (const Member& member : one.members()) {
      if (holds(places, member.key.where()) || (member.value.is_scalar() && holds(places, member.value.where())))
        into.insert(&member.value);
      else
        waiting.push_back(&member.value);
    }
    for (const Node& item : one.items()) {
      if (item.is_scalar() && holds(places, item.where()))
        into.insert(&item);
      else
        waiting.push_back(&item);
    }
  }
}

Node without(const Node& tree, const std::set<const Node*>& gone, Arena& arena) {
  return without(tree, gone, {}, arena);
}

Node without(const Node& tree, const std::set<const Node*>& gone, const Texts& texts, Arena& arena) {
  return Without(gone, texts, arena).of(tree);
}

}  // namespace slipway::doc
