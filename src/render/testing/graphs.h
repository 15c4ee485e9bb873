#pragma once

#include <memory>
#include <string>
#include <vector>

#include "doc/yaml.h"
#include "platform/graph.h"

/// For tests: objects and charts in few words.
namespace slipway::render::testing_graphs {

inline platform::Object read(std::string text, std::string component = "manifests") {
  const auto source = std::make_shared<const SourceText>("k8s/some.yaml", std::move(text));
  Diagnostics diagnostics;
  auto documents = doc::read_yaml(source, diagnostics);
  return {documents.at(0), std::move(component), documents.at(0).root().where()};
}

inline platform::Object object(const std::string& api_version, const std::string& kind, const std::string& name_space,
                               const std::string& name) {
  doc::Map metadata{{"name", name}};
  if (!name_space.empty()) metadata.set("namespace", name_space);
  return {doc::freeze(doc::Value(doc::Map{{"apiVersion", api_version}, {"kind", kind}, {"metadata", metadata}}), {}),
          "some",
          {}};
}

inline platform::Release chart(const std::string& name, const std::string& name_space,
                               std::vector<std::string> brings = {}) {
  platform::Release release{name, name_space, name, "https://charts.example.com", "1.2.3", {}, "some", {}};
  release.brings = std::move(brings);
  return release;
}

}  // namespace slipway::render::testing_graphs
