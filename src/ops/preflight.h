#pragma once

#include <functional>
#include <vector>

#include "cloud/aws.h"
#include "platform/checked.h"
#include "platform/graph.h"

namespace slipway::ops {

/// Whom preflight asks. `aws` is of the graph's region and has its keys from `chain`.
struct PreflightDoors {
  cloud::Aws& aws;
  cloud::CredentialChain& chain;
  io::Clock& clock;
};

/// Whether the account, the region and what the platform builds on are as it needs them, asked of AWS before anything
/// is made: credentials, quotas, addresses, types, images, versions, reservations, networks of others, permissions.
/// Each in a fixed order; at most eight calls at once, each call once. `on_result` hears of each in that order, as soon
/// as it and all before it are known. Without credentials that work, only that is said. Only reads. Failed: apply would
/// fail, or what runs in the end could not. Warned: it can come to that.
std::vector<platform::Checked> preflight(const platform::Graph& graph, const PreflightDoors& doors,
                                         const std::function<void(const platform::Checked&)>& on_result);

}  // namespace slipway::ops
