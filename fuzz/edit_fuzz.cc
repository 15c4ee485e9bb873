// Edits: at any place of any text an edit fails or does what it says (it checks that itself); never worse. The first
// two bytes choose the edit and the place.
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "doc/edit.h"
#include "doc/yaml.h"

using namespace slipway;

namespace {

void collect(const doc::Node& node, const doc::YamlPath& at, std::vector<doc::YamlPath>& paths) {
  if (paths.size() > 256) return;
  paths.push_back(at);
  doc::YamlPath below = at;
  below.emplace_back();
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    below.back() = i;
    collect(node.items()[i], below, paths);
  }
  for (const doc::Member& member : node.members()) {
    below.back() = std::string(member.key.text());
    collect(member.value, below, paths);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>("input", text);
  const std::vector<doc::Document> documents = doc::read_yaml(source, diagnostics);
  std::vector<doc::YamlPath> paths;
  if (!documents.empty()) collect(documents.back().root(), {}, paths);
  const doc::YamlPath at = paths.empty() ? doc::YamlPath() : paths[data[1] % paths.size()];
  const doc::YamlPlace place{text, documents.empty() ? 0 : documents.size() - 1};
  const doc::Value values[] = {"text", 1, "a\nb\n", doc::Map{{"k", doc::List{1, "two"}}}, doc::List{}, nullptr, "x: y"};
  const doc::Value& value = values[data[0] / 8 % std::size(values)];
  switch (data[0] % 5) {
    case 0:
      (void)doc::set_value(place, at, value);
      break;
    case 1:
      (void)doc::add_member(place, at, "added", value);
      break;
    case 2:
      (void)doc::add_item(place, at, value);
      break;
    case 3:
      (void)doc::remove(place, at);
      break;
    default:
      (void)doc::put_value(place, at, value);
  }
  return 0;
}
