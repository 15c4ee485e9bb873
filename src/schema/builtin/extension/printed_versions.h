#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "schema/builtin/extension/definition.h"

/// Parts of a CustomResourceDefinition as errors of the API server show them: Go's internal structs.
namespace slipway::schema::builtin {

/// A field of JSONSchemaProps, in the order of apiextensions-apiserver 0.36.3
/// pkg/apis/apiextensions/types_jsonschema.go.
struct SchemaField {
  /// What stands for an absent one, and how one that is there is printed.
  enum class Form : std::uint8_t {
    Text,
    Flag,
    Value,
    Schema,
    List,
    Map,
    Dependencies,
    SchemaOrList,
    SchemaOrFlag,
    Docs,
    Rules
  };
  const char* name;
  const char* key;
  Form form;
};
std::span<const SchemaField> schema_fields();

std::string printed_versions(const DefinitionSpec& spec);
std::string printed_schema(const doc::Node& schema);
/// What `items` holds.
std::string printed_items(const doc::Node& items);
/// One of x-kubernetes-validations.
std::string printed_rule(const doc::Node& rule);

}  // namespace slipway::schema::builtin
