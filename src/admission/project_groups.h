#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace slipway::admission {

/// A kind in one of its versions: "keda.sh/v1alpha1", "ScaledObject".
struct NamedKind {
  std::string_view api_version, kind;
};

/// Of a group of custom resources of which every kind and version is known that a release of its project ever served:
/// the project, "KEDA 2.20", by the newest release that was looked at. "" of all other groups: argoproj.io,
/// kubeflow.org, nvidia.com and those of ACK have kinds that nobody here has seen.
std::string_view project_of(std::string_view group);

/// The kinds and versions of such groups of which there is no schema here: old ones, and those that few people write.
/// What lived for a while counts too: an old controller may still serve it.
struct KindWithoutSchema {
  std::string_view group, kind;
  std::vector<std::string_view> versions;  // the newest first
};
std::span<const KindWithoutSchema> kinds_without_schema();

}  // namespace slipway::admission
