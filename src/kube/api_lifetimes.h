#pragma once

#include <span>
#include <string>
#include <string_view>

namespace slipway::kube {

/// From which release on a version of an API is served, and since which no longer: by Kubernetes ("1.25"), or by
/// Karpenter ("0.33") where the group is Karpenter's.
struct ApiLifetime {
  std::string_view api_version, kind;
  std::string_view since;         // "": before all releases that anybody asks about
  std::string_view gone;          // "": served still
  std::string_view now;           // of what is gone: the apiVersion in which it lives on; "" where it does not
  std::string_view source;        // where that is known from
  std::string_view instead = {};  // what to write where apiVersion alone does not say it: "karpenter.sh/v1 NodePool"
  bool is_renamed_only = false;   // nothing else of an object changes, as far as people write them

  bool is_of_karpenter() const { return api_version.starts_with("karpenter."); }
  /// "write it as policy/v1", for whoever wrote a version that is gone.
  std::string fix() const;
};

/// Every version that is gone up to Kubernetes 1.36 and Karpenter 1.14, and those served today that came with
/// Kubernetes 1.19 or Karpenter 1.0 or later; by apiVersion, then kind. All else that is served came earlier.
std::span<const ApiLifetime> api_lifetimes();

/// nullptr for what the table does not hold.
const ApiLifetime* api_lifetime(std::string_view api_version, std::string_view kind);
/// The same, where the version is gone in some release; nullptr otherwise.
const ApiLifetime* gone_api(std::string_view api_version, std::string_view kind);

}  // namespace slipway::kube
