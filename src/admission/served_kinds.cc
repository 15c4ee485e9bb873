#include "admission/served_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "base/ascii.h"
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

std::string_view group_of(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == api_version.npos ? std::string_view() : api_version.substr(0, slash);
}

/// Whether the group has the kind in any version that is served today.
bool is_in_group(std::string_view kind, std::string_view group) {
  const auto versions = kube::FieldTrees::builtin().versions_of(kind);
  return std::ranges::any_of(
      versions, [&](std::string_view one) { return group_of(one) == group && !kube::gone_api(one, kind); });
}

/// apps.k8s.io for apps, rbac.k8s.io for rbac.authorization.k8s.io: one of Kubernetes' own groups, which has the kind,
/// with another domain. Groups of k8s.io are given away by its community alone (KEP-2337).
bool is_own_with_other_domain(std::string_view group, std::string_view kind) {
  if (!group.ends_with(".k8s.io") || kube::is_own_group(group)) return false;
  const std::string_view word = group.substr(0, group.size() - std::string_view(".k8s.io").size());
  return std::ranges::any_of(kube::FieldTrees::builtin().versions_of(kind), [&](std::string_view one) {
    const std::string_view own = group_of(one);
    return kube::is_own_group(own) && (own.empty() ? word == "core" : own.substr(0, own.find('.')) == word);
  });
}

/// The one that a person writes today: of the newest version, one that has a schema here before those that have none.
class BestVersion {
 public:
  void offer(std::string_view version, bool has_schema) {
    if (newest_.empty() || kube::compare_api_versions(version, newest_) > 0) newest_ = version;
    const bool is_better = best_.empty() || (has_schema && !has_schema_) ||
                           (has_schema == has_schema_ && kube::compare_api_versions(version, best_) > 0);
    if (!is_better) return;
    best_ = version;
    has_schema_ = has_schema;
  }
  std::string_view text() const { return best_; }
  /// Of all, with a schema or without.
  std::string_view newest() const { return newest_; }

 private:
  std::string_view best_, newest_;
  bool has_schema_ = false;
};

std::string_view version_of(std::string_view api_version) { return api_version.substr(api_version.find('/') + 1); }

