#pragma once

#include "doc/tree_builder.h"
#include "doc/value.h"

namespace slipway::doc {

/// Puts a value, with all that it holds, next into a tree that is being made: see freeze() in value.h.
void put_value(TreeBuilder& tree, const Value& value, SourceRange around);

}  // namespace slipway::doc
