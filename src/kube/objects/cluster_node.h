#pragma once

#include <string>
#include <vector>

#include "kube/node_selector.h"
#include "kube/object.h"
#include "kube/resource_list.h"
#include "kube/taints.h"

namespace slipway::kube {

struct Node {
  Object object;
  std::string provider_id;
  bool unschedulable = false;
  std::vector<Taint> taints;
  ResourceList capacity, allocatable;
  bool is_ready = false;

  /// What selectors look at. Lives as long as the node.
  NodeView view() const { return {object.name, object.labels}; }
};

struct Namespace {
  Object object;
  std::string phase;  // Active, Terminating; "" for a manifest
};

Node read_node(const doc::Node& object, Diagnostics& diagnostics);
Namespace read_namespace(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
