#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/ip_address.h"
#include "kube/objects/pod.h"

namespace slipway::karpenter {

/// A port that a pod takes on its node's own address. Follows Karpenter 1.14.1, pkg/scheduling/hostportusage.go: only
/// regular containers count, the protocol as written.
struct HostPort {
  std::optional<kube::IpAddress> ip;  // nullopt: the text is no address
  std::int32_t port = 0;
  std::string protocol;

  /// Nobody else may have it then: equal, or either stands on all addresses.
  bool clashes(const HostPort& other) const;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};
using HostPorts = std::vector<HostPort>;

HostPorts host_ports(const kube::PodSpec& pod);
bool clash(const HostPorts& a, const HostPorts& b);

}  // namespace slipway::karpenter
