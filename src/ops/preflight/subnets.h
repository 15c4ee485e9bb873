#pragma once

#include <map>
#include <set>
#include <string>

#include "ops/preflight/asking.h"

namespace slipway::ops::preflight_checks {

/// A subnet that nodes may be in: one that Terraform makes, or one that is there.
struct NodeSubnet {
  std::string zone;
  std::int64_t free = 0;  // addresses; of one that is not yet made, all but the five that AWS keeps
  bool is_there = false;
};
/// By what the graph calls them: "aws_subnet.private_a", or the id.
using NodeSubnets = std::map<std::string, NodeSubnet>;

/// All private ones. `failure` is set when AWS did not say; those that are not there are left out.
struct SubnetsRead {
  NodeSubnets subnets;
  const cloud::CallFailure* failure = nullptr;
};
SubnetsRead private_subnets(const Asking& asking);

/// The private subnets, by the same names, in which a source's nodes may be.
std::set<std::string> subnets_of(const cost::NodeSource& source, const NodeSubnets& subnets);

}  // namespace slipway::ops::preflight_checks
