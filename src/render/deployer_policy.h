#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/graph.h"
#include "platform/iam.h"
#include "render/state_backend.h"

namespace slipway::render {

/// The least that whoever runs `slipway apply`, `destroy`, `status`, `verify` and `preflight` of a platform may do at
/// AWS: managed policies, each within IAM's limit, to be attached together. Actions come from data/deployer_actions.csv
/// by the types of the graph's resources; resources are named as far as their names are known before they are made,
/// roles may be passed to the services that they trust, and what AWS lets nobody narrow is held to the region.
struct DeployerPolicy {
  std::vector<doc::Map> documents;
  std::vector<std::string> types_without_rows;  // of the graph: what they need is not in it
};
/// `account` "": the graph's, or any. With `state`: what Terraform needs to keep its state there, too.
DeployerPolicy deployer_policy(const platform::Graph& graph, const std::string& account = {},
                               const std::optional<StatePlace>& state = std::nullopt);

/// Whose rights: AllVerbs those of all; ButPreflight without what preflight alone asks.
enum class RightsOf { AllVerbs, ButPreflight };
/// The same as statements, before they are divided into documents.
std::vector<platform::Statement> deployer_statements(const platform::Graph& graph, const std::string& account,
                                                     std::vector<std::string>& types_without_rows,
                                                     RightsOf whose = RightsOf::AllVerbs);

}  // namespace slipway::render
