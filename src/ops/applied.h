#pragma once

#include <string>

#include "ops/in_cluster.h"

namespace slipway::ops {

/// What an apply brings up, as the journal remembers it (kAppliedHash): a line for each component, with a hash of all
/// that is asked for of it, and one for what all have in common. Where in platform.yaml that stands makes no
/// difference.
std::string applied_of(const platform::Graph& graph);

/// After an apply of some components: these as they are `now`, the rest as it was `before`.
std::string applied_in_part(const std::string& before, const std::string& now, const Choice& choice);

}  // namespace slipway::ops
