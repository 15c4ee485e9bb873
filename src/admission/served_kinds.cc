#include "admission/served_kinds.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "kube/api_lifetimes.h"
#include "kube/decode/field_trees.h"
#include "kube/own_groups.h"
#include "kube/version.h"

namespace slipway::admission {
namespace {

/// Whether one version, as a person or a table says it, is before another; false for what is none.
bool is_before(std::string_view one, std::string_view other) {
  const auto left = kube::Version::parse_generic(std::string(one));
  const auto right = kube::Version::parse_generic(std::string(other));
  return left && right && *left < *right;
}

std::string_view server_of(const kube::ApiLifetime& one) { return one.is_of_karpenter() ? "Karpenter" : "Kubernetes"; }

/// Whether the group has the kind in any version that is served today.
bool is_in_group(std::string_view kind, std::string_view group) {
  const auto versions = kube::FieldTrees::builtin().versions_of(kind);
  return std::ranges::any_of(versions, [&](std::string_view one) {
    const std::size_t slash = one.find('/');
    return (slash == one.npos ? "" : one.substr(0, slash)) == group && !kube::gone_api(one, kind);
  });
}

}  // namespace

std::string_view version_in_its_place(const kube::Object& object) {
  const kube::ApiLifetime* found = kube::gone_api(object.api_version, object.kind);
  return found ? found->now : std::string_view();
}

std::optional<Diagnostic> version_not_served(const kube::Object& object, const Servers& servers) {
  const kube::ApiLifetime* found = kube::gone_api(object.api_version, object.kind);
  if (!found || is_before(servers.of(*found), found->gone)) return std::nullopt;
  return Diagnostic{
      "API012",
      Severity::Error,
      (*object.node)["apiVersion"].where(),
      fmt::format("{} {} is not served since {} {}", object.api_version, object.kind, server_of(*found), found->gone),
      "",
      found->fix(),
      {}};
}

std::optional<Diagnostic> version_not_served_yet(const kube::Object& object, const Servers& servers) {
  const kube::ApiLifetime* found = kube::api_lifetime(object.api_version, object.kind);
  if (!found || !is_before(servers.of(*found), found->since)) return std::nullopt;
  return Diagnostic{"API018",
                    Severity::Error,
                    (*object.node)["apiVersion"].where(),
                    fmt::format("{} {} is served from {} {} on, not by {}", object.api_version, object.kind,
                                server_of(*found), found->since, servers.of(*found)),
                    "",
                    "write the version that was served then, or upgrade first",
                    {}};
}

std::optional<Diagnostic> no_such_kind(const kube::Object& object) {
  using kube::FieldTrees;
  const bool is_config = object.api_version == "v1" && object.kind == "Config";
  // Whoever defines kinds names a group of a domain of his own (apiextensions, ValidateCustomResourceDefinition).
  const bool may_be_defined = object.group().find('.') != std::string_view::npos;
  if ((may_be_defined && !kube::is_own_group(object.group())) || is_config ||
      kube::gone_api(object.api_version, object.kind) || FieldTrees::extensions().find(object.api_version, object.kind))
    return std::nullopt;
  const auto near = near_miss(object.kind, FieldTrees::builtin().kinds(object.api_version));
  auto versions = FieldTrees::builtin().versions_of(object.kind);
  std::erase_if(versions, [](std::string_view one) {
    return one.find('/') != one.npos && !kube::is_own_group(one.substr(0, one.find('/')));
  });
  const bool is_own = kube::is_own_group(object.group());
  if (!is_own && versions.empty()) return std::nullopt;  // Skaffold's and other programs' own files
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
