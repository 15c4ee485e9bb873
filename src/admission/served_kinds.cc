#include "admission/served_kinds.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "kube/decode/field_trees.h"
#include "kube/version.h"

namespace slipway::admission {
namespace {

/// Versions of APIs that Kubernetes served once (its deprecated API migration guide).
struct Removed {
  std::string_view api_version, kind, since, use;
};
constexpr Removed kRemoved[] = {
    {"admissionregistration.k8s.io/v1beta1", "*", "1.22", "admissionregistration.k8s.io/v1"},
    {"apiextensions.k8s.io/v1beta1", "*", "1.22", "apiextensions.k8s.io/v1"},
    {"apps/v1beta1", "*", "1.16", "apps/v1"},
    {"apps/v1beta2", "*", "1.16", "apps/v1"},
    {"autoscaling/v2beta1", "*", "1.25", "autoscaling/v2"},
    {"autoscaling/v2beta2", "*", "1.26", "autoscaling/v2"},
    {"batch/v1beta1", "CronJob", "1.25", "batch/v1"},
    {"extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    {"extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"},
    {"extensions/v1beta1", "*", "1.16", "apps/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "*", "1.26", "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta2", "*", "1.29", "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta3", "*", "1.32", "flowcontrol.apiserver.k8s.io/v1"},
    {"networking.k8s.io/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    {"networking.k8s.io/v1beta1", "IngressClass", "1.22", "networking.k8s.io/v1"},
    {"policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1"},
    {"policy/v1beta1", "PodSecurityPolicy", "1.25", "Pod Security admission (labels of the namespace)"},
    {"rbac.authorization.k8s.io/v1beta1", "*", "1.22", "rbac.authorization.k8s.io/v1"},
    {"rbac.authorization.k8s.io/v1alpha1", "*", "1.22", "rbac.authorization.k8s.io/v1"},
    {"scheduling.k8s.io/v1beta1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"},
    {"storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27", "storage.k8s.io/v1"},
    {"storage.k8s.io/v1beta1", "StorageClass", "1.22", "storage.k8s.io/v1"},
    {"discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1"},
    {"coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1"},
    {"node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1"},
    {"karpenter.sh/v1beta1", "*", "0", "karpenter.sh/v1"},
    {"karpenter.sh/v1alpha5", "*", "0", "karpenter.sh/v1"},
    {"karpenter.k8s.aws/v1beta1", "*", "0", "karpenter.k8s.aws/v1"},
};

const Removed* removed(const kube::Object& object) {
  const auto found = std::ranges::find_if(kRemoved, [&](const Removed& one) {
    return one.api_version == object.api_version && (one.kind == "*" || one.kind == object.kind);
  });
  return found == std::end(kRemoved) ? nullptr : &*found;
}

/// Groups that the API server serves by itself: nobody else defines kinds there.
bool is_of_kubernetes(std::string_view group) {
  constexpr std::string_view kGroups[] = {"",
                                          "admissionregistration.k8s.io",
                                          "apiextensions.k8s.io",
                                          "apiregistration.k8s.io",
                                          "apps",
                                          "authentication.k8s.io",
                                          "authorization.k8s.io",
                                          "autoscaling",
                                          "batch",
                                          "certificates.k8s.io",
                                          "coordination.k8s.io",
                                          "discovery.k8s.io",
                                          "events.k8s.io",
                                          "extensions",
                                          "flowcontrol.apiserver.k8s.io",
                                          "networking.k8s.io",
                                          "node.k8s.io",
                                          "policy",
                                          "rbac.authorization.k8s.io",
                                          "resource.k8s.io",
                                          "scheduling.k8s.io",
                                          "storage.k8s.io"};
  return std::ranges::binary_search(kGroups, group);
}

}  // namespace

std::optional<Diagnostic> version_not_served(const kube::Object& object, std::string_view kubernetes) {
  const Removed* found = removed(object);
  if (!found) return std::nullopt;
  const bool of_kubernetes = found->since != "0";
  if (of_kubernetes) {
    const auto has = kube::Version::parse_generic(std::string(kubernetes));
    const auto since = kube::Version::parse_generic(std::string(found->since));
    if (has && since && *has < *since) return std::nullopt;
  }
  const doc::Node& version = (*object.node)["apiVersion"];
  return Diagnostic{
      "API012",
      Severity::Error,
      version.where(),
      of_kubernetes
          ? fmt::format("{} {} is not served since Kubernetes {}", object.api_version, object.kind, found->since)
          : fmt::format("{} {} is not served by Karpenter 1.1 and later", object.api_version, object.kind),
      "",
      fmt::format("write it as {}", found->use),
      {}};
}

std::optional<Diagnostic> no_such_kind(const kube::Object& object) {
  using kube::FieldTrees;
  const bool is_config = object.api_version == "v1" && object.kind == "Config";
  if (!is_of_kubernetes(object.group()) || is_config || removed(object) ||
      FieldTrees::extensions().find(object.api_version, object.kind))
    return std::nullopt;
  const auto near = near_miss(object.kind, FieldTrees::builtin().kinds(object.api_version));
  auto versions = FieldTrees::builtin().versions_of(object.kind);
  std::erase_if(versions, [](std::string_view one) {
    return one.find('/') != one.npos && !is_of_kubernetes(one.substr(0, one.find('/')));
  });
  // Of several the one that is done with being tried out.
  const auto stable = std::ranges::find_if(
      versions, [](std::string_view one) { return one.find("alpha") == one.npos && one.find("beta") == one.npos; });
  const doc::Node &kind = (*object.node)["kind"], &version = (*object.node)["apiVersion"];
  Diagnostic out{
      "API015", Severity::Error, near ? kind.where() : version.where(),
      fmt::format("no matches for kind {} in version {}", printable(object.kind), printable(object.api_version))};
  const std::string_view meant = near ? *near : stable != versions.end() ? *stable : std::string_view();
  if (meant.empty()) {
    out.fix = "write the kind and version that were meant: kubectl api-resources lists them";
  } else {
    out.hint = fmt::format("did you mean {}?", meant);
    out.fix = fmt::format("write {}", meant);
    const SourceRange where = out.where;
    out.fixes.push_back({where, std::string(meant)});
  }
  return out;
}

}  // namespace slipway::admission
