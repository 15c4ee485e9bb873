#pragma once

#include <vector>

#include "provision/outcome.h"

namespace slipway::provision {

/// Finds for each group of pending pods the smallest changes that free it, by trying: pool by pool what the pool's
/// refusal suggests, one change at a time and, where one does not do, a second and third on top. Pods that would fit
/// alone, and wait because others take what they need, are tried together with all. `representatives`: a pod of each
/// group. Bounded in trials: a group that comes late may stay without an answer.
void find_fixes(const model::Model& model, const karpenter::Options& options, const karpenter::Decision& decision,
                const std::vector<std::uint32_t>& representatives, std::vector<Pending>& groups);

}  // namespace slipway::provision
