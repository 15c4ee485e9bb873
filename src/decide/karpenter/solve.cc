#include "decide/karpenter/solve.h"

#include <algorithm>
#include <string_view>

#include "decide/karpenter/claim_writer.h"
#include "decide/karpenter/go_sort.h"
#include "decide/karpenter/scheduler.h"
#include "decide/karpenter/validation.h"
#include "decide/karpenter/waiting.h"

namespace slipway::karpenter {
namespace {

/// Ready ones of our provider that are not static, the heaviest first, of equal ones the later name.
std::vector<const NodePool*> usable_pools(const Cluster& cluster) {
  std::vector<const NodePool*> out;
  for (const NodePool& one : cluster.pools) {
    const kube::NodeClassReference& node_class = one.pool.nodes.node_class;
    if (node_class.group == "karpenter.k8s.aws" && node_class.kind == "EC2NodeClass" && !one.pool.replicas &&
        one.is_ready && !one.is_deleting)
      out.push_back(&one);
  }
  go_sort(out, [](const NodePool* a, const NodePool* b) {
    if (a->pool.weight != b->pool.weight) return a->pool.weight > b->pool.weight;
    return a->pool.object.name > b->pool.object.name;
  });
  return out;
}

/// Pending ones that may take part, then those of nodes that go away.
std::vector<std::uint32_t> pods_of_run(const Cluster& cluster, const std::vector<StateNode>& state,
                                       Decision& decision) {
  std::vector<std::uint32_t> out;
  const Storage storage(cluster);
  for (std::uint32_t i = 0; i < cluster.pods.size(); ++i) {
    if (!is_provisionable(cluster.pods[i])) continue;
    Verdict verdict = validate(cluster.pods[i], storage);
    if (verdict.opts_out) continue;
    if (verdict.problem.empty())
      out.push_back(i);
    else
      decision.ignored.push_back({i, std::move(verdict.problem)});
  }
  for (const StateNode& node : state) {
    if (!node.is_leaving() || !node.node) continue;
    for (std::uint32_t i = 0; i < cluster.pods.size(); ++i)
      if (cluster.pods[i].pod.spec->node_name == node.node->node.object.name &&
          is_currently_reschedulable(cluster.pods[i], cluster))
        out.push_back(i);
  }
  return out;
}

/// From the cluster to what is told of it.
struct DryRun {
  DryRun(const Cluster& cluster, const Options& how, Decision& decision) : options(how), state(state_nodes(cluster)) {
    const auto pods = pods_of_run(cluster, state, decision);
    if (pods.empty()) return;
    auto pools = usable_pools(cluster);
    decision.has_no_pool = pools.empty();
    if (!pools.empty()) scheduler = std::make_unique<Scheduler>(cluster, options, std::move(pools), state, pods);
  }
  enum class Claims : std::uint8_t { Written, PodsOnly };
  /// What was decided, into what is known already.
  void tell(Claims claims, Decision& out);

  const Options options;
  const std::vector<StateNode> state;
  std::unique_ptr<Scheduler> scheduler;  // none: nothing is to be decided
};

void DryRun::tell(Claims claims, Decision& out) {
  for (auto& [queued, refusal] : scheduler->take_refusals())
    out.unplaced.push_back({scheduler->pod(queued).index, std::move(refusal)});
  for (const auto& empty : scheduler->empty_pools())
    out.pools_without_types.push_back({empty.pool->pool.object.name, empty.for_min_values});
  for (const ExistingNode& node : scheduler->existing()) {
    if (node.pods.empty()) continue;
    ExistingPlacement& placement = out.existing.emplace_back();
    placement.node = node.state->name();
    for (std::uint32_t queued : node.pods) placement.pods.push_back(scheduler->pod(queued).index);
  }
  ClaimWriter writer(*scheduler);
  for (const Claim* claim : scheduler->claims()) {
    if (claims == Claims::Written || scheduler->sets().has_min_values(claim->set)) {  // writing it may fail
      writer.write(*claim, out);
      continue;
    }
    NewClaim& made = out.claims.emplace_back();
    for (std::uint32_t queued : claim->pods) made.pods.push_back(scheduler->pod(queued).index);
  }
}

}  // namespace

std::string PoolWithoutTypes::to_text() const {
  return std::string("NodePool requirements filtered out all compatible available instance types") +
         (for_min_values ? " due to minValues incompatibility" : "");
}

struct Solver::Run : DryRun {
  using DryRun::DryRun;
};

Solver::Solver(const Cluster& cluster, const Options& options) {
  run_ = std::make_unique<Run>(cluster, options, decision_);
}

Solver::~Solver() = default;

void Solver::place() {
  if (run_->scheduler) run_->scheduler->run({});
}

Decision Solver::decision() {
  if (run_->scheduler) run_->tell(DryRun::Claims::Written, decision_);
  return std::move(decision_);
}

Decision solve(const Cluster& cluster, const Options& options) {
  Solver solver(cluster, options);
  solver.place();
  return solver.decision();
}

Decision solve_for_waiting(const Cluster& cluster, const Options& options, const Hear& hear) {
  Decision out;
  DryRun run(cluster, options, out);
  if (!run.scheduler) return out;
  run.scheduler->run(hear);
  run.tell(DryRun::Claims::PodsOnly, out);
  return out;
}

}  // namespace slipway::karpenter
