#pragma once

#include <cstdint>
#include <vector>

#include "decide/karpenter/amounts.h"
#include "decide/karpenter/cluster.h"
#include "decide/karpenter/host_ports.h"
#include "decide/karpenter/preferences.h"
#include "decide/karpenter/requirement_sets.h"

namespace slipway::karpenter {

/// The pod of a DaemonSet that stands for all of them: the newest that exists, or one made of the template. Follows
/// Karpenter 1.14.1, pkg/controllers/provisioning/provisioner.go and pkg/utils/daemonset.
///
/// Asking whether it would run on an instance type may change it for good, as there: node terms that do not fit are
/// thrown away until one does, and later questions only see the rest; soft taints are tolerated from the first
/// question on.
class Daemon {
 public:
  Daemon(const DaemonSet& set, const std::vector<Pod>& pods, RequirementSets& sets);

  bool runs_on(const std::vector<kube::Taint>& taints, SetId node_template, SetId type);
  /// On a node that exists, whose labels include the host name.
  bool runs_on(const std::vector<kube::Taint>& taints, SetId node_labels);

  bool claims_devices() const { return claims_devices_; }
  const kube::ResourceList& requests() const { return requests_; }
  const HostPorts& ports() const { return ports_; }

 private:
  SetId requirements();

  RequirementSets& sets_;
  Constraints constraints_;
  std::optional<SetId> requirements_;  // of the constraints as they are
  kube::ResourceList requests_;
  HostPorts ports_;
  bool claims_devices_ = false;
};

/// Several pods' requests in one list; pods: their number.
kube::ResourceList requests_of(const std::vector<const Daemon*>& daemons);

/// What a pod requires of its node's labels: its selector, the first of its required terms and, if asked for, its
/// heaviest preferred term. Includes the host name.
enum class Wishes : std::uint8_t { Counted, Left };
SetId pod_requirements(RequirementSets& sets, const Constraints& constraints, Wishes wishes);

}  // namespace slipway::karpenter
