#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ops/by_hand.h"
#include "ops/changes.h"
#include "ops/in_cluster.h"
#include "ops/left_behind.h"
#include "ops/plan_file.h"
#include "ops/planned_tree.h"
#include "ops/site.h"
#include "ops/steps.h"

namespace slipway::ops {

/// The component of what others made in the cluster and AWS keeps things for, in Destroy::plan(); Change::why says
/// what.
inline constexpr const char* kMadeInCluster = "made in the cluster";

/// Takes a platform down, backwards, so that what controllers made goes while they are there to do it: routes and
/// workloads, the volumes of their claims, charts (Karpenter only when its instances are gone), namespaces, AWS; then
/// searches for what is left. What is gone already is not missed: after a failure or a kill it is begun anew.
/// REQUIRES: the site's lock is held; site and journal outlive it.
class Destroy {
 public:
  struct Wish {
    bool keeps_volumes = false;  // volumes of claims outlive the cluster (reclaim policy Retain)
    bool only_looks = false;     // plan() alone is wanted: it waits for nobody
  };
  Destroy(Site& site, Journal& journal, Wish wish);

  using Told = std::function<void(const std::string&)>;
  /// What there is, each a Delete; a Keep is what stays in AWS though its cluster goes.
  Result<Changes, StepFailure> plan(const Told& told);
  /// REQUIRES: plan() succeeded.
  std::vector<Step> steps();
  /// What the last step found.
  const std::vector<LeftBehind>& left() const { return left_; }

 private:
  Result<Changes, StepFailure> planned(const Told& told);
  /// Whether a run that was killed may have left a Terraform at work, which knows more than its state does yet.
  bool may_be_at_work();
  /// Whether the cluster lets us in no more because a destroy has begun to take AWS away: our access entry goes among
  /// the first, the cluster after its node groups, and before either all that is in it went.
  bool is_shut_out(cluster::Api& api);
  void list_by_hand(Changes& changes) const;
  Result<std::string, StepFailure> remove_chart(const ClusterStep& step, const Told& told);
  Result<std::string, StepFailure> remove_volumes(const Told& told);
  Result<std::string, StepFailure> remove_rest(const Told& told);
  Result<std::string, StepFailure> destroy_aws(const Told& told);
  Result<std::string, StepFailure> search(const Told& told);

  Site& site_;
  Journal& journal_;
  Wish wish_;
  Terraform terraform_;
  PlanFile plan_file_;
  PlannedTree tree_;
  std::vector<ClusterStep> cluster_steps_;
  std::unique_ptr<cluster::Api> api_;  // nullptr: there is no cluster any more
  std::unique_ptr<InCluster> in_cluster_;
  ByHand by_hand_;
  std::size_t resources_ = 0;
  std::vector<LeftBehind> left_;
};

}  // namespace slipway::ops
