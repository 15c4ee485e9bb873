#pragma once

#include <string>
#include <vector>

#include "cost/volumes.h"
#include "kube/objects/karpenter.h"

namespace slipway::cost {

/// What comes with every node of a group or pool besides its instance.
struct NodeKit {
  std::vector<Volume> volumes;
  bool public_ipv4 = false;
  std::vector<std::string> notes;  // what is assumed
};

std::vector<Charge> charges_of(const NodeKit& kit);
/// Adds the kit of so many nodes to a line.
void charge_kit(LineWriter& line, const Counts& nodes, const NodeKit& kit);
/// What one kit costs a month; a price that is not known counts 0 here and is said when it is charged.
Money kit_per_month(const NodeKit& kit, const Prices& prices);

/// From a launch template (nullptr: the group has none), the group's `disk_size` and its subnets.
NodeKit kit_of_group(const Arguments& group, const platform::Resource* launch_template, const platform::Graph& graph,
                     Diagnostics& diagnostics);
/// The EC2NodeClass or NodeClass that a NodePool names; nullptr when it is not in the graph.
const platform::Object* class_of_pool(const kube::NodePool& pool, const platform::Graph& graph);
/// From the EC2NodeClass or Auto Mode NodeClass that a NodePool names; without one, the defaults and a note.
NodeKit kit_of_pool(const kube::NodePool& pool, const platform::Graph& graph);

}  // namespace slipway::cost
