#include "platform/graph_change.h"

#include <map>

#include "doc/json.h"
#include "platform/inventory.h"

namespace slipway::platform {
namespace {

using Thing = GraphChange::Thing;
using Realm = GraphChange::Realm;

struct Described {
  std::string key;  // of the thing itself
  Thing thing;
  std::string content;
};

std::vector<Described> described(const Graph& graph) {
  std::vector<Described> all;
  for (const Resource& resource : graph.resources()) {
    if (resource.id.type.starts_with("data.")) continue;
    std::string content = doc::write_json(doc::Value(resource.arguments), doc::JsonLayout::Compact);
    for (const ResourceId& id : resource.depends_on) content += '\n' + id.to_string();
    all.push_back({resource.id.to_string(),
                   {Realm::Aws, kind_of(resource.id.type), resource.id.name, resource.component},
                   std::move(content)});
  }
  std::map<std::string, int> same;  // objects that get their names from the API server
  for (const Object& object : graph.objects()) {
    std::string name = object.name();
    if (name.empty()) name = std::string(object.root()["metadata"]["generateName"].text()) + "…";
    if (!object.namespace_().empty()) name = object.namespace_() + '/' + name;
    const std::string kind = object.api_version() + ' ' + object.kind();
    std::string key = kind + ' ' + name;
    if (const int count = same[key]++; count > 0) key += ' ' + std::to_string(count);
    all.push_back({std::move(key),
                   {Realm::Kubernetes, object.kind(), std::move(name), object.component},
                   doc::canonical_json(object.root())});
  }
  for (const Release& release : graph.releases())
    all.push_back({"chart " + release.namespace_ + '/' + release.name,
                   {Realm::Chart, "chart", release.name + ' ' + release.version, release.component},
                   release.repository + '\n' + release.chart + '\n' + release.version + '\n' +
                       doc::write_json(doc::Value(release.values), doc::JsonLayout::Compact)});
  return all;
}

}  // namespace

GraphChange changes(const Graph& before, const Graph& after) {
  std::vector<Described> old_things = described(before), new_things = described(after);
  std::map<std::string_view, const Described*> old_by_key, new_by_key;
  for (const auto& one : old_things) old_by_key.emplace(one.key, &one);
  for (const auto& one : new_things) new_by_key.emplace(one.key, &one);
  GraphChange change;
  for (const auto& one : new_things) {
    const auto old = old_by_key.find(one.key);
    if (old == old_by_key.end())
      change.added.push_back(one.thing);
    else if (old->second->content != one.content)
      change.changed.push_back(one.thing);
  }
  for (const auto& one : old_things)
    if (!new_by_key.contains(one.key)) change.removed.push_back(one.thing);
  return change;
}

}  // namespace slipway::platform
