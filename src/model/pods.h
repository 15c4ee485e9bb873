#pragma once

#include <set>
#include <string>
#include <utility>

#include "decide/karpenter/cluster.h"
#include "model/workload.h"

namespace slipway::model {

/// Makes the pods that controllers would make, pending, and their claims.
class PodMaker {
 public:
  /// `cluster` holds the claims that exist already, and outlives this.
  explicit PodMaker(karpenter::Cluster& cluster);
  void add(Workload&& workload, std::int64_t count);

 private:
  void claim(const kube::Pod& pod, const std::string& name, const kube::PersistentVolumeClaim& like);
  void add_claims(const Workload& workload, kube::Pod& pod);

  karpenter::Cluster& cluster_;
  std::set<std::pair<std::string, std::string>> claims_;
  std::int64_t serial_ = 0;  // of unique ids, which Karpenter's queue follows where all else is equal
};

}  // namespace slipway::model
