#include "platform/graph.h"

#include <cassert>

namespace slipway::platform {

doc::Value ResourceId::attribute(std::string_view name_of_attribute) const {
  return doc::Expression{to_string() + "." + std::string(name_of_attribute)};
}

std::string ResourceId::interpolated(std::string_view name_of_attribute) const {
  return "${" + to_string() + "." + std::string(name_of_attribute) + "}";
}

const doc::Value& Resource::operator[](std::string_view argument) const {
  static const doc::Value absent;
  const auto* found = arguments.find(argument);
  return found ? *found : absent;
}

std::string Object::api_version() const { return std::string(root()["apiVersion"].text()); }
std::string Object::kind() const { return std::string(root()["kind"].text()); }
std::string Object::namespace_() const { return std::string(root()["metadata"]["namespace"].text()); }
std::string Object::name() const { return std::string(root()["metadata"]["name"].text()); }

ResourceId Graph::add(Resource resource) {
  const ResourceId id = resource.id;
  [[maybe_unused]] const bool fresh = index_.emplace(id, resources_.size()).second;
  assert(fresh);
  resources_.push_back(std::move(resource));
  return id;
}

namespace {

/// Group, kind, namespace and name: what makes an object the same in every version of its API.
std::string key_of(std::string_view api_version, std::string_view kind, std::string_view namespace_name,
                   std::string_view name) {
  const auto slash = api_version.find('/');
  std::string key(slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash));
  for (const auto part : {kind, namespace_name.empty() ? std::string_view("default") : namespace_name, name}) {
    key += '\0';
    key += part;
  }
  return key;
}

}  // namespace

void Graph::add(Object object) {
  const auto& root = object.root();
  object_index_.emplace(key_of(root["apiVersion"].text(), root["kind"].text(), root["metadata"]["namespace"].text(),
                               root["metadata"]["name"].text()),
                        objects_.size());
  objects_.push_back(std::move(object));
}

const Object* Graph::find_object(std::string_view api_version, std::string_view kind, std::string_view namespace_name,
                                 std::string_view name) const {
  const auto found = object_index_.find(key_of(api_version, kind, namespace_name, name));
  return found == object_index_.end() ? nullptr : &objects_[found->second];
}

Release& Graph::add(Release release) { return releases_.emplace_back(std::move(release)); }

const Resource* Graph::find(const ResourceId& id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &resources_[found->second];
}

Resource* Graph::find(const ResourceId& id) {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &resources_[found->second];
}

std::vector<const Resource*> Graph::of_type(std::string_view type) const {
  std::vector<const Resource*> found;
  for (const auto& resource : resources_)
    if (resource.id.type == type) found.push_back(&resource);
  return found;
}

std::vector<const Object*> Graph::of_kind(std::string_view kind) const {
  std::vector<const Object*> found;
  for (const auto& object : objects_)
    if (object.root()["kind"].text() == kind) found.push_back(&object);
  return found;
}

bool Graph::has_object(std::string_view kind, std::string_view namespace_name, std::string_view name) const {
  for (const auto& object : objects_) {
    const auto& root = object.root();
    if (root["kind"].text() == kind && root["metadata"]["name"].text() == name &&
        root["metadata"]["namespace"].text() == namespace_name)
      return true;
  }
  return false;
}

namespace {

bool is_word(char c) {
  return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The `aws_x.y` and `data.aws_x.y` that an expression reads.
void references_in_text(std::string_view text, std::set<ResourceId>& found) {
  std::size_t next = 0;  // a name may itself begin with aws_: data.aws_eks_addon_version.aws_ebs_csi_driver
  for (auto at = text.find("aws_"); at != std::string_view::npos; at = text.find("aws_", next)) {
    next = at + 1;
    if (at > 0 && (is_word(text[at - 1]))) continue;
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end >= text.size() || text[end] != '.') continue;
    std::size_t last = end + 1;
    while (last < text.size() && is_word(text[last])) ++last;
    next = last;
    const bool data = at >= 5 && text.substr(at - 5, 5) == "data.";
    found.insert({(data ? "data." : "") + std::string(text.substr(at, end - at)),
                  std::string(text.substr(end + 1, last - end - 1))});
  }
}

/// The `${aws_x.y.z}` that a text holds; `${…}` of others (kro, shells) are none of ours.
void interpolations_in_text(std::string_view text, std::set<ResourceId>& found) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const auto inside = text.substr(at + 2, text.find('}', at) - at - 2);
    if (inside.starts_with("aws_") || inside.starts_with("data.aws_")) references_in_text(inside, found);
  }
}

void references_in(const doc::Value& value, std::set<ResourceId>& found) {
  if (const auto* expression = value.expression()) references_in_text(expression->text, found);
  if (const auto* text = value.string()) interpolations_in_text(*text, found);
  if (const auto* list = value.list())
    for (const auto& item : list->items()) references_in(item, found);
  if (const auto* map = value.map())
    for (const auto& entry : map->entries()) references_in(entry.second, found);
}

void interpolations_in(const doc::Value& value, std::set<ResourceId>& found) {
  if (const auto* text = value.string()) interpolations_in_text(*text, found);
  if (const auto* list = value.list())
    for (const auto& item : list->items()) interpolations_in(item, found);
  if (const auto* map = value.map())
    for (const auto& entry : map->entries()) interpolations_in(entry.second, found);
}

void interpolations_in(const doc::Node& node, std::set<ResourceId>& found) {
  if (node.is_string()) interpolations_in_text(node.text(), found);
  for (const auto& item : node.items()) interpolations_in(item, found);
  for (const auto& member : node.members()) interpolations_in(member.value, found);
}

}  // namespace

std::vector<std::string> Graph::dangling_references() const {
  std::vector<std::string> dangling;
  for (const auto& resource : resources_) {
    std::set<ResourceId> wanted(resource.depends_on.begin(), resource.depends_on.end());
    for (const auto& entry : resource.arguments.entries()) references_in(entry.second, wanted);
    for (const auto& id : wanted)
      if (!find(id)) dangling.push_back(resource.id.to_string() + " reads " + id.to_string() + ", which nobody adds");
  }
  const auto check = [&](const std::string& who, const std::set<ResourceId>& wanted) {
    for (const auto& id : wanted)
      if (!find(id)) dangling.push_back(who + " reads " + id.to_string() + ", which nobody adds");
  };
  for (const auto& object : objects_) {
    std::set<ResourceId> wanted;
    interpolations_in(object.root(), wanted);
    check(object.kind() + " " + object.name(), wanted);
  }
  for (const auto& release : releases_) {
    std::set<ResourceId> wanted;
    for (const auto& entry : release.values.entries()) interpolations_in(entry.second, wanted);
    check("release " + release.name, wanted);
  }
  for (const auto& live : checks_) {
    std::set<ResourceId> wanted;
    if (const auto* question = std::get_if<AwsQuestion>(&live.asks))
      interpolations_in(doc::Value(question->parameters), wanted);
    interpolations_in_text(live.expects.value, wanted);
    check("check '" + live.claim + "'", wanted);
  }
  return dangling;
}

}  // namespace slipway::platform
