#include "provision/waiting.h"

#include <fmt/core.h>

#include <map>
#include <unordered_map>

#include "provision/decision.h"
#include "provision/reasons.h"

namespace slipway::provision {
namespace {

/// What pools that are meant for the pod say comes first.
std::string why(const karpenter::PodRefusal& refusal) {
  using Kind = karpenter::PoolRefusal::Kind;
  // No reason is shorter than 20 characters, so that the pools that are heard of suffice.
  constexpr std::size_t kEnough = 300;
  static_assert(karpenter::kMostHeard * 20 > kEnough);
  std::string out = text_of(refusal);
  if (!out.empty()) return out;
  for (const bool is_meant : {true, false})
    for (const karpenter::PoolRefusal& one : refusal.pools) {
      if ((one.kind != Kind::Taints && one.kind != Kind::Requirements) != is_meant) continue;
      if (out.size() > kEnough) return out;
      out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", one.pool, reason_of(one).text);
    }
  return out;
}

}  // namespace

std::vector<Waiting> who_waits(const model::Model& model, karpenter::Options options) {
  options.explain_each = false;
  const auto& pods = model.cluster.pods;
  std::unordered_map<std::uint32_t, std::string> reasons;  // by pod
  const karpenter::Decision decided = decision(
      model.cluster, options,
      [&](std::uint32_t pod, const karpenter::PodRefusal& refusal) { reasons.insert_or_assign(pod, why(refusal)); });
  std::map<std::uint32_t, Waiting> by_source;
  std::vector<bool> seen(pods.size());
  const auto see = [&](const std::vector<std::uint32_t>& placed) {
    for (const std::uint32_t pod : placed) seen[pod] = true;
  };
  const auto add = [&](std::uint32_t pod) -> Waiting& {
    seen[pod] = true;
    Waiting& of = by_source[model.source_of[pod]];
    of.source = model.source_of[pod];
    ++of.count;
    return of;
  };
  for (const auto& claim : decided.claims) see(claim.pods);
  for (const auto& placement : decided.existing) see(placement.pods);
  for (const auto& unplaced : decided.unplaced)
    if (Waiting& of = add(unplaced.pod); of.why.empty()) {
      const auto told = reasons.find(unplaced.pod);
      of.why = told == reasons.end() ? why(unplaced.refusal) : told->second;
    }
  for (const auto& ignored : decided.ignored)
    if (Waiting& of = add(ignored.pod); of.why.empty()) of.why = ignored.text;
  if (decided.has_no_pool)
    for (std::uint32_t pod = 0; pod < pods.size(); ++pod)
      if (!seen[pod] && wants_place(pods[pod]) && pods[pod].pod.spec->scheduling_gates.empty() &&
          pods[pod].is_unschedulable)
        if (Waiting& of = add(pod); of.why.empty()) of.why = kNoPool;
  std::vector<Waiting> out;
  for (auto& [source, of] : by_source) out.push_back(std::move(of));
  return out;
}

}  // namespace slipway::provision
