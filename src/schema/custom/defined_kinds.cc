#include "schema/custom/defined_kinds.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::schema::custom {
namespace {

using doc::Node;

constexpr const char* kId = "CRD001";

bool is_false(const Node& node) { return node.kind() == doc::Kind::Bool && !node.boolean(); }
bool is_true(const Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); }

/// Where a member stands, or the map that lacks it.
SourceRange where(const Node& map, std::string_view key) {
  for (const doc::Member& member : map.members())
    if (member.key.text() == key) return member.key.where();
  return map.where();
}

/// A schema says the type of every value it describes: without, the API server knows no field of it.
void check_types(const Node& schema, std::string_view name, Diagnostics& diagnostics) {
  if (!schema.is_map()) {
    diagnostics.error(kId, schema.where(), fmt::format("the schema of '{}' is no map", printable(name)));
    return;
  }
  const bool is_open =
      is_true(schema["x-kubernetes-int-or-string"]) || is_true(schema["x-kubernetes-preserve-unknown-fields"]);
  if (schema["type"].is_null() && !is_open)
    diagnostics.error(kId, schema.where(), fmt::format("the schema of '{}' says no type", printable(name)),
                      "add type: object, array, string, integer, number or boolean");
  for (const doc::Member& property : schema["properties"].members())
    check_types(property.value, property.key.text(), diagnostics);
  if (const Node& items = schema["items"]; !items.is_null()) check_types(items, name, diagnostics);
  if (const Node& additional = schema["additionalProperties"]; additional.is_map())
    check_types(additional, name, diagnostics);
}

}  // namespace

void DefinedKinds::add(const doc::Document& document, const Node& crd, Diagnostics& diagnostics) {
  const Node& spec = crd["spec"];
  const std::string_view group = spec["group"].text(), kind = spec["names"]["kind"].text();
  if (group.empty() || kind.empty()) {
    diagnostics.error(kId, where(crd, "spec"), "a CustomResourceDefinition needs spec.group and spec.names.kind");
    return;
  }
  Definition definition;
  definition.schemas = std::make_unique<SchemaSource>(document);
  for (const Node& version : spec["versions"].items()) {
    const Node& schema = version["schema"]["openAPIV3Schema"];
    if (is_false(version["served"])) continue;
    if (!schema.is_map() || schema["type"].text() != "object") {
      diagnostics.error(kId, schema.is_map() ? schema.where() : version.where(),
                        fmt::format("version '{}' has no schema of type object", printable(version["name"].text())),
                        "add schema.openAPIV3Schema with type: object");
      continue;
    }
    const int before = diagnostics.count(Severity::Error);
    check_types(schema, kind, diagnostics);
    if (diagnostics.count(Severity::Error) > before) continue;
    CustomKind made;
    made.api_version = fmt::format("{}/{}", group, version["name"].text());
    made.kind = kind;
    made.scope = spec["scope"].text() == "Cluster" ? Scope::Cluster : Scope::Namespaced;
    made.has_status_subresource = version["subresources"]["status"].is_map();
    if (const Node& scale = version["subresources"]["scale"]; scale.is_map())
      made.scale = {scale["specReplicasPath"].text(), scale["statusReplicasPath"].text(),
                    scale["labelSelectorPath"].text()};
    made.schema = definition.schemas->read(schema);
    definition.kinds.push_back(std::move(made));
  }
  for (const CustomKind& one : definition.kinds) by_name_[{one.api_version, one.kind}] = &one;  // moves with its list
  definitions_.push_back(std::move(definition));
}

const CustomKind* DefinedKinds::find(std::string_view api_version, std::string_view kind) const {
  const auto found = by_name_.find({api_version, kind});
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace slipway::schema::custom
