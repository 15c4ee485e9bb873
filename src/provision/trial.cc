#include "provision/trial.h"

#include <algorithm>

namespace slipway::provision {
namespace {

/// A requirement that lists what it takes, and a type that has none of it. Karpenter leaves such types out at once, so
/// that a trial may too: most of its time goes into looking at types.
bool is_out(const catalog::ResolvedType& type, const kube::NodeSelectorRequirement& requirement) {
  if (requirement.op != "In") return false;
  const catalog::TypeLabel* label = type.label(requirement.key);
  return label && !label->values.empty() && std::ranges::none_of(label->values, [&](const std::string& value) {
           return std::ranges::find(requirement.values, value) != requirement.values.end();
         });
}

void leave_out_types(karpenter::NodePool& pool, const std::vector<karpenter::InstanceType>& types) {
  std::erase_if(pool.types, [&](std::uint32_t type) {
    return std::ranges::any_of(pool.pool.nodes.requirements,
                               [&](const auto& one) { return is_out(types[type].type, one.requirement); });
  });
}

/// Types that could never hold the pod; they stay where no other is left, to be told of.
void leave_out_small_types(karpenter::NodePool& pool, const kube::ResourceList& requests,
                           const std::vector<karpenter::InstanceType>& types) {
  const auto is_small = [&](std::uint32_t type) {
    const catalog::Resources& capacity = types[type].type.capacity;
    return std::ranges::any_of(requests, [&](const auto& one) {
      const auto found = capacity.find(one.first);
      return one.second.sign() > 0 && (found == capacity.end() || found->second < one.second);
    });
  };
  std::vector<std::uint32_t> large = pool.types;
  std::erase_if(large, is_small);
  if (!large.empty()) pool.types = std::move(large);
}

}  // namespace

Laboratory::Laboratory(const model::Model& model, const karpenter::Options& options,
                       const karpenter::Decision& decision)
    : model_(model), options_(options) {
  const karpenter::Cluster& from = model.cluster;
  cluster_.types = from.types;
  cluster_.daemon_sets = from.daemon_sets;
  cluster_.claims = from.claims;
  cluster_.nodes = from.nodes;
  cluster_.budgets = from.budgets;
  cluster_.volume_claims = from.volume_claims;
  cluster_.volumes = from.volumes;
  cluster_.storage_classes = from.storage_classes;
  cluster_.namespaces = from.namespaces;
  cluster_.now = from.now;
  std::vector<bool> waits(from.pods.size(), false);
  for (const auto& one : decision.unplaced) waits[one.pod] = true;
  for (const auto& one : decision.ignored) waits[one.pod] = true;
  for (const auto& claim : decision.claims)
    for (std::uint32_t pod : claim.pods) waits[pod] = true;
  for (const auto& placement : decision.existing)
    for (std::uint32_t pod : placement.pods) waits[pod] = true;
  for (std::size_t i = 0; i < from.pods.size(); ++i)
    if (!waits[i] && !from.pods[i].pod.spec->node_name.empty()) standing_.push_back(from.pods[i]);
}

Laboratory::Answer Laboratory::ask(const Question& question, const std::vector<Change>& changes) {
  ++trials_;
  const karpenter::Cluster& from = model_.cluster;
  std::vector<std::uint32_t> asked = question.like;
  if (question.alone) {
    cluster_.pods = standing_;
    asked = {static_cast<std::uint32_t>(cluster_.pods.size())};
    cluster_.pods.push_back(from.pods[question.pod]);
    cluster_.pools = {from.pools[question.pool]};
  } else {
    cluster_.pods = from.pods;
    cluster_.pools = from.pools;
  }
  karpenter::NodePool& pool = cluster_.pools[question.alone ? 0 : question.pool];
  for (const Change& change : changes) {
    if (change.on_pod)
      for (std::uint32_t pod : asked) change.on_pod(cluster_.pods[pod]);
    if (change.on_pool) change.on_pool(pool);
  }
  for (karpenter::NodePool& one : cluster_.pools) leave_out_types(one, cluster_.types);
  if (question.alone) leave_out_small_types(pool, cluster_.pods[asked.front()].requests, cluster_.types);
  const karpenter::Decision decision = karpenter::solve(cluster_, options_);
  Answer out;
  std::vector<bool> is_asked(cluster_.pods.size(), false);
  for (std::uint32_t pod : asked) is_asked[pod] = true;
  std::size_t placed = 0;
  for (const auto& placement : decision.existing)
    for (std::uint32_t pod : placement.pods) placed += is_asked[pod] ? 1 : 0;
  for (const auto& claim : decision.claims)
    for (std::uint32_t pod : claim.pods) {
      if (!is_asked[pod]) continue;
      ++placed;
      if (!out.bought) {
        out.bought = cheapest(claim, model_);
        out.pool = claim.pool;
      }
    }
  out.placed = placed == asked.size();
  out.count = placed;
  for (const auto& one : decision.unplaced) {
    if (!is_asked[one.pod] || out.refusal) continue;
    for (const auto& refusal : one.refusal.pools)
      if (refusal.pool == pool.pool.object.name) out.refusal = refusal;
  }
  return out;
}

}  // namespace slipway::provision
