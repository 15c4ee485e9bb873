#include "decide/karpenter/storage.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

std::string not_found(std::string_view resource, std::string_view name) {
  return fmt::format("{} {} not found", resource, go_quoted(name));
}

/// A driver that was part of Kubernetes, by the name of the one that took its place.
std::string_view today(std::string_view provisioner) {
  static constexpr std::pair<std::string_view, std::string_view> kInTree[] = {
      {"kubernetes.io/aws-ebs", "ebs.csi.aws.com"},         {"kubernetes.io/gce-pd", "pd.csi.storage.gke.io"},
      {"kubernetes.io/cinder", "cinder.csi.openstack.org"}, {"kubernetes.io/azure-disk", "disk.csi.azure.com"},
      {"kubernetes.io/azure-file", "file.csi.azure.com"},   {"kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com"},
      {"kubernetes.io/portworx-volume", "pxd.portworx.com"}};
  for (const auto& [old, now] : kInTree)
    if (provisioner == old) return now;
  return provisioner;
}

SetId term_set(RequirementSets& sets, const std::vector<kube::NodeSelectorRequirement>& expressions, bool with_host) {
  std::vector<Requirement> all;
  for (const auto& one : expressions)
    if (with_host || one.key != labels::kHostname)
      all.push_back(make_requirement(sets.symbols(), one.key, one.op, one.values));
  return sets.make(all);
}

}  // namespace

Storage::Storage(const Cluster& cluster) {
  for (const auto& one : cluster.volume_claims) claims_.emplace(Name{one.claim.object.ns, one.claim.object.name}, &one);
  for (const auto& one : cluster.volumes) volumes_.emplace(one.volume.object.name, &one);
  for (const auto& one : cluster.storage_classes) classes_.emplace(one.object.name, &one);
}

std::optional<std::string> Storage::claim_name(const kube::Pod& pod, const kube::Volume& volume) {
  if (volume.source == kube::Volume::Source::Claim) return volume.claim_name;
  if (volume.source == kube::Volume::Source::EphemeralClaim) return pod.object.name + "-" + volume.name;
  return std::nullopt;
}

const PersistentVolumeClaim* Storage::claim(const std::string& ns, const std::string& name) const {
  const auto found = claims_.find({ns, name});
  return found == claims_.end() ? nullptr : found->second;
}
const PersistentVolume* Storage::volume(const std::string& name) const {
  const auto found = volumes_.find(name);
  return found == volumes_.end() ? nullptr : found->second;
}
const kube::StorageClass* Storage::storage_class(const std::string& name) const {
  const auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second;
}

std::string Storage::problem(const PersistentVolumeClaim& held) const {
  const kube::Object& object = held.claim.object;
  const std::string key = object.ns + "/" + object.name, class_name = held.claim.spec.storage_class_name.value_or("");
  const std::string& bound = held.claim.spec.volume_name;
  if (held.is_deleting) return fmt::format("persistentvolumeclaim is being deleted (PersistentVolumeClaim={})", key);
  if (held.claim.phase == "Lost")
    return fmt::format(
        "persistentvolumeclaim bound to non-existent persistentvolume (PersistentVolume={}, PersistentVolumeClaim={})",
        bound, key);
  if (!bound.empty()) {
    const PersistentVolume* found = volume(bound);
    if (!found || found->is_deleting)
      return fmt::format("failed to validate pvc, {} (PersistentVolume={}, PersistentVolumeClaim={}, StorageClass={})",
                         found ? "persistentvolume is being deleted" : not_found("persistentvolumes", bound), bound,
                         key, class_name);
    constexpr std::string_view kBound = "pv.kubernetes.io/bind-completed";
    if (!object.annotations.contains(kBound))
      return fmt::format(
          "pvc is considered unbound because it does not contain annotation (PersistentVolume={}, "
          "PersistentVolumeClaim={}, annotation={})",
          bound, object.name, kBound);
    return {};
  }
  const auto with_names = [&](std::string_view message) {
    return fmt::format("{} (PersistentVolumeClaim={}, StorageClass={})", message, key, class_name);
  };
  if (class_name.empty()) return with_names("unbound pvc must define a storage class");
  const kube::StorageClass* found = storage_class(class_name);
  if (!found)
    return with_names("failed to validate pvc, failed to get storage class, " +
                      not_found("storageclasses.storage.k8s.io", class_name));
  if (found->volume_binding_mode == "Immediate")
    return with_names("failed to validate pvc, pvc with immediate volume binding mode must be bound");
  return {};
}

