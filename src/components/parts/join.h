#pragma once

#include <span>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "platform/graph.h"

namespace slipway::components {

/// Adds the object, unless there is one of the same group, kind, namespace and name: then CMP007 says both places.
void join_object(platform::Graph& graph, platform::Object object, Diagnostics& diagnostics);

/// The user's own objects, in order; a `kind: List` is its items. Documents that are no object (null, without kind or
/// name) are left to the rules that judge manifests and are added as they are, when they are maps.
void join_manifests(platform::Graph& graph, std::span<const doc::Document> manifests, Diagnostics& diagnostics);

}  // namespace slipway::components
