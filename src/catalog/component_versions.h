#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace slipway::catalog {

enum class ComponentKind { Addon, Chart };

/// A Helm chart or an EKS add-on in the version this catalogue was made for.
struct ComponentVersion {
  ComponentKind kind;
  std::string_view name;        // of the chart or add-on: "karpenter", "vpc-cni"
  std::string_view component;   // what people call it: "Karpenter"
  std::string_view repository;  // charts: https://… or oci://…
  /// Chart version. Of an add-on the upstream version, to which EKS appends its own -eksbuild.N: fit to show, not to
  /// ask for. Empty: not known.
  std::string_view version;
  std::string_view app_version;
  std::string_view namespace_name;  // where it is usually installed
  std::string_view date, source;
};

/// All of them, add-ons before charts, each by name.
std::span<const ComponentVersion> component_versions();
const ComponentVersion* find_chart(std::string_view name);
const ComponentVersion* find_addon(std::string_view name);
/// The name most likely meant by an unknown one.
std::optional<std::string_view> component_like(ComponentKind kind, std::string_view written);

}  // namespace slipway::catalog
