#include "admission/applied.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "doc/draft.h"

namespace slipway::admission {
namespace {

using doc::Node;

constexpr int kDeepest = 100;

/// The patchMergeKey of lists in k8s.io/api core/v1 and meta/v1, by the name of their field. Tolerations have none:
/// they may only be added to, and admission adds those of each pod again.
struct Keyed {
  std::string_view list;
  std::initializer_list<std::string_view> keys;
};
const Keyed kKeyed[] = {
    {"containers", {"name"}},
    {"initContainers", {"name"}},
    {"ephemeralContainers", {"name"}},
    {"env", {"name"}},
    {"volumes", {"name"}},
    {"volumeMounts", {"mountPath"}},
    {"volumeDevices", {"devicePath"}},
    {"ports", {"containerPort"}},
    {"imagePullSecrets", {"name"}},
    {"hostAliases", {"ip"}},
    {"resourceClaims", {"name"}},
    {"topologySpreadConstraints", {"topologyKey"}},
    {"tolerations", {"key", "operator", "value", "effect"}},
};

/// nullptr: the list is replaced as a whole.
const Keyed* keyed(std::string_view list) {
  const auto found = std::ranges::find(kKeyed, list, &Keyed::list);
  return found == std::end(kKeyed) ? nullptr : &*found;
}

std::string key_of(const Node& item, const Keyed& by) {
  std::string out;
  for (const std::string_view key : by.keys) (out += item[key].text()) += '\0';
  return out;
}

/// Items by their key; the first of each.
std::map<std::string, const Node*> by_key(const Node& list, const Keyed& by) {
  std::map<std::string, const Node*> out;
  for (const Node& item : list.items()) out.emplace(key_of(item, by), &item);
  return out;
}

const Node* find(const std::map<std::string, const Node*>& items, const std::string& key) {
  const auto found = items.find(key);
  return found == items.end() ? nullptr : found->second;
}

class Merge {
 public:
  explicit Merge(doc::Arena& arena) : arena_(arena) {}

  Node maps(const Node& file, const Node& live, const Node& last, int depth) const {
    doc::Draft out(file, arena_);
    for (const doc::Member& member : live.members()) {
      const std::string_view key = member.key.text();
      const Node* said = file.find(key);
      const Node& before = last[key];
      if (!said) {
        if (before.is_absent()) out.set(key, member.value);
      } else if (depth < kDeepest && said->is_map() && member.value.is_map()) {
        out.set(key, maps(*said, member.value, before, depth + 1));
      } else if (const Keyed* by = keyed(key); by && depth < kDeepest && said->is_list() && member.value.is_list()) {
        out.set(key, lists(*said, member.value, before, *by, depth + 1));
      }
    }
    return out.node();
  }

 private:
  /// Items of both stand in the order of the file; what only the server has stays where it was among them.
  Node lists(const Node& file, const Node& live, const Node& last, const Keyed& by, int depth) const {
    std::vector<Node> both, fresh, out;
    const auto said = by_key(file, by), there = by_key(live, by), before = by_key(last, by);
    for (const Node& item : file.items()) {
      const std::string key = key_of(item, by);
      const Node* now = find(there, key);
      const Node* old = find(before, key);
      if (!now)
        fresh.push_back(item);
      else
        both.push_back(item.is_map() ? maps(item, *now, old ? *old : Node(), depth + 1) : item);
    }
    std::size_t next = 0;
    for (const Node& item : live.items()) {
      const std::string key = key_of(item, by);
      if (said.contains(key)) {
        if (next < both.size()) out.push_back(both[next++]);
      } else if (!before.contains(key)) {
        out.push_back(item);
      }
    }
    out.insert(out.end(), both.begin() + static_cast<std::ptrdiff_t>(next), both.end());
    out.insert(out.end(), fresh.begin(), fresh.end());
    return doc::Draft(Node(), arena_).list_of(out, file);
  }

  doc::Arena& arena_;
};

}  // namespace

doc::Node applied(const Node& file, const Node& live, const Node& last, doc::Arena& arena) {
  return Merge(arena).maps(file, live, last, 0);
}

}  // namespace slipway::admission
