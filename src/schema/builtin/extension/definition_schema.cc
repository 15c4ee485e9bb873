#include <string>

#include "schema/builtin/extension/definition.h"
#include "schema/builtin/extension/printed_versions.h"
#include "schema/builtin/fields.h"

/// Follows apiextensions-apiserver 0.36.3 pkg/apis/apiextensions/validation/validation.go
/// validateCustomResourceDefinitionValidation.
namespace slipway::schema::builtin {
namespace {

constexpr const char* kAllowedAtRoot[] = {"Description",
                                          "Type",
                                          "Format",
                                          "Title",
                                          "Maximum",
                                          "ExclusiveMaximum",
                                          "Minimum",
                                          "ExclusiveMinimum",
                                          "MaxLength",
                                          "MinLength",
                                          "Pattern",
                                          "MaxItems",
                                          "MinItems",
                                          "UniqueItems",
                                          "MultipleOf",
                                          "Required",
                                          "Items",
                                          "Properties",
                                          "ExternalDocs",
                                          "Example",
                                          "XPreserveUnknownFields",
                                          "XValidations"};

bool is_allowed_at_root(std::string_view field) {
  for (const std::string_view allowed : kAllowedAtRoot)
    if (allowed == field) return true;
  return false;
}

/// With a status of its own, the schema must be one of which properties["status"] can be taken out.
void check_root_fields(const doc::Node& schema, const Path& path, Errors& errors) {
  for (const SchemaField& field : schema_fields()) {
    if (is_unset(field.key, schema[field.key])) continue;
    if (std::string_view(field.name) == "Type") {
      if (text_of(schema["type"]) == "object") continue;
      return errors.invalid(Path(path, "type"), text_of(schema["type"]),
                            "only \"object\" is allowed as the type at the root of the schema if the status "
                            "subresource is enabled");
    }
    if (is_allowed_at_root(field.name)) continue;
    std::string names;
    for (const char* allowed : kAllowedAtRoot) names += (names.empty() ? "" : " ") + std::string(allowed);
    return errors.invalid_printed(
        path, printed_schema(schema),
        "only [" + names + "] fields are allowed at the root of the schema if the status subresource is enabled");
  }
}

}  // namespace

void check_definition_schema(const doc::Node& openapi, bool has_status, const Path& parent, Errors& errors) {
  if (openapi.is_null()) return;
  const Path path(parent, "openAPIV3Schema");
  const std::size_t before = errors.size();
  if (has_status) check_root_fields(openapi, path, errors);
  if (flag_of(openapi["nullable"])) errors.forbidden(Path(path, "nullable"), "nullable cannot be true at the root");

  const std::string why = structural_error(openapi);
  custom::SchemaSource source{doc::Document()};
  const custom::Structural* structural = nullptr;
  if (why.empty()) {
    Errors found;
    check_structural(openapi, path, found);
    if (found.empty()) {
      structural = source.read(openapi);
      check_schema_defaults(*structural, path, found);
    }
    if (!found.empty()) structural = nullptr;
    for (Error& error : found.take_sorted()) errors.add(std::move(error));
  }
  check_openapi(openapi, structural, path, errors);
  if (errors.size() == before && !why.empty()) errors.invalid(path, "", why);
}

}  // namespace slipway::schema::builtin
