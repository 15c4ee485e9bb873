#include "render/origins.h"

#include <memory>

#include "base/diagnostic.h"
#include "base/text.h"
#include "doc/yaml.h"

namespace slipway::render {

namespace {

using Paths = std::map<std::pair<int, int>, std::string>;

/// How a person names an item of a list: they move, so numbers come last.
std::string label_of(const doc::Node& item, std::size_t index) {
  if (item.is_scalar() && !item.is_null()) return std::string(item.text());
  if (const auto* name = item.find("name"); name && name->is_string()) return std::string(name->text());
  if (item.members().size() == 1) return std::string(item.members()[0].key.text());
  return std::to_string(index);
}

/// A map begins where its first key does. That place is the key's, as fields are known by their keys; but of a document
/// or an item of a list it is theirs.
enum class Beginning { OfKey, OfItem };

void add(const doc::Node& node, const std::string& path, int depth, Beginning beginning, Paths& paths) {
  constexpr int kDeepest = 12;  // platform.yaml's own fields end before
  const std::pair place(node.where().line, node.where().column);
  if (beginning == Beginning::OfItem) paths.emplace(place, path);
  if (depth < kDeepest) {
    for (const auto& member : node.members()) {
      const auto key = std::string(member.key.text());
      const auto below = path.empty() ? key : path + "." + key;
      paths.emplace(std::pair(member.key.where().line, member.key.where().column), below);
      add(member.value, below, depth + 1, Beginning::OfKey, paths);
    }
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      const auto& item = node.items()[i];
      const auto below = path + "[" + label_of(item, i) + "]";
      // `- keda: {version: …}` is called by its only key: what is below need not repeat it.
      if (item.members().size() == 1 && !item.find("name"))
        add(item.members()[0].value, below, depth + 2, Beginning::OfKey, paths);
      add(item, below, depth + 1, Beginning::OfItem, paths);
    }
  }
  paths.emplace(place, path);
}

}  // namespace

const Origins::Paths& Origins::paths_of(const SourceText& source) {
  const auto [found, fresh] = read_.try_emplace(&source);
  if (!fresh) return found->second;
  Diagnostics ignored;  // whoever read it first has said them
  // Not owned: the caller's graph points into it.
  const auto documents = doc::read_yaml(std::shared_ptr<const SourceText>(std::shared_ptr<void>(), &source), ignored);
  for (const auto& document : documents) add(document.root(), "", 0, Beginning::OfItem, found->second);
  return found->second;
}

std::string Origins::of(SourceRange where) {
  if (!where) return "";
  const auto& paths = paths_of(*where.source);
  auto after = paths.upper_bound({where.line, where.column});
  std::string path = after == paths.begin() ? "" : std::prev(after)->second;
  if (path == "spec") path.clear();
  if (path.starts_with("spec.")) path.erase(0, 5);
  auto name = where.source->name();
  name.erase(0, name.rfind('/') + 1);
  return path.empty() ? name : name + " " + path;
}

std::string Origins::comment(std::string_view component, SourceRange where) {
  const auto place = of(where);
  return std::string(component) + (place.empty() ? "" : " · " + place);
}

}  // namespace slipway::render
