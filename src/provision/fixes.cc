#include "provision/fixes.h"

#include <algorithm>
#include <map>

#include "provision/amounts.h"
#include "provision/change.h"
#include "provision/trial.h"

namespace slipway::provision {
namespace {

constexpr std::size_t kMostTrials = 600, kMostTrialsOfGroup = 120, kMostPodsTogether = 3'000;
constexpr int kDeepest = 3;

/// How far a pool's checks were passed: they come in this order.
int progress_of(const std::optional<karpenter::PoolRefusal>& refusal) {
  if (!refusal) return -1;
  constexpr int kTypes = 7;
  const int kind = std::min(static_cast<int>(refusal->kind), kTypes);
  const auto& losses = refusal->types.losses;
  const int reasons = static_cast<int>(losses.by_resource.size() + losses.by_requirement.size()) +
                      (losses.no_offering > 0 ? 1 : 0) + (losses.over_limit > 0 ? 1 : 0);
  return kind * 100 - std::min(99, reasons + static_cast<int>(refusal->conflicts.size()));
}

struct Solution {
  std::vector<Change> changes;
  Laboratory::Answer answer;
  std::size_t pool = 0;  // that is changed

  int rank() const {
    int sum = 0;
    for (const Change& one : changes) sum += one.rank;
    return sum;
  }
};

class Search {
 public:
  Search(Laboratory& laboratory, Laboratory::Question question) : laboratory_(laboratory), question_(question) {}

  /// All single changes that do, or the first deeper answer; the smallest first.
  std::vector<Solution> run(const std::optional<karpenter::PoolRefusal>& first, std::size_t most_trials) {
    most_trials_ = laboratory_.trials() + most_trials;
    std::vector<Change> before;
    std::optional<karpenter::PoolRefusal> refusal = first;
    for (int depth = 0; depth < (question_.alone ? kDeepest : 1) && refusal; ++depth) {
      std::vector<Solution> found;
      std::optional<Solution> best;
      for (Change& change : candidates(*refusal, before)) {
        if (laboratory_.trials() >= most_trials_) break;
        auto tried = attempt(before, std::move(change));
        if (tried.answer.placed) {
          found.push_back(std::move(tried));
        } else if (progress_of(tried.answer.refusal) >
                   std::max(progress_of(refusal), best ? progress_of(best->answer.refusal) : -1)) {
          best = std::move(tried);
        }
      }
      if (!found.empty()) {
        std::ranges::stable_sort(found, {}, &Solution::rank);
        return found;
      }
      if (!best) return {};
      before = best->changes;
      refusal = best->answer.refusal;
    }
    return {};
  }

 private:
  std::vector<Change> candidates(const karpenter::PoolRefusal& refusal, const std::vector<Change>& before) {
    const karpenter::Cluster& cluster = laboratory_.model().cluster;
    karpenter::Pod pod = cluster.pods[question_.pod];
    karpenter::NodePool pool = cluster.pools[question_.pool];
    for (const Change& change : before) {
      if (change.on_pod) change.on_pod(pod);
      if (change.on_pool) change.on_pool(pool);
    }
    auto out = changes_for(refusal, pod, pool);
    if (refusal.types.losses.over_limit > 0 || refusal.kind == karpenter::PoolRefusal::Kind::NodeLimit ||
        refusal.kind == karpenter::PoolRefusal::Kind::ResourceLimit)
      for (const auto& [resource, limit] : pool.pool.limits)
        if (auto made = larger_limit(laboratory_, question_, before, resource)) out.push_back(*std::move(made));
    for (const auto& [resource, count] : refusal.types.losses.by_resource)
      if (is_all_that_lacks(refusal.types.losses, resource))
        if (auto made = smaller_request(laboratory_, question_, before, resource, refusal))
          out.push_back(*std::move(made));
    return out;
  }

  /// No other resource, label or lack of offerings rules out every type.
  static bool is_all_that_lacks(const karpenter::TypeLosses& losses, const std::string& resource) {
    if (losses.no_offering == losses.considered) return false;
    const auto rules_out = [&](const auto& one) { return one.second == losses.considered && one.first != resource; };
    return std::ranges::none_of(losses.by_resource, rules_out) &&
           std::ranges::none_of(losses.by_requirement, rules_out);
  }

  Solution attempt(const std::vector<Change>& before, Change change) {
    Solution out{before, {}, question_.pool};
    out.changes.push_back(change);
    out.answer = laboratory_.ask(question_, out.changes);
    if (change.widens.empty()) return out;
    const auto value = value_for(change.widens, out.answer);
    if (!value) {  // nothing was bought by it: it is no answer, nor a step towards one
      out.answer.placed = false;
      out.answer.refusal.reset();
      return out;
    }
    out.changes.back() = widened(change, laboratory_.model().cluster.pools[question_.pool], *value);
    out.answer = laboratory_.ask(question_, out.changes);
    return out;
  }

  /// What the bought node has for the label.
  std::optional<std::string> value_for(const std::string& key, const Laboratory::Answer& answer) const {
    if (!answer.placed || !answer.bought) return std::nullopt;
    if (key == "karpenter.sh/capacity-type") return answer.bought->capacity_type;
    if (key == "topology.kubernetes.io/zone" && !answer.bought->zones.empty()) return answer.bought->zones.front();
    const auto* label = laboratory_.model().cluster.types[answer.bought->type].type.label(key);
    if (label && !label->values.empty()) return label->values.front();
    const kube::PodSpec& spec = laboratory_.model().cluster.pods[question_.pod].pod.spec;
    const auto asked = spec.node_selector.find(key);
    return asked == spec.node_selector.end() ? std::nullopt : std::optional(asked->second);
  }

