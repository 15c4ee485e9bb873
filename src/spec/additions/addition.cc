#include "spec/additions/addition.h"

#include <fmt/core.h>

#include "base/text.h"
#include "doc/json.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

const doc::Node* at(const doc::Node& root, const doc::YamlPath& path) {
  const doc::Node* node = &root;
  for (const auto& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      node = node->find(*key);
    } else {
      const auto index = std::get<std::size_t>(step);
      node = index < node->items().size() ? &node->items()[index] : nullptr;
    }
    if (!node) return nullptr;
  }
  return node;
}

}  // namespace

const doc::Node* written_at(const Platform& platform, const doc::YamlPath& path) {
  if (const auto* node = at(platform.document.root(), path)) return node;
  for (auto file = platform.included.rbegin(); file != platform.included.rend(); ++file)
    if (const auto* node = at(file->root(), path)) return node;
  return nullptr;
}

void add_named(Addition& addition, const Platform& platform, std::string_view map, const Text& name, doc::Map value,
               Diagnostics& diagnostics) {
  const Field* field = type_of(static_cast<const Platform*>(nullptr)).find(map);
  if (field && field->names)
    if (const auto wrong = field->names->check(name.value)) {
      diagnostics.error(id::kNotThis, part_of(name, wrong->offset),
                        fmt::format("this is no name for one of {}: {}", map, wrong->message),
                        fmt::format("{} is expected", field->names->expected));
      return;
    }
  const doc::YamlPath place = {std::string("spec"), std::string(map)};
  const doc::YamlPath path = {std::string("spec"), std::string(map), name.value};
  const doc::Value wanted(std::move(value));
  const doc::Node* there = written_at(platform, path);
  if (!there) {
    addition.edits.push_back({place, name.value, wanted});
    return;
  }
  if (doc::canonical_json(*there) == doc::canonical_json(doc::freeze(wanted, {}).root())) {
    addition.said.push_back(
        fmt::format("{}.{} is there already ({})", map, printable(name.value), there->where().to_string()));
    return;
  }
  diagnostics.error(id::kDiffers, name.where, fmt::format("{}.{} is there already, and is not this", map, name.value),
                    fmt::format("change it at {}, or take another name", there->where().to_string()));
}

std::string listed(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace slipway::spec::additions
