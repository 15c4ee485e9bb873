#pragma once

#include "components/component.h"
#include "doc/value.h"

/// Values that many charts take alike.
namespace slipway::components::chart_values {

/// `tolerations` of controllers: of the system group's taints. They are not held there by a selector: where there is a
/// pool for everything else, they may spread to it.
doc::List on_system_nodes(const spec::Platform& platform);
/// Node agents follow their nodes, whatever taint these have.
doc::List on_all_nodes();

/// `affinity` of agents of NVIDIA nodes: the label that groups and pools with GPUs carry, none of EKS Auto Mode's
/// nodes, which bring their agents, and none of the pools and groups named here (those of Bottlerocket, which do too).
doc::Map on_nvidia_nodes(const std::vector<std::string>& not_on_pools, const std::vector<std::string>& not_on_groups);

/// Whether ServiceMonitors have somebody who reads them.
bool has_prometheus(const Expansion& in);

/// One-item lists read better as a word.
doc::List only(doc::Value item);

}  // namespace slipway::components::chart_values
