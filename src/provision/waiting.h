#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decide/karpenter/solve.h"
#include "model/model.h"

namespace slipway::provision {

/// Pods of one source that stay without a place.
struct Waiting {
  std::uint32_t source = 0;  // of the model
  std::int64_t count = 0;
  std::string why;  // of the first that says so: pools that are meant for it first, some 300 characters
};

/// Who waits in a dry run, by source: what run() tells of pending pods that count, for less, since nothing is reckoned
/// of what would be bought.
std::vector<Waiting> who_waits(const model::Model& model, karpenter::Options options = {});

}  // namespace slipway::provision
