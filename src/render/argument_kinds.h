#pragma once

#include <string_view>

namespace slipway::render {

/// How an argument that holds a Map (or a List of Maps) is written in HCL.
enum class ArgumentKind {
  Block,   // name { … }, once or several times
  Object,  // name = { … }: what the provider's schema calls a map
  Json,    // name = jsonencode(…): a text for the provider, a tree for us
  Base64   // name = base64encode(…): plain text for us
};

/// `path`: the resource type and the names of the blocks down to the argument, "aws_batch_job_definition.tags"; a data
/// source's begins with "data.". Facts: data/terraform_attributes.csv, of every type the provider has; what is not
/// listed there is a block.
ArgumentKind kind_of_argument(std::string_view path);

}  // namespace slipway::render
