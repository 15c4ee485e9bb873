#pragma once

#include <string>
#include <string_view>

#include "spec/platform.h"

/// Names under which tokens and costs are published, agreed on by those who publish, who may and who draws.
namespace slipway::components::metering {

/// CloudWatch namespaces: "<platform>/Tokens" holds PromptTokens and CompletionTokens by ModelName alone (a pod's name
/// would make each pod a metric of its own), "<platform>/Cost" holds InstanceCost.
std::string tokens(const spec::Platform& platform);
std::string cost(const spec::Platform& platform);

/// A workload that serves a model: one that asks for a GPU or another accelerator.
bool counts_tokens(const spec::Platform& platform, const spec::Workload& workload);

/// The role of a workload: of `roles`, else one of its own when it has tokens to publish; empty when it needs none.
std::string role_of(const spec::Platform& platform, std::string_view name, const spec::Workload& workload);

}  // namespace slipway::components::metering
