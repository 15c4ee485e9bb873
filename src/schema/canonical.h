#pragma once

#include <optional>

#include "doc/arena.h"
#include "doc/node.h"
#include "kube/decode/field_trees.h"

namespace slipway::schema {

/// A decoded tree as Go would write it: quantities canonical and as strings ("1.5" is "1500m"), times in UTC. Nothing
/// when that changes nothing. REQUIRES: it fits the type.
std::optional<doc::Node> canonical(const doc::Node& node, const kube::FieldType& type, doc::Arena& arena);

}  // namespace slipway::schema
