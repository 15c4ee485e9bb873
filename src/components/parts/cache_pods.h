#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// A cache as a StatefulSet of Valkey or Redis (the projects' own images): the first pod takes writes and keeps its
/// log on a volume, the others copy it. Service <name> leads to the first, <name>-replicas to all. Nobody but its users
/// and KEDA reaches it.
void add_cache_pods(Expansion& in, const std::string& name, const spec::Cache& cache, SourceRange origin);

}  // namespace slipway::components
