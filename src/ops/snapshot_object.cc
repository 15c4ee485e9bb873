#include "ops/snapshot_object.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "doc/draft.h"
#include "io/secrets.h"

namespace slipway::ops {
namespace {

using doc::Draft;
using doc::Node;

/// By which decide/ and model/ decide; of what else stands in annotations nobody knows what it is.
constexpr std::string_view kAnnotations[] = {"karpenter.sh/do-not-disrupt", "pv.kubernetes.io/bind-completed",
                                             "slipway.dev/read-at", "storageclass.kubernetes.io/is-default-class"};
/// Whose own labels select; of whatever makes pods or nodes it is those of its template.
constexpr std::string_view kLabelled[] = {"Namespace", "Node", "NodeClaim", "Pod"};
/// Volumes that take a claim, memory or a driver: of all others it counts only which kind they are.
constexpr std::string_view kVolumes[] = {"emptyDir", "ephemeral", "persistentVolumeClaim"};
/// Maps of a PersistentVolume that say nothing of where its data are.
constexpr std::string_view kOfVolume[] = {"capacity", "claimRef", "nodeAffinity"};

bool is_among(std::string_view one, std::span<const std::string_view> all) {
  return std::ranges::find(all, one) != all.end();
}

/// Maps from names that people chose to texts by which objects are chosen.
bool is_of_labels(std::string_view member) {
  return member == "labels" || member == "matchLabels" || member == "nodeSelector" || member == "selector" ||
         member == "tags";
}

/// `https://user:password@host/path?query` without all that is neither host nor path, wherever it stands in a text.
std::string with_bare_urls(std::string_view text) {
  constexpr std::string_view kEnds = " \t\n\"'`<>";
  std::string bare;
  for (;;) {
    const auto scheme = text.find("://");
    if (scheme == text.npos) break;
    const auto begin = scheme + 3;
    auto end = text.find_first_of(kEnds, begin);
    if (end == text.npos) end = text.size();
    auto address = text.substr(begin, end - begin);
    const auto host_end = address.find_first_of("/?#");
    if (const auto at = address.substr(0, host_end).rfind('@'); at != address.npos) address.remove_prefix(at + 1);
    bare += text.substr(0, begin);
    bare += address.substr(0, address.find('?'));
    text.remove_prefix(end);
  }
  return bare += text;
}

class Cleaning {
 public:
  explicit Cleaning(doc::Arena& arena) : arena_(arena) {}

  Node object(const Node& node) {
    Draft draft(node, arena_);
    const std::string_view kind = node["kind"].text();
    draft.in("metadata", [&](Draft& metadata) {
      metadata.remove("managedFields");
      if (!is_among(kind, kLabelled)) metadata.remove("labels");
    });
    if (kind == "PersistentVolume") draft.in("spec", [](Draft& spec) { keep_kind_of_volume(spec, kOfVolume); });
    return below(draft.node());
  }

 private:
  Node below(const Node& node, std::string_view name = {}) {
    if (node.is_list()) return list(node);
    if (node.is_map()) return map(node, name);
    return node.is_string() ? text(node, name) : node;
  }

  /// Of a volume's source that it is one: a server, a path, a disk's id are nobody's business here.
  static void keep_kind_of_volume(Draft& volume, std::span<const std::string_view> kept) {
    const Node before = volume.node();
    for (const doc::Member& source : before.members()) {
      const std::string_view kind = source.key.text();
      if (!source.value.is_map() || is_among(kind, kept)) continue;
      const Node driver = source.value["driver"];
      volume.set(kind, volume.empty_map());
      if (kind == "csi" && driver.is_string()) volume.in(kind, [&](Draft& csi) { csi.set("driver", driver); });
    }
  }

  Node volumes(const Node& list) {
    std::vector<Node> items;
    for (const Node& item : list.items()) {
      if (!item.is_map()) continue;
      Draft volume(item, arena_);
      keep_kind_of_volume(volume, kVolumes);
      items.push_back(below(volume.node()));
    }
    return Draft(Node(), arena_).list_of(items, list);
  }

  Node list(const Node& node) {
    std::vector<Node> items;
    for (const Node& item : node.items()) items.push_back(below(item));
    return Draft(Node(), arena_).list_of(items, node);
  }

  Node text(const Node& node, std::string_view name) {
    std::string kept = with_bare_urls(node.text());
    if (name == "path") kept = kept.substr(0, kept.find('?'));
    kept = io::without_secrets(kept);
    return kept == node.text() ? node : Draft(Node(), arena_).text(kept);
  }

  Node map(const Node& node, std::string_view name) {
    Draft draft(node, arena_);
    for (const doc::Member& member : node.members()) {
      const std::string_view key = member.key.text();
      const Node& value = member.value;
      if (is_dropped(name, key, value))
        draft.remove(key);
      else if (key == "env" || key == "httpHeaders")
        draft.set(key, names(value));
      else if (key == "volumes" && value.is_list())
        draft.set(key, volumes(value));
      else if (!is_of_labels(key) && (value.size() > 0 || value.is_string()))
        draft.set(key, below(value, key));
    }
    return draft.node();
  }

  /// Of variables and headers that they are there, and where their values come from.
  Node names(const Node& list) {
    std::vector<Node> items;
    for (const Node& item : list.items()) {
      if (!item.is_map()) continue;
      Draft named(item, arena_);
      named.remove("value");
      items.push_back(named.node());
    }
    return Draft(Node(), arena_).list_of(items, list);
  }

  static bool is_dropped(std::string_view map, std::string_view key, const Node& value) {
    if (map == "annotations") return !is_among(key, kAnnotations);
    if (key == "command" || key == "args") return true;
    if (key == "userData" || key == "entrypoint" || key == "runtimeEnvYAML" || key == "serveConfigV2") return true;
    if (key == "parameters") return value.is_map();
    if (key == "message") return map == "terminated" || map == "waiting";
    return value.is_string() && io::is_secret_name(key);
  }

  doc::Arena& arena_;
};

}  // namespace

Node without_secrets(const Node& object, doc::Arena& arena) {
  return object.is_map() ? Cleaning(arena).object(object) : object;
}

}  // namespace slipway::ops
