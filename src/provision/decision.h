#pragma once

#include <string_view>

#include "decide/karpenter/waiting.h"

namespace slipway::provision {

/// What Karpenter decides. Where nodes exist and no pool is usable it would not even look: pods go to those nodes then,
/// as kube-scheduler puts them there without it.
karpenter::Decision decision(const karpenter::Cluster& cluster, const karpenter::Options& options);
/// The same as solve_for_waiting() tells it.
karpenter::Decision decision(const karpenter::Cluster& cluster, const karpenter::Options& options,
                             const karpenter::Hear& hear);

/// Whether the pod is one that a place is to be found for.
bool wants_place(const karpenter::Pod& pod);
/// Of pods that want a place where Decision::has_no_pool.
inline constexpr std::string_view kNoPool = "no NodePool is there to make a node for it";

}  // namespace slipway::provision
