#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// What a node group asks of its types: taken from the catalogue; unknown types are the reader's finding.
struct GroupHardware {
  bool arm64 = false, nvidia = false, neuron = false;
  std::string gpu_name;             // "h200", of the first type that has some
  std::int64_t efa_interfaces = 0;  // per node, with efa: true
};
GroupHardware hardware_of(const spec::NodeGroup& group);

/// AL2023_x86_64_NVIDIA …: EKS keeps its AMI, and with that the drivers in it, up to date.
std::string ami_type(const spec::NodeGroup& group);

/// The launch template aws_launch_template.<group>; with EFA also the placement group of the same name. Everything that
/// EKS forbids in a managed group's template (subnets, instance profile, spot options) stays out of it.
platform::ResourceId add_launch_template(Expansion& in, const std::string& name, const spec::NodeGroup& group);

}  // namespace slipway::components
