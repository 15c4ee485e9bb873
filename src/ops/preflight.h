#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cloud/aws.h"
#include "ops/helm.h"
#include "ops/standing.h"
#include "ops/terraform.h"
#include "platform/checked.h"
#include "platform/graph.h"

namespace slipway::ops {

/// The state that apply would go on from, as far as its files tell.
struct SeenState {
  std::string folder;
  StateKnows knows = StateKnows::Nothing;
};

/// Whom preflight asks. `aws` is of the graph's region and has its keys from `chain`.
struct PreflightDoors {
  cloud::Aws& aws;
  cloud::CredentialChain& chain;
  io::Clock& clock;
  std::optional<SeenState> state = {};  // nullopt: whoever asks has asked Terraform itself
  /// What apply runs; nullptr: whoever asks has looked at them.
  Terraform* terraform = nullptr;
  Helm* helm = nullptr;
};

/// Whether the account, the region and what the platform builds on are as it needs them, asked of AWS before anything
/// is made: whether the programs are there that make it, credentials, quotas, addresses, types, images, versions,
/// reservations, networks of others, permissions. Each in a fixed order; at most eight calls at once, each call once.
/// `on_result` hears of each in that order, as soon as it and all before it are known. Without credentials that work
/// the rest is skipped, a line for each part. Only reads. Failed: apply would fail, or what runs in the end could not.
/// Warned: it can come to that.
std::vector<platform::Checked> preflight(const platform::Graph& graph, const PreflightDoors& doors,
                                         const std::function<void(const platform::Checked&)>& on_result);

}  // namespace slipway::ops
