#pragma once

#include <string>
#include <vector>

#include "kube/taints.h"
#include "rules/view.h"

namespace slipway::rules {

/// A program that runs on nodes for their sake.
enum class Agent { DevicePlugin, DcgmExporter, TerminationHandler };  // the first two NVIDIA's

/// One of them, as pods among the objects or as a chart that something installs.
struct NodeAgent {
  std::string title;               // "DaemonSet nvdp", "the chart nvidia-device-plugin"
  SourceRange where;               // its name, or the release
  std::vector<WantedLabel> wants;  // what its nodes must carry
  std::vector<kube::Toleration> tolerations;
  const PodView* pod = nullptr;  // of objects
  bool is_known = true;          // false: of a chart with values that nobody sees
  bool is_chosen = false;        // by slipway itself, for a platform.yaml
};

/// Those of one kind: first pods, then charts. A chart that is told to leave it out brings none.
std::vector<NodeAgent> node_agents(const subject::Subject& subject, Agent kind);

}  // namespace slipway::rules
