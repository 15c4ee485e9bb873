#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kube/node_selector.h"
#include "kube/object.h"
#include "kube/objects/fields.h"
#include "kube/resource_list.h"

namespace slipway::kube {

struct PersistentVolumeClaimSpec {
  std::vector<std::string> access_modes = {};          // ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod
  std::optional<std::string> storage_class_name = {};  // absent: the default class; "": none
  std::string volume_name = {};
  std::string volume_mode = "Filesystem";
  ResourceRequirements resources = {};  // requests["storage"] is the size
  const doc::Node* node = nullptr;
};

struct PersistentVolumeClaim {
  Object object;
  PersistentVolumeClaimSpec spec;
  std::string phase;  // Pending, Bound, Lost; "" for a manifest
};

struct PersistentVolume {
  Object object;
  ResourceList capacity;
  std::vector<std::string> access_modes;
  std::string storage_class_name;
  std::string reclaim_policy = "Retain";
  std::string volume_mode = "Filesystem";
  std::optional<NodeSelector> node_affinity;  // where it can be reached
  std::string csi_driver, volume_handle;
  std::string claim_ns, claim_name;  // whose it is
  std::string phase;
};

struct StorageClass {
  Object object;
  std::string provisioner;  // "ebs.csi.aws.com"
  Labels parameters;
  std::string reclaim_policy = "Delete";
  std::string volume_binding_mode = "Immediate";
  bool allow_volume_expansion = false;
  std::vector<std::string> mount_options;
  std::vector<NodeSelectorTerm> allowed_topologies;  // of In requirements

  /// The class of claims that name none.
  bool is_default() const;
};

PersistentVolumeClaimSpec read_persistent_volume_claim_spec(const Fields& fields);
PersistentVolumeClaim read_persistent_volume_claim(const doc::Node& object, Diagnostics& diagnostics);
PersistentVolume read_persistent_volume(const doc::Node& object, Diagnostics& diagnostics);
StorageClass read_storage_class(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
