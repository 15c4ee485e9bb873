#pragma once

#include <string>

#include "platform/graph.h"

namespace slipway::render {

/// outputs.tf: what people ask for (the cluster, queues, buckets, endpoints) and `kubernetes`, what native objects need
/// (outputs.h). No output is a secret.
std::string terraform_outputs(const platform::Graph& graph);

}  // namespace slipway::render
