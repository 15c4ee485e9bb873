#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/decode/field_trees.h"

namespace slipway::kube {

/// What decoding a JSON text into an API type says, word for word as sigs.k8s.io/json (v0.0.0-20250730193827) does:
/// names match exactly, wrong types are skipped and the first is the error, strictness comes beside. A type that reads
/// its JSON itself ends the decoding where it refuses. Go walks the text once, so the order of all is that of the text.
struct DecodeOutcome {
  std::optional<std::string> error;        // "json: cannot unmarshal number into Go struct field …"
  std::vector<std::string> strict_errors;  // `unknown field "spec.foo"`, `duplicate field "spec.bar"`; at most 100
};

/// REQUIRES: `json` is well-formed and no deeper than 10,000 (doc::unmarshal_json says so).
DecodeOutcome unmarshal_strict(std::string_view json, const FieldType& type);

}  // namespace slipway::kube
