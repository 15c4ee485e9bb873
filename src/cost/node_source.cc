#include "cost/node_source.h"

#include <algorithm>

namespace slipway::cost {
namespace {

constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kZoneId = "topology.k8s.aws/zone-id";
constexpr std::string_view kRegion = "topology.kubernetes.io/region";
constexpr std::string_view kCapacityType = "karpenter.sh/capacity-type";

}  // namespace

std::string_view to_string(Market market) { return market == Market::Spot ? "spot" : "on-demand"; }

std::string Offer::name() const { return std::string(type->name) + ' ' + std::string(to_string(market)); }

std::int64_t NodeSource::standing_count() const {
  std::int64_t sum = 0;
  for (const auto& nodes : standing) sum += nodes.count;
  return sum;
}

bool meets(const NodeSource& source, const Offer& offer, const LabelRequirement& requirement) {
  const auto& key = requirement.key;
  if (key == kCapacityType && source.kind != NodeSource::Kind::Group)
    return meets(to_string(offer.market), requirement);
  if (const auto own = source.labels.find(key); own != source.labels.end()) return can_meet(own->second, requirement);
  if (key == kZone || key == kZoneId || key == kRegion) return true;
  const auto& of_type = offer.shape->labels;
  const auto found = of_type.find(key);
  return can_meet(found == of_type.end() ? std::vector<std::string>{} : found->second, requirement);
}

}  // namespace slipway::cost
