#include "decide/karpenter/scheduler.h"

#include "decide/karpenter/go_sort.h"

namespace slipway::karpenter {

std::vector<const Claim*> Scheduler::claims() const {
  std::vector<const Claim*> out;
  for (std::size_t i = 0; i < order_.size(); ++i) out.push_back(&claims_[order_[i]]);
  return out;
}

/// Largest first; then the oldest, then by UID. A pod that fails goes to the end and gets another try as long as the
/// queue has become shorter since its last one.
void Scheduler::run(const std::function<void(std::uint32_t, const PodRefusal&)>& hear) {
  is_brief_ = static_cast<bool>(hear);
  struct Entry {
    Amount cpu, memory;
    const Pod* pod;
    std::uint32_t queued;
  };
  constexpr std::uint32_t kCpu = 0, kMemory = 1;  // interned first
  std::vector<Entry> sorted;
  for (std::uint32_t i = 0; i < pods_.size(); ++i)
    sorted.push_back(
        {amount_of(pods_[i].requests, kCpu), amount_of(pods_[i].requests, kMemory), &cluster_.pods[pods_[i].index], i});
  go_sort(sorted, [](const Entry& a, const Entry& b) {
    if (a.cpu != b.cpu) return a.cpu > b.cpu;
    if (a.memory != b.memory) return a.memory > b.memory;
    if (a.pod->created != b.pod->created) return a.pod->created < b.pod->created;
    return a.pod->uid < b.pod->uid;
  });
  std::vector<std::uint32_t> queue;
  for (const Entry& one : sorted) queue.push_back(one.queued);
  std::vector<std::size_t> last_length(pods_.size(), 0);
  std::vector<std::optional<PodRefusal>> refused(pods_.size());
  PodRefusal refusal;
  for (std::size_t head = 0; head < queue.size();) {
    const std::uint32_t queued = queue[head];
    if (last_length[queued] == queue.size() - head) break;  // a whole round without progress
    ++head;
    refusal.kind = PodRefusal::Kind::Pools;
    refusal.pools.clear();
    if (try_pod(queued, refusal) == Outcome::Placed) {
      refused[queued].reset();
      continue;
    }
    if (hear && !refusal.pools.empty()) hear(pods_[queued].index, refusal);
    if (hear)
      refused[queued].emplace().kind = refusal.kind;
    else if (options_.explain_each || !refused[queued] || !refusal.pools.empty() ||
             refused[queued]->kind != refusal.kind)
      refused[queued] = std::move(refusal);
    queue.push_back(queued);
    last_length[queued] = queue.size() - head;
  }
  for (const Entry& one : sorted)
    if (refused[one.queued]) refusals_.emplace_back(one.queued, std::move(*refused[one.queued]));
}

/// Whether the shape can give up something more after `level`; makes what comes of it.
bool Scheduler::has_next_level(Shape& shape, std::size_t level) {
  if (level + 1 < shape.levels.size()) return true;
  if (shape.is_exhausted) return false;
  auto constraints = relaxed(shape.levels[level].constraints, soft_taints_);
  shape.is_exhausted = !constraints;
  if (constraints) add_level(shape, *std::move(constraints));
  return !shape.is_exhausted;
}

Scheduler::Outcome Scheduler::try_pod(std::uint32_t queued, PodRefusal& refusal) {
  Shape& shape = shapes_[pods_[queued].shape];
  if (shape.claims_devices) {
    refusal.kind = PodRefusal::Kind::DeviceClaims;
    return Outcome::Final;
  }
  // A failure may make the shape known to topology: the next attempt is another one.
  const bool is_repeatable = !options_.explain_each && shape.is_known_to_topology;
  const std::pair alike(pods_[queued].shape, pods_[queued].requests);
  if (is_repeatable)
    if (const auto known = failures_.find(alike); known != failures_.end() && known->second.changes == changes_) {
      placeholders_ += known->second.placeholders;
      refusal.kind = known->second.kind;
      return known->second.outcome;
    }
  const std::uint32_t placeholders = placeholders_;
  const Outcome outcome = try_levels(queued, shape, refusal);
  if (outcome == Outcome::Placed)
    ++changes_;
  else if (is_repeatable)
    failures_[alike] = {changes_, placeholders_ - placeholders, outcome, refusal.kind};
  return outcome;
}

/// Gives up one wish after another until the pod finds a place; the next try starts with all of them again.
Scheduler::Outcome Scheduler::try_levels(std::uint32_t queued, Shape& shape, PodRefusal& refusal) {
  for (std::size_t level = 0;; ++level) {
    const bool last = !has_next_level(shape, level);
    const Outcome outcome = add(queued, shape, shape.levels[level], last, refusal);
    if (outcome == Outcome::Refused && !last) {
      shape.is_known_to_topology = true;
      make_groups(shape, shape.levels[level + 1]);
      continue;
    }
    if (outcome != Outcome::Placed) {
      shape.is_known_to_topology = true;
      make_groups(shape, shape.levels.front());
    }
    return outcome;
  }
}

Scheduler::Outcome Scheduler::add(std::uint32_t queued, Shape& shape, Level& level, bool explain, PodRefusal& refusal) {
  begin_attempt(shape);
  if (add_to_existing(queued, shape, level)) return Outcome::Placed;
  order_.sort();
  if (add_to_claim(queued, shape, level)) return Outcome::Placed;
  if (templates_.empty()) {
    refusal.kind = PodRefusal::Kind::NoTemplates;
    return Outcome::Refused;
  }
  return add_to_new_claim(queued, shape, level, explain, refusal);
}

}  // namespace slipway::karpenter
