#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decide/karpenter/solve.h"
#include "model/model.h"
#include "provision/outcome.h"

namespace slipway::provision {

/// What a claim is bought as: the first type of its shortlist, by the cheapest offering that its requirements leave.
struct Purchase {
  std::uint32_t type = 0;  // index of the cluster's types
  std::string capacity_type;
  std::vector<std::string> zones;
  std::optional<model::HourPrice> price;
};
/// REQUIRES: the claim has types, as every claim does.
Purchase cheapest(const karpenter::NewClaim& claim, const model::Model& model);

Amounts amounts_of(const kube::ResourceList& list);

}  // namespace slipway::provision
