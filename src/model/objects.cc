#include "model/objects.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::model {
namespace {

/// Kinds that decisions look at and that stand in no namespace.
constexpr std::string_view kOfCluster[] = {"NodePool",  "EC2NodeClass", "NodeClass",    "NodeClaim",
                                           "Node",      "CSINode",      "StorageClass", "PersistentVolume",
                                           "Namespace", "PriorityClass"};

std::string key_of(std::string_view kind, std::string_view ns, std::string_view name) {
  std::string out;
  out.reserve(kind.size() + ns.size() + name.size() + 2);
  return out.append(kind).append(1, ' ').append(ns).append(1, '/').append(name);
}

Entry entry_of(const doc::Node& node) {
  const doc::Node& metadata = node["metadata"];
  const std::string_view version = node["apiVersion"].text();
  const std::size_t slash = version.find('/');
  Entry out{.node = &node,
            .kind = node["kind"].text(),
            .group = slash == version.npos ? "" : version.substr(0, slash),
            .ns = std::string(metadata["namespace"].text()),
            .name = metadata["name"].text(),
            .is_live = !metadata["uid"].text().empty(),
            .is_owned = false};
  if (std::ranges::find(kOfCluster, out.kind) != std::end(kOfCluster))
    out.ns.clear();
  else if (out.ns.empty())
    out.ns = "default";
  for (const doc::Node& owner : metadata["ownerReferences"].items())
    out.is_owned |= owner["controller"].kind() == doc::Kind::Bool && owner["controller"].boolean();
  return out;
}

}  // namespace

std::string Entry::title() const {
  return ns.empty() ? fmt::format("{} {}", kind, name) : fmt::format("{} {}/{}", kind, ns, name);
}

Entries::Entries(Objects objects, Diagnostics& diagnostics) {
  std::vector<bool> dropped;
  for (const doc::Node* node : objects) {
    Entry made = entry_of(*node);
    has_live_ |= made.is_live;
    if (made.name.empty()) {  // it gets one: it is nobody else
      all_.push_back(std::move(made));
      dropped.push_back(false);
      continue;
    }
    const auto [at, is_new] =
        index_.try_emplace(key_of(made.kind, made.ns, made.name).append(1, ' ').append(made.group), all_.size());
    if (!is_new) {
      const Entry& before = all_[at->second];
      if (before.is_live && !made.is_live) replaced_[key_of(made.kind, made.ns, made.name)] = true;
      if (!before.is_live && made.is_live) {  // what is written stays
        replaced_[key_of(made.kind, made.ns, made.name)] = true;
        continue;
      }
      if (!before.is_live && !made.is_live) {
        const SourceRange first = before.node->where();
        diagnostics.add({"MODEL004",
                         Severity::Warning,
                         made.node->operator[]("metadata")["name"].where(),
                         fmt::format("{} is written twice: this one counts", printable(made.title())),
                         first ? fmt::format("first at {}", first.to_string()) : "",
                         "remove one of them",
                         {}});
      }
      dropped[at->second] = true;
      at->second = all_.size();
    }
    all_.push_back(std::move(made));
    dropped.push_back(false);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (!dropped[i]) {
      if (kept != i) all_[kept] = std::move(all_[i]);
      ++kept;
    }
  all_.resize(kept);
  index_.clear();
  for (std::size_t i = 0; i < all_.size(); ++i) {
    index_.try_emplace(key_of(all_[i].kind, all_[i].ns, all_[i].name), i);
    has_live_pods_ |= all_[i].is_live && all_[i].kind == "Pod";
  }
}

const Entry* Entries::find(std::string_view kind, std::string_view ns, std::string_view name) const {
  const auto found = index_.find(key_of(kind, ns, name));
  return found == index_.end() ? nullptr : &all_[found->second];
}

bool Entries::is_replaced(std::string_view kind, std::string_view ns, std::string_view name) const {
  return replaced_.contains(key_of(kind, ns, name));
}

std::optional<std::pair<std::string, std::string>> Entries::maker_of(const Entry& pod) const {
  constexpr int kDeepest = 4;  // Pod, Job, JobSet, …: more would be a circle
  std::optional<std::pair<std::string, std::string>> out;
  const Entry* at = &pod;
  for (int depth = 0; at && depth < kDeepest; ++depth) {
    const Entry* next = nullptr;
    for (const doc::Node& owner : (*at->node)["metadata"]["ownerReferences"].items()) {
      if (owner["controller"].kind() != doc::Kind::Bool || !owner["controller"].boolean()) continue;
      out.emplace(owner["kind"].text(), owner["name"].text());
      next = find(out->first, at->ns, out->second);
    }
    at = next;
  }
  // A ReplicaSet that is not among the objects is named after its Deployment and the hash of its pods.
  const std::string_view hash = (*pod.node)["metadata"]["labels"]["pod-template-hash"].text();
  if (out && out->first == "ReplicaSet" && !hash.empty() && out->second.ends_with(fmt::format("-{}", hash)))
    out = {"Deployment", out->second.substr(0, out->second.size() - hash.size() - 1)};
  return out;
}

}  // namespace slipway::model
