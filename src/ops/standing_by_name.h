#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ops/site.h"
#include "ops/tagged.h"
#include "ops/terraform.h"

namespace slipway::ops {

/// What AWS has under the name that a plan would give something new.
struct StandingByName {
  std::string id;  // by which Terraform imports it
  Tags tags;
  std::int64_t made = 0;  // milliseconds since 1970; 0: AWS does not say
  std::string arn = {};   // "": AWS does not say
};

/// Asks AWS for what it makes no second one of and what its search by tag does not name, or not in each region: IAM's
/// roles, policies and instance profiles; of EKS the cluster, its add-ons and Pod Identity associations; secrets.
/// nullopt: there is none, AWS does not say, or it is of another type.
std::optional<StandingByName> find_by_name(Site& site, const ResourceChange& wanted);

}  // namespace slipway::ops
