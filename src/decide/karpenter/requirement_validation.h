#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/node_selector.h"

namespace slipway::karpenter {

/// What Karpenter has against a requirement of a pod, a NodePool or a NodeOverlay; one text for each. Lists that it
/// prints in random order are sorted. Follows Karpenter 1.14.1 pkg/apis/v1/nodeclaim_validation.go ValidateRequirement.
void check_requirement(const kube::NodeSelectorRequirement& requirement, std::optional<std::int64_t> min_values,
                       std::vector<std::string>& problems);

/// IsRestrictedLabel: why a label may not be used; "" when it may.
std::string restricted_label_problem(std::string_view key);

}  // namespace slipway::karpenter
