#include "spec/blueprints.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/text.h"
#include "doc/json.h"
#include "doc/yaml.h"
#include "spec/include.h"
#include "spec/root.h"

extern "C" const char slipway_blueprints_begin[];
extern "C" const char slipway_blueprints_end[];

namespace slipway::spec {
namespace {

constexpr std::string_view kPlatformFile = "platform.yaml";

std::vector<Blueprint::File> embedded_files() {
  std::vector<Blueprint::File> files;
  std::string_view rest(slipway_blueprints_begin,
                        static_cast<std::size_t>(slipway_blueprints_end - slipway_blueprints_begin));
  while (!rest.empty()) {
    std::uint32_t lengths[2];
    std::memcpy(lengths, rest.data(), sizeof lengths);
    rest.remove_prefix(sizeof lengths);
    files.push_back({rest.substr(0, lengths[0]), rest.substr(lengths[0], lengths[1])});
    rest.remove_prefix(std::size_t{lengths[0]} + lengths[1]);
  }
  return files;
}

std::string_view first_comment(std::string_view text) {
  if (!text.starts_with("# ")) return {};
  text.remove_prefix(2);
  return trim(text.substr(0, text.find('\n')));
}

bool is_platform(std::string_view path) {
  return path.ends_with(kPlatformFile) && path[path.size() - kPlatformFile.size() - 1] == '/';
}

/// A README is about the example, and would be in the way of one's own.
bool is_read_by_people(std::string_view path) { return path.ends_with(".md"); }

std::vector<Blueprint> read_blueprints() {
  const auto files = embedded_files();
  std::vector<Blueprint> all;
  for (const auto& [path, text] : files) {
    const auto root = path.substr(0, path.find('/'));
    if (root.size() == path.size() || !is_platform(path)) continue;
    Blueprint blueprint{path.substr(0, path.size() - kPlatformFile.size() - 1), first_comment(text), root, {}, {}};
    blueprint.platform = {path.substr(root.size() + 1), text};
    for (const auto& other : files)
      if (other.path.size() > root.size() && other.path.starts_with(root) && other.path[root.size()] == '/' &&
          !is_platform(other.path) && !is_read_by_people(other.path))
        blueprint.others.push_back({other.path.substr(root.size() + 1), other.text});
    all.push_back(std::move(blueprint));
  }
  std::ranges::sort(all, {}, &Blueprint::name);
  return all;
}

/// Scalars of a text to be replaced, and by what.
class Replacements {
 public:
  void replace(const doc::Node& scalar, std::string with) {
    if (scalar.is_string()) all_.push_back({scalar.where(), std::move(with)});
  }

  std::string apply(std::string text) {
    std::ranges::sort(all_, [](const Replacement& a, const Replacement& b) { return comes_before(b.where, a.where); });
    for (const auto& [where, with] : all_) {
      std::size_t at = 0;
      for (int line = 1; line < where.line; ++line) at = text.find('\n', at) + 1;
      text.replace(at + static_cast<std::size_t>(where.column) - 1, static_cast<std::size_t>(where.length), with);
    }
    return text;
  }

 private:
  struct Replacement {
    SourceRange where;
    std::string with;
  };
  std::vector<Replacement> all_;
};

/// A path as one sees it from where the root's platform.yaml is.
std::string moved(std::string_view file, std::string_view path) {
  const std::string seen = resolve_path(file, path);
  const bool plain = !seen.empty() && ((seen[0] >= 'a' && seen[0] <= 'z') || (seen[0] >= 'A' && seen[0] <= 'Z'));
  return plain ? seen : doc::json_quote(seen);
}

/// Texts below a node that lead out of the folder, such as a trace's.
void move_paths_up(const doc::Node& node, std::string_view file, Replacements& replacements) {
  if (node.is_string() && node.text().starts_with("../")) replacements.replace(node, moved(file, node.text()));
  for (const doc::Node& item : node.items()) move_paths_up(item, file, replacements);
  for (const doc::Member& member : node.members()) move_paths_up(member.value, file, replacements);
}

std::string started(const Blueprint::File& file, const Start& start) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>(std::string(file.path), std::string(file.text));
  if (!file.path.ends_with(".yaml")) return source->text();
  const auto documents = doc::read_yaml(source, diagnostics);
  if (documents.size() != 1 || documents[0].root()["kind"].text() != kKind) return source->text();
  const doc::Node& root = documents[0].root();
  const doc::Node& spec = root["spec"];
  Replacements replacements;
  if (!start.name.empty()) replacements.replace(root["metadata"]["name"], start.name);
  if (!start.region.empty()) replacements.replace(spec["aws"]["region"], start.region);
  // A variant's platform.yaml moves out of its folder; all others stay.
  if (file.path.ends_with(kPlatformFile) && file.path != kPlatformFile) {
    for (const char* field : {"include", "manifests"})
      for (const doc::Node& item : spec[field].items()) replacements.replace(item, moved(file.path, item.text()));
    move_paths_up(spec["load"], file.path, replacements);
  }
  return replacements.apply(source->text());
}

}  // namespace

std::span<const Blueprint> blueprints() {
  static const std::vector<Blueprint> all = read_blueprints();
  return all;
}

const Blueprint* find_blueprint(std::string_view name) {
  const auto all = blueprints();
  const auto found = std::ranges::find(all, name, &Blueprint::name);
  return found == all.end() ? nullptr : &*found;
}

std::optional<std::string_view> blueprint_like(std::string_view written) {
  std::vector<std::string_view> names;
  for (const auto& blueprint : blueprints()) names.push_back(blueprint.name);
  return near_miss(written, names);
}

std::vector<StartFile> start_from(const Blueprint& blueprint, const Start& start) {
  std::vector<StartFile> files = {{std::string(kPlatformFile), started(blueprint.platform, start)}};
  std::string& text = files.front().text;
  const std::string before = fmt::format("examples/{}/{}", blueprint.root, blueprint.platform.path);
  for (auto at = text.find(before); at != text.npos; at = text.find(before, at + start.path.size()))
    text.replace(at, before.size(), start.path);
  for (const auto& file : blueprint.others) files.push_back({std::string(file.path), started(file, start)});
  return files;
}

}  // namespace slipway::spec
