#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "components/component.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "spec/reader.h"

namespace slipway::components::testing {

/// What components make of a spec: for tests. The text is what stands under `spec:`, in a platform named demo in
/// us-west-2 (unless it says another region itself).
class Expanded {
 public:
  explicit Expanded(std::string_view spec, std::string manifests = "") {
    std::string text = "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n";
    if (!spec.starts_with("aws:")) text += "  aws: {region: us-west-2}\n";
    for (std::size_t at = 0; at < spec.size();) {
      const auto end = std::min(spec.find('\n', at), spec.size());
      text += "  " + std::string(spec.substr(at, end - at)) + "\n";
      at = end + 1;
    }
    const auto source = std::make_shared<const SourceText>("platform.yaml", std::move(text));
    const auto own = std::make_shared<const SourceText>("manifests.yaml", std::move(manifests));
    platform_ = spec::read_platform(doc::read_yaml_document(source, diagnostics), diagnostics);
    documents_ = doc::read_yaml(own, diagnostics);
    if (platform_) graph = components::expand(*platform_, documents_, diagnostics);
    EXPECT_EQ(graph.dangling_references(), std::vector<std::string>{});
  }

  platform::Graph graph;
  Diagnostics diagnostics;

  /// "aws_vpc.main" and "data.aws_vpc.main".
  const platform::Resource* find(std::string_view id) const {
    const auto dot = id.rfind('.');
    return graph.find(platform::ResourceId{std::string(id.substr(0, dot)), std::string(id.substr(dot + 1))});
  }
  bool has(std::string_view id) const { return find(id) != nullptr; }

  /// An argument as compact JSON (a text without its quotes); a path leads into blocks: "scaling_config.min_size",
  /// "network_interfaces.3.device_index". "" when it is not there.
  std::string argument(std::string_view id, std::string_view path) const {
    const auto* resource = find(id);
    if (!resource) {
      ADD_FAILURE() << "no resource " << id;
      return {};
    }
    return written(follow(doc::Value(resource->arguments), path));
  }
  std::string fact(std::string_view id, std::string_view path) const {
    const auto* resource = find(id);
    return resource ? written(follow(doc::Value(resource->facts), path)) : "";
  }

  /// The same of an object ("NodePool general") and of a release's values.
  std::string field(std::string_view kind, std::string_view name, std::string_view path) const {
    for (const auto& object : graph.objects())
      if (object.kind() == kind && object.name() == name) return written(follow(doc::Value(object.root()), path));
    ADD_FAILURE() << "no " << kind << " " << name;
    return {};
  }
  std::string value(std::string_view release, std::string_view path) const {
    for (const auto& made : graph.releases())
      if (made.name == release) return written(follow(doc::Value(made.values), path));
    ADD_FAILURE() << "no release " << release;
    return {};
  }

  /// Names of all resources of a type, in order.
  std::vector<std::string> names(std::string_view type) const {
    std::vector<std::string> names;
    for (const auto* resource : graph.of_type(type)) names.push_back(resource->id.name);
    return names;
  }
  std::vector<std::string> releases() const {
    std::vector<std::string> names;
    for (const auto& release : graph.releases()) names.push_back(release.namespace_ + "/" + release.name);
    return names;
  }
  /// "CMP001 unknown component 'x'", in order.
  std::vector<std::string> findings() const {
    std::vector<std::string> all;
    for (const auto& found : diagnostics.all()) all.push_back(found.id + " " + found.message);
    return all;
  }

 private:
  static doc::Value follow(const doc::Value& from, std::string_view path) {
    const auto end = std::min(path.find('.'), path.size());
    const auto step = path.substr(0, end);
    doc::Value next;
    if (const auto* list = from.list()) {
      const auto index = static_cast<std::size_t>(std::stoul(std::string(step)));
      if (index < list->items().size()) next = list->items()[index];
    } else {
      // A key may hold dots itself: the longest that is there.
      for (auto cut = path.size(); cut != std::string_view::npos; cut = path.rfind('.', cut - 1)) {
        const auto* map = from.map();
        const auto* found = map ? map->find(path.substr(0, cut)) : nullptr;
        if (found) return cut == path.size() ? *found : follow(*found, path.substr(cut + 1));
        if (cut == 0) break;
      }
      return {};
    }
    return end == path.size() ? next : follow(next, path.substr(end + 1));
  }
  static std::string written(const doc::Value& value) {
    if (value.is_null()) return "";
    if (const auto* text = value.string()) return *text;
    if (const auto* expression = value.expression()) return expression->text;
    return doc::write_json(value, doc::JsonLayout::Compact);
  }

  std::optional<spec::Platform> platform_;
  std::vector<doc::Document> documents_;
};

using Names = std::vector<std::string>;

}  // namespace slipway::components::testing
