#pragma once

#include <string_view>

namespace slipway::catalog {

/// Whether a region may have an instance type. False only where the tables say so: the Spot Advisor has a list of the
/// region and knows the type in us-east-1, but does not name it there, and no price of it is listed for the region.
/// Nobody lists it the other way round, so that a type is in a region unless this is false is no certainty: regions get
/// types, and the newest and largest are never on Spot. The date is that of spot_discount.csv.
bool may_be_in(std::string_view instance_type, std::string_view region);

}  // namespace slipway::catalog
