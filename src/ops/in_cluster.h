#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "cluster/apply.h"
#include "cluster/apply_set.h"
#include "cluster/kinds.h"
#include "cluster/wait.h"
#include "ops/changes.h"
#include "ops/charts_seen.h"
#include "ops/identity.h"
#include "ops/site.h"
#include "ops/steps.h"
#include "render/kubernetes_order.h"

namespace slipway::ops {

/// What the site's API server said, as a step says it; many messages name the object themselves. Commands of kubectl's
/// in its fix ask the same cluster.
StepFailure failure_of(const cluster::ApiFailure& failure, const std::string& about = {});

/// What the journal remembers Jobs by that were applied, before their namespace and name.
inline constexpr const char* kAppliedJob = "job ";

/// Which part of a platform is worked on.
struct Choice {
  std::set<std::string> components = {};  // none: all of them
  bool is_whole() const { return components.empty(); }
  bool has(const std::string& component) const { return is_whole() || components.contains(component); }
};

/// Addresses of what these components make in AWS.
std::vector<std::string> resources_of(const platform::Graph& graph, const Choice& choice);
/// What Terraform is to be told of it: nothing when it is the whole.
std::vector<std::string> targets_of(const platform::Graph& graph, const Choice& choice);

/// A step on the way into the cluster (render/kubernetes_order.h), its objects with what AWS made filled in.
struct ClusterStep {
  std::string name, title;  // "50-node-pools", "chart/karpenter"
  render::Part part = render::Part::Charts;
  const platform::Release* release = nullptr;
  std::vector<const platform::Object*> objects = {};
  std::vector<doc::Document> filled = {};  // of each object
  std::string values = {};                 // of the release, filled in as well
  bool is_waited_for = false;
  bool is_open = false;  // some names of AWS are not known yet
};

/// The steps that apply takes of a graph, in their order; what is made on demand is left out, and so are steps of which
/// nothing is chosen.
std::vector<ClusterStep> cluster_steps(const platform::Graph& graph, const Choice& choice,
                                       const std::map<std::string, std::string>& outputs);

/// A hash of what platform.yaml asks of the step, whatever AWS made is called.
std::string inputs_of(const ClusterStep& step);

/// Whether a cluster is another than the one that a platform was brought up in, so far as both are known.
std::optional<StepFailure> is_anothers(cluster::Api& api, const Identity& known, const std::string& platform);

/// What was the platform's and is no longer wanted.
struct Unwanted {
  std::set<kube::ObjectKey> objects;   // those that would go: what is kept is not among them
  std::vector<ReleaseState> releases;  // in the order of going: the newest first, charts of definitions last
  bool is_empty() const { return objects.empty() && releases.empty(); }
};

/// The platform's part of a cluster: its apply set and its releases.
class InCluster {
 public:
  InCluster(Site& site, Journal& journal, cluster::Api& api, cluster::Conflicts conflicts);

  /// Reads what is there: releases, members of the apply set. A cluster that the person named, and that is not the one
  /// the platform was brought up in, is a failure.
  std::optional<StepFailure> look();
  /// That alone, whatever else cannot be asked.
  std::optional<StepFailure> is_anothers();
  /// A failure when Argo CD or Flux delivers what `slipway render --delivery` wrote: each would undo what the other
  /// does.
  std::optional<StepFailure> look_for_delivery();
  /// Writes down which cluster it is.
  std::optional<StepFailure> remember_cluster();
  /// Which objects of their charts are not there, of releases that are as they should be: by hand they were deleted,
  /// and Helm does not look. Kept until the next time. What could not be asked, and why. REQUIRES: look().
  std::vector<StepFailure> look_into_charts(std::span<const ClusterStep> steps);
  /// What applying these would change, by dry runs. REQUIRES: look().
  void compare(std::span<const ClusterStep> steps, Changes& changes);
  /// Whoever deletes, when these are the steps of the whole platform. REQUIRES: look().
  Unwanted unwanted(const std::vector<ClusterStep>& steps);
  /// Of it what must go before AWS takes away what its controllers work with. Node pools and their classes are not
  /// among it as long as Karpenter stays: its pods need those that follow them.
  Unwanted retiring(const std::vector<ClusterStep>& steps);
  /// Into `changes`: all that is unwanted, and what of it is kept; `first` goes before AWS is changed.
  void list_unwanted(const std::vector<ClusterStep>& steps, const Unwanted& first, Changes& changes);

