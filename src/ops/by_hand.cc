#include "ops/by_hand.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "cluster/objects.h"

namespace slipway::ops {
namespace {

using cluster::ApiResource;

constexpr int kDeepestOwner = 8;  // CronJob, Job, Pod is 2; owners that own each other end here

const ApiResource kServices{"", "v1", "services", "Service", true, {}};
const ApiResource kPods{"", "v1", "pods", "Pod", true, {}};
const ApiResource kVolumes{"", "v1", "persistentvolumes", "PersistentVolume", false, {}};
const ApiResource kClaims{"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, {}};

kube::ObjectKey key_of(const ApiResource& resource, const doc::Node& object) {
  const doc::Node& metadata = object["metadata"];
  return {resource.kind, resource.group, std::string(metadata["namespace"].text()),
          std::string(metadata["name"].text())};
}

const doc::Node* controller_of(const doc::Node& object) {
  for (const doc::Node& owner : object["metadata"]["ownerReferences"].items())
    if (owner["controller"].kind() == doc::Kind::Bool && owner["controller"].boolean()) return &owner;
  return nullptr;
}

class Search {
 public:
  explicit Search(InCluster& cluster) : cluster_(cluster), releases_(cluster.own_releases()) {}

  /// Each object of a kind, if the cluster has the kind, that is nobody's but a person's.
  std::optional<StepFailure> each(const ApiResource& kind, const std::function<void(const doc::Node&)>& take) {
    const auto listed = cluster_.api().list(kind, "", "", [&](const doc::Node& object) {
      if (!is_ours(kind, object)) take(object);
    });
    if (listed || listed.error().status == 404) return std::nullopt;
    return failure_of(listed.error());
  }
  std::optional<StepFailure> each(std::string_view group, std::string_view kind,
                                  const std::function<void(const doc::Node&, const ApiResource&)>& take) {
    const auto known = cluster_.kinds().known_group_kind(group, kind);
    if (!known) return failure_of(known.error());
    if (!*known) return std::nullopt;
    return each(**known, [&](const doc::Node& object) { take(object, **known); });
  }

 private:
  bool is_ours(const ApiResource& kind, const doc::Node& object) const {
    if (cluster_.members().contains(key_of(kind, object))) return true;
    if (kind.kind == "PersistentVolumeClaim" || kind.kind == "PersistentVolume") return false;
    const doc::Node& metadata = object["metadata"];
    if (metadata["ownerReferences"].size() > 0) return true;
    if (metadata["labels"]["app.kubernetes.io/managed-by"].text() == "eks") return true;
    const doc::Node& annotations = metadata["annotations"];
    return std::ranges::any_of(releases_, [&](const ReleaseState& release) {
      return annotations["meta.helm.sh/release-name"].text() == release.name &&
             annotations["meta.helm.sh/release-namespace"].text() == release.ns;
    });
  }

  InCluster& cluster_;
  std::vector<ReleaseState> releases_;
};

/// Of AWS's controllers, or any that answers with a load balancer of AWS.
bool has_load_balancer(const doc::Node& ingress) {
  for (const doc::Node& finalizer : ingress["metadata"]["finalizers"].items())
    if (finalizer.text().find("k8s.aws") != std::string_view::npos) return true;
  for (const doc::Node& address : ingress["status"]["loadBalancer"]["ingress"].items())
    if (address["hostname"].text().find(".elb.") != std::string_view::npos) return true;
  return false;
}

std::optional<StepFailure> find_routes(Search& search, ByHand& found) {
  if (const auto failed =
          search.each("gateway.networking.k8s.io", "Gateway", [&](const doc::Node& gateway, const ApiResource& kind) {
            found.routes.push_back({key_of(kind, gateway), kind, "the load balancer that its controller made"});
          }))
    return failed;
  if (const auto failed =
          search.each("networking.k8s.io", "Ingress", [&](const doc::Node& ingress, const ApiResource& kind) {
            if (has_load_balancer(ingress)) found.routes.push_back({key_of(kind, ingress), kind, "its load balancer"});
          }))
    return failed;
  return search.each(kServices, [&](const doc::Node& service) {
    if (service["spec"]["type"].text() == "LoadBalancer")
      found.routes.push_back({key_of(kServices, service), kServices, "its load balancer"});
  });
}

std::optional<StepFailure> find_pools(Search& search, ByHand& found) {
  for (const char* name : {"NodePool", "NodeClaim"})
    if (const auto failed = search.each("karpenter.sh", name, [&](const doc::Node& object, const ApiResource& kind) {
          found.pools.push_back({key_of(kind, object), kind, "its instances"});
        }))
      return failed;
  return std::nullopt;
}

std::optional<StepFailure> find_volumes(Search& search, ByHand& found) {
  std::map<std::pair<std::string, std::string>, std::string> held;  // by claim
  if (const auto failed = search.each(kVolumes, [&](const doc::Node& volume) {
        const doc::Node& spec = volume["spec"];
        const auto size = std::string(spec["capacity"]["storage"].text());
        const bool is_deleted = spec["persistentVolumeReclaimPolicy"].text() == "Delete";
        if (is_deleted)
          held[{std::string(spec["claimRef"]["namespace"].text()), std::string(spec["claimRef"]["name"].text())}] =
              fmt::format("its volume of {}, with its data", size);
        else if (!spec["csi"].is_absent())
          found.stays.push_back({key_of(kVolumes, volume), kVolumes,
                                 fmt::format("its reclaim policy is {}: the volume of {} stays in AWS",
                                             spec["persistentVolumeReclaimPolicy"].text(), size)});
      }))
    return failed;
  return search.each(kClaims, [&](const doc::Node& claim) {
    const auto key = key_of(kClaims, claim);
    const auto volume = held.find({key.ns, key.name});
    found.volumes.push_back({key, kClaims, volume == held.end() ? "no volume that goes" : volume->second});
  });
}

/// What would be lost with them is worth more than what they cost, or AWS would keep it anyway.
std::optional<StepFailure> find_stays(InCluster& cluster, Search& search, ByHand& found) {
  if (const auto failed = search.each(
          "snapshot.storage.k8s.io", "VolumeSnapshotContent", [&](const doc::Node& snapshot, const ApiResource& kind) {
            found.stays.push_back({key_of(kind, snapshot), kind, "the snapshot stays in AWS"});
          }))
    return failed;
  const auto kinds = cluster.kinds().all();
  if (!kinds) return failure_of(kinds.error());
  for (const auto& kind : *kinds) {
    if (!kind.group.ends_with(".services.k8s.aws") || !kind.can("list")) continue;
    if (const auto failed = search.each(kind, [&](const doc::Node& object) {
          found.stays.push_back({key_of(kind, object), kind, "what ACK made of it stays in AWS"});
        }))
      return failed;
  }
  return std::nullopt;
}

}  // namespace

Result<ByHand, StepFailure> by_hand(InCluster& cluster) {
  ByHand found;
  Search search(cluster);
  if (const auto failed = find_routes(search, found)) return *failed;
  if (const auto failed = find_pools(search, found)) return *failed;
  if (const auto failed = find_volumes(search, found)) return *failed;
  if (const auto failed = find_stays(cluster, search, found)) return *failed;
  return found;
}

Result<std::string, StepFailure> remove_by_hand(InCluster& cluster, const std::vector<ByHand::One>& going,
                                                std::int64_t milliseconds, const std::string& fix,
                                                const Helm::Told& told) {
  std::vector<kube::ObjectKey> keys;
  for (const auto& one : going) {
    told(title_of(one.key));
    const auto done = cluster::delete_object(cluster.api(), one.resource, one.key.ns, one.key.name);
    if (!done) return failure_of(done.error(), title_of(one.key));
    keys.push_back(one.key);
  }
  if (const auto failed = cluster.wait_until_gone(keys, milliseconds, fix, told)) return *failed;
  return fmt::format("{} deleted", keys.size());
}

std::optional<StepFailure> end_users_of(InCluster& cluster, const std::set<std::pair<std::string, std::string>>& claims,
                                        const Helm::Told& told) {
  struct User {
    ApiResource resource;
    std::string ns, name;
  };
  std::vector<User> users;
  const auto listed = cluster.api().list(kPods, "", "", [&](const doc::Node& pod) {
    const std::string ns(pod["metadata"]["namespace"].text());
    const bool uses = std::ranges::any_of(pod["spec"]["volumes"].items(), [&](const doc::Node& volume) {
      return claims.contains({ns, std::string(volume["persistentVolumeClaim"]["claimName"].text())});
    });
    if (uses) users.push_back({kPods, ns, std::string(pod["metadata"]["name"].text())});
  });
  if (!listed) return failure_of(listed.error());
  std::set<kube::ObjectKey> ended;
  for (auto user : users) {
    for (int deep = 0; deep < kDeepestOwner; ++deep) {
      const auto object = cluster.api().get(user.resource.path(user.ns, user.name));
      if (!object && object.error().status == 404) break;
      if (!object) return failure_of(object.error());
      const auto* owner = controller_of(object->root());
      if (!owner) break;
      const auto kind = cluster.kinds().known((*owner)["apiVersion"].text(), (*owner)["kind"].text());
      if (!kind || !*kind || !(*kind)->is_namespaced) break;
      user = {**kind, user.ns, std::string((*owner)["name"].text())};
    }
    const kube::ObjectKey key{user.resource.kind, user.resource.group, user.ns, user.name};
    if (!ended.insert(key).second) continue;
    told(fmt::format("{}, which uses a claim", title_of(key)));
    if (const auto gone =
            cluster::delete_object(cluster.api(), user.resource, user.ns, user.name, cluster::Propagation::Foreground);
        !gone)
      return failure_of(gone.error(), title_of(key));
  }
  return std::nullopt;
}

}  // namespace slipway::ops
