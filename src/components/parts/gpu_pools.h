#pragma once

#include <string>
#include <vector>

#include "components/component.h"

namespace slipway::components {

/// Whether a pool may buy nodes with NVIDIA GPUs: its types, its families or its requirements say so.
bool has_nvidia_gpus(const spec::NodePool& pool);

/// Any group or pool with NVIDIA GPUs.
bool has_nvidia_gpus(const spec::Platform& platform);
/// … on nodes whose image brings no device plugin: AL2023, and not of EKS Auto Mode.
bool needs_device_plugin(const spec::Platform& platform);
/// … with EFA.
bool has_efa(const spec::Platform& platform);

/// Pools and groups with NVIDIA GPUs on Bottlerocket, which runs its own device plugin.
std::vector<std::string> bottlerocket_pools(const spec::Platform& platform);
std::vector<std::string> bottlerocket_groups(const spec::Platform& platform);

/// Whether `components` names it.
bool is_named(const spec::Platform& platform, std::string_view component);

}  // namespace slipway::components
