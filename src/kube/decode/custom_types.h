#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::kube {

/// Why a type that reads its JSON itself refuses a value: a message of its own, or that this JSON value does not go
/// into that Go type (the decoder adds the field).
struct CustomError {
  std::string message = {};
  std::string value = {};  // "bool", "number 1.5"
  std::string type = {};   // "string"
  bool is_type_error() const { return !type.empty(); }
  friend bool operator==(const CustomError&, const CustomError&) = default;
};

/// The UnmarshalJSON of resource.Quantity, intstr.IntOrString, metav1.Time, MicroTime, Duration and FieldsV1,
/// runtime.RawExtension (apimachinery 0.36.3), apiextensions' JSON and JSONSchemaPropsOr… (0.36.3) and
/// Karpenter 1.14.1's NillableDuration, named as in the field trees. REQUIRES: `json` is one well-formed value without
/// space around it.
std::optional<CustomError> check_custom(std::string_view type, std::string_view json);

}  // namespace slipway::kube
