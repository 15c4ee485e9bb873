#pragma once

#include <string>
#include <vector>

#include "doc/arena.h"
#include "doc/node.h"
#include "schema/custom/structural.h"

namespace slipway::schema::custom {

/// What decoding a custom resource makes of it, step by step as the API server's handler takes them
/// (apiextensions-apiserver 0.36.3 pkg/apiserver/schema/{pruning,defaulting,objectmeta}): the slow and exact way of
/// what Completion does at once.
struct Decoded {
  doc::Node object;
  std::vector<std::string> unknown;  // paths of fields that are not known
  std::string error;                 // metadata here or in an embedded resource that cannot be read
};
Decoded decode(const doc::Node& object, const Structural& schema, doc::Arena& arena);

/// `metadata` as Go has it once it went through its type: without nulls. REQUIRES: it is readable.
doc::Node typed_metadata(const doc::Node& metadata, doc::Arena& arena);

/// Why `metadata` of an object at `prefix` ("metadata", "spec.template.metadata") is not readable; its unknown fields
/// are added to `unknown`.
std::string metadata_error(const doc::Node& metadata, const std::string& prefix, std::vector<std::string>& unknown);

}  // namespace slipway::schema::custom
