#pragma once

#include <optional>
#include <string>

#include "components/component.h"

namespace slipway::components {

/// What a node is told at boot beyond what EKS tells it by itself.
struct NodeSettings {
  spec::AmiFamily family = spec::AmiFamily::Al2023;
  const doc::Node* kubelet = nullptr;  // native KubeletConfiguration fields
  bool raid_of_local_disks = false;
  bool data_volume = false;  // on /dev/xvdb, to be mounted at /data; Bottlerocket uses it by itself
  const spec::TextMap* sysctls = nullptr;
};

/// User data for a launch template without an image id, as plain text: MIME multipart with a NodeConfig (and a script)
/// for AL2023, TOML for Bottlerocket. Labels, taints, names and certificates are EKS's part, drivers the AMI's. Empty
/// when there is nothing to say.
std::string user_data(const NodeSettings& settings);

}  // namespace slipway::components
