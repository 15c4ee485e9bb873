#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cluster/apply.h"
#include "cluster/apply_set.h"
#include "cluster/kinds.h"
#include "ops/changes.h"
#include "ops/site.h"
#include "ops/steps.h"
#include "render/kubernetes_order.h"

namespace slipway::ops {

/// What the journal remembers Jobs by that were applied, before their namespace and name.
inline constexpr const char* kAppliedJob = "job ";

/// Which part of a platform is worked on.
struct Choice {
  std::set<std::string> components = {};  // none: all of them
  bool is_whole() const { return components.empty(); }
  bool has(const std::string& component) const { return is_whole() || components.contains(component); }
};

/// A step on the way into the cluster (render/kubernetes_order.h), its objects with what AWS made filled in.
struct ClusterStep {
  std::string name, title;  // "50-node-pools", "chart/karpenter"
  render::Part part = render::Part::Charts;
  const platform::Release* release = nullptr;
  std::vector<const platform::Object*> objects = {};
  std::vector<doc::Document> filled = {};  // of each object
  bool is_waited_for = false;
  bool is_open = false;  // some names of AWS are not known yet
};

/// The steps that apply takes of a graph, in their order; what is made on demand is left out, and so are steps of which
/// nothing is chosen.
std::vector<ClusterStep> cluster_steps(const platform::Graph& graph, const Choice& choice,
                                       const std::map<std::string, std::string>& outputs);

/// The platform's part of a cluster: its apply set and its releases.
class InCluster {
 public:
  InCluster(Site& site, Journal& journal, cluster::Api& api, cluster::Conflicts conflicts);

  /// Reads what is there: releases, members of the apply set.
  std::optional<StepFailure> look();
  /// What applying these would change, by dry runs; and, of the whole, what would go. REQUIRES: look().
  void compare(const std::vector<ClusterStep>& steps, const Choice& choice, Changes& changes);

  /// REQUIRES: look().
  Result<std::string, StepFailure> widen(const std::vector<ClusterStep>& steps);
  Result<std::string, StepFailure> apply_objects(const ClusterStep& step, const Helm::Told& told);
  Result<std::string, StepFailure> apply_chart(const ClusterStep& step, const Helm::Told& told);
  /// What was ours and is no longer wanted.
  Result<std::string, StepFailure> prune(const std::vector<ClusterStep>& steps, const Helm::Told& told);
  /// Waits for Deployments and their like; says what is not ready when time is over.
  Result<std::string, StepFailure> wait_for_workloads(const std::vector<ClusterStep>& steps, std::int64_t milliseconds,
                                                      const Helm::Told& told);

  /// Of all their objects, namespaces filled in.
  std::set<kube::ObjectKey> keys_of(const std::vector<ClusterStep>& steps);
  cluster::Api& api() { return api_; }
  cluster::ApplySet& set() { return set_; }
  cluster::Kinds& kinds() { return kinds_; }
  const cluster::Members& members() const { return members_; }
  /// Releases of this platform, by namespace and name.
  std::vector<ReleaseState> own_releases() const;
  bool owns(const platform::Release& release) const;

 private:
  kube::ObjectKey key_of(const doc::Node& object);
  bool is_done_job(const ClusterStep& step, std::size_t index);
  std::string values_of(const ClusterStep& step) const;
  bool is_current(const ClusterStep& step) const;
  std::function<bool()> stop() const;

  Site& site_;
  Journal& journal_;
  cluster::Api& api_;
  cluster::Kinds kinds_;
  cluster::ApplySet set_;
  cluster::Conflicts conflicts_;
  cluster::Members members_;
  std::map<std::pair<std::string, std::string>, ReleaseState> releases_;
};

}  // namespace slipway::ops
