#include "schema/builtin/extension/printed_versions.h"

#include <map>

#include "base/quote.h"
#include "doc/json.h"
#include "schema/builtin/go_value.h"

namespace slipway::schema::builtin {
namespace {

using Form = SchemaField::Form;

constexpr SchemaField kSchemaFields[] = {
    {"ID", "id", Form::Text},
    {"Schema", "$schema", Form::Text},
    {"Ref", "$ref", Form::Value},
    {"Description", "description", Form::Text},
    {"Type", "type", Form::Text},
    {"Nullable", "nullable", Form::Flag},
    {"Format", "format", Form::Text},
    {"Title", "title", Form::Text},
    {"Default", "default", Form::Value},
    {"Maximum", "maximum", Form::Value},
    {"ExclusiveMaximum", "exclusiveMaximum", Form::Flag},
    {"Minimum", "minimum", Form::Value},
    {"ExclusiveMinimum", "exclusiveMinimum", Form::Flag},
    {"MaxLength", "maxLength", Form::Value},
    {"MinLength", "minLength", Form::Value},
    {"Pattern", "pattern", Form::Text},
    {"MaxItems", "maxItems", Form::Value},
    {"MinItems", "minItems", Form::Value},
    {"UniqueItems", "uniqueItems", Form::Flag},
    {"MultipleOf", "multipleOf", Form::Value},
    {"Enum", "enum", Form::Value},
    {"MaxProperties", "maxProperties", Form::Value},
    {"MinProperties", "minProperties", Form::Value},
    {"Required", "required", Form::Value},
    {"Items", "items", Form::SchemaOrList},
    {"AllOf", "allOf", Form::List},
    {"OneOf", "oneOf", Form::List},
    {"AnyOf", "anyOf", Form::List},
    {"Not", "not", Form::Schema},
    {"Properties", "properties", Form::Map},
    {"AdditionalProperties", "additionalProperties", Form::SchemaOrFlag},
    {"PatternProperties", "patternProperties", Form::Map},
    {"Dependencies", "dependencies", Form::Dependencies},
    {"AdditionalItems", "additionalItems", Form::SchemaOrFlag},
    {"Definitions", "definitions", Form::Map},
    {"ExternalDocs", "externalDocs", Form::Docs},
    {"Example", "example", Form::Value},
    {"XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", Form::Value},
    {"XEmbeddedResource", "x-kubernetes-embedded-resource", Form::Flag},
    {"XIntOrString", "x-kubernetes-int-or-string", Form::Flag},
    {"XListMapKeys", "x-kubernetes-list-map-keys", Form::Value},
    {"XListType", "x-kubernetes-list-type", Form::Value},
    {"XMapType", "x-kubernetes-map-type", Form::Value},
    {"XValidations", "x-kubernetes-validations", Form::Rules},
};

void print_schema(const doc::Node& schema, std::string& out);

void print_list(const doc::Node& list, std::string& out) {
  char before = '[';
  for (const doc::Node& one : list.items()) {
    out += before;
    print_schema(one, out);
    before = ',';
  }
  out += before == '[' ? "[]" : "]";
}

void print_dependency(const doc::Node& value, std::string& out) {
  out += "{\"Schema\":";
  if (value.is_map())
    print_schema(value, out);
  else
    out += "null";
  out += ",\"Property\":" + (value.is_list() ? doc::canonical_json(value) : "null") + "}";
}

void print_map(const doc::Node& map, void (*print)(const doc::Node&, std::string&), std::string& out) {
  std::map<std::string_view, const doc::Node*> sorted;
  for (const doc::Member& member : map.members()) sorted.emplace(member.key.text(), &member.value);
  char before = '{';
  for (const auto& [key, value] : sorted) {
    out += before;
    out += json_quoted(key) + ":";
    print(*value, out);
    before = ',';
  }
  out += before == '{' ? "{}" : "}";
}

void print_rules(const doc::Node& rules, std::string& out) {
  char before = '[';
  for (const doc::Node& rule : rules.items()) {
    out += before;
    out += printed_rule(rule);
    before = ',';
  }
  out += before == '[' ? "[]" : "]";
}

void print_either(const doc::Node& value, bool is_list, std::string& out) {
  const bool is_flag = value.kind() == doc::Kind::Bool;
  out += is_list ? "{" : is_flag && !value.boolean() ? "{\"Allows\":false," : "{\"Allows\":true,";
  out += "\"Schema\":";
  if (value.is_map())
    print_schema(value, out);
  else
    out += "null";
  if (is_list) {
    out += ",\"JSONSchemas\":";
    if (value.is_list())
      print_list(value, out);
    else
      out += "null";
  }
  out += '}';
}

void print_field(const doc::Node& value, Form form, std::string& out) {
  if (value.is_null()) {
    out += form == Form::Text ? "\"\"" : form == Form::Flag ? "false" : "null";
    return;
  }
  switch (form) {
    case Form::Text:
    case Form::Flag:
    case Form::Value:
      out += doc::canonical_json(value);
      return;
    case Form::Schema:
      return print_schema(value, out);
    case Form::List:
      return print_list(value, out);
    case Form::Map:
      return print_map(value, print_schema, out);
    case Form::Dependencies:
      return print_map(value, print_dependency, out);
    case Form::SchemaOrList:
      return print_either(value, true, out);
    case Form::SchemaOrFlag:
      return print_either(value, false, out);
    case Form::Docs:
      out += go_struct(value, {{"Description", "description", kGoText}, {"URL", "url", kGoText}});
      return;
    case Form::Rules:
      return print_rules(value, out);
  }
}

void print_schema(const doc::Node& schema, std::string& out) {
  char before = '{';
  for (const SchemaField& field : kSchemaFields) {
    out += before;
    out += std::string("\"") + field.name + "\":";
    print_field(schema[field.key], field.form, out);
    before = ',';
  }
  out += '}';
}

}  // namespace

std::span<const SchemaField> schema_fields() { return kSchemaFields; }

std::string printed_rule(const doc::Node& rule) {
  return go_struct(rule, {{"Rule", "rule", kGoText},
                          {"Message", "message", kGoText},
                          {"MessageExpression", "messageExpression", kGoText},
                          {"Reason", "reason"},
                          {"FieldPath", "fieldPath", kGoText},
                          {"OptionalOldSelf", "optionalOldSelf"}});
}

std::string printed_items(const doc::Node& items) {
  std::string out;
  print_either(items, true, out);
  return out;
}

std::string printed_schema(const doc::Node& schema) {
  std::string out;
  print_schema(schema, out);
  return out;
}

std::string printed_versions(const DefinitionSpec& spec) {
  using Part = DefinitionSpec::Part;
  static constexpr GoField kScale[] = {{"SpecReplicasPath", "specReplicasPath", kGoText},
                                       {"StatusReplicasPath", "statusReplicasPath", kGoText},
                                       {"LabelSelectorPath", "labelSelectorPath"}};
  static constexpr GoField kColumn[] = {{"Name", "name", kGoText},     {"Type", "type", kGoText},
                                        {"Format", "format", kGoText}, {"Description", "description", kGoText},
                                        {"Priority", "priority", "0"}, {"JSONPath", "jsonPath", kGoText}};
  static constexpr GoField kField[] = {{"JSONPath", "jsonPath", kGoText}};
  const auto listed = [](const doc::Node& list, std::span<const GoField> fields) {
    if (list.is_null()) return std::string("null");
    std::string out;
    for (const doc::Node& item : list.items()) out += (out.empty() ? "" : ",") + go_struct(item, fields);
    return "[" + out + "]";
  };
  if (spec.versions().empty()) return "null";
  std::string out;
  for (const doc::Node& version : spec.versions()) {
    std::string one = go_struct(version, {{"Name", "name", kGoText},
                                          {"Served", "served", "false"},
                                          {"Storage", "storage", "false"},
                                          {"Deprecated", "deprecated", "false"},
                                          {"DeprecationWarning", "deprecationWarning"}});
    one.pop_back();
    const doc::Node &schema = spec.own(version, Part::Schema), &subresources = spec.own(version, Part::Subresources);
    one += ",\"Schema\":";
    if (schema.is_null())
      one += "null";
    else if (schema["openAPIV3Schema"].is_null())
      one += "{\"OpenAPIV3Schema\":null}";
    else
      one += "{\"OpenAPIV3Schema\":" + printed_schema(schema["openAPIV3Schema"]) + "}";
    one += ",\"Subresources\":";
    one += subresources.is_null() ? "null"
                                  : go_struct(subresources, {{"Status", "status"}, {"Scale", "scale", "null", kScale}});
    one += ",\"AdditionalPrinterColumns\":" + listed(spec.own(version, Part::Columns), kColumn);
    one += ",\"SelectableFields\":" + listed(spec.own(version, Part::SelectableFields), kField) + "}";
    out += (out.empty() ? "" : ",") + one;
  }
  return "[" + out + "]";
}

}  // namespace slipway::schema::builtin