std::string Storage::problem(const kube::Pod& pod) const {
  for (const kube::Volume& one : pod.spec->volumes) {
    const auto name = claim_name(pod, one);
    if (!name) continue;
    const PersistentVolumeClaim* found = claim(pod.object.ns, *name);
    if (!found)
      return fmt::format("getting persistent volume claim, {} (PersistentVolumeClaim={})",
                         not_found("persistentvolumeclaims", *name), *name);
    if (std::string text = problem(*found); !text.empty()) return text;
  }
  return {};
}

std::optional<std::vector<SetId>> Storage::alternatives(const PersistentVolumeClaim& held,
                                                        RequirementSets& sets) const {
  std::vector<SetId> out;
  if (const std::string& bound = held.claim.spec.volume_name; !bound.empty()) {
    const PersistentVolume* found = volume(bound);
    if (!found) return std::nullopt;
    if (!found->volume.node_affinity) return out;
    for (const kube::NodeSelectorTerm& term : found->volume.node_affinity->terms)
      if (!term.match_expressions.empty()) out.push_back(term_set(sets, term.match_expressions, !found->is_on_node));
    return out;
  }
  const std::string class_name = held.claim.spec.storage_class_name.value_or("");
  if (class_name.empty()) return out;
  const kube::StorageClass* found = storage_class(class_name);
  if (!found) return std::nullopt;
  for (const kube::NodeSelectorTerm& term : found->allowed_topologies)
    if (!term.match_expressions.empty()) out.push_back(term_set(sets, term.match_expressions, true));
  return out;
}

std::optional<std::vector<SetId>> Storage::alternatives(const kube::Pod& pod, RequirementSets& sets) const {
  std::vector<SetId> all = {SetId::Empty};
  bool constrained = false;
  for (const kube::Volume& one : pod.spec->volumes) {
    const auto name = claim_name(pod, one);
    if (!name) continue;
    const PersistentVolumeClaim* found = claim(pod.object.ns, *name);
    if (!found) return std::nullopt;
    const auto own = alternatives(*found, sets);
    if (!own) return std::nullopt;
    if (own->empty()) continue;
    constrained = true;
    std::vector<SetId> possible, every;  // contradictions are left out, unless nothing else is there
    for (SetId before : all)
      for (SetId more : *own) {
        every.push_back(sets.merged(before, more));
        if (sets.intersects(before, more)) possible.push_back(every.back());
      }
    all = possible.empty() ? std::move(every) : std::move(possible);
  }
  if (!constrained) all.clear();
  return all;
}

std::optional<std::string> Storage::driver(const PersistentVolumeClaim& held) const {
  if (const std::string& bound = held.claim.spec.volume_name; !bound.empty()) {
    const PersistentVolume* found = volume(bound);
    if (!found) return std::nullopt;
    return found->is_in_tree_ebs ? "ebs.csi.aws.com" : found->volume.csi_driver;
  }
  const kube::StorageClass* found = storage_class(held.claim.spec.storage_class_name.value_or(""));
  return found ? std::string(today(found->provisioner)) : std::string();
}

std::optional<AttachedVolumes> Storage::attached(const kube::Pod& pod) const {
  AttachedVolumes out;
  for (const kube::Volume& one : pod.spec->volumes) {
    const auto name = claim_name(pod, one);
    const PersistentVolumeClaim* found = name ? claim(pod.object.ns, *name) : nullptr;
    if (!found) continue;
    const auto by = driver(*found);
    if (!by) return std::nullopt;
    if (!by->empty()) out[*by].insert(pod.object.ns + "/" + *name);
  }
  return out;
}

void VolumeUsage::add(const AttachedVolumes& volumes) {
  for (const auto& [driver, claims] : volumes) used_[driver].insert(claims.begin(), claims.end());
}

bool VolumeUsage::exceeded_with(const AttachedVolumes& volumes) const {
  return std::any_of(limits_.begin(), limits_.end(), [&](const auto& limit) {
    std::set<std::string> all;
    for (const AttachedVolumes* some : {&used_, &volumes})
      if (const auto found = some->find(limit.first); found != some->end())
        all.insert(found->second.begin(), found->second.end());
    return static_cast<std::int64_t>(all.size()) > limit.second;
  });
}

}  // namespace slipway::karpenter
