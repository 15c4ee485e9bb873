#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "decide/karpenter/cluster.h"
#include "decide/karpenter/requirement_sets.h"

namespace slipway::karpenter {

/// The claims that a pod would attach, by CSI driver.
using AttachedVolumes = std::map<std::string, std::set<std::string>, std::less<>>;

/// What a pod's volumes ask of its node. Follows Karpenter 1.14.1, pkg/controllers/provisioning/scheduling/
/// volumetopology.go and pkg/scheduling/volumeusage.go.
class Storage {
 public:
  explicit Storage(const Cluster& cluster);

  /// Why the pod's claims keep it out of the run, in Karpenter's words; "" when nothing does.
  std::string problem(const kube::Pod& pod) const;
  /// Requirement sets of which one must hold; none: anywhere. nullopt when a claim, volume or class is missing.
  std::optional<std::vector<SetId>> alternatives(const kube::Pod& pod, RequirementSets& sets) const;
  /// nullopt when a volume cannot be found. Claims that are missing are passed over.
  std::optional<AttachedVolumes> attached(const kube::Pod& pod) const;

 private:
  using Name = std::pair<std::string, std::string>;
  /// The name of the claim behind a volume of the pod; nullopt when it has none.
  static std::optional<std::string> claim_name(const kube::Pod& pod, const kube::Volume& volume);
  const PersistentVolumeClaim* claim(const std::string& ns, const std::string& name) const;
  const PersistentVolume* volume(const std::string& name) const;
  const kube::StorageClass* storage_class(const std::string& name) const;
  std::string problem(const PersistentVolumeClaim& claim) const;
  std::optional<std::vector<SetId>> alternatives(const PersistentVolumeClaim& claim, RequirementSets& sets) const;
  std::optional<std::string> driver(const PersistentVolumeClaim& claim) const;  // "": none that counts

  std::map<Name, const PersistentVolumeClaim*> claims_;
  std::map<std::string, const PersistentVolume*> volumes_;
  std::map<std::string, const kube::StorageClass*> classes_;
};

/// Volumes on a node and how many it takes.
class VolumeUsage {
 public:
  explicit VolumeUsage(std::map<std::string, std::int64_t, std::less<>> limits) : limits_(std::move(limits)) {}
  void add(const AttachedVolumes& volumes);
  bool exceeded_with(const AttachedVolumes& volumes) const;

 private:
  std::map<std::string, std::int64_t, std::less<>> limits_;
  AttachedVolumes used_;
};

}  // namespace slipway::karpenter
