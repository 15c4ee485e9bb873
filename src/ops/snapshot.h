#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/api.h"

namespace slipway::ops {

/// A cluster as the file that the decision verbs read (--cluster): a v1 List of its native objects.
struct TakenSnapshot {
  std::string text;  // JSON, an object a line
  std::size_t objects = 0;
  struct Skipped {
    std::string kind;
    cluster::ApiFailure why;
  };
  std::vector<Skipped> skipped;  // kinds that we may not list
};

/// What is read: nodes, pods, what makes pods, pools and node classes, claims and volumes, budgets, priorities,
/// autoscalers. Never Secrets or ConfigMaps; what snapshot_object.h drops is dropped before anything is kept. At most
/// eight requests at once; the same cluster, the same bytes but for the time. `on_kind` is told of each kind as it is
/// read. Fails when the server cannot be reached, or pods or nodes may not be listed.
Result<TakenSnapshot, cluster::ApiFailure> take_snapshot(cluster::Api& api, io::Clock& clock,
                                                         const std::function<void(std::string_view)>& on_kind);

}  // namespace slipway::ops
