#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"

namespace slipway::doc {

/// YAML that stands in a string of JSON, as a manifest does in a Terraform plan: its documents, each node at the place
/// that its characters have within the string. `literal` is the string as it stands at text.where(), with quotes and
/// escapes; where it is no such string all nodes have the place of the whole. Diagnostics are those of read_yaml, at
/// such places and without fixes. The source of `text` must outlive the documents.
std::vector<Document> read_quoted_yaml(const Node& text, std::string_view literal, Diagnostics& diagnostics);

}  // namespace slipway::doc
