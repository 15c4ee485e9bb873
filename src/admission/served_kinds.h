#pragma once

#include <optional>
#include <string_view>

#include "base/diagnostic.h"
#include "kube/object.h"

namespace slipway::admission {

/// API012 (error) where the object's version was served once and is no longer: by Kubernetes of this version
/// ("1.35"; its deprecated API migration guide), or by Karpenter.
std::optional<Diagnostic> version_not_served(const kube::Object& object, std::string_view kubernetes);

/// API015 (error) where a group of Kubernetes' own, whose kinds are all known here, has no such kind in this version
/// nor had it once; with what was likely meant.
std::optional<Diagnostic> no_such_kind(const kube::Object& object);

}  // namespace slipway::admission
