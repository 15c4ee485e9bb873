#include "cluster/no_change.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "cluster/apply.h"
#include "doc/json.h"
#include "kube/quantity.h"

namespace slipway::cluster {

namespace {

doc::Document parsed(std::string_view text) {
  Diagnostics mistakes;
  auto document = doc::read_json(std::make_shared<const SourceText>("field", std::string(text)), mistakes);
  return mistakes.has_errors() ? doc::Document() : document;
}

bool is_equal(const doc::Node& one, const doc::Node& other) {
  if (one.is_absent() || other.is_absent() || one.kind() != other.kind()) return false;
  if (one.kind() == doc::Kind::String) return one.text() == other.text();
  return doc::canonical_json(one) == doc::canonical_json(other);
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Where in a list the item stands that has all members of `key`; kNone: nowhere.
std::size_t index_with(const doc::Node& list, const doc::Node& key) {
  const auto found = std::ranges::find_if(list.items(), [&](const doc::Node& item) {
    return std::ranges::all_of(key.members(), [&](const doc::Member& one) {
      // The one key of built-in kinds with a default: ports of containers and Services.
      const bool is_default = one.key.text() == "protocol" && one.value.text() == "TCP";
      const doc::Node* value = item.find(one.key.text());
      return value ? is_equal(*value, one.value) : is_default;
    });
  });
  return found == list.items().end() ? kNone : static_cast<std::size_t>(found - list.items().begin());
}

std::size_t index_of(const doc::Node& list, const doc::Node& value) {
  const auto found = std::ranges::find_if(list.items(), [&](const doc::Node& item) { return is_equal(item, value); });
  return found == list.items().end() ? kNone : static_cast<std::size_t>(found - list.items().begin());
}

/// What is no field of anybody's: it says which object it is.
bool names_it(std::string_view path, const doc::Member& member) {
  const std::string_view key = member.key.text();
  if (path == "/metadata") return key == "name" || key == "namespace";
  if (!path.empty()) return false;
  return key == "apiVersion" || key == "kind" ||
         (key == "metadata" && std::ranges::all_of(member.value.members(),
                                                   [](const doc::Member& one) { return names_it("/metadata", one); }));
}

/// 1 and "1", "0.5" and "500m": built-in kinds keep quantities in one notation, whatever was applied.
bool is_same_quantity(const doc::Node& live, const doc::Node& ours) {
  if (!live.is_string() || !ours.is_scalar()) return false;
  const auto kept = kube::Quantity::parse(live.text()), mine = kube::Quantity::parse(ours.text());
  return kept && mine && *kept == *mine;
}

/// Where we stand in the object.
struct Place {
  std::string path;         // only its beginning
  std::string_view parent;  // the key above
  bool is_builtin = false;  // of a kind that Kubernetes itself brings
};

/// `owned`: what managedFields say we own at this place.
bool covers(const doc::Node& owned, const doc::Node& live, const doc::Node& ours, const Place& place) {
  const std::string& path = place.path;
  const bool holds_quantities =
      place.is_builtin && (place.parent == "limits" || place.parent == "requests" || place.parent == "hard");
  if (owned.size() == 0) return is_equal(live, ours) || (holds_quantities && is_same_quantity(live, ours));
  std::size_t fields = 0;
  std::map<std::size_t, std::size_t> items;  // where in ours, where in live
  for (const auto& [name, below] : owned.members()) {
    const std::string_view step = name.text();
    if (step == ".") continue;
    if (step.starts_with("f:")) {
      const std::string_view key = step.substr(2);
      const doc::Node* mine = ours.find(key);
      const std::string next = path.size() > 16 ? path : path + "/" + std::string(key);
      const bool is_leaf = below.size() == 0;
      if (!mine || !covers(below, live[key], *mine, {next, is_leaf ? place.parent : key, place.is_builtin}))
        return false;
      ++fields;
    } else if (step.starts_with("k:")) {
      const doc::Document key = parsed(step.substr(2));
      const std::size_t mine = index_with(ours, key.root()), there = index_with(live, key.root());
      if (!key.root().is_map() || mine == kNone || there == kNone ||
          !covers(below, live.items()[there], ours.items()[mine], {path + "/", "", place.is_builtin}))
        return false;
      items.emplace(mine, there);
    } else if (step.starts_with("v:")) {
      const doc::Document value = parsed(step.substr(2));
      const std::size_t mine = index_of(ours, value.root()), there = index_of(live, value.root());
      if (mine == kNone || there == kNone) return false;
      items.emplace(mine, there);
    } else {
      return false;
    }
  }
  if (ours.is_list()) {
    // The applied order is kept, so it must be the live one.
    const bool is_in_order = std::ranges::is_sorted(items, {}, [](const auto& one) { return one.second; });
    return fields == 0 && items.size() == ours.size() && is_in_order;
  }
  if (!ours.is_map() || !items.empty()) return false;
  const auto named = std::ranges::count_if(ours.members(), [&](const doc::Member& one) { return names_it(path, one); });
  return fields + static_cast<std::size_t>(named) == ours.size();
}

}  // namespace

const doc::Node* applied_entry(const doc::Node& live) {
  for (const doc::Node& entry : live["metadata"]["managedFields"].items())
    if (entry["manager"].text() == kFieldManager && entry["operation"].text() == "Apply" && !entry.find("subresource"))
      return &entry;
  return nullptr;
}

bool would_change_nothing(const doc::Node& live, const doc::Node& ours) {
  const doc::Node* entry = applied_entry(live);
  const std::string_view version = ours["apiVersion"].text();
  const std::string_view group = version.substr(0, version.find('/'));
  const bool is_builtin = group.find('.') == group.npos || group.ends_with(".k8s.io");
  return entry && (*entry)["apiVersion"].text() == version && !live["metadata"]["deletionTimestamp"].is_string() &&
         covers((*entry)["fieldsV1"], live, ours, {"", "", is_builtin});
}

}  // namespace slipway::cluster
