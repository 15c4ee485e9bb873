#include "cluster/changes.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "cluster/field_changes.h"
#include "doc/json.h"

namespace slipway::cluster {

namespace {

constexpr std::size_t kMostChanges = 1000, kLongestValue = 200;
// listMapKeys and patchMergeKeys of k8s.io/api v0.36, those that come most first.
constexpr std::string_view kMergeKeys[] = {"name", "key",  "mountPath",   "devicePath", "containerPort", "ip",
                                           "uid",  "type", "topologyKey", "port",       "hostname"};
constexpr std::string_view kBookkeeping[] = {"managedFields", "resourceVersion",   "generation",
                                             "uid",           "creationTimestamp", "selfLink"};

std::string shown(const doc::Node& node) {
  if (node.is_absent()) return "";
  std::string text = doc::write_json(node, doc::JsonLayout::Compact);
  if (text.size() <= kLongestValue) return text;
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

/// ".name", or "[name]" where a dot or slash in it would mislead.
std::string step(std::string_view key) {
  const bool plain = !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '$';
  });
  return plain ? "." + std::string(key) : "[" + std::string(key) + "]";
}

const doc::Node& absent() {
  static const doc::Node node;
  return node;
}

bool has_each_once(const doc::Node& list, std::string_view key) {
  std::set<std::string_view> seen;
  for (const doc::Node& item : list.items()) {
    const doc::Node* value = item.find(key);
    if (!value || !value->is_scalar() || !seen.insert(value->text()).second) return false;
  }
  return true;
}

const doc::Node& item_with(const doc::Node& list, std::string_view key, std::string_view value) {
  for (const doc::Node& item : list.items())
    if (item[key].is_scalar() && item[key].text() == value) return item;
  return absent();
}

const doc::Node& item_at(const doc::Node& list, std::size_t at) {
  return at < list.items().size() ? list.items()[at] : absent();
}

class Comparison {
 public:
  std::vector<OwnedChange> found;

  void compare(const std::string& path, const doc::Node& from, const doc::Node& to, const doc::Node& ours) {
    if (found.size() >= kMostChanges) return;
    if (from.is_map() && to.is_map()) return compare_maps(path, from, to, ours);
    if (from.is_list() && to.is_list()) return compare_lists(path, from, to, ours);
    const bool is_same = from.kind() == to.kind() && from.is_absent() == to.is_absent() && from.is_scalar() &&
                         shown_exactly(from) == shown_exactly(to);
    if (!is_same) found.push_back({{path, shown(from), shown(to)}, !ours.is_absent()});
  }

 private:
  static std::string shown_exactly(const doc::Node& scalar) {
    return scalar.kind() == doc::Kind::String ? std::string(scalar.text())
                                              : doc::write_json(scalar, doc::JsonLayout::Compact);
  }

  void compare_maps(const std::string& path, const doc::Node& from, const doc::Node& to, const doc::Node& ours) {
    const auto is_left_out = [&](std::string_view key) {
      if (path.empty()) return key == "status" || key == "apiVersion" || key == "kind";  // items of lists have no kind
      return path == ".metadata" && std::ranges::find(kBookkeeping, key) != std::end(kBookkeeping);
    };
    for (const auto& [key, value] : to.members())
      if (!is_left_out(key.text())) compare(path + step(key.text()), from[key.text()], value, ours[key.text()]);
    for (const auto& [key, value] : from.members())
      if (!to.find(key.text()) && !is_left_out(key.text()))
        compare(path + step(key.text()), value, absent(), ours[key.text()]);
  }

  void compare_lists(const std::string& path, const doc::Node& from, const doc::Node& to, const doc::Node& ours) {
    const std::string_view key = merge_key(from, to);
    if (key.empty()) {
      for (std::size_t i = 0; i < std::max(from.size(), to.size()); ++i)
        compare(fmt::format("{}[{}]", path, i), item_at(from, i), item_at(to, i), item_at(ours, i));
      return;
    }
    const auto named = [&](std::string_view value) { return fmt::format("{}[{}={}]", path, key, value); };
    for (const doc::Node& item : to.items()) {
      const std::string_view value = item[key].text();
      compare(named(value), item_with(from, key, value), item, item_with(ours, key, value));
    }
    for (const doc::Node& item : from.items()) {
      const std::string_view value = item[key].text();
      if (item_with(to, key, value).is_absent()) compare(named(value), item, absent(), item_with(ours, key, value));
    }
  }
};

}  // namespace

std::string_view merge_key(const doc::Node& one, const doc::Node& other) {
  if (one.size() + other.size() == 0) return {};
  for (const std::string_view key : kMergeKeys)
    if (has_each_once(one, key) && has_each_once(other, key)) return key;
  return {};
}

std::vector<OwnedChange> changed_fields(const doc::Node& from, const doc::Node& to, const doc::Node& ours) {
  Comparison comparison;
  comparison.compare("", from, to, ours);
  return std::move(comparison.found);
}

std::vector<FieldChange> changed_fields(const doc::Node& from, const doc::Node& to) {
  std::vector<FieldChange> changes;
  for (OwnedChange& one : changed_fields(from, to, to)) changes.push_back(std::move(one.change));
  return changes;
}

}  // namespace slipway::cluster
