#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/source.h"
#include "doc/arena.h"
#include "doc/node.h"

namespace slipway::admission {

/// Columns by line.
using Places = std::map<int, std::set<int>>;

/// Adds the nodes on whose key or value one of these places is.
void collect_at(const doc::Node& node, const Places& places, std::set<const doc::Node*>& into);

/// The tree without these nodes of it: what else is wrong with an object shows when what was found wrong is gone. Lives
/// in the arena, and shares with the tree what is the same.
doc::Node without(const doc::Node& tree, const std::set<const doc::Node*>& gone, doc::Arena& arena);

}  // namespace slipway::admission
