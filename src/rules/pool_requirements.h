#pragma once

#include <fmt/core.h>

#include <string_view>

#include "rules/reading.h"
#include "rules/view.h"

/// What a NodePool requires of the types that it may buy.
namespace slipway::rules {

inline constexpr std::string_view kInstanceType = "node.kubernetes.io/instance-type";
inline constexpr std::string_view kCapacityType = "karpenter.sh/capacity-type";

inline bool is_in(const doc::Node& requirement) { return is_text(requirement["operator"], "In"); }

/// The pool's requirement on a word of Karpenter's or Auto Mode's instance labels.
inline const doc::Node& instance_requirement(const Pool& pool, std::string_view word) {
  const doc::Node& own = pool.requirement(fmt::format("karpenter.k8s.aws/instance-{}", word));
  return own.is_absent() ? pool.requirement(fmt::format("eks.amazonaws.com/instance-{}", word)) : own;
}

}  // namespace slipway::rules
