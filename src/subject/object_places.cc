#include "subject/object_places.h"

#include <algorithm>
#include <limits>
#include <set>

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
  const auto start = [](Files& into, const SourceRange& where, Owner owner) {
    if (where) into[where.source->name()].push_back({where.line, where.column, owner});
  };
  std::set<std::string_view> of_platform;
  const auto add_entries = [&](const doc::Document& document) {
    if (document.source()) of_platform.insert(document.source()->name());
    for (const doc::Member& section : document.root()["spec"].members()) {
      start(made_, section.key.where(), {});
      for (const doc::Member& entry : section.value.members()) start(made_, entry.key.where(), {});
      for (const doc::Node& item : section.value.items()) start(made_, item.where(), {});
    }
  };
  if (const spec::Platform* platform = subject.platform()) {
    add_entries(platform->document);
    for (const doc::Document& one : platform->included) add_entries(one);
  }
  const auto add = [&](const SourceRange& where, Owner owner) {
    // What a platform becomes stands at the lines of platform.yaml, several objects at one.
    start(where && of_platform.contains(where.source->name()) ? made_ : files, where, owner);
  };
  for (const kube::Object& object : subject.objects()) add(object.node->where(), {&object, nullptr});
  for (const TerraformPlan& plan : subject.plans())
    for (const PlannedResource& one : plan.resources()) add(one.resource->where(), {nullptr, &one});
  for (Files* each : {&files, &made_})
    for (auto& [file, starts] : *each) std::ranges::stable_sort(starts, {}, &Start::place);
  return files;
}

ObjectPlaces::Owner ObjectPlaces::at(const SourceRange& where) const {
  if (!where) return {};
  if (!files_) files_ = read();
  const auto found = files_->find(where.source->name());
  if (found == files_->end()) return {};
  const int column = where.column > 0 ? where.column : std::numeric_limits<int>::max();
  const auto after = std::ranges::upper_bound(found->second, std::pair(where.line, column), {}, &Start::place);
  if (after == found->second.begin()) return {};
  const Owner& owner = std::prev(after)->owner;
  // An object of a here document ends with it: the script or the configuration around it is another text.
  if (owner.object && owner.object->node->where().source != where.source) return {};
  return owner;
}

/// What an entry becomes, up to the place: the nearest first.
std::vector<const ObjectPlaces::Start*> ObjectPlaces::made_at(const SourceRange& where) const {
  if (!files_) files_ = read();
  const auto found = made_.find(where.source->name());
  std::vector<const Start*> out;
  if (found == made_.end()) return out;
  auto at = std::ranges::upper_bound(found->second, std::pair(where.line, where.column), {}, &Start::place);
  while (at != found->second.begin()) {
    --at;
    if (at->owner.object || at->owner.resource)
      out.push_back(&*at);
    else
      break;  // the entry begins here
  }
  return out;
}

ObjectPlaces::Owner ObjectPlaces::of(const Diagnostic& finding) const {
  if (!finding.where) return {};
  const Owner there = at(finding.where);
  if (there.object || there.resource) return there;
  const auto says = [&](const std::string& text) {
    return finding.message.find(text) != std::string::npos || finding.hint.find(text) != std::string::npos;
  };
  const Start* best = nullptr;
  std::pair<int, std::size_t> most{0, 0};  // how it is named, and how long the name is
  for (const Start* one : made_at(finding.where)) {
    const kube::Object* object = one->owner.object;
    if (!object || object->name.empty()) continue;
    const std::string full = (object->ns.empty() ? "" : object->ns + "/") + object->name;
    const bool is_titled = says(object->kind + " " + full);
    const std::pair fits(is_titled ? 2 : says(object->name) ? 1 : 0, full.size() * is_titled);
    if (best && fits < most) continue;  // of equals what was made first
    best = one;
    most = fits;
  }
  return best ? best->owner : Owner();
}

}  // namespace slipway::subject
