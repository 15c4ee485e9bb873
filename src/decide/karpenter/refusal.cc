#include "decide/karpenter/refusal.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "decide/karpenter/node_template.h"

namespace slipway::karpenter {
namespace {

std::string to_json(const kube::ResourceList& list) {
  std::string out = "{";
  for (const auto& [name, quantity] : list)
    out += fmt::format("{}{}:{}", out.size() > 1 ? "," : "", json_quoted(name), json_quoted(quantity.to_string()));
  return out + "}";
}

/// What pod and daemons ask for; a range when daemons differ between types.
std::string resources_text(const PoolRefusal::TypeFacts& facts) {
  if (facts.least_daemons.empty()) return to_json(facts.requests);
  kube::ResourceList least, most;
  kube::add(least, facts.least_daemons);
  kube::add(most, facts.most_daemons);
  kube::add(least, facts.requests);
  kube::add(most, facts.requests);
  const std::string low = to_json(least), high = to_json(most);
  return low == high ? low : fmt::format("min={}, max={}", low, high);
}

std::string_view types_message(const PoolRefusal::TypeFacts& f) {
  if (!f.some_meets && !f.some_fits && !f.some_offered)
    return "no instance type met the scheduling requirements or had enough resources or had a required offering";
  if (!f.some_meets && !f.some_fits) return "no instance type met the scheduling requirements or had enough resources";
  if (!f.some_meets && !f.some_offered)
    return "no instance type met the scheduling requirements or had a required offering";
  if (!f.some_fits && !f.some_offered) return "no instance type had enough resources or had a required offering";
  if (!f.some_meets) return "no instance type met all requirements";
  if (!f.some_fits) return "no instance type has enough resources";
  if (!f.some_offered) return "no instance type has the required offering";
  if (f.only_offering_lacks)
    return "no instance type which met the scheduling requirements and had enough resources, had a required offering";
  if (f.only_requirements_lack)
    return "no instance type which had enough resources and the required offering met the scheduling requirements";
  if (f.only_room_lacks)
    return "no instance type which met the scheduling requirements and the required offering had the required "
           "resources";
  return "no instance type met the requirements/resources/offering tuple";
}

bool looks_like_milli(const PoolRefusal::TypeFacts& f) {
  if (!f.some_meets || f.some_fits || !f.some_offered) return false;
  const auto cpu = f.requests.find("cpu");
  return cpu != f.requests.end() && cpu->second >= kube::Quantity(1'000'000);
}

}  // namespace

std::string PoolRefusal::to_text() const {
  switch (kind) {
    case Kind::NodeLimit:
      return fmt::format("node limits have been exhausted for nodepool (NodePool={})", pool);
    case Kind::ResourceLimit:
      return fmt::format("all available instance types exceed limits for nodepool (NodePool={})", pool);
    case Kind::Taints: {
      std::string out;
      for (const kube::Taint& taint : taints)
        out += fmt::format("{}did not tolerate taint (taint={}{}{}:{})", out.empty() ? "" : "; ", taint.key,
                           taint.value.empty() ? "" : "=", taint.value, taint.effect);
      return out;
    }
    case Kind::Requirements:
      return "incompatible requirements, " + karpenter::to_text(conflicts);
    case Kind::VolumeRequirements:
      return "incompatible volume requirements, " + karpenter::to_text(conflicts);
    case Kind::Topology:
      return fmt::format(
          "unsatisfiable topology constraint for {}, key={} (counts = {}, podDomains = {}, nodeDomains = {}",
          topology.type, topology.key, topology.counts, topology.pod_domains, topology.node_domains);
    case Kind::TopologyRequirements:
      return karpenter::to_text(conflicts);
    case Kind::MinValues:
    case Kind::Types:
      return fmt::format(
          "{}, requirements={}, resources={}{}",
          kind == Kind::MinValues ? min_values_text(types.short_keys) : types_message(types), types.requirements,
          resources_text(types),
          kind == Kind::Types && looks_like_milli(types) ? " (CPU request >= 1 Million, m vs M typo?)" : "");
    case Kind::ReservedUnavailable:
      break;
  }
  return "one or more instance types with compatible reserved offerings are available, but could not be reserved";
}

bool PodRefusal::waits_for_reservation() const {
  return kind == Kind::Pools && std::any_of(pools.begin(), pools.end(), [](const PoolRefusal& one) {
           return one.kind == PoolRefusal::Kind::ReservedUnavailable;
         });
}

std::string PodRefusal::to_text() const {
  switch (kind) {
    case Kind::NoTemplates:
      return "nodepool requirements filtered out all available instance types";
    case Kind::DeviceClaims:
      return "pod has Dynamic Resource Allocation requirements that are not yet supported by Karpenter";
    case Kind::MinValuesAtLaunch:
      return fmt::format(
          "pod didn\u2019t schedule because NodePool couldn\u2019t meet minValues requirements, validating minValues, "
          "{} "
          "(NodePool={})",
          min_values_text(short_keys), pool);
    case Kind::Pools:
      break;
  }
  std::string out;
  for (const PoolRefusal& one : pools) out += (out.empty() ? "" : "; ") + one.to_text();
  return out;
}

}  // namespace slipway::karpenter
