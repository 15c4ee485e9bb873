#pragma once

#include <string>
#include <vector>

#include "cost/node_source.h"

namespace slipway::cost {

/// The dearest set of nodes that a pool's limits allow.
struct Fill {
  std::vector<Nodes> nodes;  // none: the limits do not bound the pool
  bool bounded = false;
  /// False: the search was given up, and the nodes are those of one limit alone, rounded up: no set that the limits
  /// allow costs more.
  bool exact = true;
  std::string unbounded_by;  // an offer of which the limits allow more nodes than a cluster has
  bool is_touched = false;   // by a limit, though that allows so many
};

/// As Karpenter counts: a node is bought only when its capacity (not what pods may take) fits into what is left of
/// every limit, and a type without a limited resource takes none of it. `extra` is what each node costs a month besides
/// its offer. The answer does not depend on the order of offers of equal price and capacity beyond their names.
/// Bounded in time: at most a few hundred thousand steps.
Fill dearest_fill(const std::vector<Offer>& offers, const Limits& limits, Money extra);

/// Of each offer as many nodes as the limits allow; the offer for which that costs least, and what it costs a month.
struct Alternative {
  std::size_t offer = 0;
  std::int64_t count = 0;
  Money per_month;
};
std::optional<Alternative> cheapest_fill(const std::vector<Offer>& offers, const Limits& limits, Money extra);

}  // namespace slipway::cost
