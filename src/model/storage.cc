#include "model/storage.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace slipway::model {
namespace {

using karpenter::Cluster;
using Name = std::pair<std::string, std::string>;

constexpr std::string_view kAnyClass = "assumed";

class Storage {
 public:
  Storage(const Entries& entries, Cluster& cluster, Diagnostics& diagnostics)
      : cluster_(cluster), diagnostics_(diagnostics) {
    for (const Entry& one : entries.all())
      if (one.is_live) live_kinds_.insert(std::string(one.kind));
    for (const auto& one : cluster.storage_classes) classes_.insert(one.object.name);
    for (const auto& one : cluster.volume_claims) {
      claims_.insert({one.claim.object.ns, one.claim.object.name});
      if (!one.claim.spec.volume_name.empty()) taken_.insert(one.claim.spec.volume_name);
    }
    for (const auto& one : cluster.volumes)
      if (!one.volume.claim_name.empty())
        promised_[{one.volume.claim_ns, one.volume.claim_name}] = one.volume.object.name;
  }

  void complete() {
    add_missing_claims();
    for (auto& one : cluster_.volume_claims)
      if (one.claim.phase.empty()) complete(one.claim);
  }

 private:
  bool may_be_there(std::string_view kind) const { return !live_kinds_.contains(kind); }
  void assume(SourceRange where, std::string what) {
    if (said_.insert(what).second) diagnostics_.note("MODEL007", where, std::move(what));
  }

  void add_missing_claims() {
    if (!may_be_there("PersistentVolumeClaim")) return;
    for (const karpenter::Pod& pod : cluster_.pods) {
      for (const kube::Volume& volume : pod.pod.spec->volumes) {
        if (volume.source != kube::Volume::Source::Claim) continue;
        if (!claims_.insert({pod.pod.object.ns, volume.claim_name}).second) continue;
        karpenter::PersistentVolumeClaim claim;
        claim.claim.object.ns = pod.pod.object.ns;
        claim.claim.object.name = volume.claim_name;
        claim.claim.spec.storage_class_name = any_class();
        cluster_.volume_claims.push_back(std::move(claim));
        assume(
            volume.node ? volume.node->where() : SourceRange{},
            fmt::format("PersistentVolumeClaim {}/{} is not among the objects: taken to be reachable from every zone",
                        pod.pod.object.ns, volume.claim_name));
      }
    }
  }

  void complete(kube::PersistentVolumeClaim& claim) {
    if (const auto promised = promised_.find({claim.object.ns, claim.object.name});
        claim.spec.volume_name.empty() && promised != promised_.end())
      claim.spec.volume_name = promised->second;
    if (claim.spec.volume_name.empty() && claim.spec.storage_class_name == "") claim.spec.volume_name = free_volume();
    const SourceRange where = claim.object.node ? claim.object.node->where() : SourceRange{};
    if (!claim.spec.volume_name.empty()) {
      const bool found = std::ranges::any_of(
          cluster_.volumes, [&](const auto& one) { return one.volume.object.name == claim.spec.volume_name; });
      if (found || !may_be_there("PersistentVolume")) {
        claim.object.annotations["pv.kubernetes.io/bind-completed"] = "yes";
        return;
      }
      assume(where, fmt::format("PersistentVolume {} is not among the objects: taken to be reachable from every zone",
                                claim.spec.volume_name));
      claim.spec.volume_name.clear();
      claim.spec.storage_class_name = any_class();
      return;
    }
    if (!claim.spec.storage_class_name) claim.spec.storage_class_name = default_class();
    if (claim.spec.storage_class_name == "") {
      if (may_be_there("PersistentVolume")) claim.spec.storage_class_name = any_class();
      return;
    }
    complete_class(*claim.spec.storage_class_name, where);
  }

  /// A class that binds at once has bound before the pod is looked at: where, nobody knows.
  void complete_class(std::string& name, SourceRange where) {
    if (!classes_.contains(name)) {
      if (!may_be_there("StorageClass")) return;
      assume(where, fmt::format("StorageClass {} is not among the objects: taken to make volumes in any zone", name));
      add_class(name);
      return;
    }
    const auto found =
        std::ranges::find_if(cluster_.storage_classes, [&](const auto& one) { return one.object.name == name; });
    if (found->volume_binding_mode != "Immediate") return;
    kube::StorageClass waiting = *found;
    waiting.volume_binding_mode = "WaitForFirstConsumer";
    waiting.object.name += " (bound at once)";
    if (classes_.insert(waiting.object.name).second) {
      assume(where, fmt::format("StorageClass {} binds volumes before their pods have a node: taken to hit a zone "
                                "where the pods fit",
                                name));
      cluster_.storage_classes.push_back(waiting);
    }
    name = waiting.object.name;
  }

  void add_class(const std::string& name) {
    if (!classes_.insert(name).second) return;
    kube::StorageClass& made = cluster_.storage_classes.emplace_back();
    made.object.name = name;
    made.volume_binding_mode = "WaitForFirstConsumer";
  }
  std::string any_class() {
    add_class(std::string(kAnyClass));
    return std::string(kAnyClass);
  }
  std::string default_class() {
    for (const auto& one : cluster_.storage_classes)
      if (one.is_default()) return one.object.name;
    return may_be_there("StorageClass") ? any_class() : std::string();
  }
  /// The first without a class and a claim.
  std::string free_volume() {
    for (const auto& one : cluster_.volumes)
      if (one.volume.storage_class_name.empty() && one.volume.claim_name.empty() &&
          taken_.insert(one.volume.object.name).second)
        return one.volume.object.name;
    return {};
  }

  Cluster& cluster_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> live_kinds_;
  std::set<std::string, std::less<>> classes_, taken_, said_;
  std::set<Name> claims_;
  std::map<Name, std::string> promised_;
};

}  // namespace

void complete_storage(const Entries& entries, Cluster& cluster, Diagnostics& diagnostics) {
  Storage(entries, cluster, diagnostics).complete();
}

}  // namespace slipway::model
