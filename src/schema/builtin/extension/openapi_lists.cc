#include <set>
#include <string>

#include "schema/builtin/extension/openapi_parts.h"
#include "schema/builtin/extension/printed_versions.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {
namespace {

using doc::Node;

constexpr const char* kListType = "x-kubernetes-list-type";
constexpr const char* kMapType = "x-kubernetes-map-type";
constexpr const char* kListKeys = "x-kubernetes-list-map-keys";

void check_type_is(const Node& schema, std::string_view wanted, std::string_view of, const Path& path, Errors& errors) {
  const std::string why = "must be " + std::string(wanted) + " if " + std::string(of) + " is specified";
  if (const std::string_view type = text_of(schema["type"]); type.empty())
    errors.required(Path(path, "type"), why);
  else
    errors.invalid(Path(path, "type"), type, why);
}

/// Items of a set are compared as wholes.
void check_set_items(const Node& item, const Path& path, Errors& errors) {
  constexpr const char* kWhy = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const std::string_view type = text_of(item["type"]);
  if (type == "array" && !item[kListType].is_null() && text_of(item[kListType]) != "atomic")
    errors.invalid(Path(path, kListType), text_of(item[kListType]), kWhy);
  if (type != "object" || text_of(item[kMapType]) == "atomic") return;
  if (item[kListType].is_null())
    errors.invalid_printed(Path(path, kMapType), "null", kWhy);
  else
    errors.invalid(Path(path, kMapType), text_of(item[kListType]), kWhy);
}

void check_keys_exist(const Node& schema, const Path& items_path, const Path& path, Errors& errors) {
  const Node &items = schema["items"], &keys = schema[kListKeys];
  const Path keys_path(path, kListKeys), properties(items_path, "properties");
  std::set<std::string_view> seen;
  for (const Node& key : keys.items()) {
    const Node* property = items["properties"].find(text_of(key));
    if (!property)
      errors.invalid(keys_path, keys, "entries must all be names of item properties");
    else if (is_one_of(text_of((*property)["type"]), {"array", "object"}))
      errors.invalid(Path(Path::key(properties, text_of(key)), "type"), text_of(items["type"]),
                     "must be a scalar type if parent array's x-kubernetes-list-type is map");
    if (!seen.insert(text_of(key)).second) errors.invalid(keys_path, keys, "must not contain duplicate entries");
  }
}

void check_map_list(const Node& schema, const Path& path, Errors& errors) {
  const Node& items = schema["items"];
  const Path items_path(path, "items");
  if (schema[kListKeys].size() == 0)
    errors.required(Path(path, kListKeys), "must not be empty if x-kubernetes-list-type is map");
  if (items.is_null())
    errors.required(items_path, "must have a schema if x-kubernetes-list-type is map");
  else if (!items.is_map())
    errors.invalid_printed(items_path, printed_items(items),
                           "must only have a single schema if x-kubernetes-list-type is map");
  else if (text_of(items["type"]) != "object")
    errors.invalid(Path(items_path, "type"), text_of(items["type"]),
                   "must be object if parent array's x-kubernetes-list-type is map");
  else
    check_keys_exist(schema, items_path, path, errors);
}

/// validateMapListKeysMapSet
void check_items_never_null(const Node& schema, const Path& path, Errors& errors) {
  const std::string_view type = text_of(schema[kListType]);
  const Node& items = schema["items"];
  if (!items.is_map() || !is_one_of(type, {"map", "set"})) return;
  const Path items_path(path, "items"), properties(items_path, "properties");
  if (flag_of(items["nullable"]))
    errors.forbidden(Path(items_path, "nullable"),
                     "cannot be nullable when x-kubernetes-list-type is " + std::string(type));
  if (type != "map") return;
  for (const Node& key : schema[kListKeys].items()) {
    const Node* property = items["properties"].find(text_of(key));
    if (!property) continue;
    const Path here = Path::key(properties, text_of(key));
    bool is_required = false;
    for (const Node& name : items["required"].items()) is_required |= text_of(name) == text_of(key);
    if (!is_required && (*property)["default"].is_null())
      errors.required(Path(here, "default"),
                      "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
                      "property");
    if (flag_of((*property)["nullable"]))
      errors.forbidden(Path(here, "nullable"),
                       "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
  }
}

}  // namespace

void check_list_and_map(const Node& schema, const Path& path, Errors& errors) {
  const Node &list_type = schema[kListType], &map_type = schema[kMapType];
  const std::string_view type = text_of(schema["type"]), list = text_of(list_type);
  if (!map_type.is_null()) {
    if (type != "object") check_type_is(schema, "object", kMapType, path, errors);
    if (!is_one_of(text_of(map_type), {"atomic", "granular"}))
      errors.not_supported(Path(path, kMapType), text_of(map_type), {"atomic", "granular"});
  }
  if (!list_type.is_null()) {
    if (type != "array")
      check_type_is(schema, "array", kListType, path, errors);
    else if (list == "set" && schema["items"].is_map())
      check_set_items(schema["items"], Path(path, "items"), errors);
    if (!is_one_of(list, {"atomic", "set", "map"}))
      errors.not_supported(Path(path, kListType), list, {"atomic", "set", "map"});
  }
  if (schema[kListKeys].size() > 0 && list != "map") {
    constexpr const char* kWhy = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (list_type.is_null())
      errors.required(Path(path, kListType), kWhy);
    else
      errors.invalid(Path(path, kListType), list, kWhy);
  }
  if (list == "map") check_map_list(schema, path, errors);
  check_items_never_null(schema, path, errors);
}

}  // namespace slipway::schema::builtin
