#include "cost/unplaced.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway::cost {
namespace {

/// "pool gpu: …; pool general: …", of three pools at most.
std::string reason_of(const provision::Pending& pending) {
  if (pending.pools.empty()) return pending.text.empty() ? pending.karpenter : pending.text;
  constexpr std::size_t kShown = 3;
  std::vector<std::string> pools;
  for (const auto& one : pending.pools) {
    if (pools.size() == kShown) break;
    pools.push_back(fmt::format("pool {}: {}", one.pool, one.text));
  }
  if (pending.pools.size() > kShown) pools.push_back(fmt::format("and {} more pools", pending.pools.size() - kShown));
  return join(pools, "; ");
}

std::string fix_of(const provision::Pending& pending) {
  if (!pending.fixes.empty()) {
    const provision::Fix& fix = pending.fixes.front();
    std::string text = join(fix.changes, " and ");
    if (fix.frees && *fix.frees < pending.count)
      text += fmt::format(", which places {} of {} pods", *fix.frees, pending.count);
    if (!fix.type.empty() && !fix.pool.empty()) text += fmt::format(": pool {} then buys {}", fix.pool, fix.type);
    if (!fix.type.empty() && fix.price)
      text += fmt::format(" at {} USD an hour", (fix.price->is_estimate ? "~" : "") + fix.price->usd.to_string(4));
    return text;
  }
  for (const auto& one : pending.pools)
    if (one.kind == "reserved")
      return fmt::format("reserve more instances for NodePool {}, or let fewer replicas run", one.pool);
  for (const auto& one : pending.pools)
    if (one.kind == "limit") return fmt::format("raise the limits of NodePool {}, or let fewer replicas run", one.pool);
  return {};
}

const karpenter::Pod* first_of(const model::Model& model, std::uint32_t source) {
  const auto found = std::ranges::find(model.source_of, source);
  if (found == model.source_of.end()) return nullptr;
  return &model.cluster.pods[static_cast<std::size_t>(found - model.source_of.begin())];
}

}  // namespace

std::vector<WaitingPods> UnplacedPods::take(const provision::Outcome& outcome, const model::Model& model) {
  std::vector<WaitingPods> waiting;
  for (const auto& pending : outcome.pending) {
    const model::Source& source = outcome.sources[pending.source];
    const karpenter::Pod* like = pending.counts ? first_of(model, pending.source) : nullptr;
    if (!like) continue;
    const auto [at, is_new] = cases_.try_emplace(source.title);
    if (is_new) {
      at->second = {source.where, reason_of(pending), fix_of(pending), pending.pools.empty(), {}};
      in_order_.push_back(source.title);
    }
    waiting.push_back({&like->pod, resources_of(like->requests), source.title, pending.count});
  }
  return waiting;
}

void UnplacedPods::keep(const std::vector<WaitingPods>& waiting, Level level, bool groups_grow) {
  for (const auto& pods : waiting) {
    Case& one = cases_.at(pods.title);
    one.count[level] += pods.count;
    if (!groups_grow || !one.of_groups) continue;
    one.reason = pods.full.empty()
                     ? "no group that grows takes one on an empty node"
                     : join(pods.full, ", ") + (pods.full.size() == 1 ? " is" : " are") + " at the largest size";
    one.fix = pods.full.empty() ? "a group whose labels, taints and instance type suit them"
                                : "raise max of " + pods.full.front() + ", or let fewer replicas run";
  }
}

void UnplacedPods::report(Diagnostics& diagnostics) const {
  for (const auto& title : in_order_) {
    const Case& one = cases_.at(title);
    const Counts& count = one.count;
    if (count == Counts{}) continue;
    const bool now = count[Level::Declared] > 0 || count[Level::Idle] > 0;
    const Level first = count[Level::Declared] > 0 ? Level::Declared : now ? Level::Idle : Level::Maximum;
    std::string message = fmt::format("{} of the pods of {} {} no node", count[first], printable(title),
                                      count[first] == 1 ? "finds" : "find");
    if (first == Level::Idle) message += " at minimum replicas";
    if (first == Level::Maximum) message += " at maximum replicas";
    message += ": " + printable(one.reason);
    diagnostics.add({"COST006",
                     now ? Severity::Warning : Severity::Note,
                     one.where,
                     std::move(message),
                     {},
                     printable(one.fix),
                     {}});
  }
}

}  // namespace slipway::cost