  /// REQUIRES: look().
  Result<std::string, StepFailure> widen(const std::vector<ClusterStep>& steps);
  Result<std::string, StepFailure> apply_objects(const ClusterStep& step, const Helm::Told& told);
  Result<std::string, StepFailure> apply_chart(const ClusterStep& step, const Helm::Told& told);
  /// Deletes members, what was made last first, each rank when the one before is gone; waits until all are.
  Result<std::string, StepFailure> remove(const std::function<bool(const cluster::Member&)>& goes,
                                          cluster::Holders holders, const Helm::Told& told);
  /// Karpenter only when its NodeClaims are gone: its instances would run on, and cost.
  Result<std::string, StepFailure> uninstall(const std::string& ns, const std::string& name, const Helm::Told& told);
  /// remove() and uninstall() of these.
  Result<std::string, StepFailure> retire(const Unwanted& going, const Helm::Told& told);
  /// Waits until all are gone; a failure names the first that is not, and says `fix`.
  std::optional<StepFailure> wait_until_gone(const std::vector<kube::ObjectKey>& keys, std::int64_t milliseconds,
                                             const std::string& fix, const Helm::Told& told);
  /// What is left of what was ours and is no longer wanted.
  Result<std::string, StepFailure> prune(const std::vector<ClusterStep>& steps, const Helm::Told& told);
  /// Waits for Deployments and their like; says what is not ready when time is over.
  Result<std::string, StepFailure> wait_for_workloads(const std::vector<ClusterStep>& steps, std::int64_t milliseconds,
                                                      const Helm::Told& told);

  /// Of all their objects, namespaces filled in.
  std::set<kube::ObjectKey> keys_of(const std::vector<ClusterStep>& steps);
  cluster::Api& api() { return api_; }
  const Site& site() const { return site_; }
  cluster::ApplySet& set() { return set_; }
  cluster::Kinds& kinds() { return kinds_; }
  const cluster::Members& members() const { return members_; }
  /// Releases of this platform, by namespace and name.
  std::vector<ReleaseState> own_releases() const;
  bool owns(const platform::Release& release) const;
  /// Of any platform, or none; nullptr: there was none when look() was called.
  const ReleaseState* release_named(std::string_view name) const;
  /// Whether somebody interrupts.
  std::function<bool()> stop() const;

 private:
  kube::ObjectKey key_of(const doc::Node& object);
  bool is_done_job(const ClusterStep& step, std::size_t index);
  bool is_current(const ClusterStep& step) const;
  /// Of what look_into_charts() found gone.
  std::vector<kube::ObjectKey> gone_of(const platform::Release& release) const;
  std::optional<StepFailure> wait_for_nodes(const Helm::Told& told);
  /// Of what was waited for, and is still there.
  StepFailure stays(const kube::ObjectKey& key, const std::string& why, const std::string& fix);
  /// Tells a person what holds the first few of these, where it takes a person to mend it; how many it told of.
  std::size_t tell_what_holds(const std::vector<kube::ObjectKey>& late);
  /// Of these, what was deleted and is still there: a list for each kind, and no more once nobody answers or stop()
  /// says so, since a program waits meanwhile.
  std::vector<kube::ObjectKey> ending_of(const std::vector<kube::ObjectKey>& keys);
  /// What the chart of a release made; none where that cannot be read.
  std::vector<kube::ObjectKey> made_by(const std::string& ns, const std::string& name);

  Site& site_;
  Journal& journal_;
  cluster::Api& api_;
  cluster::Kinds kinds_;
  cluster::ApplySet set_;
  cluster::Conflicts conflicts_;
  cluster::Members members_;
  std::map<std::pair<std::string, std::string>, ReleaseState> releases_;
  ChartsSeen charts_;
};

}  // namespace slipway::ops
