#include "kube/decode/custom_types.h"

#include "kube/decode/field_trees.h"
#include "kube/decode/go_time.h"
#include "kube/decode/json_cursor.h"
#include "kube/decode/json_decoder.h"
#include "kube/duration.h"
#include "kube/go_text.h"
#include "kube/quantity.h"

namespace slipway::kube {
namespace {

using Verdict = std::optional<CustomError>;

/// What encoding/json calls a value that does not fit; numbers are named where a number was wanted.
CustomError misfit(std::string_view json, std::string_view type) {
  switch (json[0]) {
    case '{':
      return {"", "object", std::string(type)};
    case '[':
      return {"", "array", std::string(type)};
    case '"':
      return {"", "string", std::string(type)};
    case 't':
    case 'f':
      return {"", "bool", std::string(type)};
    default:
      return {"", type == "int32" ? "number " + std::string(json) : "number", std::string(type)};
  }
}

Verdict check_quantity(std::string_view json) {
  if (Quantity::parse_json(json)) return std::nullopt;
  return CustomError{std::string(Quantity::go_json_error(json))};
}

Verdict check_int_or_string(std::string_view json) {
  if (json[0] == '"' || json == "null") return std::nullopt;
  const bool is_number = json[0] == '-' || (json[0] >= '0' && json[0] <= '9');
  const auto number = is_number ? go_parse_int(json) : std::nullopt;
  if (number && *number == static_cast<std::int32_t>(*number)) return std::nullopt;
  return misfit(json, "int32");
}

Verdict check_time(std::string_view json, TimeLayout layout) {
  if (json == "null") return std::nullopt;
  if (json[0] != '"') return misfit(json, "string");
  const auto time = parse_time(unquote_json(json), layout);
  return time ? std::nullopt : Verdict(CustomError{time.error().message});
}

enum class MayBeNever { No, Yes };

Verdict check_duration(std::string_view json, MayBeNever may_be_never) {
  if (json[0] != '"' && json != "null") return misfit(json, "string");
  const std::string text =
      json == "null" ? "" : unquote_json(json);  // null leaves the empty text, which is no duration
  if (may_be_never == MayBeNever::Yes && text == "Never") return std::nullopt;
  if (parse_duration(text)) return std::nullopt;
  return CustomError{duration_go_error(text)};
}

/// As encoding/json hands on what another call of it has found: the outer one names the field.
Verdict check_as(std::string_view json, const FieldType& type) {
  const DecodeOutcome outcome = unmarshal_strict(json, type);
  if (!outcome.error) return std::nullopt;
  constexpr std::string_view kBegin = "json: cannot unmarshal ", kInto = " into Go ", kOf = " of type ";
  const std::string_view error = *outcome.error;
  const std::size_t into = error.find(kInto), of = error.rfind(kOf);
  if (!error.starts_with(kBegin) || into == error.npos || of == error.npos) return CustomError{std::string(error)};
  return CustomError{"", std::string(error.substr(kBegin.size(), into - kBegin.size())),
                     std::string(error.substr(of + kOf.size()))};
}

/// A schema of OpenAPI, or what else may stand there. What is neither a map nor a list passes, but for `must_be_flag`.
Verdict check_schema_or(std::string_view json, std::string_view list, bool must_be_flag) {
  const FieldTrees& trees = FieldTrees::extensions();
  if (json[0] == '{') return check_as(json, trees.named("v1.JSONSchemaProps"));
  if (must_be_flag && json != "true" && json != "false") return CustomError{"boolean or JSON schema expected"};
  if (json[0] == '[') return check_as(json, trees.named(list));
  return std::nullopt;
}

}  // namespace

std::optional<CustomError> check_custom(std::string_view type, std::string_view json) {
  if (type == "resource.Quantity") return check_quantity(json);
  if (type == "intstr.IntOrString") return check_int_or_string(json);
  if (type == "v1.Time") return check_time(json, TimeLayout::Seconds);
  if (type == "v1.MicroTime") return check_time(json, TimeLayout::Microseconds);
  if (type == "v1.Duration") return check_duration(json, MayBeNever::No);
  if (type == "v1.NillableDuration") return check_duration(json, MayBeNever::Yes);
  if (type == "v1.JSONSchemaPropsOrBool") return check_schema_or(json, "", true);
  if (type == "v1.JSONSchemaPropsOrArray") return check_schema_or(json, "[]v1.JSONSchemaProps", false);
  if (type == "v1.JSONSchemaPropsOrStringArray") return check_schema_or(json, "[]string", false);
  return std::nullopt;  // FieldsV1, RawExtension and JSON keep whatever stands there
}

}  // namespace slipway::kube
