#pragma once

#include <string>
#include <string_view>

#include "spec/platform.h"

namespace slipway::components {

/// The meter, for bash and the AWS CLI: adds up what the cluster's running instances cost an hour and publishes it as
/// InstanceCost in $METRICS_NAMESPACE, by NodePool and by CapacityType. Reads prices.txt beside it; types it does not
/// know are said on standard error.
std::string cost_meter_script();

/// "TYPE CAPACITY MICRO-DOLLARS-AN-HOUR", one line for each type that a group or pool of the platform may run (all
/// sizes of the families it names), by name: the catalogue's prices, Spot's being estimates.
std::string cost_meter_prices(const spec::Platform& platform, std::string_view region);

}  // namespace slipway::components
