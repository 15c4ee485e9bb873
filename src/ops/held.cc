#include "ops/held.h"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/ready.h"
#include "ops/chart_objects.h"

namespace slipway::ops {
namespace {

/// Whose finalizers these are, of controllers that a platform may have.
struct Taker {
  std::string_view finalizer;  // or what it begins with
  std::string_view release;    // the name of the controller's chart
  std::string_view stays;      // what is not cleaned up when the finalizer is taken away by hand
};
constexpr std::string_view kBalancer = "aws-load-balancer-controller";
constexpr std::string_view kOfBalancer = "what it has of load balancers, which AWS keeps and bills";
constexpr Taker kTakers[] = {
    {"karpenter.sh/termination", "karpenter", "its instance, which runs on and costs"},
    {"karpenter.k8s.aws/termination", "karpenter", "its instance profile"},
    {"ingress.k8s.aws/", kBalancer, kOfBalancer},
    {"group.ingress.k8s.aws/", kBalancer, kOfBalancer},
    {"service.k8s.aws/", kBalancer, kOfBalancer},
    {"elbv2.k8s.aws/", kBalancer, kOfBalancer},
    {"gateway.k8s.aws/", kBalancer, kOfBalancer},
    {"finalizer.keda.sh", "keda", ""},
};

/// Kubernetes' own, and EKS's: who sets them runs in the control plane.
constexpr std::string_view kOfKubernetes[] = {
    "foregroundDeletion",
    "orphan",
    "kubernetes",
    "kubernetes.io/",
    "service.kubernetes.io/",
    "batch.kubernetes.io/",
    "external-attacher/",
    "external-provisioner.volume.kubernetes.io/",
    "snapshot.storage.kubernetes.io/",
    "customresourcecleanup.apiextensions.k8s.io",
};

const Taker* taker_of(std::string_view finalizer) {
  const auto found =
      std::ranges::find_if(kTakers, [&](const Taker& one) { return finalizer.starts_with(one.finalizer); });
  return found == std::end(kTakers) ? nullptr : found;
}

bool is_of_kubernetes(std::string_view finalizer) {
  return std::ranges::any_of(kOfKubernetes, [&](std::string_view one) {
    return one.ends_with('/') ? finalizer.starts_with(one) : finalizer == one;
  });
}

/// Of kinds that several groups have kubectl takes the one that is named.
std::string patch_of(const kube::ObjectKey& key) {
  return fmt::format("kubectl patch {}{}{} {}{}{} --type merge --patch '{{\"metadata\":{{\"finalizers\":null}}}}'",
                     key.kind, key.group.empty() ? "" : ".", key.group, key.name, key.ns.empty() ? "" : " --namespace ",
                     key.ns);
}

class Holding {
 public:
  explicit Holding(InCluster& cluster) : cluster_(cluster) {}

  std::optional<Held> of(const kube::ObjectKey& key) {
    const auto kind = cluster_.kinds().known_group_kind(key.group, key.kind);
    if (!kind || !*kind) return std::nullopt;
    const auto found = cluster_.api().get((*kind)->path(key.ns, key.name));
    if (!found || found->root()["metadata"]["deletionTimestamp"].is_absent()) return std::nullopt;
    if (auto held = by_finalizers(key, found->root())) return held;
    if (key.kind == "Namespace" && key.group.empty()) return in_namespace(key.name, found->root());
    if (key.kind == "CustomResourceDefinition") {
      const doc::Node& spec = found->root()["spec"];
      return among(spec["group"].text(), spec["names"]["kind"].text(), "", "");
    }
    if (key.kind == "NodePool" && key.group == "karpenter.sh")
      return among("karpenter.sh", "NodeClaim", "", "karpenter.sh/nodepool=" + key.name);
    return std::nullopt;
  }

