#include "requirements/rendered.h"

namespace slipway::requirements {

Rendered rendered_from(const platform::Graph& graph) {
  Rendered all;
  for (const auto& resource : graph.resources()) {
    doc::Map body = resource.arguments;
    if (const auto* lifecycle = resource.facts.find("lifecycle")) body.set("lifecycle", *lifecycle);
    if (!resource.depends_on.empty()) {
      doc::List names;
      for (const auto& id : resource.depends_on) names.add(doc::Expression{id.to_string()});
      body.set("depends_on", std::move(names));
    }
    all.blocks[resource.id.to_string()] = doc::Value(std::move(body));
  }
  for (const auto& object : graph.objects())
    all.objects.push_back({object.kind(), object.namespace_(), object.name(), doc::Value(object.root())});
  for (const auto& release : graph.releases()) {
    all.values[release.name] = doc::Value(release.values);
    all.charts[release.name] = doc::Value(doc::Map{{"chart", release.chart},
                                                   {"version", release.version},
                                                   {"repository", release.repository},
                                                   {"namespace", release.namespace_}});
  }
  return all;
}

}  // namespace slipway::requirements
