#include "admission/cut_tree.h"

#include <algorithm>

#include "doc/tree_builder.h"

namespace slipway::admission {
namespace {

using doc::Node;

class Without {
 public:
  Without(const std::set<const Node*>& gone, doc::Arena& arena) : gone_(gone), arena_(arena) {}

  Node of(const Node& node, int depth = 0) {
    if (depth > 100) return node;
    if (node.is_map()) {
      std::vector<doc::Member> members;  // in one piece: of ten thousand each may go
      const int before = removed_;
      for (const doc::Member& member : node.members()) {
        if (gone_.contains(&member.value))
          ++removed_;
        else
          members.push_back({member.key, of(member.value, depth + 1)});
      }
      return removed_ == before ? node : doc::TreeBuilder::map_in(arena_, members, node.where());
    }
    if (!node.is_list()) return node;
    std::vector<Node> items;
    const int before = removed_;
    for (const Node& item : node.items()) {
      if (gone_.contains(&item))
        ++removed_;
      else
        items.push_back(of(item, depth + 1));
    }
    return removed_ == before ? node : doc::TreeBuilder::list_in(arena_, items, node.where());
  }

 private:
  const std::set<const Node*>& gone_;
  doc::Arena& arena_;
  int removed_ = 0;
};

bool holds(const Places& places, const SourceRange& where) {
  const auto found = places.find(where.line);
  if (found == places.end()) return false;
  const auto at = found->second.lower_bound(where.column);
  return at != found->second.end() && *at < where.column + std::max(where.length, 1);
}

}  // namespace

void collect_at(const doc::Node& node, const Places& places, std::set<const doc::Node*>& into) {
  std::vector<const Node*> waiting = {&node};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    for (const doc::Member& member : one.members()) {
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

doc::Node without(const doc::Node& tree, const std::set<const doc::Node*>& gone, doc::Arena& arena) {
  return Without(gone, arena).of(tree);
}

}  // namespace slipway::admission
