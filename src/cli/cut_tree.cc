#include "cli/cut_tree.h"

#include <algorithm>

#include "doc/draft.h"

namespace slipway::cli {
namespace {

using doc::Node;

class Without {
 public:
  Without(const std::set<const Node*>& gone, doc::Arena& arena) : gone_(gone), arena_(arena) {}

  Node of(const Node& node, int depth = 0) {
    if (depth > 100) return node;
    if (node.is_map()) {
      doc::Draft draft(node, arena_);
      for (const doc::Member& member : node.members()) {
        if (gone_.contains(&member.value)) {
          draft.remove(member.key.text());
        } else if (member.value.is_map() || member.value.is_list()) {
          const int before = removed_;
          const Node made = of(member.value, depth + 1);
          if (removed_ != before) draft.set(member.key.text(), made);
        }
        if (gone_.contains(&member.value)) ++removed_;
      }
      return draft.node();
    }
    if (!node.is_list()) return node;
    std::vector<Node> items;
    for (const Node& item : node.items()) {
      if (gone_.contains(&item))
        ++removed_;
      else
        items.push_back(of(item, depth + 1));
    }
    return doc::Draft(Node(), arena_).list_of(items, node);
  }

 private:
  const std::set<const Node*>& gone_;
  doc::Arena& arena_;
  int removed_ = 0;
};

bool holds(const Places& places, const SourceRange& where) {
  const auto found = places.find(where.line);
  return found != places.end() && std::ranges::any_of(found->second, [&](int column) {
           return column >= where.column && column < where.column + std::max(where.length, 1);
         });
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

}  // namespace slipway::cli
