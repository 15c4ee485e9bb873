#include "decide/karpenter/host_ports.h"

#include <algorithm>

namespace slipway::karpenter {
namespace {

bool is_unspecified(const std::optional<kube::IpAddress>& ip) {
  if (!ip) return false;
  const auto from = ip->bytes.begin() + (ip->is_v4() ? 12 : 0);
  return std::all_of(from, ip->bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

bool HostPort::clashes(const HostPort& other) const {
  return protocol == other.protocol && port == other.port &&
         (ip == other.ip || is_unspecified(ip) || is_unspecified(other.ip));
}

HostPorts host_ports(const kube::PodSpec& pod) {
  HostPorts out;
  for (const kube::Container& container : pod.containers)
    for (const kube::ContainerPort& port : container.ports) {
      if (port.host_port == 0) continue;
      const auto ip = kube::read_ip(port.host_ip.empty() ? "0.0.0.0" : port.host_ip);
      // Karpenter reads addresses as today's Go does: no leading zeros.
      const bool readable = ip && !ip->leading_zeros;
      out.push_back({readable ? std::optional(ip->address) : std::nullopt, port.host_port, port.protocol});
    }
  return out;
}

bool clash(const HostPorts& a, const HostPorts& b) {
  return std::any_of(a.begin(), a.end(), [&](const HostPort& x) {
    return std::any_of(b.begin(), b.end(), [&](const HostPort& y) { return x.clashes(y); });
  });
}

}  // namespace slipway::karpenter
