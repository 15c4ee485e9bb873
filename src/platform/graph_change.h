#pragma once

#include <string>
#include <vector>

#include "platform/graph.h"

namespace slipway::platform {

/// What is there more, otherwise or no more in one graph than in another. What is only read (data sources) does not
/// count.
struct GraphChange {
  enum class Realm { Aws, Kubernetes, Chart };
  struct Thing {
    Realm realm;
    std::string kind;  // "iam role", "Deployment", "chart"
    std::string name;  // "s3_csi", "inference/api", "keda 2.20.0"
    std::string component;
  };
  std::vector<Thing> added, changed, removed;  // in the order of creation

  bool empty() const { return added.empty() && changed.empty() && removed.empty(); }
};

GraphChange changes(const Graph& before, const Graph& after);

}  // namespace slipway::platform
