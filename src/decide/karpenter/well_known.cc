#include "decide/karpenter/well_known.h"

#include <algorithm>

namespace slipway::karpenter {
namespace {

constexpr std::string_view kWellKnown[] = {
    "karpenter.k8s.aws/capacity-reservation-id",
    "karpenter.k8s.aws/capacity-reservation-interruptible",
    "karpenter.k8s.aws/capacity-reservation-type",
    "karpenter.k8s.aws/instance-accelerator-count",
    "karpenter.k8s.aws/instance-accelerator-manufacturer",
    "karpenter.k8s.aws/instance-accelerator-name",
    "karpenter.k8s.aws/instance-capability-flex",
    "karpenter.k8s.aws/instance-category",
    "karpenter.k8s.aws/instance-cpu",
    "karpenter.k8s.aws/instance-cpu-manufacturer",
    "karpenter.k8s.aws/instance-cpu-sustained-clock-speed-mhz",
    "karpenter.k8s.aws/instance-ebs-bandwidth",
    "karpenter.k8s.aws/instance-encryption-in-transit-supported",
    "karpenter.k8s.aws/instance-family",
    "karpenter.k8s.aws/instance-generation",
    "karpenter.k8s.aws/instance-gpu-count",
    "karpenter.k8s.aws/instance-gpu-manufacturer",
    "karpenter.k8s.aws/instance-gpu-memory",
    "karpenter.k8s.aws/instance-gpu-name",
    "karpenter.k8s.aws/instance-hypervisor",
    "karpenter.k8s.aws/instance-local-nvme",
    "karpenter.k8s.aws/instance-memory",
    "karpenter.k8s.aws/instance-network-bandwidth",
    "karpenter.k8s.aws/instance-size",
    "karpenter.k8s.aws/instance-tenancy",
    "karpenter.k8s.aws/placement-group-id",
    "karpenter.k8s.aws/placement-group-partition",
    "karpenter.sh/capacity-type",
    "karpenter.sh/nodepool",
    "kubernetes.io/arch",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "node.kubernetes.io/windows-build",
    "topology.k8s.aws/zone-id",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
};
static_assert(std::is_sorted(std::begin(kWellKnown), std::end(kWellKnown)));

constexpr std::string_view kCapacityTypes[] = {"on-demand", "reserved", "spot"};
constexpr std::string_view kTenancies[] = {"dedicated", "default"};
constexpr std::string_view kRestrictedDomains[] = {"karpenter.k8s.aws", "karpenter.sh"};

}  // namespace

std::span<const std::string_view> well_known_labels() { return kWellKnown; }

bool is_well_known_label(std::string_view key) {
  return std::binary_search(std::begin(kWellKnown), std::end(kWellKnown), key);
}

std::span<const std::string_view> well_known_values(std::string_view key) {
  if (key == labels::kCapacityType) return kCapacityTypes;
  if (key == "karpenter.k8s.aws/instance-tenancy") return kTenancies;
  return {};
}

std::span<const std::string_view> restricted_domains() { return kRestrictedDomains; }

bool is_restricted_label(std::string_view key) {
  if (is_well_known_label(key)) return false;
  if (key == labels::kHostname) return true;
  const auto slash = key.find('/');
  const std::string_view domain = slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
  return std::any_of(std::begin(kRestrictedDomains), std::end(kRestrictedDomains), [&](std::string_view one) {
    return domain == one ||
           (domain.ends_with(one) && domain.size() > one.size() && domain[domain.size() - one.size() - 1] == '.');
  });
}

}  // namespace slipway::karpenter
