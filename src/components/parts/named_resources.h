#pragma once

#include <span>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "platform/graph.h"
#include "spec/platform.h"

namespace slipway::components {

/// CMP009 wherever platform.yaml, a file that it includes or a manifest of the user's reads an attribute of a resource
/// that the graph has not: `${aws_sqs_queue.promts.url}` would become the name of an output that nobody makes.
void check_named_resources(const spec::Platform& platform, std::span<const doc::Document> manifests,
                           const platform::Graph& graph, Diagnostics& diagnostics);

}  // namespace slipway::components
