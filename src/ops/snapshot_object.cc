#include "ops/snapshot_object.h"

#include <algorithm>
#include <string_view>

#include "doc/draft.h"
#include "io/secrets.h"

namespace slipway::ops {
namespace {

using doc::Draft;
using doc::Node;

/// Domains of annotations, and single ones, that decide where and when pods and nodes come and go.
constexpr std::string_view kKept[] = {"karpenter.sh",
                                      "karpenter.k8s.aws",
                                      "eks.amazonaws.com",
                                      "cluster-autoscaler.kubernetes.io",
                                      "autoscaling.keda.sh",
                                      "batch.kubernetes.io",
                                      "controller.kubernetes.io",
                                      "deployment.kubernetes.io",
                                      "jobset.sigs.k8s.io",
                                      "alpha.jobset.sigs.k8s.io",
                                      "kueue.x-k8s.io",
                                      "leaderworkerset.sigs.k8s.io",
                                      "node.kubernetes.io",
                                      "pv.kubernetes.io",
                                      "resource.kubernetes.io",
                                      "scheduler.alpha.kubernetes.io",
                                      "scheduling.k8s.io",
                                      "slipway.dev",
                                      "storageclass.beta.kubernetes.io",
                                      "storageclass.kubernetes.io",
                                      "volume.beta.kubernetes.io",
                                      "volume.kubernetes.io",
                                      "kubernetes.io/config.mirror",
                                      "kubernetes.io/config.source"};

bool is_kept(std::string_view annotation) {
  return std::ranges::any_of(kKept, [&](std::string_view kept) {
    return annotation == kept || annotation.substr(0, annotation.find('/')) == kept;
  });
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
    draft.in("metadata", [](Draft& metadata) { metadata.remove("managedFields"); });
    return below(draft.node());
  }

 private:
  Node below(const Node& node, std::string_view name = {}) {
    if (node.is_list()) return list(node);
    if (node.is_map()) return map(node, name);
    return node.is_string() ? text(node, name) : node;
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
    if (map == "annotations") return !is_kept(key);
    if (key == "command" || key == "args") return true;
    if (key == "userData" || key == "entrypoint" || key == "runtimeEnvYAML" || key == "serveConfigV2") return true;
    if (key == "volumeAttributes" || (key == "options" && map == "flexVolume")) return true;
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
