#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admission/project_groups.h"
#include "base/diagnostic.h"
#include "kube/api_lifetimes.h"
#include "kube/object.h"

namespace slipway::admission {

/// Whose kinds and versions count: "1.35", "1.14.1".
struct Servers {
  std::string_view kubernetes, karpenter;

  /// Of the one that serves it.
  std::string_view of(const kube::ApiLifetime& one) const { return one.is_of_karpenter() ? karpenter : kubernetes; }
};

/// API012 (error) where the object's version was served once and is no longer: by this Kubernetes (its deprecated API
/// migration guide), or by this Karpenter.
std::optional<Diagnostic> version_not_served(const kube::Object& object, const Servers& servers);
/// API018 (error) where it is served by later ones only. Of fields that came later nothing is known.
std::optional<Diagnostic> version_not_served_yet(const kube::Object& object, const Servers& servers);
/// The apiVersion in which a kind lives on whose version is no longer served; "" for all else.
std::string_view version_in_its_place(const kube::Object& object);

/// API015 (error) where a group of Kubernetes' own, whose kinds are all known here, has no such kind in this version
/// nor had it once; with what was likely meant.
std::optional<Diagnostic> no_such_kind(const kube::Object& object);

/// API015 (error) where no release of a project has the kind in this version, of groups that project_groups.h knows
/// wholly, and it is clear what was meant (projects have files of their own groups that no server reads); a warning
/// without an edit where the version is newer than all that were looked at, and so may be a later release's; where a
/// kind of `known`, those with a schema, differs by the case of letters alone; and where a group without a domain has
/// one of them.
std::optional<Diagnostic> no_such_custom_kind(const kube::Object& object, std::span<const NamedKind> known);
/// What was likely meant by a kind of which nothing is known: "did you mean keda.sh/v1alpha1?" "" where nothing is
/// near.
std::string likely_meant(const kube::Object& object, std::span<const NamedKind> known);

/// API015 and API012 of what an autoscaler is to scale, which it then does not find: an HPA looks for the kind by its
/// group alone, KEDA by its version too.
std::optional<Diagnostic> target_not_served(const kube::Object& object, const Servers& servers);

}  // namespace slipway::admission
