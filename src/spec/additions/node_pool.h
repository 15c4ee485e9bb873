#pragma once

#include "spec/additions/addition.h"

namespace slipway::spec::additions {

struct NodePoolWanted {
  Text name = {};
  Texts types = {}, families = {}, sizes = {}, zones = {};
  Texts capacity = {};             // spot, on-demand, reserved, capacity-block, or as the spec spells them
  Text devices = {};               // the most GPUs (or Neuron devices) that its nodes may have together
  Texts limits = {}, labels = {};  // key=value
  Texts taints = {};               // key=value:Effect
  Text node_class = {};            // of Karpenter's pools
  Text most_nodes = {};            // of managed groups
  Texts set = {};                  // path=value
};

/// Nodes to buy: with Karpenter (or Auto Mode) one of nodePools, else one of nodeGroups. With accelerators it is
/// tainted, so that nothing else runs there, has a limit that the person must say, and stays for ten minutes when it is
/// empty.
Addition add_node_pool(const Platform& platform, const NodePoolWanted& wanted, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
