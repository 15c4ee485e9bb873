#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/custom/structural.h"

namespace slipway::schema::custom {

/// The fieldPath of a rule (".spec.replicas", ".data['a.b']") as errors print it ("spec.replicas", "data[a.b]"). When
/// it leads to no field of the schema, `error` says so in the API server's words. Follows apiextensions-apiserver
/// 0.36.3 pkg/apiserver/schema/cel/validation.go ValidFieldPath.
struct RuleFieldPath {
  std::string text;
  std::string error;
  const Structural* schema = nullptr;  // of the field; null where none is known, as below additionalProperties: true
};
/// `takes_brackets`: selectable fields are named without them.
RuleFieldPath read_field_path(std::string_view json_path, const Structural& schema, bool takes_brackets = true);

}  // namespace slipway::schema::custom
