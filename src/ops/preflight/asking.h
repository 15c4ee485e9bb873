#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cost/reach.h"
#include "ops/preflight.h"
#include "ops/preflight/answers.h"
#include "platform/checked.h"
#include "platform/graph.h"

namespace slipway::ops::preflight_checks {

using platform::Checked;
using Outcome = Checked::Outcome;

/// What every check starts from.
struct Asking {
  const platform::Graph& graph;
  Answers& answers;
  std::vector<cost::NodeSource> nodes;  // what may become nodes
  std::string region;
  std::string arn;        // of the caller
  std::string partition;  // "aws"
  std::string account;
  std::int64_t now = 0;  // milliseconds since 1970
  std::optional<SeenState> state = {};

  /// The cluster is there already: what the platform takes of the account is, at least in part, taken by itself.
  bool stands() const;
  /// The id of the VPC that somebody else owns, and its subnets by the role they are named for; empty when slipway
  /// makes the network.
  std::string vpc_id() const;
  std::vector<std::string> subnets(std::string_view role) const;  // "private", "public"
};

/// Some checks that are asked one after the other; what they say is in order.
using Task = std::function<std::vector<Checked>()>;

/// "skip": AWS did not say. `fix` is the failure's.
Checked skipped(std::string part, std::string claim, const cloud::CallFailure& failure);
/// False: AWS said no to who asks, or nothing at all: that tells nothing of what was asked.
bool says_something(const cloud::CallFailure& failure);

/// EKS makes no control plane there and refuses its subnets.
bool is_zone_without_eks(std::string_view zone_id);

// Each in the file of its subject. REQUIRES: `asking` outlives the tasks.
std::vector<Task> state_tasks(const Asking& asking);
std::vector<Task> leftover_tasks(const Asking& asking);
std::vector<Task> place_tasks(const Asking& asking);
std::vector<Task> quota_tasks(const Asking& asking);
std::vector<Task> network_tasks(const Asking& asking);
std::vector<Task> address_tasks(const Asking& asking);
std::vector<Task> type_tasks(const Asking& asking);
std::vector<Task> image_tasks(const Asking& asking);
std::vector<Task> version_tasks(const Asking& asking);
std::vector<Task> reservation_tasks(const Asking& asking);
std::vector<Task> permission_tasks(const Asking& asking);

/// When all tasks are done: a FAIL when AWS refused, for lack of a right, an answer that apply and destroy have to ask
/// for as well. What lacks to preflight alone is none: its questions are skipped, and nobody knows.
std::vector<Checked> refused_rights(const Asking& asking);

}  // namespace slipway::ops::preflight_checks
