#include "provision/reasons.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::provision {
namespace {

using karpenter::PoolRefusal;

std::string conflict_text(const karpenter::RequirementConflict& conflict) {
  if (conflict.kind == karpenter::RequirementConflict::Kind::UnknownLabel)
    return fmt::format("nodes of the pool have no label {}{}", conflict.key,
                       conflict.hint.empty() ? "" : fmt::format(" (is {} meant?)", conflict.hint));
  return fmt::format("asks for {}, the pool has {}", conflict.incoming, conflict.existing);
}

std::string conflicts_text(const std::vector<karpenter::RequirementConflict>& conflicts) {
  std::vector<std::string> all;
  for (const auto& one : conflicts) all.push_back(conflict_text(one));
  return join(all, "; ");
}

std::string keys_text(const std::map<std::string, std::int64_t>& keys) {
  std::vector<std::string> all;
  for (const auto& [key, count] : keys) all.push_back(fmt::format("{} values of {}", count, key));
  return join(all, ", ");
}

std::string types(std::size_t count) { return fmt::format("{} type{}", count, count == 1 ? "" : "s"); }

/// What took the types, the greatest taker first.
void add_losses(const karpenter::TypeLosses& losses, PoolReason& out) {
  const auto add = [&](std::string what, std::size_t count) {
    if (count > 0) out.losses.emplace_back(std::move(what), count);
  };
  for (const auto& [resource, count] : losses.by_resource) add(resource, count);
  for (const auto& [key, count] : losses.by_requirement) add(key, count);
  add("offering", losses.no_offering);
  add("host port", losses.port_taken);
  add("limit", losses.over_limit);
  std::ranges::stable_sort(out.losses, [](const auto& a, const auto& b) { return a.second > b.second; });
}

std::string losses_text(const karpenter::TypeLosses& losses) {
  std::vector<std::string> parts;
  const auto each = [&](const std::map<std::string, std::size_t>& by, std::string_view before, std::string_view after) {
    for (const auto& [what, count] : by) parts.push_back(fmt::format("{} {}{}{}", count, before, what, after));
  };
  each(losses.by_resource, "with too little ", "");
  each(losses.by_requirement, "of another ", "");
  if (losses.no_offering > 0)
    parts.push_back(fmt::format("{} not offered in such a zone and capacity type", losses.no_offering));
  if (losses.port_taken > 0) parts.push_back(fmt::format("{} with the host port taken by a daemon", losses.port_taken));
  if (losses.over_limit > 0) parts.push_back(fmt::format("{} beyond the pool's limits", losses.over_limit));
  return join(parts, ", ");
}

}  // namespace

PoolReason reason_of(const PoolRefusal& refusal) {
  PoolReason out;
  out.pool = refusal.pool;
  const karpenter::TypeLosses& losses = refusal.types.losses;
  switch (refusal.kind) {
    case PoolRefusal::Kind::NodeLimit:
      out.kind = "limit";
      out.text = "limits.nodes is used up";
      break;
    case PoolRefusal::Kind::ResourceLimit:
      out.kind = "limit";
      out.types = losses.over_limit;
      out.text = fmt::format("every one of {} would exceed the pool's limits", types(losses.over_limit));
      add_losses(losses, out);
      break;
    case PoolRefusal::Kind::Taints: {
      out.kind = "taints";
      std::vector<std::string> all;
      for (const kube::Taint& taint : refusal.taints) all.push_back(taint.to_string());
      out.text = "not tolerated: " + join(all, ", ");
      break;
    }
    case PoolRefusal::Kind::Requirements:
      out.kind = "requirements";
      out.text = conflicts_text(refusal.conflicts);
      break;
    case PoolRefusal::Kind::VolumeRequirements:
      out.kind = "volumes";
      out.text = "its volumes: " + conflicts_text(refusal.conflicts);
      break;
    case PoolRefusal::Kind::Topology:
      out.kind = "topology";
      out.text = fmt::format("{} over {} leaves no place{}", refusal.topology.type, refusal.topology.key,
                             refusal.topology.counts.empty() ? "" : fmt::format(" ({})", refusal.topology.counts));
      break;
    case PoolRefusal::Kind::TopologyRequirements:
      out.kind = "topology";
      out.text = "where topology wants it: " + conflicts_text(refusal.conflicts);
      break;
    case PoolRefusal::Kind::Types:
      out.kind = "types";
      out.types = losses.considered + losses.port_taken + losses.over_limit;
      out.text = fmt::format("none of {}: {}", types(out.types), losses_text(losses));
      add_losses(losses, out);
      break;
    case PoolRefusal::Kind::MinValues:
      out.kind = "minValues";
      out.types = losses.considered;
      out.text = fmt::format("minValues asks for more choice: {} left", keys_text(refusal.types.short_keys));
      break;
    case PoolRefusal::Kind::ReservedUnavailable:
      out.kind = "reserved";
      out.text = "reserved capacity would do, but is taken: Karpenter waits for it";
      break;
  }
  return out;
}

std::string text_of(const karpenter::PodRefusal& refusal) {
  switch (refusal.kind) {
    case karpenter::PodRefusal::Kind::NoTemplates:
      return "no NodePool has an instance type that meets the pool's own requirements";
    case karpenter::PodRefusal::Kind::DeviceClaims:
      return "it claims devices (dynamic resource allocation), which Karpenter 1.14 makes no nodes for";
    case karpenter::PodRefusal::Kind::MinValuesAtLaunch:
      return fmt::format("NodePool {}: the cheapest 600 types offer too little choice for minValues: {}", refusal.pool,
                         keys_text(refusal.short_keys));
    case karpenter::PodRefusal::Kind::Pools:
      break;
  }
  return {};
}

}  // namespace slipway::provision
