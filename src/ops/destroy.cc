#include "ops/destroy.h"

#include <fmt/core.h>

#include <algorithm>

#include "cluster/objects.h"
#include "cluster/wait.h"
#include "render/kubernetes_parts.h"

namespace slipway::ops {
namespace {

constexpr const char* kPlanFile = "slipway.tfplan";
constexpr std::int64_t kGoneWithin = 10 * 60'000;
constexpr std::int64_t kNodesGoneWithin = 30 * 60'000;  // pods may take their time to end

StepFailure failure_of(const cluster::ApiFailure& failure, const std::string& about = {}) {
  return {about.empty() ? failure.message : about + ": " + failure.message, failure.fix};
}

bool is_namespace(const kube::ObjectKey& key) { return key.kind == "Namespace" && key.group.empty(); }

/// "aws_vpc.main" of `aws_vpc.main`, `aws_subnet.a["x"]`; modules do not occur in what slipway renders.
ResourceChange deletion_of(const std::string& address) {
  const auto bare = address.substr(0, address.find('['));
  const auto dot = std::min(bare.find('.'), bare.size());
  return {address, bare.substr(0, dot), dot < bare.size() ? bare.substr(dot + 1) : "", ResourceChange::Action::Delete};
}

}  // namespace

Destroy::Destroy(Site& site, Journal& journal, Wish wish)
    : site_(site), journal_(journal), wish_(wish), terraform_(terraform_of(site)) {}

Destroy::~Destroy() {
  [[maybe_unused]] const auto gone = site_.doors.files.remove(terraform_.setting().folder + "/" + kPlanFile);
}

std::function<bool()> Destroy::stop() const {
  return [&interrupts = site_.interrupts] { return interrupts.count() > 0; };
}

Result<Changes, StepFailure> Destroy::plan(const Told& told) {
  Changes changes;
  if (const auto failed = write_tree(site_)) return *failed;
  told("terraform init");
  if (const auto failed = initialize(site_, terraform_)) return *failed;
  const auto addresses = terraform_.state();
  if (!addresses) return addresses.error();
  told("the cluster");
  auto api = open_cluster(site_);
  if (!api) return api.error();
  if (*api) {
    api_ = std::move(api).value();
    if (!site_.is_cluster_named)
      if (const auto written = site_.doors.files.write(site_.kubeconfig_file(),
                                                       kubeconfig_of(api_->access(), site_.cluster(), site_.program));
          !written)
        return StepFailure{written.error().message};
    in_cluster_ = std::make_unique<InCluster>(site_, journal_, *api_, cluster::Conflicts::Take);
    if (const auto failed = in_cluster_->look()) return *failed;
    cluster_steps_ = cluster_steps(site_.graph, {}, known_outputs(site_));
    for (const auto& [key, member] : in_cluster_->members()) {
      ++changes.objects;
      Change change{Change::Where::Object, Change::Action::Delete, title_of(key)};
      for (const auto& object : site_.graph.objects())
        if (object.kind() == key.kind && object.name() == key.name &&
            (object.namespace_() == key.ns || object.namespace_().empty())) {
          change.component = object.component;
          change.origin = object.origin;
          break;
        }
      changes.all.push_back(std::move(change));
    }
    for (const auto& release : in_cluster_->own_releases()) {
      ++changes.charts;
      Change change{Change::Where::Chart, Change::Action::Delete, release.name + " in " + release.ns};
      for (const auto& wanted : site_.graph.releases())
        if (wanted.name == release.name && wanted.namespace_ == release.ns) change.component = wanted.component;
      changes.all.push_back(std::move(change));
    }
  }
  if (changes.charts > 0)
    if (const auto failed = helm_of(site_).look()) return *failed;
  resources_ = addresses->size();
  changes.resources = resources_;
  for (const auto& address : *addresses) changes.all.push_back(change_of(site_.graph, deletion_of(address)));
  return changes;
}

Result<std::string, StepFailure> Destroy::remove_objects(const std::function<bool(const cluster::Member&)>& goes,
                                                         const Told& told) {
  using Outcome = cluster::Pruned::Outcome;
  std::vector<kube::ObjectKey> ending;
  std::size_t deleted = 0;
  std::int64_t within = kGoneWithin;
  for (const auto& [key, member] : in_cluster_->members())
    if (key.group == "karpenter.sh" && goes(member)) within = kNodesGoneWithin;
  const auto results = cluster::prune(
      *api_, in_cluster_->kinds(), in_cluster_->members(), [&](const cluster::Member& member) { return !goes(member); },
      {.holders = cluster::Holders::Delete, .in_foreground = true, .wait_milliseconds = within, .stop = stop()},
      [&](const cluster::Pruned& pruned) { told(title_of(pruned.key)); });
  for (const auto& result : results) {
    if (result.outcome == Outcome::Failed) return failure_of(result.failure, title_of(result.key));
    if (result.outcome == Outcome::Skipped) return StepFailure{"interrupted", "", true};
    if (result.outcome == Outcome::Kept) {
      told(fmt::format("{} stays: {}", title_of(result.key), result.why));
      continue;
    }
    ++deleted;
    ending.push_back(result.key);
  }
  const auto waited =
      cluster::wait_until_gone(*api_, in_cluster_->kinds(), ending, {.milliseconds = within, .stop = stop()},
                               [&](std::size_t index, const cluster::Readiness& readiness) {
                                 if (!readiness.is_ready())
                                   told(fmt::format("waits for {} to go: {}", title_of(ending[index]), readiness.why));
                               });
  if (!waited) return failure_of(waited.error());
  for (const auto& one : *waited)
    if (!one.readiness.is_ready()) {
      if (site_.interrupts.count() > 0) return StepFailure{"interrupted while it waited", "", true};
      return StepFailure{fmt::format("{} does not go: {}", title_of(one.key), one.readiness.why),
                         "whoever set its finalizer must take it away: is that controller running?"};
    }
  return deleted == 0 ? "nothing to do" : fmt::format("{} deleted", deleted);
}

Result<std::string, StepFailure> Destroy::remove_chart(const ClusterStep& step, const Told& told) {
  if (!in_cluster_->owns(*step.release)) return std::string("not of this platform, or gone: left alone");
  // Karpenter takes its instances away when their NodeClaims are deleted; without it they run on, and cost.
  if (std::ranges::find(step.release->brings, "karpenter.sh") != step.release->brings.end() ||
      step.release->name == "karpenter") {
    const auto kind = in_cluster_->kinds().known_group_kind("karpenter.sh", "NodeClaim");
    if (kind && *kind) {
      std::vector<kube::ObjectKey> claims;
      const auto listed = api_->list_metadata(**kind, "", "", [&](const doc::Node& claim) {
        claims.push_back({"NodeClaim", "karpenter.sh", "", std::string(claim["metadata"]["name"].text())});
      });
      if (!listed && listed.error().status != 404) return failure_of(listed.error());
      const auto waited = cluster::wait_until_gone(
          *api_, in_cluster_->kinds(), claims, {.milliseconds = kNodesGoneWithin, .stop = stop()},
          [&](std::size_t index, const cluster::Readiness& readiness) {
            if (!readiness.is_ready()) told(fmt::format("waits for node {}: {}", claims[index].name, readiness.why));
          });
      if (!waited) return failure_of(waited.error());
      for (const auto& one : *waited)
        if (!one.readiness.is_ready()) {
          if (site_.interrupts.count() > 0) return StepFailure{"interrupted while it waited", "", true};
          return StepFailure{fmt::format("NodeClaim {} does not go: {}", one.key.name, one.readiness.why),
                             "pods that may not be evicted hold it: kubectl get pods --all-namespaces --output wide"};
        }
    }
  }
  return helm_of(site_).uninstall(step.release->namespace_, step.release->name, told);
}

Result<std::string, StepFailure> Destroy::remove_volumes(const Told& told) {
  std::vector<std::string> namespaces;
  for (const auto& [key, member] : in_cluster_->members())
    if (is_namespace(key)) namespaces.push_back(key.name);
  const auto is_ours = [&](std::string_view ns) { return std::ranges::find(namespaces, ns) != namespaces.end(); };
  const cluster::ApiResource volumes{"", "v1", "persistentvolumes", "PersistentVolume", false, {}};
  const cluster::ApiResource claims{"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, {}};
  std::vector<kube::ObjectKey> going;
  std::vector<std::string> retain;
  const auto listed = api_->list(volumes, "", "", [&](const doc::Node& volume) {
    const doc::Node& spec = volume["spec"];
    if (!is_ours(spec["claimRef"]["namespace"].text())) return;
    if (spec["persistentVolumeReclaimPolicy"].text() != "Delete") return;
    const std::string name(volume["metadata"]["name"].text());
    if (wish_.keeps_volumes)
      retain.push_back(name);
    else
      going.push_back({"PersistentVolume", "", "", name});
  });
  if (!listed) return failure_of(listed.error());
  for (const auto& name : retain)
    if (const auto done =
            api_->send_again("PATCH", volumes.path("", name), R"({"spec":{"persistentVolumeReclaimPolicy":"Retain"}})",
                             "application/merge-patch+json");
        !done)
      return failure_of(done.error(), "PersistentVolume " + name);
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& ns : namespaces) {
    const auto read = api_->list_metadata(
        claims, ns, "", [&](const doc::Node& claim) { found.emplace_back(ns, claim["metadata"]["name"].text()); });
    if (!read) return failure_of(read.error());
  }
  for (const auto& [ns, name] : found) {
    told(fmt::format("PersistentVolumeClaim {}/{}", ns, name));
    if (const auto gone = cluster::delete_object(*api_, claims, ns, name); !gone)
      return failure_of(gone.error(), fmt::format("PersistentVolumeClaim {}/{}", ns, name));
  }
  const auto waited =
      cluster::wait_until_gone(*api_, in_cluster_->kinds(), going, {.milliseconds = kGoneWithin, .stop = stop()},
                               [&](std::size_t index, const cluster::Readiness& readiness) {
                                 if (!readiness.is_ready())
                                   told(fmt::format("waits for {}: {}", title_of(going[index]), readiness.why));
                               });
  if (!waited) return failure_of(waited.error());
  for (const auto& one : *waited)
    if (!one.readiness.is_ready()) {
      if (site_.interrupts.count() > 0) return StepFailure{"interrupted while it waited", "", true};
      return StepFailure{fmt::format("{} does not go: {}", title_of(one.key), one.readiness.why),
                         "a pod may still use it: kubectl get pods --all-namespaces; is its CSI driver running?"};
    }
  return fmt::format("{} claims deleted, {} volumes gone, {} kept", found.size(), going.size(), retain.size());
}

/// What earlier versions of platform.yaml made, and the set itself.
Result<std::string, StepFailure> Destroy::remove_rest(const Told& told) {
  auto helm = helm_of(site_);
  for (const auto& release : in_cluster_->own_releases())
    if (std::ranges::none_of(cluster_steps_, [&](const auto& step) {
          return step.release && step.release->name == release.name && step.release->namespace_ == release.ns;
        }))
      if (const auto done = helm.uninstall(release.ns, release.name, told); !done) return done;
  if (const auto failed = in_cluster_->look()) return *failed;
  auto done = remove_objects([](const cluster::Member&) { return true; }, told);
  if (!done) return done;
  if (const auto failed = in_cluster_->set().remove_parent()) return failure_of(*failed);
  // In another cluster they have not run.
  if (const auto forgotten = journal_.forget_all(kAppliedJob); !forgotten)
    return StepFailure{forgotten.error().message, "make room, and go on"};
  return done;
}

Result<std::string, StepFailure> Destroy::destroy_aws(const Told& told) {
  // An apply that was killed leaves a Terraform at work: its lock is waited for.
  const auto last = journal_.last_run_of("apply");
  const bool was_killed = last && *last && (*last)->state == Journal::State::Begun;
  if (resources_ == 0 && !was_killed) return std::string("nothing to do");
  const auto planned = terraform_.plan(kPlanFile, {.destroys = true}, told);
  if (!planned) return planned.error();
  if (planned->is_empty()) return std::string("nothing to do");
  auto done = terraform_.apply(kPlanFile, planned->changes.size(), told);
  if (!done) {
    [[maybe_unused]] const auto searched = search(told);  // what holds it may be among that
    return done;
  }
  for (const auto& file : {site_.outputs_file(), site_.folder + "/kubeconfig"})
    [[maybe_unused]] const auto gone = site_.doors.files.remove(file);
  return done;
}

Result<std::string, StepFailure> Destroy::search(const Told& told) {
  told("resources with the tags of the platform and its cluster");
  auto found = left_behind(site_.aws, site_.graph.setting.platform, site_.graph.setting.cluster);
  if (!found) return StepFailure{found.error().message, found.error().fix};
  left_ = std::move(found).value();
  return left_.empty() ? "nothing is left" : fmt::format("{} left", left_.size());
}

std::vector<Step> Destroy::steps() {
  std::vector<Step> all;
  if (in_cluster_) {
    // Of earlier versions of the platform, while the controllers of today are there.
    all.push_back({"earlier", "objects of earlier versions of it", "", 5,
                   [this, wanted = in_cluster_->keys_of(cluster_steps_)](const Told& told) {
                     return remove_objects(
                         [&wanted](const cluster::Member& member) {
                           return !wanted.contains(member.key) && !is_namespace(member.key) &&
                                  member.key.kind != "CustomResourceDefinition";
                         },
                         told);
                   }});
    bool is_before_volumes = true;
    const auto add_volumes = [&] {
      if (!is_before_volumes) return;
      is_before_volumes = false;
      all.push_back(
          {"volumes", "claims and their volumes", "", 60, [this](const Told& told) { return remove_volumes(told); }});
    };
    for (auto step = cluster_steps_.rbegin(); step != cluster_steps_.rend(); ++step) {
      if (step->release) {
        // Pods of other charts may hold claims; drivers and nodes are what volumes need to go.
        if (step->release->component.ends_with("-csi")) add_volumes();
        all.push_back({step->name, step->title, "", 30,
                       [this, step = &*step](const Told& told) { return remove_chart(*step, told); }});
        continue;
      }
      if (step->part <= render::Part::NodePools) add_volumes();
      std::set<kube::ObjectKey> keys = in_cluster_->keys_of({*step});
      all.push_back({step->name, step->title, "", 10, [this, keys = std::move(keys)](const Told& told) {
                       return remove_objects(
                           [&keys](const cluster::Member& member) { return keys.contains(member.key); }, told);
                     }});
    }
    add_volumes();
    all.push_back(
        {"rest", "what earlier versions of it made", "", 5, [this](const Told& told) { return remove_rest(told); }});
  }
  all.push_back({"aws", fmt::format("Terraform in {}", site_.graph.setting.region), "", resources_ > 0 ? 900 : 1,
                 [this](const Told& told) { return destroy_aws(told); }});
  all.push_back({"search", "what is left", "", 5, [this](const Told& told) { return search(told); }});
  return all;
}

}  // namespace slipway::ops
