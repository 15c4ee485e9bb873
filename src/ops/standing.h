#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "ops/journal.h"
#include "ops/site.h"

namespace slipway::ops {

/// Whether a state knows of the cluster that it would make, as far as its files tell without asking Terraform.
enum class StateKnows {
  Cluster,    // Terraform's state is beside, and has it
  Nothing,    // no apply was ever begun here
  Beginning,  // one was, and Terraform's state beside has other resources
  Lost,       // one was, and Terraform's state beside has nothing, or is not there
  Elsewhere,  // Terraform's state is in a backend
};
StateKnows state_knows(io::Files& files, const std::string& folder, const platform::Setting& setting);

/// For people: that a cluster which would be made stands already; why that can be, and what helps.
struct UnknownCluster {
  const platform::Setting& setting;
  std::string_view folder;   // of the state that knows nothing of it
  const doc::Node& cluster;  // what AWS describes
  StateKnows knows = StateKnows::Nothing;
};
StepFailure failure_of(const UnknownCluster& unknown);

/// The same when AWS has a cluster of the platform's name. Asked when Terraform, whose word counts, knows of none.
std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal);
/// The same for an apply that would make it: what an apply from here began to make is taken over (ops/adoption.h) once
/// EKS is done with it.
std::optional<StepFailure> cluster_in_the_way(Site& site, Journal& journal);
/// The same of Terraform's state as addresses: nullopt when a cluster is among them.
std::optional<StepFailure> unknown_cluster(Site& site, Journal& journal, const std::vector<std::string>& addresses);

}  // namespace slipway::ops
