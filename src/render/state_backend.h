#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/graph.h"
#include "platform/iam.h"
#include "render/tree.h"

namespace slipway::render {

/// Where Terraform keeps the platform's state: an object in S3, locked by a second one beside it.
struct StatePlace {
  std::string bucket, key;
};
/// terraform/backend.tf.example, with a bucket that is nobody's and the key that state_place() takes too.
File backend_example(const platform::Graph& graph);
/// BUCKET, or BUCKET/KEY. Its error's offset counts from the text's beginning.
Result<StatePlace, ParseError> state_place(std::string_view text, const platform::Graph& graph);

/// What Terraform's S3 backend with `use_lockfile` needs there: to list the bucket, to read and write the state, and to
/// make and remove the lock. Source: developer.hashicorp.com/terraform, language/backend/s3, "Permissions" (1.10 on).
std::vector<platform::Statement> state_statements(const StatePlace& place, std::string_view partition);

}  // namespace slipway::render
