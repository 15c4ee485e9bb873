#pragma once

#include <string>

#include "platform/graph.h"

namespace slipway::render {

/// tests/plan.tftest.hcl: what must stay true of the plan however the tree is edited afterwards (endpoints, bounds of
/// node groups, encryption, instance metadata), for `terraform test`. It asks a mocked provider: no account, no cost.
std::string plan_assertions(const platform::Graph& graph);

}  // namespace slipway::render
