// Helm 3.18, pkg/cli/values/options.go (MergeMaps) and pkg/strvals/parser.go.
#include "subject/laid_values.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/source_life.h"
#include "doc/freeze.h"

namespace slipway::subject {
namespace {

constexpr std::size_t kLongestPath = 64;
constexpr int kDeepest = 100;

/// "a.b\.c[0].d" in steps.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps(1);
  for (std::size_t i = 0; i < path.size() && steps.size() < kLongestPath; ++i) {
    if (path[i] == '\\' && i + 1 < path.size())
      steps.back() += path[++i];
    else if (path[i] == '.')
      steps.emplace_back();
    else
      steps.back() += path[i];
  }
  return steps;
}

/// "a[3]" is a and 3; nullopt of what names no item.
struct Item {
  std::string_view key;
  std::size_t index;
};
std::optional<Item> item_of(std::string_view step) {
  const std::size_t bracket = step.ends_with(']') ? step.find('[') : step.npos;
  if (bracket == step.npos || bracket == 0) return std::nullopt;
  std::size_t index = 0;
  for (std::size_t d = bracket + 1; d + 1 < step.size() && step[d] >= '0' && step[d] <= '9' && index < 10'000; ++d)
    index = index * 10 + static_cast<std::size_t>(step[d] - '0');
  return Item{step.substr(0, bracket), index};
}

}  // namespace

/// A map, a list, or a value that nothing was put into.
struct LaidValues::Part {
  enum class Kind { Leaf, Map, List } kind = Kind::Map;
  doc::Value leaf;
  SourceRange where = {};
  std::vector<std::pair<std::string, std::unique_ptr<Part>>> members;
  std::unordered_map<std::string, std::size_t> index;  // of members
  std::vector<std::unique_ptr<Part>> items;

  Part() = default;
  explicit Part(doc::Value value) : kind(Kind::Leaf), leaf(std::move(value)), where(leaf.where()) {}

  Part& at(std::string_view key) {
    const auto [found, is_new] = index.try_emplace(std::string(key), members.size());
    if (is_new) members.emplace_back(found->first, std::make_unique<Part>(doc::Value()));
    return *members[found->second].second;
  }
  void become(Part other) { *this = std::move(other); }
  /// A map keeps its members; all else gives way to an empty one.
  void become_map() {
    if (kind == Kind::Leaf && leaf.map()) {
      const doc::Value value = std::move(leaf);
      *this = Part();
      where = value.where();
      for (const auto& [key, member] : value.map()->entries()) at(key).become(Part(member));
    } else if (kind != Kind::Map) {
      *this = Part();
    }
  }
  void become_list() {
    if (kind == Kind::List) return;
    const doc::Value value = kind == Kind::Leaf ? std::move(leaf) : doc::Value();
    *this = Part();
    kind = Kind::List;
    where = value.where();
    if (!value.list()) return;
    for (const doc::Value& item : value.list()->items()) items.push_back(std::make_unique<Part>(item));
  }

  void lay(const doc::Map& more, int depth) {
    become_map();
    for (const auto& [key, value] : more.entries()) {
      Part& there = at(key);
      const bool is_map = there.kind == Kind::Map || (there.kind == Kind::Leaf && there.leaf.map());
      if (depth < kDeepest && is_map && value.map())
        there.lay(*value.map(), depth + 1);
      else
        there.become(Part(value));
    }
  }

  /// Where it stands; where what is around it does, when its text is gone.
  SourceRange here(SourceRange around) const { return where && is_alive(where.source) ? where : around; }

  void write(doc::TreeBuilder& tree, SourceRange around) const {
    const SourceRange place = here(around);
    if (kind == Kind::Leaf) return doc::put_value(tree, leaf, place);
    if (kind == Kind::List) {
      tree.open_list(place);
      for (const auto& item : items) item->write(tree, place);
    } else {
      tree.open_map(place);
      for (const auto& [key, member] : members) {
        tree.key(doc::TreeBuilder::string(tree.keep(key), member->here(place)));
        member->write(tree, place);
      }
    }
    tree.close();
  }
};

LaidValues::LaidValues() : root_(std::make_unique<Part>()) {}
LaidValues::~LaidValues() = default;
LaidValues::LaidValues(LaidValues&&) noexcept = default;
LaidValues& LaidValues::operator=(LaidValues&&) noexcept = default;

void LaidValues::lay(const doc::Map& more) { root_->lay(more, 0); }

void LaidValues::put(std::string_view path, doc::Value value) {
  Part* part = root_.get();
  for (const std::string& step : steps_of(path)) {
    part->become_map();
    const auto item = item_of(step);
    if (!item) {
      part = &part->at(step);
      continue;
    }
    Part& list = part->at(item->key);
    list.become_list();
    if (item->index >= list.items.size()) list.items.push_back(std::make_unique<Part>(doc::Value()));
    part = list.items[std::min(item->index, list.items.size() - 1)].get();
  }
  *part = Part(std::move(value));
}

bool LaidValues::empty() const { return root_->members.empty(); }

doc::Document LaidValues::document(SourceRange origin) const {
  if (empty()) return {};
  doc::TreeBuilder tree(nullptr);
  root_->write(tree, origin);
  return tree.finish();
}

}  // namespace slipway::subject