  Laboratory& laboratory_;
  Laboratory::Question question_;
  std::size_t most_trials_ = 0;
};

Fix fix_of(const Solution& solution, const model::Model& model) {
  Fix out;
  for (const Change& one : solution.changes) out.changes.push_back(one.text);
  out.pool = solution.answer.pool;
  if (solution.answer.bought) {
    out.type = model.cluster.types[solution.answer.bought->type].type.name;
    out.price = solution.answer.bought->price;
  }
  return out;
}

class Finder {
 public:
  Finder(const model::Model& model, const karpenter::Options& options, const karpenter::Decision& decision)
      : model_(model), decision_(decision), laboratory_(model, options, decision) {
    for (std::size_t i = 0; i < model.cluster.pools.size(); ++i)
      pools_.emplace(model.cluster.pools[i].pool.object.name, i);
    for (const auto& one : decision.unplaced) refusals_.emplace(one.pod, &one.refusal);
  }

  void find(std::uint32_t pod, Pending& group) {
    const auto refusal = refusals_.find(pod);
    if (refusal == refusals_.end() || laboratory_.trials() >= kMostTrials) return;
    const std::size_t most = std::min(kMostTrials, laboratory_.trials() + kMostTrialsOfGroup);
    std::vector<Solution> found;
    bool fits_alone = false;
    for (const auto& [name, index] : pools_of(*refusal->second)) {
      if (laboratory_.trials() >= most) break;
      const Laboratory::Question question{pod, index, true, {}};
      const auto unchanged = laboratory_.ask(question, {});
      fits_alone |= unchanged.placed;
      if (unchanged.placed) continue;
      for (Solution& one : Search(laboratory_, question).run(unchanged.refusal, most - laboratory_.trials()))
        found.push_back(std::move(one));
    }
    if (fits_alone) found = together(pod, *refusal->second, group, most);
    std::ranges::stable_sort(found, [](const Solution& a, const Solution& b) {
      return std::pair(a.changes.size(), a.rank()) < std::pair(b.changes.size(), b.rank());
    });
    for (const Solution& one : found) {
      constexpr std::size_t kMostShown = 2;
      if (group.fixes.size() == kMostShown || one.changes.size() > found.front().changes.size()) break;
      Fix fix = fix_of(one, model_);
      const bool known =
          std::ranges::any_of(group.fixes, [&](const Fix& other) { return other.changes == fix.changes; });
      if (known) continue;
      fix.frees = freed_by(one, pod, group);
      if (fix.frees != 0) group.fixes.push_back(std::move(fix));
    }
  }

 private:
  /// Those that refuse, in their order; all where none has a type at all.
  std::vector<std::pair<std::string, std::size_t>> pools_of(const karpenter::PodRefusal& refusal) const {
    std::vector<std::pair<std::string, std::size_t>> out;
    for (const auto& one : refusal.pools)
      if (const auto found = pools_.find(one.pool); found != pools_.end()) out.emplace_back(*found);
    if (refusal.kind == karpenter::PodRefusal::Kind::MinValuesAtLaunch)
      if (const auto found = pools_.find(refusal.pool); found != pools_.end()) out.emplace_back(*found);
    return out;
  }

  std::vector<std::uint32_t> like_of(const Pending& group) const {
    std::vector<std::uint32_t> like;
    for (const auto& one : decision_.unplaced)
      if (model_.source_of[one.pod] == group.source) like.push_back(one.pod);
    return like;
  }

  /// A limit, or others who wait, may leave some of the group where they are.
  std::optional<std::int64_t> freed_by(const Solution& solution, std::uint32_t pod, const Pending& group) {
    if (model_.cluster.pods.size() > kMostPodsTogether) return std::nullopt;
    const Laboratory::Question question{pod, solution.pool, false, like_of(group)};
    return std::min(group.count, static_cast<std::int64_t>(laboratory_.ask(question, solution.changes).count));
  }

  /// Others take what the pods need: all who wait are tried at once.
  std::vector<Solution> together(std::uint32_t pod, const karpenter::PodRefusal& refusal, const Pending& group,
                                 std::size_t most) {
    std::vector<Solution> out;
    if (model_.cluster.pods.size() > kMostPodsTogether) return out;
    const auto like = like_of(group);
    for (const auto& one : refusal.pools) {
      const auto index = pools_.find(one.pool);
      if (index == pools_.end() || laboratory_.trials() >= most) continue;
      const Laboratory::Question question{pod, index->second, false, like};
      for (Solution& found : Search(laboratory_, question).run(one, most - laboratory_.trials()))
        out.push_back(std::move(found));
    }
    return out;
  }

  const model::Model& model_;
  const karpenter::Decision& decision_;
  Laboratory laboratory_;
  std::map<std::string, std::size_t> pools_;
  std::map<std::uint32_t, const karpenter::PodRefusal*> refusals_;
};

}  // namespace

void find_fixes(const model::Model& model, const karpenter::Options& options, const karpenter::Decision& decision,
                const std::vector<std::uint32_t>& representatives, std::vector<Pending>& groups) {
  if (decision.unplaced.empty()) return;
  Finder finder(model, options, decision);
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].counts) finder.find(representatives[i], groups[i]);
}

}  // namespace slipway::provision
