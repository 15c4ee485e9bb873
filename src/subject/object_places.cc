#include "subject/object_places.h"

#include <algorithm>
#include <limits>

namespace slipway::subject {

std::string ObjectPlaces::Owner::name() const {
  if (resource) return std::string(resource->address);
  if (!object) return "";
  const std::string& name = object->name.empty() ? object->generate_name : object->name;
  return object->kind + "/" + (object->ns.empty() ? "" : object->ns + "/") + name;
}

ObjectPlaces::Files ObjectPlaces::read() const {
  Files files;
  const Subject& subject = subject_;
  const SourceText* platform = subject.platform() ? subject.platform()->document.source() : nullptr;
  const auto add = [&](const SourceRange& where, Owner owner) {
    // What a platform becomes stands at the lines of platform.yaml, several objects at one.
    if (where && !(platform && where.source->name() == platform->name()))
      files[where.source->name()].push_back({where.line, where.column, owner});
  };
  for (const kube::Object& object : subject.objects()) add(object.node->where(), {&object, nullptr});
  for (const TerraformPlan& plan : subject.plans())
    for (const PlannedResource& one : plan.resources()) add(one.resource->where(), {nullptr, &one});
  for (auto& [file, starts] : files) std::ranges::stable_sort(starts, {}, &Start::place);
  return files;
}

ObjectPlaces::Owner ObjectPlaces::at(const SourceRange& where) const {
  if (!where) return {};
  if (!files_) files_ = read();
  const auto found = files_->find(where.source->name());
  if (found == files_->end()) return {};
  const int column = where.column > 0 ? where.column : std::numeric_limits<int>::max();
  const auto after = std::ranges::upper_bound(found->second, std::pair(where.line, column), {}, &Start::place);
  return after == found->second.begin() ? Owner() : std::prev(after)->owner;
}

}  // namespace slipway::subject
