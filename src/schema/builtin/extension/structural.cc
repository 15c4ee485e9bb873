#include <string>

#include "cel/regex.h"
#include "schema/builtin/extension/definition.h"
#include "schema/builtin/fields.h"

/// Follows apiextensions-apiserver 0.36.3 pkg/apiserver/schema/{convert,validation}.go.
namespace slipway::schema::builtin {
namespace {

enum class Level : std::uint8_t { Root, Item, Field };

std::string_view type_of(const doc::Node& schema) { return text_of(schema["type"]); }
bool preserves(const doc::Node& schema) { return flag_of(schema["x-kubernetes-preserve-unknown-fields"]); }
bool is_embedded(const doc::Node& schema) { return flag_of(schema["x-kubernetes-embedded-resource"]); }
bool is_int_or_string(const doc::Node& schema) { return flag_of(schema["x-kubernetes-int-or-string"]); }

/// Whether it says this type and nothing more.
bool is_only(const doc::Node& schema, std::string_view type) {
  for (const doc::Member& member : schema.members())
    if (member.key.text() != "type" && !is_unset(member.key.text(), member.value)) return false;
  return type_of(schema) == type;
}

bool is_integer_or_text(const doc::Node& any_of) {
  return any_of.size() == 2 && is_only(any_of.items()[0], "integer") && is_only(any_of.items()[1], "string");
}

class StructuralCheck {
 public:
  explicit StructuralCheck(Errors& errors) : errors_(errors) {}

  void check(const doc::Node& schema, Level level, const Path& path) {
    const doc::Node &items = schema["items"], &additional = schema["additionalProperties"];
    const Path additional_path(path, "additionalProperties");
    if (items.is_map())
      check(items, Level::Item, Path(path, "items"));
    else if (type_of(schema) == "array")
      errors_.required(Path(path, "items"), "must be specified");
    const Path properties_path(path, "properties");
    for (const doc::Member& member : schema["properties"].members())
      check(member.value, Level::Field, Path::key(properties_path, member.key.text()));
    if (!additional.is_null() && level == Level::Root)
      errors_.forbidden(additional_path, "must not be used at the root");
    if (additional.is_map()) check(additional, Level::Field, additional_path);
    check_extensions(schema, path);
    check_values(schema, is_integer_or_text(schema["anyOf"]), starts_with_either(schema), path);
    check_type(schema, level, path);
    if (is_embedded(schema) && !additional.is_null())
      errors_.forbidden(additional_path, "must not be used if x-kubernetes-embedded-resource is set");
    check_metadata(schema, level, properties_path);
    if (is_embedded(schema) && !preserves(schema) && schema["properties"].size() == 0)
      errors_.required(properties_path,
                       "must not be empty if x-kubernetes-embedded-resource is true without "
                       "x-kubernetes-preserve-unknown-fields");
  }

 private:
  static bool starts_with_either(const doc::Node& schema) {
    const doc::Node& all = schema["allOf"];
    return all.size() > 0 && is_integer_or_text(all.items()[0]["anyOf"]);
  }

