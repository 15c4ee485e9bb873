#pragma once

#include <string>
#include <vector>

#include "doc/node.h"

namespace slipway::karpenter {

struct RuntimeProblem {
  std::string text;  // Karpenter's words
  // Nodes of the object: what they are about, and the requirement, taint or label in which that stands.
  const doc::Node *at, *part;
};

/// What Karpenter's controller has against a NodePool or a NodeOverlay that the API server accepted: it writes this, by
/// "; " joined, as the message of the condition ValidationSucceeded = False, and buys nothing for it. Sorted by text.
/// Follows Karpenter 1.14.1 pkg/apis/v1/nodepool_validation.go and pkg/apis/v1alpha1/nodeoverlay_validation.go, with
/// the AWS provider's labels and resources.
std::vector<RuntimeProblem> runtime_problems(const doc::Node& object);

}  // namespace slipway::karpenter
