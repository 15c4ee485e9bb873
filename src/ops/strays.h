#pragma once

#include <vector>

#include "ops/journal.h"
#include "ops/left_behind.h"
#include "ops/site.h"
#include "ops/terraform.h"

namespace slipway::ops {

/// What AWS made a second time for an apply from here, or others did: of the kinds of which it makes as many as it is
/// asked for (VPCs, subnets, addresses, gateways, keys …) what bears the platform's tag, stands, did not stand before
/// applies from here began, and is not in Terraform's state. Certificates, HTTP APIs, flow logs and launch templates,
/// of which AWS is not asked whether they stand, are none. Sorted by ARN. Of a state that knows nothing it tells
/// nothing: all would be stray. An interrupt ends it between two calls, as a failure.
Result<std::vector<LeftBehind>, StepFailure> strays(Site& site, Journal& journal, Terraform& terraform);

}  // namespace slipway::ops
