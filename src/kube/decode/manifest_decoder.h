#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace slipway::kube {

struct GroupVersionKind {
  std::string group, version, kind;
  /// "apps/v1", "v1"
  std::string group_version() const { return group.empty() ? version : group + "/" + version; }
  friend auto operator<=>(const GroupVersionKind&, const GroupVersionKind&) = default;
};

/// What the API machinery's YAML decoder says of one manifest, strict and lenient, word for word (apimachinery 0.36.3
/// pkg/runtime/serializer/json with the kinds of client-go and Karpenter).
struct ManifestVerdict {
  std::optional<GroupVersionKind> gvk;  // once the manifest says it, known or not
  std::string error;                    // strict: "" when it decodes
  std::string lenient_error;            // "" when it decodes, unknown and repeated fields and all
};

/// Of YAML or JSON text: its first document.
ManifestVerdict decode_manifest(std::string_view text);

/// "apps/v1" -> apps, v1; "v1" -> "", v1. nullopt when there are two slashes.
std::optional<GroupVersionKind> split_api_version(std::string_view api_version);

}  // namespace slipway::kube
