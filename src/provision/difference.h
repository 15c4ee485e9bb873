#pragma once

#include <string>
#include <vector>

#include "provision/outcome.h"

namespace slipway::provision {

/// What two outcomes do differently; what they have in common is left out.
struct Difference {
  /// Nodes of one pool, type and way to buy.
  struct Nodes {
    std::string pool, type, capacity_type;
    std::int64_t before = 0, after = 0;
    Money hour_before, hour_after;
  };
  /// A pool's shortlists, of all its nodes together.
  struct Types {
    std::string pool;
    std::vector<std::string> added, removed;
  };
  /// Where so many pods of a source stand: "g5.xlarge spot of pool gpu", "a node that exists", "pending".
  struct Place {
    std::string where;
    std::int64_t count = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct Pods {
    std::string source;
    std::vector<Place> before, after;
  };

  std::vector<Nodes> nodes;  // by pool, type
  std::vector<Types> types;  // by pool
  std::vector<Pods> pods;    // by source

  bool empty() const { return nodes.empty() && types.empty() && pods.empty(); }
};

Difference difference(const Outcome& before, const Outcome& after);

}  // namespace slipway::provision