/// The 2 of v2alpha1; 0 of what is none.
int major_of(std::string_view version) {
  int major = 0;
  if (version.starts_with('v')) version.remove_prefix(1);
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

/// Whether a version may be made later than one: by Kubernetes' order, or a first try of a next one (v2alpha1, of v1).
bool may_come_after(std::string_view version, std::string_view newest) {
  return kube::compare_api_versions(version, newest) > 0 || major_of(version) > major_of(newest);
}

/// The kinds of a group, each with the version to write; by name.
std::map<std::string_view, BestVersion> kinds_of(std::string_view group, std::span<const NamedKind> known) {
  std::map<std::string_view, BestVersion> out;
  for (const NamedKind& one : known)
    if (group_of(one.api_version) == group) out[one.kind].offer(version_of(one.api_version), true);
  for (const KindWithoutSchema& one : kinds_without_schema())
    if (one.group == group) out[one.kind].offer(one.versions.front(), false);
  return out;
}

bool was_ever(const kube::Object& object, std::span<const NamedKind> known) {
  return kube::gone_api(object.api_version, object.kind) ||
         std::ranges::any_of(
             known,
             [&](const NamedKind& one) { return one.api_version == object.api_version && one.kind == object.kind; }) ||
         std::ranges::any_of(kinds_without_schema(), [&](const KindWithoutSchema& one) {
           return one.group == object.group() && one.kind == object.kind &&
                  std::ranges::count(one.versions, object.version()) > 0;
         });
}

/// A kind that had another name before, in any version: Provisioner, AWSNodeTemplate.
const kube::ApiLifetime* renamed(const kube::Object& object) {
  const auto all = kube::api_lifetimes();
  const auto found = std::ranges::find_if(all, [&](const kube::ApiLifetime& one) {
    return one.kind == object.kind && !one.instead.empty() && group_of(one.api_version) == object.group();
  });
  return found == all.end() ? nullptr : &*found;
}

/// The apiVersions of other groups that have the kind; the best of each, by name.
std::vector<std::string> in_other_groups(const kube::Object& object, std::span<const NamedKind> known) {
  std::map<std::string_view, BestVersion> groups;
  for (const NamedKind& one : known)
    if (one.kind == object.kind && group_of(one.api_version) != object.group())
      groups[group_of(one.api_version)].offer(version_of(one.api_version), true);
  std::vector<std::string> out;
  for (const auto& [group, version] : groups) out.push_back(fmt::format("{}/{}", group, version.text()));
  return out;
}

std::vector<std::string_view> names_of(const std::map<std::string_view, BestVersion>& kinds) {
  std::vector<std::string_view> out;
  for (const auto& [name, version] : kinds) out.push_back(name);
  return out;
}

Diagnostic no_matches(const kube::Object& object, const doc::Node& at) {
  return {"API015", Severity::Error, at.where(),
          fmt::format("no matches for kind {} in version {}", printable(object.kind), printable(object.api_version))};
}

/// In the place at which the finding stands.
void offer(std::string meant, Diagnostic& finding) {
  finding.hint = fmt::format("did you mean {}?", meant);
  finding.fix = fmt::format("write {}", meant);
  finding.fixes.push_back({finding.where, std::move(meant)});
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
  const bool may_be_defined =
      object.group().find('.') != std::string_view::npos && !is_own_with_other_domain(object.group(), object.kind);
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
  Diagnostic out = no_matches(object, near ? kind : version);
  const std::string_view meant = near ? *near : stable != versions.end() ? *stable : std::string_view();
  if (meant.empty())
    out.fix = "write the kind and version that were meant: kubectl api-resources lists them";
  else
    offer(std::string(meant), out);
  return out;
}

std::optional<Diagnostic> no_such_custom_kind(const kube::Object& object, std::span<const NamedKind> known) {
  const std::string_view group = object.group(), project = project_of(group);
  const doc::Node &kind = (*object.node)["kind"], &version = (*object.node)["apiVersion"];
  if (was_ever(object, known)) return std::nullopt;
  if (group.find('.') == group.npos) {
    const auto others = in_other_groups(object, known);
    if (kube::is_own_group(group) || others.size() != 1) return std::nullopt;
    Diagnostic out = no_matches(object, version);
    offer(others.front(), out);
    return out;
  }
  const auto kinds = kinds_of(group, known);
  const auto names = names_of(kinds);
  const auto of_other_case = std::ranges::find_if(
      names, [&](std::string_view one) { return one != object.kind && ascii_lower(one) == ascii_lower(object.kind); });
  if (project.empty() && of_other_case == names.end()) return std::nullopt;
  if (const auto found = kinds.find(object.kind); found != kinds.end()) {
    Diagnostic out = no_matches(object, version);
    const std::string meant = fmt::format("{}/{}", group, found->second.text());
    if (!may_come_after(object.version(), found->second.newest())) {
      offer(meant, out);
      return out;
    }
    out.severity = Severity::Warning;
    out.hint = fmt::format("{} has {}; a later release may have this one", project, meant);
    out.fix = fmt::format("write {}, where no later release is there", meant);
    return out;
  }
  if (const auto near = of_other_case != names.end() ? std::optional(*of_other_case) : near_miss(object.kind, names)) {
    Diagnostic out = no_matches(object, kind);
    offer(std::string(*near), out);
    return out;
  }
  if (const kube::ApiLifetime* before = renamed(object)) {
    Diagnostic out = no_matches(object, kind);
    out.hint = fmt::format("{} has it no longer", project);
    out.fix = before->fix();
    return out;
  }
  const auto others = in_other_groups(object, known);
  if (others.size() != 1) return std::nullopt;  // a file of the project's own, which no server is meant to read
  Diagnostic out = no_matches(object, version);
  offer(others.front(), out);
  return out;
}

std::string likely_meant(const kube::Object& object, std::span<const NamedKind> known) {
  const auto kinds = kinds_of(object.group(), known);
  if (const auto found = kinds.find(object.kind); found != kinds.end())
    return fmt::format("{}/{} is known", object.group(), found->second.text());
  if (const auto near = near_miss(object.kind, names_of(kinds))) return fmt::format("did you mean {}?", *near);
  for (const std::string& one : in_other_groups(object, known)) {
    const std::string_view group = group_of(one);
    if (near_miss(object.group(), std::span(&group, 1))) return fmt::format("did you mean {}?", one);
  }
  return {};
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
