#include <fmt/core.h>

#include <map>

#include "base/quote.h"
#include "base/text.h"
#include "doc/json.h"
#include "kube/names.h"
#include "schema/custom/completion.h"
#include "schema/custom/decoding.h"
#include "schema/custom/validation.h"
#include "schema/object_meta.h"

namespace slipway::schema::custom {
namespace {

using doc::Member;
using doc::Node;

std::string printed(const Node& value) {
  return value.is_string() ? go_quoted(value.text()) : doc::canonical_json(value);
}

/// The second of each value that stands there more than once.
std::vector<std::size_t> repeats(const std::vector<std::string>& values) {
  std::map<std::string_view, int> seen;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (++seen[values[i]] == 2) out.push_back(i);
  return out;
}

/// Equal texts for equal values; integers and other numbers differ.
std::string comparable(const Node& value) {
  const std::string json = doc::canonical_json(value);
  return is_number(value) && !is_int64(value) ? "float " + json : json;
}

void check_set(const Node& list, const Path& path, Errors& errors) {
  std::vector<std::string> values;
  for (const Node& item : list.items()) values.push_back(comparable(item));
  for (const std::size_t i : repeats(values)) errors.duplicate_printed(Path(path, i), printed(list.items()[i]));
}

void check_list_map(const Node& list, const Structural& schema, const Path& path, Errors& errors) {
  std::vector<std::string> keys, compared;
  std::size_t index = 0;
  for (const Node& item : list.items()) {
    const Path at(path, index++);
    if (!item.is_map() && !item.is_null()) {
      errors.invalid_printed(at, printed(item), "must be an object for an array of list-type map");
      return;
    }
    std::map<std::string_view, const Node*> of_item;
    for (const std::string_view key : schema.list_keys)
      if (const Node* value = item.find(key)) of_item[key] = value;
    std::string shown, text;
    for (const auto& [key, value] : of_item) {
      shown += fmt::format("{}{}:{}", shown.empty() ? "" : ",", json_quoted(key), doc::canonical_json(*value));
      text += fmt::format("{}:{};", json_quoted(key), comparable(*value));
    }
    keys.push_back("{" + shown + "}");
    compared.push_back(std::move(text));
  }
  for (const std::size_t i : repeats(compared)) errors.duplicate_printed(Path(path, i), keys[i]);
}

void check_lists(const Node& value, const Structural& schema, const Path& path, Errors& errors) {
  if (!schema.has_unique_lists_below) return;
  if (value.is_list()) {
    if (schema.list_type == ListType::Set) check_set(value, path, errors);
    if (schema.list_type == ListType::Map) check_list_map(value, schema, path, errors);
    std::size_t index = 0;
    for (const Node& item : value.items()) {
      if (!schema.items) return;
      check_lists(item, *schema.items, Path(path, index++), errors);
    }
  }
  for (const Member& member : value.members()) {
    const std::string_view key = member.key.text();
    if (const Property* property = schema.find(key))
      check_lists(member.value, *property->schema, Path(path, key), errors);
    else if (schema.additional)
      check_lists(member.value, *schema.additional, Path::key(path, key), errors);
  }
}

/// Why schema.ParseGroupVersion refuses an apiVersion.
bool has_two_slashes(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash != std::string_view::npos && api_version.find('/', slash + 1) != std::string_view::npos;
}

void check_api_version(const Node& value, const Path& path, Errors& errors) {
  if (!value.is_string())
    errors.invalid(path, value, "must be a string");
  else if (value.text().empty())
    errors.invalid(path, value, "must not be empty");
  else if (has_two_slashes(value.text()))
    errors.invalid(path, value, fmt::format("unexpected GroupVersion string: {}", value.text()));
}

void check_kind(const Node& value, const Path& path, Errors& errors) {
  if (!value.is_string()) {
    errors.invalid(path, value, "must be a string");
  } else if (value.text().empty()) {
    errors.invalid(path, value, "must not be empty");
  } else if (const auto faults = kube::check_dns1035_label(go_lower(value.text())); !faults.empty()) {
    errors.invalid(path, value, "may have mixed case, but should otherwise match: " + join(faults, ","));
  }
}

void check_embedded_metadata(const Node& metadata, const Path& path, Errors& errors) {
  std::vector<std::string> unknown;
  if (const std::string error = metadata_error(metadata, "", unknown); !error.empty()) {
    errors.invalid_printed(path, printed(metadata), error);
    return;
  }
  const auto text = [&](std::string_view key) { return metadata[key].is_string() ? metadata[key].text() : ""; };
  Errors found;
  check_object_meta(metadata, text("namespace").empty() ? Scope::Cluster : Scope::Namespaced, path_segment_name, path,
                    found);
  const std::string name_field = Path(path, "name").to_string();
  for (Error& error : found.take_sorted()) {
    const bool is_unnamed = error.type == Error::Type::FieldValueRequired && error.field == name_field;
    if (!is_unnamed) errors.add(std::move(error));
  }
}

void check_resource(const Node& object, const Path& path, Errors& errors) {
  for (const char* key : {"apiVersion", "kind"})
    if (!object.find(key)) errors.required(Path(path, key));
  for (const Member& member : object.members()) {
    const std::string_view key = member.key.text();
    const Path at(path, key);
    if (key == "apiVersion") check_api_version(member.value, at, errors);
    if (key == "kind") check_kind(member.value, at, errors);
    if (key == "metadata") check_embedded_metadata(member.value, at, errors);
  }
}

void check_embedded_below(const Node& value, const Structural& schema, const Path& path, Errors& errors) {
  if (!schema.has_embedded_below) return;
  if (value.is_list()) {
    std::size_t index = 0;
    for (const Node& item : value.items()) {
      if (!schema.items) return;
      check_embedded_below(item, *schema.items, Path(path, index++), errors);
    }
  }
  if (!value.is_map()) return;
  if (schema.embedded) check_resource(value, path, errors);
  for (const Member& member : value.members()) {
    const std::string_view key = member.key.text();
    if (const Property* property = schema.find(key))
      check_embedded_below(member.value, *property->schema, Path(path, key), errors);
    else if (schema.additional)
      check_embedded_below(member.value, *schema.additional, Path::key(path, key), errors);
  }
}

}  // namespace

void check_list_types(const Node& object, const Structural& schema, Errors& errors) {
  check_lists(object, schema, Path(), errors);
}

void check_embedded(const Node& object, const Structural& schema, Errors& errors) {
  check_embedded_below(object, schema, Path(), errors);
}

}  // namespace slipway::schema::custom
