#pragma once

#include <string>

#include "cost/pricing.h"

namespace slipway::cost {

enum class LoadBalancerKind { Application, Network, Classic };
enum class Reach { Internal, Internet };

/// Hours, capacity units and, when it faces the internet, one public IPv4 address in each zone.
void charge_load_balancer(LineWriter& line, Pricing& in, LoadBalancerKind kind, Reach reach, std::int64_t zones,
                          Number capacity_units);

}  // namespace slipway::cost
