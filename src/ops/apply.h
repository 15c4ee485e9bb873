#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ops/adoption.h"
#include "ops/changes.h"
#include "ops/in_cluster.h"
#include "ops/plan_file.h"
#include "ops/planned_tree.h"
#include "ops/site.h"
#include "ops/steps.h"
#include "ops/verify.h"

namespace slipway::ops {

struct ApplyWish {
  Choice choice = {};
  std::string from = {};  // a step's name: those before it are taken for done, and of them nothing is said
  cluster::Conflicts conflicts = cluster::Conflicts::TakeFromPeople;
  bool waits = true;  // at the end, until what was applied is well
};

/// That there is no step `from` among what the wish chooses, and which there are; nullopt: there is, or none is named.
std::optional<StepFailure> no_such_step(const platform::Graph& graph, const ApplyWish& wish);

/// Brings a platform up, or to what platform.yaml says now: plan(), then the steps(). Whatever of it was done before is
/// found done, by asking Terraform, AWS and the cluster; the journal only tells people, and which Jobs have run.
/// REQUIRES: the site's lock is held; site and journal outlive it; !no_such_step().
class Apply {
 public:
  Apply(Site& site, Journal& journal, ApplyWish wish);
  using Told = std::function<void(const std::string&)>;
  /// Asks Terraform for a plan of the tree as platform.yaml says now (PlannedTree), and the cluster, by dry runs, what
  /// would change there. Of what is taken for done nothing is asked, nor counted.
  Result<Changes, StepFailure> plan(const Told& told);
  /// What plan() found to do, in order: retire (when there is something), aws, access, then parts and charts, prune,
  /// verify. From the first one on the tree is that of this apply.
  std::vector<Step> steps();

 private:
  bool wants_cluster() const;
  std::optional<StepFailure> take_outputs();
  std::optional<StepFailure> look_for_helm(const Changes& changes) const;
  Result<std::string, StepFailure> apply_aws(const Told& told);
  Result<std::string, StepFailure> reach(const Told& told);
  Result<std::string, StepFailure> verify(const Told& told);
  std::optional<StepFailure> enter(std::unique_ptr<cluster::Api> api);
  std::optional<StepFailure> is_unknown();
  Result<Changes, StepFailure> planned(const Told& told);
  std::optional<StepFailure> plan_aws(const Told& told);
  Result<std::string, StepFailure> run_plan(const Told& told);
  bool goes_on_after(const StepFailure& failure, const Told& told);
  std::optional<StepFailure> plan_again(const TerraformPlan& confirmed, const Told& told);
  Result<std::string, StepFailure> make(const TerraformPlan& confirmed, const Told& told);

  Site& site_;
  Journal& journal_;
  ApplyWish wish_;
  Terraform terraform_;
  Adoption adoption_;
  std::optional<TerraformPlan> aws_plan_;
  PlanFile plan_file_;         // on the disk only while Terraform is at it
  std::string planned_bytes_;  // what it holds then
  std::vector<ClusterStep> cluster_steps_;
  std::unique_ptr<cluster::Api> api_;
  std::unique_ptr<InCluster> in_cluster_;
  Unwanted retiring_;
  PlannedTree tree_;
};

}  // namespace slipway::ops
