#include "components/parts/join.h"

#include <string>

namespace slipway::components {

namespace {

std::string describe(const platform::Object& object) {
  const auto name_space = object.namespace_();
  return object.kind() + " " + (name_space.empty() ? "" : name_space + "/") + object.name();
}

std::string maker_of(const platform::Object& object) {
  std::string maker = object.component == "manifests" ? "" : "by component '" + object.component + "'";
  if (!object.origin) return maker;
  return maker + (maker.empty() ? "" : ", ") + "at " + object.origin.to_string();
}

/// Manifests are kept in Git, before and after rendering: a secret's place is elsewhere.
void check_secret(const doc::Node& object, Diagnostics& diagnostics) {
  if (object["kind"].text() != "Secret") return;
  for (const char* field : {"data", "stringData"})
    if (object[field].is_map() && !object[field].members().empty())
      diagnostics.error("CMP008", object["kind"].where(),
                        "Secret " + std::string(object["metadata"]["name"].text()) +
                            " holds its values, which would stand in the rendered tree",
                        "keep them in AWS Secrets Manager and let an ExternalSecret make the Secret");
}

}  // namespace

void join_object(platform::Graph& graph, platform::Object object, Diagnostics& diagnostics) {
  const bool is_named = !object.root()["metadata"]["name"].text().empty();  // with generateName each is a new one
  const auto* other =
      is_named ? graph.find_object(object.api_version(), object.kind(), object.namespace_(), object.name()) : nullptr;
  if (other) {
    diagnostics.add({"CMP007",
                     Severity::Error,
                     object.origin,
                     describe(object) + " is there already",
                     "made " + maker_of(*other),
                     "take one of them out, or give it another name",
                     {}});
    return;
  }
  graph.add(std::move(object));
}

void join_manifests(platform::Graph& graph, std::span<const doc::Document> manifests, Diagnostics& diagnostics) {
  for (const auto& document : manifests) {
    const auto& root = document.root();
    if (root["kind"].text() == "List" && root["items"].is_list()) {
      for (const auto& item : root["items"].items()) {
        check_secret(item, diagnostics);
        join_object(graph, {doc::freeze(doc::Value(item), item.where()), "manifests", item.where()}, diagnostics);
      }
    } else if (root.is_map()) {
      check_secret(root, diagnostics);
      join_object(graph, {document, "manifests", root.where()}, diagnostics);
    }
  }
}

}  // namespace slipway::components
