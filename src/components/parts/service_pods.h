#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// One workload of the short form: ServiceAccount, Deployment, Service (when it takes connections), what scales it,
/// PodDisruptionBudget, NetworkPolicy (in a namespace that denies by default) and the claim of a shared file system.
void add_service_pods(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin);

}  // namespace slipway::components
