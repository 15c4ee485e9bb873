#include "schema/decode.h"

#include <cstdint>
#include <limits>

#include "doc/json.h"
#include "kube/decode/custom_types.h"
#include "kube/decode/go_base64.h"
#include "kube/decode/go_time.h"
#include "kube/quantity.h"

namespace slipway::schema {
namespace {

using Kind = kube::FieldType::Kind;

bool is_int32(const doc::Node& node) {
  return node.kind() == doc::Kind::Int && !node.is_unsigned() &&
         node.integer() == static_cast<std::int32_t>(node.integer());
}

bool fits_custom(const doc::Node& node, std::string_view type) {
  if (type == "resource.Quantity") {
    if (node.is_scalar() && !node.is_null() && kube::Quantity::parse(node.text())) return true;
  } else if (type == "intstr.IntOrString") {
    if (node.is_string() || is_int32(node)) return true;
  } else if (type == "v1.FieldsV1" || type == "runtime.RawExtension" || type == "v1.JSON") {
    return true;
  } else if (type.starts_with("v1.JSONSchemaPropsOr") && node.is_map()) {
    static const kube::FieldType& schema = kube::FieldTrees::extensions().named("v1.JSONSchemaProps");
    if (fits(node, {&schema, true})) return true;
  }
  return !kube::check_custom(type, doc::canonical_json(node));
}

bool fits_struct(const doc::Node& node, const kube::FieldType& type) {
  for (const doc::Member& member : node.members()) {
    const kube::FieldType::Field* field = type.find(member.key.text());
    if (field == nullptr || !fits(member.value, field->use)) return false;
  }
  return true;
}

}  // namespace

bool fits(const doc::Node& node, const kube::FieldType::Use& use) {
  const kube::FieldType& type = *use.type;
  if (node.is_null() && (use.pointer || type.kind != Kind::Custom)) return true;
  switch (type.kind) {
    case Kind::Bool:
      return node.kind() == doc::Kind::Bool;
    case Kind::String:
      return node.is_string();
    case Kind::Int32:
      return is_int32(node);
    case Kind::Int64:
      return node.kind() == doc::Kind::Int && !node.is_unsigned() && type.name != "uint8";
    case Kind::Float64:
      return node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float;
    case Kind::Bytes:
      return node.is_string() && !kube::base64_error(node.text());
    case Kind::Custom:
      return fits_custom(node, type.name);
    case Kind::Interface:
      return false;
    case Kind::Slice:
      if (!node.is_list()) return false;
      for (const doc::Node& item : node.items())
        if (!fits(item, type.element)) return false;
      return true;
    case Kind::Map:
      if (!node.is_map()) return false;
      for (const doc::Member& member : node.members())
        if (!fits(member.value, type.element)) return false;
      return true;
    case Kind::Struct:
      return node.is_map() && fits_struct(node, type);
  }
  return false;
}

}  // namespace slipway::schema
