#pragma once

#include <string>

#include "decide/karpenter/cluster.h"
#include "decide/karpenter/storage.h"

namespace slipway::karpenter {

/// Whether a pod may take part in the run. Follows Karpenter 1.14.1, pkg/controllers/provisioning/provisioner.go and
/// pkg/apis/v1/nodeclaim_validation.go.
struct Verdict {
  bool opts_out = false;  // it does not want nodes of Karpenter: nobody is told
  std::string problem;    // in Karpenter's words, several joined by "; "; "" when there is none
};
Verdict validate(const Pod& pod, const Storage& storage);

}  // namespace slipway::karpenter
