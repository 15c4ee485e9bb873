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
    // Of Karpenter (its upgrade guide, https://karpenter.sh/docs/upgrading/upgrade-guide/).
    {"karpenter.sh/v1beta1", "*", "1.1", "karpenter.sh/v1"},
    {"karpenter.sh/v1alpha5", "*", "0.33", "karpenter.sh/v1"},
    {"karpenter.k8s.aws/v1beta1", "*", "1.1", "karpenter.k8s.aws/v1"},
};

/// The release that first served a version without a feature gate (CHANGELOGs of kubernetes/kubernetes and the API
/// reference of each release; Karpenter's upgrade guide). All else that is served here was there before 1.19.
struct Came {
  std::string_view api_version, kind, since;
};
constexpr Came kCame[] = {
    {"admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", "1.36"},
    {"admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding", "1.36"},
    {"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "1.30"},
    {"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "1.30"},
    {"autoscaling/v2", "*", "1.23"},
    {"batch/v1", "CronJob", "1.21"},
    {"certificates.k8s.io/v1", "CertificateSigningRequest", "1.19"},
    {"discovery.k8s.io/v1", "*", "1.21"},
    {"events.k8s.io/v1", "*", "1.19"},
    {"flowcontrol.apiserver.k8s.io/v1", "*", "1.29"},
    {"networking.k8s.io/v1", "IPAddress", "1.33"},
    {"networking.k8s.io/v1", "Ingress", "1.19"},
    {"networking.k8s.io/v1", "IngressClass", "1.19"},
    {"networking.k8s.io/v1", "ServiceCIDR", "1.33"},
    {"node.k8s.io/v1", "*", "1.20"},
    {"policy/v1", "*", "1.21"},
    {"resource.k8s.io/v1", "*", "1.34"},
    {"storage.k8s.io/v1", "CSIStorageCapacity", "1.24"},
    {"storage.k8s.io/v1", "VolumeAttributesClass", "1.34"},
    {"karpenter.sh/v1", "*", "1.0"},
    {"karpenter.k8s.aws/v1", "*", "1.0"},
};

bool is_of_karpenter(const kube::Object& object) { return object.group().starts_with("karpenter."); }

/// Whether one version, as a person or a table says it, is before another; false for what is none.
bool is_before(std::string_view one, std::string_view other) {
  const auto left = kube::Version::parse_generic(std::string(one));
  const auto right = kube::Version::parse_generic(std::string(other));
  return left && right && *left < *right;
}

const Removed* removed(std::string_view api_version, std::string_view kind) {
  const auto found = std::ranges::find_if(kRemoved, [&](const Removed& one) {
    return one.api_version == api_version && (one.kind == "*" || one.kind == kind);
  });
  return found == std::end(kRemoved) ? nullptr : &*found;
}

const Removed* removed(const kube::Object& object) { return removed(object.api_version, object.kind); }

/// Whether the group has the kind in any version that is served today.
bool is_in_group(std::string_view kind, std::string_view group) {
  const auto versions = kube::FieldTrees::builtin().versions_of(kind);
  return std::ranges::any_of(versions, [&](std::string_view one) {
    const std::size_t slash = one.find('/');
    return (slash == one.npos ? "" : one.substr(0, slash)) == group && !removed(one, kind);
  });
}

}  // namespace

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

std::string_view version_in_its_place(const kube::Object& object) {
  const Removed* found = removed(object);
  return found && found->use.find('/') != std::string_view::npos ? found->use : std::string_view();
}

std::optional<Diagnostic> version_not_served(const kube::Object& object, const Servers& servers) {
  const Removed* found = removed(object);
  const bool of_karpenter = is_of_karpenter(object);
  if (!found || is_before(of_karpenter ? servers.karpenter : servers.kubernetes, found->since)) return std::nullopt;
  return Diagnostic{
      "API012",
      Severity::Error,
      (*object.node)["apiVersion"].where(),
      of_karpenter
          ? fmt::format("{} {} is not served by Karpenter {} and later", object.api_version, object.kind, found->since)
          : fmt::format("{} {} is not served since Kubernetes {}", object.api_version, object.kind, found->since),
      "",
      fmt::format("write it as {}", found->use),
      {}};
}

std::optional<Diagnostic> version_not_served_yet(const kube::Object& object, const Servers& servers) {
  const auto found = std::ranges::find_if(kCame, [&](const Came& one) {
    return one.api_version == object.api_version && (one.kind == "*" || one.kind == object.kind);
  });
  if (found == std::end(kCame)) return std::nullopt;
  const bool of_karpenter = is_of_karpenter(object);
  const std::string_view has = of_karpenter ? servers.karpenter : servers.kubernetes;
  if (!is_before(has, found->since)) return std::nullopt;
  return Diagnostic{"API018",
                    Severity::Error,
                    (*object.node)["apiVersion"].where(),
                    fmt::format("{} {} is served from {} {} on, not by {}", object.api_version, object.kind,
                                of_karpenter ? "Karpenter" : "Kubernetes", found->since, has),
                    "",
                    "write the version that was served then, or upgrade first",
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

// kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler: RESTMappings(group, kind);
// KEDA 2.20, pkg/util/gvkr.go, ParseGVKR: RESTMapping(group, kind, version).
std::optional<Diagnostic> target_not_served(const kube::Object& object, const Servers& servers) {
  const bool is_autoscaler = object.is("HorizontalPodAutoscaler", "autoscaling");
  if (!is_autoscaler && !object.is("ScaledObject", "keda.sh")) return std::nullopt;
  const doc::Node& target = (*object.node)["spec"]["scaleTargetRef"];
  if (!target["apiVersion"].is_string() || !target["kind"].is_string()) return std::nullopt;
  kube::Object scaled;
  scaled.api_version = target["apiVersion"].text();
  scaled.kind = target["kind"].text();
  scaled.node = &target;
  if (is_autoscaler && is_in_group(scaled.kind, scaled.group())) return std::nullopt;
  auto found = version_not_served(scaled, servers);
  if (!found && !kube::FieldTrees::builtin().find(scaled.api_version, scaled.kind)) found = no_such_kind(scaled);
  if (found && found->hint.empty()) found->hint = "the autoscaler does not find what it is to scale";
  return found;
}

}  // namespace slipway::admission
