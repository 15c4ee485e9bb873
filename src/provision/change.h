#pragma once

#include <functional>
#include <string>
#include <vector>

#include "decide/karpenter/solve.h"

namespace slipway::provision {

/// Something that could be written differently, to see whether a pod then finds a place. One of the two functions is
/// there.
struct Change {
  std::string text;  // "tolerate gpu:NoSchedule"
  int rank = 0;      // the lower the smaller a change it is thought to be
  std::function<void(karpenter::Pod&)> on_pod = {};
  std::function<void(karpenter::NodePool&)> on_pool = {};
  /// Set where the text and the exact change follow from what is bought then: the pool's requirement on this label is
  /// dropped to see what that would be.
  std::string widens = {};
};

/// What a pool's refusal of a pod suggests to change, the smallest first; amounts aside (see amounts.h).
std::vector<Change> changes_for(const karpenter::PoolRefusal& refusal, const karpenter::Pod& pod,
                                const karpenter::NodePool& pool);

/// The exact change for one that widens: the label's requirement in the pool allows this value too.
Change widened(const Change& change, const karpenter::NodePool& pool, const std::string& value);

}  // namespace slipway::provision
