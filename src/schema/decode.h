#pragma once

#include <string_view>

#include "doc/node.h"
#include "kube/decode/field_trees.h"

namespace slipway::schema {

/// Whether the API server's decoder takes the tree for the Go type, strictly: no field that the type does not have, no
/// value of another type. A quick look that allocates nothing and knows no reasons: where it says no,
/// kube::unmarshal_strict tells (and may, of what is odd, still say yes).
bool fits(const doc::Node& node, const kube::FieldType::Use& use);

}  // namespace slipway::schema
