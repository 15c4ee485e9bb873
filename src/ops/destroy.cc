#include "ops/destroy.h"

#include <fmt/core.h>

#include <algorithm>

#include "cluster/objects.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/standing.h"
#include "ops/waits.h"
#include "render/kubernetes_parts.h"

namespace slipway::ops {
namespace {

constexpr int kUsualSeconds = 900;  // of Terraform, until the journal knows better

bool is_namespace(const kube::ObjectKey& key) { return key.kind == "Namespace" && key.group.empty(); }

ResourceChange deletion_of(const std::string& address) {
  const auto id = id_of(address);
  return {address, id.type, id.name, ResourceChange::Action::Delete};
}

}  // namespace

Destroy::Destroy(Site& site, Journal& journal, Wish wish)
    : site_(site),
      journal_(journal),
      wish_(wish),
      terraform_(terraform_of(site)),
      plan_file_(site.doors.files, terraform_, kPlanOfChange),
      tree_(site) {}

Result<Changes, StepFailure> Destroy::plan(const Told& told) {
  auto changes = planned(told);
  if (const auto failed = tree_.put_back(); failed && changes) return *failed;
  return command_flags(site_).in(std::move(changes));
}

Result<Changes, StepFailure> Destroy::planned(const Told& told) {
  Changes changes;
  if (const auto failed = tree_.lay()) return *failed;
  told("terraform init");
  if (const auto failed = initialize(site_, terraform_)) return *failed;
  if (const auto failed = recover_state(site_, terraform_, changes.notes)) return *failed;
  bool is_at_work = may_be_at_work();
  if (is_at_work && !wish_.only_looks) {
    told("the Terraform of a run that was killed, which goes on to its end");
    if (const auto failed = terraform_.wait_for_others()) return *failed;
    is_at_work = false;
  }
  const auto addresses = terraform_.state();
  if (!addresses) return addresses.error();
  if (!is_at_work)
    if (auto unknown = unknown_cluster(site_, journal_, *addresses)) return *std::move(unknown);
  told("the cluster");
  auto api = open_cluster(site_);
  if (!api) return api.error();
  if (*api && is_shut_out(**api)) {
    changes.notes.push_back(fmt::format(
        "cluster {} does not let us in: the destroy before this one has emptied it, and gone on to take the "
        "access to it away; what is left is AWS's",
        site_.graph.setting.cluster));
  } else if (*api) {
    api_ = std::move(api).value();
    if (const auto failed = write_kubeconfig(site_, api_->access())) return *failed;
    in_cluster_ = std::make_unique<InCluster>(site_, journal_, *api_, cluster::Conflicts::Take);
    if (const auto failed = in_cluster_->look()) return *failed;
    auto found = by_hand(*in_cluster_);
    if (!found) return found.error();
    by_hand_ = std::move(found).value();
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
  list_by_hand(changes);
  if (changes.charts > 0)
    if (const auto version = helm_of(site_).look(); !version) return version.error();
  resources_ = addresses->size();
  changes.resources = resources_;
  if (auto text = said_of_short_session(site_, kUsualSeconds); resources_ > 0 && !text.empty())
    changes.notes.push_back(std::move(text));
  for (const auto& address : *addresses) changes.all.push_back(change_of(site_.graph, deletion_of(address)));
  return changes;
}

void Destroy::list_by_hand(Changes& changes) const {
  using Action = Change::Action;
  const auto list = [&](const std::vector<ByHand::One>& all, Action action) {
    for (const auto& one : all)
      changes.all.push_back({Change::Where::Object,
                             action,
                             title_of(one.key),
                             kMadeInCluster,
                             {},
                             {},
                             wish_.keeps_volumes && &all == &by_hand_.volumes ? "its volume stays" : one.holds});
  };
  for (const auto* all : {&by_hand_.routes, &by_hand_.pools, &by_hand_.volumes}) {
    changes.objects += all->size();
    list(*all, Action::Delete);
  }
  list(by_hand_.stays, Action::Keep);
}

Result<std::string, StepFailure> Destroy::remove_chart(const ClusterStep& step, const Told& told) {
  if (!in_cluster_->owns(*step.release)) return std::string("not of this platform, or gone: left alone");
  return in_cluster_->uninstall(step.release->namespace_, step.release->name, told);
}

Result<std::string, StepFailure> Destroy::remove_volumes(const Told& told) {
  const cluster::ApiResource volumes{"", "v1", "persistentvolumes", "PersistentVolume", false, {}};
  const cluster::ApiResource claims{"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, {}};
  std::vector<kube::ObjectKey> going;
  std::vector<std::string> retain;
  const auto listed = api_->list(volumes, "", "", [&](const doc::Node& volume) {
    const doc::Node& spec = volume["spec"];
    if (spec["persistentVolumeReclaimPolicy"].text() != "Delete") return;
    if (spec["claimRef"]["name"].text().empty()) return;  // nobody used it: no claim takes it along
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
  std::set<std::pair<std::string, std::string>> found;
  const auto read = api_->list_metadata(claims, "", "", [&](const doc::Node& claim) {
    found.emplace(claim["metadata"]["namespace"].text(), claim["metadata"]["name"].text());
  });
  if (!read) return failure_of(read.error());
  for (const auto& [ns, name] : found) {
    told(fmt::format("PersistentVolumeClaim {}/{}", ns, name));
    if (const auto gone = cluster::delete_object(*api_, claims, ns, name); !gone)
      return failure_of(gone.error(), fmt::format("PersistentVolumeClaim {}/{}", ns, name));
  }
  if (!found.empty())
    if (const auto failed = end_users_of(*in_cluster_, found, told)) return *failed;
  if (const auto failed = in_cluster_->wait_until_gone(
          going, kVolumesGone.milliseconds(),
          "a pod may still use it: kubectl get pods --all-namespaces; is its CSI driver running?", told))
    return *failed;
  const auto s = [](std::size_t count) { return count == 1 ? "" : "s"; };
  return fmt::format("{} claim{} deleted, {} volume{} gone, {} kept", found.size(), s(found.size()), going.size(),
                     s(going.size()), retain.size());
}

/// What earlier versions of platform.yaml made, and the set itself.
Result<std::string, StepFailure> Destroy::remove_rest(const Told& told) {
  for (const auto& release : in_cluster_->unwanted(cluster_steps_).releases)
    if (const auto done = in_cluster_->uninstall(release.ns, release.name, told); !done) return done;
  if (const auto failed = in_cluster_->look()) return *failed;
  auto done = in_cluster_->remove([](const cluster::Member&) { return true; }, cluster::Holders::Delete, told);
  if (!done) return done;
  if (const auto wrong = in_cluster_->set().remove_parent()) return failure_of(*wrong);
  // In another cluster they have not run.
  if (const auto forgotten = journal_.forget_all(kAppliedJob); !forgotten) return disk_failure(forgotten.error());
  return done;
}

bool Destroy::may_be_at_work() {
  const auto last = journal_.last("aws");
  return last && *last && (*last)->state == Journal::State::Begun;
}

bool Destroy::is_shut_out(cluster::Api& api) {
  const auto last = journal_.last_run_with("aws");
  if (!last || !*last || (*last)->verb != "destroy") return false;
  const auto applied = journal_.last_run_of("apply");  // of a part, which may have filled the cluster again
  if (!applied || (*applied && (*applied)->id > (*last)->id)) return false;
  const auto answer = api.get("/api/v1/namespaces/kube-system");
  return !answer && (answer.error().status == 401 || answer.error().status == 403);
}

Result<std::string, StepFailure> Destroy::destroy_aws(const Told& told) {
  if (resources_ == 0) return std::string("nothing to do");
  const auto planned = terraform_.plan(plan_file_.name(), {.destroys = true}, told);
  auto done = planned && !planned->is_empty() ? terraform_.apply(plan_file_.name(), *planned, told)
                                              : Result<std::string, StepFailure>(std::string("nothing to do"));
  plan_file_.discard();
  if (!planned) return planned.error();
  if (planned->is_empty()) return done;
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
  const auto is_stopped = [this] { return site_.interrupts.count() > 1; };
  auto found = left_behind(site_.aws, site_.graph, site_.cluster(), is_stopped);
  if (!found) return StepFailure{found.error().message, found.error().fix, is_stopped()};
  left_ = std::move(found).value();
  return said_of(left_);
}

std::vector<Step> Destroy::steps() {
  std::vector<Step> all;
  if (in_cluster_) {
    if (!by_hand_.routes.empty())
      all.push_back({"routes", "load balancers that others made", "", 60, [this](const Told& told) {
                       return remove_by_hand(*in_cluster_, by_hand_.routes, kObjectsGone.milliseconds(),
                                             "is the controller of its load balancer running? or does Argo CD, Flux or "
                                             "an operator make it again: stop that first",
                                             told);
                     }});
    // Of earlier versions of the platform, while the controllers of today are there.
    all.push_back({"earlier", "objects of earlier versions of it", "", 5,
                   [this, wanted = in_cluster_->keys_of(cluster_steps_)](const Told& told) {
                     return in_cluster_->remove(
                         [&wanted](const cluster::Member& member) {
                           return !wanted.contains(member.key) && !is_namespace(member.key) &&
                                  member.key.kind != "CustomResourceDefinition";
                         },
                         cluster::Holders::Delete, told);
                   }});
    bool is_before_volumes = true;
    const auto add_volumes = [&] {
      if (!is_before_volumes) return;
      is_before_volumes = false;
      all.push_back(
          {"volumes", "claims and their volumes", "", 60, [this](const Told& told) { return remove_volumes(told); }});
      if (!by_hand_.pools.empty())
        all.push_back({"pools", "node pools that others made, and their nodes", "", 300, [this](const Told& told) {
                         return remove_by_hand(*in_cluster_, by_hand_.pools, kNodesGone.milliseconds(),
                                               "pods that may not be evicted hold its nodes: kubectl get pods "
                                               "--all-namespaces --output wide",
                                               told);
                       }});
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
                       return in_cluster_->remove(
                           [&keys](const cluster::Member& member) { return keys.contains(member.key); },
                           cluster::Holders::Delete, told);
                     }});
    }
    add_volumes();
    all.push_back(
        {"rest", "what earlier versions of it made", "", 5, [this](const Told& told) { return remove_rest(told); }});
  }
  all.push_back({"aws", fmt::format("Terraform in {}", site_.graph.setting.region), "",
                 resources_ > 0 ? kUsualSeconds : 1, [this](const Told& told) { return destroy_aws(told); }});
  all.push_back({"search", "what is left", "", 5, [this](const Told& told) { return search(told); }});
  tree_.lay_with_first(all);
  return command_flags(site_).in(std::move(all));
}

}  // namespace slipway::ops
