#include "provision/purchase.h"

#include <algorithm>
#include <string_view>

#include "decide/karpenter/well_known.h"

namespace slipway::provision {
namespace {

namespace labels = karpenter::labels;

bool meets(const karpenter::ClaimRequirement& requirement, std::string_view value) {
  const bool listed = std::ranges::find(requirement.values, value) != requirement.values.end();
  if (requirement.op == "In") return listed;
  if (requirement.op == "NotIn") return !listed;
  return requirement.op != "DoesNotExist";
}

bool allows(const karpenter::NewClaim& claim, std::string_view key, std::string_view value) {
  return std::ranges::all_of(claim.requirements, [&](const auto& one) { return one.key != key || meets(one, value); });
}

bool allows(const karpenter::NewClaim& claim, const karpenter::Offering& offering) {
  if (!offering.available || !allows(claim, labels::kZone, offering.zone) ||
      !allows(claim, labels::kCapacityType, offering.capacity_type))
    return false;
  return offering.reservation_id.empty() || allows(claim, labels::kReservationId, offering.reservation_id);
}

constexpr std::string_view kDevices[] = {"nvidia.com/gpu", "amd.com/gpu", "habana.ai/gaudi", "aws.amazon.com/neuron"};

}  // namespace

Amounts& Amounts::add(const Amounts& more, std::int64_t times) {
  cpu_milli += more.cpu_milli * times;
  memory_bytes += more.memory_bytes * times;
  gpus += more.gpus * times;
  return *this;
}

Amounts amounts_of(const kube::ResourceList& list) {
  Amounts out;
  for (const auto& [name, amount] : list) {
    if (name == "cpu") out.cpu_milli = amount.milli_value();
    if (name == "memory") out.memory_bytes = amount.value();
    if (std::ranges::find(kDevices, name) != std::end(kDevices)) out.gpus += amount.value();
  }
  return out;
}

Purchase cheapest(const karpenter::NewClaim& claim, const model::Model& model) {
  Purchase out;
  out.type = claim.types.front();
  const karpenter::InstanceType& type = model.cluster.types[out.type];
  const karpenter::Offering* best = nullptr;
  for (const karpenter::Offering& one : type.offerings)
    if (allows(claim, one) && (!best || one.price < best->price)) best = &one;
  if (!best) return out;
  out.capacity_type = best->capacity_type;
  for (const karpenter::Offering& one : type.offerings)
    if (one.capacity_type == best->capacity_type && one.price == best->price && allows(claim, one) &&
        std::ranges::find(out.zones, one.zone) == out.zones.end())
      out.zones.push_back(one.zone);
  const model::TypePrices& prices = model.prices[out.type];
  if (best->capacity_type == "spot") out.price = prices.spot;
  if (best->capacity_type == "on-demand") out.price = prices.on_demand;
  return out;
}

}  // namespace slipway::provision