 private:
  std::optional<Held> by_finalizers(const kube::ObjectKey& key, const doc::Node& object) {
    std::string foreign;
    for (const doc::Node& one : object["metadata"]["finalizers"].items()) {
      const auto finalizer = one.text();
      if (const Taker* taker = taker_of(finalizer)) {
        const auto why = why_not(*taker);
        if (!why.empty()) return by_absent(key, finalizer, *taker, why);
      } else if (!is_of_kubernetes(finalizer)) {
        foreign += (foreign.empty() ? "" : ", ") + std::string(finalizer);
      }
    }
    if (foreign.empty()) return std::nullopt;
    return Held{fmt::format("{} is held by {}, which is none of the platform's", title_of(key), foreign),
                fmt::format("whoever set it must take it away: is that controller running? When it is gone for good, "
                            "take it away yourself; what it was to clean up stays: {}",
                            patch_of(key))};
  }

  Held by_absent(const kube::ObjectKey& key, std::string_view finalizer, const Taker& taker, const std::string& why) {
    const auto& wanted = cluster_.site().graph.releases();
    const auto ours = std::ranges::find(wanted, taker.release, &platform::Release::name);
    const auto back = ours == wanted.end()
                          ? fmt::format("bring {} back", taker.release)
                          : fmt::format(
                                "stop this one (Ctrl-C), run `slipway apply --only {}`, which brings it back, then "
                                "the same command again",
                                ours->component);
    const auto stays = taker.stays.empty() ? "" : fmt::format(" (what stays is {})", taker.stays);
    return {fmt::format("{} is held by {}, which {} takes away, and {}", title_of(key), finalizer, taker.release, why),
            fmt::format("{}. Or take it away by hand{}: {}", back, stays, patch_of(key))};
  }

  /// Why the controller does not take its finalizers away; "": it is well, as far as is known.
  std::string why_not(const Taker& taker) {
    const auto* release = cluster_.release_named(taker.release);
    if (!release) return "no such chart is here";
    const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"get"}};
    const auto secret = cluster_.api().get(secrets.path(release->ns, release->secret));
    if (!secret) return secret.error().status == 404 ? "no such chart is here any more" : "";
    const auto made = chart_objects(secret->root()["data"]["release"].text(), release->ns);
    if (!made) return "";
    for (const auto& key : *made) {
      if (key.group != "apps" || key.kind == "ReplicaSet") continue;
      const auto kind = cluster_.kinds().known_group_kind(key.group, key.kind);
      if (!kind || !*kind) continue;
      const auto found = cluster_.api().get((*kind)->path(key.ns, key.name));
      if (!found && found.error().status == 404) return title_of(key) + " is not there";
      if (!found) continue;
      if (auto why = why_not_well(key, found->root(), true); !why.empty()) return why;
    }
    return "";
  }

  std::optional<Held> among(std::string_view group, std::string_view name, const std::string& ns,
                            const std::string& selector) {
    const auto kind = cluster_.kinds().known_group_kind(group, name);
    if (!kind || !*kind) return std::nullopt;
    return among(**kind, ns, selector);
  }
  std::optional<Held> among(const cluster::ApiResource& kind, const std::string& ns, const std::string& selector) {
    std::optional<Held> first;
    [[maybe_unused]] const auto listed = cluster_.api().list_metadata(kind, ns, selector, [&](const doc::Node& object) {
      const doc::Node& metadata = object["metadata"];
      if (first || metadata["deletionTimestamp"].is_absent()) return;
      first = by_finalizers(
          {kind.kind, kind.group, std::string(metadata["namespace"].text()), std::string(metadata["name"].text())},
          object);
    });
    return first;
  }

  /// Its controller says which kinds are left: "configmaps. has 1 resource instances, widgets.x.y has 2 …".
  std::optional<Held> in_namespace(const std::string& ns, const doc::Node& object) {
    std::string left;
    for (const doc::Node& one : object["status"]["conditions"].items())
      if (one["type"].text() == "NamespaceContentRemaining") left = one["message"].text();
    const auto kinds = cluster_.kinds().all();
    if (left.empty() || !kinds) return std::nullopt;
    for (const auto& kind : *kinds) {
      if (!kind.is_namespaced || !kind.can("list")) continue;
      if (left.find(fmt::format(" {}.{} has ", kind.resource, kind.group)) == left.npos) continue;
      if (auto held = among(kind, ns, "")) return held;
    }
    return std::nullopt;
  }

  InCluster& cluster_;
};

}  // namespace

std::optional<Held> what_holds(InCluster& cluster, const kube::ObjectKey& key) { return Holding(cluster).of(key); }

}  // namespace slipway::ops
