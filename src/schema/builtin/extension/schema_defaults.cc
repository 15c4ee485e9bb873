#include <string>
#include <vector>

#include "cel/evaluator.h"
#include "doc/json.h"
#include "schema/builtin/extension/definition.h"
#include "schema/builtin/fields.h"
#include "schema/custom/rules.h"
#include "schema/custom/validation.h"

namespace slipway::schema::builtin {
namespace {

using custom::Structural;
using doc::Node;

bool is_type_or_metadata(std::string_view key) { return is_one_of(key, {"apiVersion", "kind", "metadata"}); }

/// Whether pruning takes something away (pkg/apiserver/schema/pruning). Below what has no schema, nothing may stand.
bool has_unknown(const Node& value, const Structural* schema) {
  if (value.is_list()) {
    for (const Node& item : value.items())
      if (has_unknown(item, schema ? schema->items : nullptr)) return true;
    return false;
  }
  const bool keeps = schema && schema->preserve_unknown;
  for (const doc::Member& member : value.members()) {
    const std::string_view key = member.key.text();
    if (!schema) return true;
    if (schema->embedded && is_type_or_metadata(key)) continue;
    const custom::Property* property = schema->find(key);
    if (!property && !schema->has_additional) {
      if (!keeps) return true;
      continue;
    }
    const Structural* below = property ? property->schema : schema->additional;
    if (!below && keeps) continue;
    if (has_unknown(member.value, below)) return true;
  }
  return false;
}

/// Why an object with this `key` would be none; "" when it may be one. What metadata holds is not looked at.
std::string metadata_error(std::string_view key, const Node& value) {
  const std::string named = std::string(key) + ": Invalid value: " + doc::canonical_json(value) + ": ";
  if (key == "metadata" && !value.is_map()) {
    const std::string_view kind = value.is_list()                   ? "array"
                                  : value.is_string()               ? "string"
                                  : value.kind() == doc::Kind::Bool ? "bool"
                                                                    : "number";
    return named + "json: cannot unmarshal " + std::string(kind) + " into Go value of type v1.ObjectMeta";
  }
  if (key != "apiVersion" && key != "kind") return {};
  if (!value.is_string()) return named + "must be a string";
  return value.text().empty() ? named + "must not be empty" : std::string();
}

class DefaultsCheck {
 public:
  explicit DefaultsCheck(Errors& errors) : errors_(errors) {}

  /// `key`: the property that the schema is of.
  void check(const Structural& schema, std::string_view key, bool is_embedded, bool in_metadata, const Path& path) {
    if (is_embedded) in_metadata = false;
    if (const Node& value = schema.source["default"]; !value.is_null())
      check_value(value, schema, key, is_embedded && !schema.embedded, in_metadata, Path(path, "default"));
    if (schema.items) check(*schema.items, {}, schema.items->embedded, in_metadata, Path(path, "items"));
    const Path properties(path, "properties");
    for (const custom::Property& property : schema.properties)
      check(*property.schema, property.name, property.schema->embedded,
            in_metadata || (is_embedded && is_type_or_metadata(property.name)), Path::key(properties, property.name));
  }

 private:
  void check_value(const Node& value, const Structural& schema, std::string_view key, bool is_root, bool in_metadata,
                   const Path& path) {
    if (in_metadata)
      if (const std::string why = metadata_error(key, value); !why.empty())
        return errors_.invalid(path, value, "must result in valid metadata: " + why);
    if (!in_metadata && has_unknown(value, &schema)) errors_.invalid(path, value, "must not have unknown fields");
    Errors found;
    if (is_root && value.is_map())
      for (const char* field : {"apiVersion", "kind"})
        if (text_of(value[field]).empty()) found.required(Path(field));
    if (found.empty()) custom::check_embedded(value, schema, found);
    if (found.empty()) custom::validate(value, schema, nullptr, found);
    if (found.empty()) check_with_rules(value, schema, found);
    const std::string prefix = path.to_string();
    for (Error& error : found.take_sorted()) {
      if (error.field.empty() || error.field == "<nil>")
        error.field = prefix;
      else
        error.field = prefix + (error.field.starts_with('[') ? "" : ".") + error.field;
      errors_.add(std::move(error));
    }
  }

  /// As a value that stays, and as one that is new.
  void check_with_rules(const Node& value, const Structural& schema, Errors& found) {
    if (!schema.has_rules_below) return;
    std::vector<std::string> unchecked;
    custom::check_rules(value, &value, schema, nullptr, evaluator_, found, unchecked);
    if (found.empty()) custom::check_rules(value, nullptr, schema, nullptr, evaluator_, found, unchecked);
  }

  Errors& errors_;
  cel::Evaluator evaluator_;
};

}  // namespace

void check_schema_defaults(const Structural& schema, const Path& path, Errors& errors) {
  DefaultsCheck(errors).check(schema, {}, true, false, path);
}

}  // namespace slipway::schema::builtin
