#pragma once

#include <map>
#include <string>
#include <string_view>

#include "platform/graph.h"

namespace slipway::render {

/// What native objects and charts' values need of AWS and only Terraform will know (ids, ARNs, endpoints). In objects
/// they stand as `${aws_efs_file_system.models.id}` (ResourceId::interpolated()); a rendered file holds
/// `${aws_efs_file_system_models_id}` in its place, and Terraform's output `kubernetes` maps each such name to its
/// value, so that `terraform output -json kubernetes`, envsubst or Flux's postBuild can fill them in.

/// Name of the output → Terraform expression, of everything that the graph's objects and releases refer to.
std::map<std::string, std::string> outputs_of(const platform::Graph& graph);

/// The same of what the live checks ask AWS, and what they expect: Terraform's output `checked`.
std::map<std::string, std::string> checked_outputs_of(const platform::Graph& graph);

/// The text with every such reference replaced by its output's name; other `${…}` are kept.
std::string with_output_names(std::string_view text);

}  // namespace slipway::render