  void check_extensions(const doc::Node& schema, const Path& path) {
    if (!is_int_or_string(schema)) return;
    for (const char* key : {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"})
      if (flag_of(schema[key]))
        errors_.invalid(Path(path, key), schema[key], "must be false if x-kubernetes-int-or-string is true");
  }

  void check_type(const doc::Node& schema, Level level, const Path& path) {
    constexpr const char* kMissing[] = {"must not be empty at the root", "must not be empty for specified array items",
                                        "must not be empty for specified object fields"};
    const std::string_view type = type_of(schema);
    const Path here(path, "type");
    if (is_embedded(schema) && type != "object") {
      constexpr const char* kMust = "must be object if x-kubernetes-embedded-resource is true";
      if (type.empty())
        errors_.required(here, kMust);
      else
        errors_.invalid(here, type, kMust);
    } else if (type.empty() && !is_int_or_string(schema) && !preserves(schema)) {
      errors_.required(here, kMissing[static_cast<int>(level)]);
    }
    if (level == Level::Root && !type.empty() && type != "object")
      errors_.invalid(here, type, "must be object at the root");
  }

  void check_metadata(const doc::Node& schema, Level level, const Path& properties) {
    const bool is_object = level == Level::Root || is_embedded(schema);
    const auto check_type_of = [&](const char* name, const char* wanted) {
      const doc::Node* property = schema["properties"].find(name);
      if (property && is_object && type_of(*property) != wanted)
        errors_.invalid(Path(Path::key(properties, name), "type"), type_of(*property),
                        std::string("must be ") + wanted);
    };
    check_type_of("kind", "string");
    check_type_of("apiVersion", "string");
    check_type_of("metadata", "object");
    const doc::Node* metadata = schema["properties"].find("metadata");
    if (metadata && level == Level::Root && says_more_than_names(*metadata))
      errors_.forbidden(Path::key(properties, "metadata"),
                        "must not specify anything other than name and generateName, but metadata is implicitly "
                        "specified");
  }

  static bool says_more_than_names(const doc::Node& metadata) {
    for (const doc::Member& member : metadata.members())
      if (!is_one_of(member.key.text(), {"type", "default", "properties"}) &&
          (member.key.text() == "required" || !is_unset(member.key.text(), member.value)))
        return true;
    for (const doc::Member& property : metadata["properties"].members())
      if (!is_one_of(property.key.text(), {"name", "generateName"})) return true;
    return false;
  }

  void check_values(const doc::Node& schema, bool skips_any_of, bool skips_first_any_of, const Path& path) {
    const auto check_list = [&](const char* key, bool skips_first) {
      const Path list(path, key);
      std::size_t i = 0;
      for (const doc::Node& one : schema[key].items()) {
        check_nested(one, skips_first && i == 0, Path(list, i));
        ++i;
      }
    };
    if (!skips_any_of) check_list("anyOf", false);
    check_list("allOf", skips_first_any_of);
    check_list("oneOf", false);
    if (!schema["not"].is_null()) check_nested(schema["not"], false, Path(path, "not"));
    if (const std::string_view pattern = text_of(schema["pattern"]); !pattern.empty())
      if (const auto compiled = cel::compile_regex(pattern); !compiled)
        errors_.invalid(Path(path, "pattern"), pattern,
                        "must be a valid regular expression, but isn't: " + compiled.error().message);
  }

  /// A schema under allOf and the like.
  void check_nested(const doc::Node& schema, bool skips_any_of, const Path& path) {
    check_values(schema, skips_any_of, false, path);
    if (!schema["items"].is_null()) check_nested(schema["items"], false, Path(path, "items"));
    const Path properties(path, "properties");
    for (const doc::Member& member : schema["properties"].members())
      check_nested(member.value, false, Path::key(properties, member.key.text()));
    for (const char* key : {"type", "title", "description"})
      if (!text_of(schema[key]).empty()) errors_.forbidden(Path(path, key), "must be empty to be structural");
    const doc::Node& additional = schema["additionalProperties"];
    if (additional.is_map() || flag_of(additional))
      errors_.forbidden(Path(path, "additionalProperties"), "must be undefined to be structural");
    if (!schema["default"].is_null()) errors_.forbidden(Path(path, "default"), "must be undefined to be structural");
    for (const char* key : {"nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource",
                            "x-kubernetes-int-or-string"})
      if (flag_of(schema[key])) errors_.forbidden(Path(path, key), "must be false to be structural");
    for (const char* key : {"x-kubernetes-list-map-keys", "x-kubernetes-validations"})
      if (schema[key].size() > 0) errors_.forbidden(Path(path, key), "must be empty to be structural");
    for (const char* key : {"x-kubernetes-list-type", "x-kubernetes-map-type"})
      if (!schema[key].is_null()) errors_.forbidden(Path(path, key), "must be undefined to be structural");
    if (schema["properties"].find("metadata"))
      errors_.forbidden(Path::key(properties, "metadata"), "must not be specified in a nested context");
  }

  Errors& errors_;
};

/// validateStructuralCompleteness (complete.go): whatever is said under allOf and the like must be of fields that the
/// schema itself has.
class CompletenessCheck {
 public:
  explicit CompletenessCheck(Errors& errors) : errors_(errors) {}

  /// What `said` says (in its combinations) of values that `schema` describes.
  void check(const doc::Node& said, const doc::Node& schema, const Path& path, const Path& said_path) {
    if (!said["not"].is_null()) check_nested(said["not"], schema, path, Path(said_path, "not"));
    for (const char* key : {"allOf", "anyOf", "oneOf"}) {
      const Path list(said_path, key);
      std::size_t i = 0;
      for (const doc::Node& one : said[key].items()) check_nested(one, schema, path, Path(list, i++));
    }
  }

 private:
  void check_nested(const doc::Node& said, const doc::Node& schema, const Path& path, const Path& said_path) {
    check(said, schema, path, said_path);
    if (said["items"].is_map())
      check_field(said["items"], schema["items"].is_map() ? &schema["items"] : nullptr, Path(path, "items"),
                  Path(said_path, "items"));
    const Path properties(path, "properties"), said_properties(said_path, "properties");
    for (const doc::Member& member : said["properties"].members()) {
      const std::string_view name = member.key.text();
      check_field(member.value, schema["properties"].find(name), Path::key(properties, name),
                  Path::key(said_properties, name));
    }
  }

  void check_field(const doc::Node& said, const doc::Node* schema, const Path& path, const Path& said_path) {
    if (schema)
      check_nested(said, *schema, path, said_path);
    else
      errors_.required(path, "because it is defined in " + said_path.to_string());
  }

  Errors& errors_;
};

}  // namespace

std::string structural_error(const doc::Node& schema) {
  const auto unsupported = [](const char* key) {
    return std::string("OpenAPIV3Schema '") + key + "' is not supported";
  };
  if (!text_of(schema["id"]).empty()) return unsupported("id");
  if (!text_of(schema["$schema"]).empty()) return unsupported("schema");
  if (!text_of(schema["$ref"]).empty()) return unsupported("$ref");
  for (const char* key : {"patternProperties", "dependencies", "definitions"})
    if (schema[key].size() > 0) return unsupported(key);
  if (!schema["additionalItems"].is_null()) return unsupported("additionalItems");
  const doc::Node& preserve = schema["x-kubernetes-preserve-unknown-fields"];
  if (!preserve.is_null() && !flag_of(preserve))
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (schema["items"].size() > 0 && schema["items"].is_list())
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const char* key : {"not", "items", "additionalProperties"})
    if (schema[key].is_map())
      if (std::string why = structural_error(schema[key]); !why.empty()) return why;
  for (const char* key : {"allOf", "anyOf", "oneOf"})
    for (const doc::Node& one : schema[key].items())
      if (std::string why = structural_error(one); !why.empty()) return why;
  for (const doc::Member& member : schema["properties"].members())
    if (std::string why = structural_error(member.value); !why.empty()) return why;
  return {};
}

void check_structural(const doc::Node& schema, const Path& path, Errors& errors) {
  StructuralCheck(errors).check(schema, Level::Root, path);
  CompletenessCheck(errors).check(schema, schema, path, path);
}

}  // namespace slipway::schema::builtin
