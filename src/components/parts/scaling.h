#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// What scales a Deployment: KEDA's ScaledObject with its TriggerAuthentications, or a HorizontalPodAutoscaler when all
/// it scales on is its processor, or the platform has no KEDA. Nothing when it scales on nothing.
/// What a HorizontalPodAutoscaler alone cannot do is a diagnostic (CMP150).
void add_scaling(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin);

/// Whether something else than the Deployment says how many replicas there are.
bool is_scaled(const spec::Scale& scale);

}  // namespace slipway::components
