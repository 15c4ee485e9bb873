#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cluster/api.h"
#include "cluster/kinds.h"
#include "kube/object.h"
#include "ops/helm.h"

namespace slipway::ops {

/// Which objects of their charts the releases of a cluster lack: somebody deleted them, and Helm does not look.
struct ChartsSeen {
  using Release = std::pair<std::string, std::string>;   // namespace, name
  std::map<Release, std::vector<kube::ObjectKey>> made;  // by their charts; `ns` of all is set, see chart_objects()
  std::set<kube::ObjectKey> scaled;                      // of these, as chart_objects() has it
  std::map<Release, std::vector<kube::ObjectKey>> gone;
  struct Unseen {
    std::set<Release> of;
    StepFailure why;
  };
  std::vector<Unseen> unseen;  // what could not be asked
};

/// Why a workload does not do its work: "Deployment kube-system/karpenter is scaled to 0", "… is not ready: …"; "": it
/// does. `is_scaled`: it is to have Pods, whatever it says itself.
std::string why_not_well(const kube::ObjectKey& key, const doc::Node& workload, bool is_scaled);

/// Asks for one list of metadata for each kind, and for what that lacks by name. Only reads.
ChartsSeen see_charts(cluster::Api& api, cluster::Kinds& kinds, const std::vector<ReleaseState>& releases);

}  // namespace slipway::ops
