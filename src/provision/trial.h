#pragma once

#include <optional>
#include <vector>

#include "decide/karpenter/solve.h"
#include "model/model.h"
#include "provision/change.h"
#include "provision/purchase.h"

namespace slipway::provision {

/// Runs the provisioner again and again on a copy of the cluster, each time with some changes.
class Laboratory {
 public:
  Laboratory(const model::Model& model, const karpenter::Options& options, const karpenter::Decision& decision);

  /// Whom a trial is about: one pod alone beside those that stand, offered one pool; or a pod with all its like, beside
  /// everyone who waits, offered every pool.
  struct Question {
    std::uint32_t pod = 0;  // of the model
    std::size_t pool = 0;   // that is changed
    bool alone = true;
    std::vector<std::uint32_t> like = {};  // where not alone: the pods that must find a place, the pod among them
  };
  struct Answer {
    bool placed = false;                            // all who were asked about
    std::size_t count = 0;                          // how many of them
    std::optional<Purchase> bought;                 // placed on a node to be bought
    std::string pool;                               // of it
    std::optional<karpenter::PoolRefusal> refusal;  // the pool's, where it is not placed
  };
  Answer ask(const Question& question, const std::vector<Change>& changes);

  const model::Model& model() const { return model_; }
  std::size_t trials() const { return trials_; }

 private:
  const model::Model& model_;
  const karpenter::Options& options_;
  karpenter::Cluster cluster_;            // types, nodes and all that no change touches
  std::vector<karpenter::Pod> standing_;  // pods that have a place
  std::size_t trials_ = 0;
};

}  // namespace slipway::provision
