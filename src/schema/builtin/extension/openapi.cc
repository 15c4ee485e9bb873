#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "schema/builtin/extension/definition.h"
#include "schema/builtin/extension/openapi_parts.h"
#include "schema/builtin/fields.h"

/// Follows apiextensions-apiserver 0.36.3 pkg/apis/apiextensions/validation/validation.go
/// ValidateCustomResourceDefinitionOpenAPISchema and specStandardValidatorV3.
namespace slipway::schema::builtin {
namespace {

using custom::Structural;
using doc::Node;

/// What the schemas around one say of it.
struct Surroundings {
  bool may_have_default = true;
  std::string no_default_reason;
  bool in_metadata = false;
  std::string uncorrelatable;  // path of the first ancestor whose values cannot be told apart
  const Structural* structural = nullptr;
  std::optional<std::uint64_t> times = 1;  // how many values it may have; none: without bound
};

class OpenApiCheck {
 public:
  explicit OpenApiCheck(Errors& errors) : errors_(errors) {}

  /// Returns whether the schema, or one in it, is at fault (but for its rules).
  bool check(const Node& schema, const Surroundings& around, bool is_root, const Path& path) {
    const std::size_t before = errors_.size();
    check_supported(schema, around, path);
    check_list_and_map(schema, path, errors_);
    check_rule_fields(schema, around.structural, path, errors_);
    bool is_faulty = errors_.size() != before;
    is_faulty |= check_fields(schema, around, is_root, path);
    is_faulty |= check_combinations(schema, around, path);
    const bool has_rules = schema["x-kubernetes-validations"].size() > 0;
    if (!is_faulty && has_rules && around.structural)
      check_rules_of(schema, *around.structural, is_root, around.times, around.uncorrelatable, path, costs_, errors_);
    return is_faulty;
  }

  void check_total(const Path& path) { costs_.check_total(path, errors_); }

 private:
  void check_supported(const Node& schema, const Surroundings& around, const Path& path) {
    const std::string_view type = text_of(schema["type"]);
    if (!type.empty() && !is_one_of(type, {"array", "boolean", "integer", "number", "object", "string"}))
      errors_.not_supported(Path(path, "type"), type, {"array", "boolean", "integer", "number", "object", "string"});
    if (!schema["default"].is_null() && !around.may_have_default)
      errors_.forbidden(Path(path, "default"), "must not be set " + around.no_default_reason);
    const auto forbid = [&](const char* key, bool is_there) {
      if (is_there) errors_.forbidden(Path(path, key), std::string(key) + " is not supported");
    };
    forbid("id", !text_of(schema["id"]).empty());
    forbid("additionalItems", !schema["additionalItems"].is_null());
    forbid("patternProperties", schema["patternProperties"].size() > 0);
    forbid("definitions", schema["definitions"].size() > 0);
    forbid("dependencies", !schema["dependencies"].is_null());
    forbid("$ref", !schema["$ref"].is_null());
    if (type == "null")
      errors_.forbidden(Path(path, "type"), "type cannot be set to null, use nullable as an alternative");
    if (schema["items"].is_list() && schema["items"].size() > 0)
      errors_.forbidden(Path(path, "items"), "items must be a schema object and not an array");
    if (around.in_metadata && flag_of(schema["x-kubernetes-embedded-resource"]))
      errors_.forbidden(Path(path, "x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    if (flag_of(schema["uniqueItems"]))
      errors_.forbidden(Path(path, "uniqueItems"),
                        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    const Node& additional = schema["additionalProperties"];
    const bool allows_all = additional.kind() == doc::Kind::Bool && additional.boolean();
    if (!additional.is_null() && !allows_all && schema["properties"].size() > 0)
      errors_.forbidden(Path(path, "additionalProperties"), "additionalProperties and properties are mutual exclusive");
    const Node& preserve = schema["x-kubernetes-preserve-unknown-fields"];
    if (!preserve.is_null() && !flag_of(preserve))
      errors_.invalid(Path(path, "x-kubernetes-preserve-unknown-fields"), preserve, "must be true or undefined");
  }

  /// Schemas of values that stand in this one's.
  bool check_fields(const Node& schema, const Surroundings& around, bool is_root, const Path& path) {
    const std::optional<std::uint64_t> times = times_below(schema, around.times);
    bool is_faulty = false;
    if (const Node& additional = schema["additionalProperties"]; additional.is_map()) {
      Surroundings below = around;
      below.times = times;
      below.structural = around.structural ? around.structural->additional : nullptr;
      if (around.in_metadata) {
        below.may_have_default = false;
        below.no_default_reason = "inside additionalProperties applying to object metadata";
      }
      is_faulty |= check(additional, below, false, Path(path, "additionalProperties"));
    }
    const Path properties(path, "properties");
    for (const doc::Member& member : schema["properties"].members()) {
      const std::string_view name = member.key.text();
      Surroundings below = around;
      below.times = times;
      const custom::Property* property = around.structural ? around.structural->find(name) : nullptr;
      below.structural = property ? property->schema : nullptr;
      const doc::Node& map_type = schema["x-kubernetes-map-type"];
      if (!map_type.is_null() && text_of(map_type) != "granular") forbid_old_self(below, path);
      const bool is_resource = is_root || flag_of(schema["x-kubernetes-embedded-resource"]);
      if (is_resource && is_one_of(name, {"metadata", "kind", "apiVersion"})) {
        below.in_metadata = true;
        if (is_root) {
          below.may_have_default = false;
          below.no_default_reason = "in top-level " + std::string(name);
        }
      }
      is_faulty |= check(member.value, below, false, Path::key(properties, name));
    }
    const Node& items = schema["items"];
    if (items.is_null()) return is_faulty;
    Surroundings below = around;
    below.times = times;
    below.structural = around.structural ? around.structural->items : nullptr;
    if (text_of(schema["x-kubernetes-list-type"]) != "map") forbid_old_self(below, path);
    const Path items_path(path, "items");
    if (items.is_map()) is_faulty |= check(items, below, false, items_path);
    std::size_t i = 0;
    for (const Node& item : items.items()) is_faulty |= check(item, below, false, Path(items_path, i++));
    return is_faulty;
  }

  /// Schemas of the same value, and those that stand nowhere.
  bool check_combinations(const Node& schema, const Surroundings& around, const Path& path) {
    Surroundings below = around;
    below.structural = nullptr;
    bool is_faulty = false;
    if (!schema["not"].is_null()) is_faulty |= check(schema["not"], below, false, Path(path, "not"));
    for (const char* key : {"allOf", "oneOf", "anyOf"}) {
      const Path list(path, key);
      std::size_t i = 0;
      for (const Node& one : schema[key].items()) is_faulty |= check(one, below, false, Path(list, i++));
    }
    for (const char* key : {"definitions", "dependencies"}) {
      const Path map(path, key);
      for (const doc::Member& member : schema[key].members())
        if (member.value.is_map()) is_faulty |= check(member.value, below, false, Path::key(map, member.key.text()));
    }
    return is_faulty;
  }

  static void forbid_old_self(Surroundings& below, const Path& path) {
    if (below.uncorrelatable.empty()) below.uncorrelatable = path.to_string();
  }

  Errors& errors_;
  RuleCosts costs_;
};

}  // namespace

void check_openapi(const Node& schema, const Structural* structural, const Path& path, Errors& errors) {
  OpenApiCheck check(errors);
  Surroundings around;
  around.structural = structural;
  check.check(schema, around, true, path);
  check.check_total(path);
}

}  // namespace slipway::schema::builtin
