#include <string>
#include <vector>

#include "cel/evaluator.h"
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

class DefaultsCheck {
 public:
  explicit DefaultsCheck(Errors& errors) : errors_(errors) {}

  void check(const Structural& schema, bool is_embedded, bool in_metadata, const Path& path) {
    if (is_embedded) in_metadata = false;
    if (const Node& value = schema.source["default"]; !value.is_null())
      check_value(value, schema, is_embedded && !schema.embedded, in_metadata, Path(path, "default"));
    if (schema.items) check(*schema.items, schema.items->embedded, in_metadata, Path(path, "items"));
    const Path properties(path, "properties");
    for (const custom::Property& property : schema.properties)
      check(*property.schema, property.schema->embedded,
            in_metadata || (is_embedded && is_type_or_metadata(property.name)), Path::key(properties, property.name));
  }

 private:
  void check_value(const Node& value, const Structural& schema, bool is_root, bool in_metadata, const Path& path) {
    if (!in_metadata && has_unknown(value, &schema)) errors_.invalid(path, value, "must not have unknown fields");
    Errors found;
    if (is_root && value.is_map())
      for (const char* key : {"apiVersion", "kind"})
        if (text_of(value[key]).empty()) found.required(Path(key));
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
  DefaultsCheck(errors).check(schema, true, false, path);
}

}  // namespace slipway::schema::builtin
