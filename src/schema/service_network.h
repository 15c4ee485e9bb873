#pragma once

#include <optional>
#include <string>

namespace slipway::schema {

/// What is known of the addresses that a cluster gives to Services: an object says nothing of it. Families of two are
/// not had on EKS, whatever is known.
struct ServiceNetwork {
  /// "10.96.0.0/16": other addresses are refused. Unknown: EKS takes 10.100.0.0/16 or 172.20.0.0/16 by the VPC's
  /// addresses, or what its maker wrote, so that only those are refused that no EKS cluster gives: the range lies
  /// within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (EKS API reference, KubernetesNetworkConfigRequest), and within
  /// fc00::/7 where services have IPv6.
  std::optional<std::string> range = std::nullopt;
  /// Services have IPv4. Otherwise they have what they say.
  bool is_v4 = false;
};

}  // namespace slipway::schema
