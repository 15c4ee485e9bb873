#pragma once

#include <map>
#include <set>
#include <string_view>

#include "base/source.h"
#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::doc {

/// Columns by line.
using Places = std::map<int, std::set<int>>;

/// Adds the nodes on whose key or value one of these places is.
void collect_at(const Node& node, const Places& places, std::set<const Node*>& into);

/// The tree without these nodes of it: what else is wrong with an object shows when what was found wrong is gone. Lives
/// in the arena, and shares with the tree what is the same.
Node without(const Node& tree, const std::set<const Node*>& gone, Arena& arena);
/// The same with other texts in place of keys and strings; a key that its map then has already is left as it was. The
/// texts live on with the result.
Node without(const Node& tree, const std::set<const Node*>& gone, const std::map<const Node*, std::string_view>& texts,
             Arena& arena);

}  // namespace slipway::doc
