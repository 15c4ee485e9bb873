#pragma once

#include <string>
#include <vector>

#include "components/component.h"

namespace slipway::components {

/// A subnet as others refer to it: its id, and its zone where that is known (one that slipway creates).
struct Subnet {
  doc::Value id;
  std::string zone;
};

/// The network that everything stands in, created or existing; the same for all who ask. Follows from the spec alone.
struct NetworkView {
  doc::Value vpc_id, vpc_cidr;
  std::vector<Subnet> private_subnets, public_subnets;
  std::vector<std::string> zones;  // as planned with; of an existing network the region's first ones are assumed
};
NetworkView network_of(const spec::Platform& platform);

/// The zones of a created network: those it names, else the region's first.
std::vector<std::string> zones_of(const spec::Platform& platform, std::size_t count);

/// "us-west-2a" is "a" in us-west-2; a zone that is named otherwise (a Local Zone) is itself.
std::string zone_suffix(std::string_view zone, std::string_view region);

/// The id of the private subnet for what lives in one zone: that of the first EFA group, else the first. An empty text
/// when there is none.
doc::Value zonal_subnet(const spec::Platform& platform);

/// Ids of all of them.
doc::List ids_of(const std::vector<Subnet>& subnets);

}  // namespace slipway::components
