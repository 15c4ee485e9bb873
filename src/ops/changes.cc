#include "ops/changes.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace slipway::ops {

namespace {

/// Of variables, as of Secrets, only names are said: many hold a password or a token. Also of a container that comes or
/// goes with all its variables.
bool is_of_environment(const cluster::FieldChange& field) {
  const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != text.npos; };
  return has(field.path, ".env[") || field.path.ends_with(".env") || has(field.from, "\"env\":") ||
         has(field.to, "\"env\":");
}

}  // namespace

platform::ResourceId id_of(const std::string& address) {
  const auto bare = address.substr(0, address.find('['));
  const auto dot = std::min(bare.find('.'), bare.size());
  return {bare.substr(0, dot), dot < bare.size() ? bare.substr(dot + 1) : ""};
}

std::string place_of(const platform::Graph& graph, const std::string& address) {
  const auto* resource = graph.find(id_of(address));
  if (!resource) return "";
  const auto& where = resource->origin;
  const auto line = where.source ? fmt::format("{}:{}", where.source->name(), where.line) : "";
  return resource->component + (line.empty() || resource->component.empty() ? "" : ", ") + line;
}

Change change_of(const platform::Graph& graph, const ResourceChange& change) {
  using From = ResourceChange::Action;
  using To = Change::Action;
  const To action = change.action == From::Create    ? To::Create
                    : change.action == From::Delete  ? To::Delete
                    : change.action == From::Replace ? To::Replace
                                                     : To::Change;
  Change made{Change::Where::Aws, action, change.address};
  for (const auto& [path, said] : change.attributes) made.details.push_back(path + said);
  if (const auto* resource = graph.find({change.type, change.name})) {
    made.component = resource->component;
    made.origin = resource->origin;
  }
  return made;
}

Change change_of(const platform::Object& object, Change::Action action,
                 const std::vector<cluster::FieldChange>& fields) {
  Change made{Change::Where::Object, action, title_of(object), object.component, object.origin};
  for (const auto& field : fields)
    if (object.kind() == "Secret" || is_of_environment(field))
      made.details.push_back(field.path);
    else
      made.details.push_back(fmt::format("{} {} → {}", field.path, field.from.empty() ? "nothing" : field.from,
                                         field.to.empty() ? "nothing" : field.to));
  return made;
}

std::string title_of(const platform::Object& object) {
  const std::string ns = object.namespace_();
  return fmt::format("{} {}{}{}", object.kind(), ns, ns.empty() ? "" : "/", object.name());
}

std::string title_of(const platform::Release& release) {
  return fmt::format("{} {} in {}", release.name, release.version, release.namespace_);
}

std::string title_of(const kube::ObjectKey& key) {
  return fmt::format("{} {}{}{}", key.kind, key.ns, key.ns.empty() ? "" : "/", key.name);
}

}  // namespace slipway::ops
