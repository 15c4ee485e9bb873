#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/type_labels.h"
#include "rules/unread_groups.h"
#include "rules/unset_labels.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Pods that ask for GPUs, daemons and those bound to a node left out.
template <class Say>
void each_gpu_pod(const View& view, Say say) {
  for (const PodView& pod : view.pods())
    if (pod.needs.gpus > 0 && !pod.is_daemon() && (*pod.pod->spec)["nodeName"].is_null()) say(pod);
}

/// Whether nodes of the pool may have the GPUs: of a pool of many kinds of types some do.
bool may_have_gpus(const Pool& pool, const PodView& pod) { return pool.is_gpu || pool.most_gpus() >= pod.needs.gpus; }

/// Pools whose labels suit the pod, whatever their taints; only such as may have its GPUs.
std::vector<const Pool*> labelled_gpu_pools(const View& view, const PodView& pod) {
  std::vector<const Pool*> out;
  for (const Pool& pool : view.pools())
    if (may_have_gpus(pool, pod) &&
        std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return may_carry(pool, one); }))
      out.push_back(&pool);
  return out;
}

/// A pod that both keep from each GPU pool: a taint, and a label of which no other rule says that no pool has it. Of
/// one that tolerates the taints of some pool FIT001 says what it lacks.
void say_both(const Subject& subject, const View& view, const PodView& pod, Findings& findings) {
  if (view.is_collection() || makes_unread_groups(subject) || subject::terraform_may_make(subject, "NodePool")) return;
  const Pool* nearest = nullptr;
  std::vector<const WantedLabel*> lacks;  // of the nearest
  for (const Pool& pool : view.pools()) {
    if (!may_have_gpus(pool, pod)) continue;
    if (!kube::first_untolerated_hard(pool.taints, pod.tolerations, kube::ComparisonOperators::Off)) return;
    std::vector<const WantedLabel*> unmet;
    for (const WantedLabel& one : pod.wants)
      if (!may_carry(pool, one)) unmet.push_back(&one);
    if (!nearest || unmet.size() < lacks.size()) {
      nearest = &pool;
      lacks = std::move(unmet);
    }
  }
  if (!nearest || !std::ranges::all_of(lacks, [&](const WantedLabel* one) { return is_unset_label(view, *one); }))
    return;
  const kube::Taint* taint =
      kube::first_untolerated_hard(nearest->taints, pod.tolerations, kube::ComparisonOperators::Off);
  std::vector<std::string> labels;
  for (const WantedLabel* one : lacks) labels.push_back(printable(one->to_string()));
  findings.say(Severity::Warning, pod.needs.gpu->where(),
               fmt::format("{} asks for GPUs, tolerates the taints of no GPU pool and selects labels of none",
                           title_of(*pod.pod->owner)),
               fmt::format("the nearest, NodePool {}, has {} and no node with {}", nearest->name(), taint->to_string(),
                           join(labels, ", ")),
               fmt::format("add a toleration of {}, and select labels that nodes of {} have", taint->to_string(),
                           nearest->name()));
}

void check_toleration(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  each_gpu_pod(view, [&](const PodView& pod) {
    if (pod.may_tolerate_more || has_wrong_toleration(pod)) return;
    if (std::ranges::any_of(view.pools_of(pod), [&](const Pool* pool) { return may_have_gpus(*pool, pod); })) return;
    if (std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return group.is_gpu && takes(group, pod); }))
      return;
    const auto pools = labelled_gpu_pools(view, pod);
    if (pools.empty()) return say_both(subject, view, pod, findings);
    const kube::Taint* first =
        kube::first_untolerated_hard(pools.front()->taints, pod.tolerations, kube::ComparisonOperators::Off);
    findings.say(pod.needs.gpu->where(),
                 fmt::format("{} asks for GPUs and tolerates the taints of no GPU pool", title_of(*pod.pod->owner)),
                 fmt::format("NodePool {} has {}", pools.front()->name(), first->to_string()));
  });
}

/// The requirement of a pool that bounds the GPUs of its nodes the closest; nullptr where none speaks of it.
const doc::Node* bound_of_gpus(const Pool& pool) {
  const auto find = [&](auto is_meant) -> const doc::Node* {
    for (const doc::Node& one : pool.requirements->items())
      if (is_meant(text_of(one["key"]))) return &one;
    return nullptr;
  };
  if (const auto* count = find([](std::string_view key) { return instance_word(key) == "gpu-count"; })) return count;
  if (const auto* type = find([](std::string_view key) { return key == "node.kubernetes.io/instance-type"; }))
    return type;
  return find([](std::string_view key) { return instance_word(key) == "size"; });
}

void check_count(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  std::vector<const Pool*> said;
  each_gpu_pod(view, [&](const PodView& pod) {
    if (pod.may_tolerate_more) return;
    const auto& pools = view.pools_of(pod);
    std::int64_t most = 0;
    const Pool* gpu_pool = nullptr;
    for (const Pool* pool : pools) {
      most = std::max(most, pool->most_gpus());
      if (pod.needs.gpus <= most) return;
      if (pool->is_gpu && !gpu_pool) gpu_pool = pool;
    }
    if (!gpu_pool) return;
    if (std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return group.is_gpu && takes(group, pod); }))
      return;
    findings.say(pod.needs.gpu->where(),
                 fmt::format("{} asks for {} GPUs, and no type of its pools has more than {}",
                             title_of(*pod.pod->owner), pod.needs.gpus, most),
                 fmt::format("NodePool {}", gpu_pool->name()));
    for (const Pool* pool : pools) {
      if (!pool->is_gpu || std::ranges::find(said, pool) != said.end()) continue;
      said.push_back(pool);
      if (const doc::Node* bound = bound_of_gpus(*pool))
        findings.say(key_place(*bound, "values"),
                     fmt::format("NodePool {} offers {} GPU{} a node at most", pool->name(), pool->most_gpus(),
                                 pool->most_gpus() == 1 ? "" : "s"),
                     fmt::format("{} asks for {}", title_of(*pod.pod->owner), pod.needs.gpus));
    }
  });
}

/// A pod that some pool lets in and whose types are all too small for what it asks besides GPUs.
void check_size(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  each_gpu_pod(view, [&](const PodView& pod) {
    if (pod.may_tolerate_more) return;
    const auto& pools = view.pools_of(pod);
    const PoolType* nearest = nullptr;  // enough GPUs, most memory
    for (const Pool* pool : pools) {
      if (!pool->is_gpu || !view.types_for(*pool, pod).empty()) return;
      for (const PoolType& type : pool->types)
        if (type.type->gpus >= pod.needs.gpus && type.cpu > 0 && (!nearest || type.memory > nearest->memory))
          nearest = &type;
    }
    if (!nearest) return;
    if (std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return group.is_gpu && takes(group, pod); }))
      return;
    const bool is_cpu = pod.needs.cpu > nearest->cpu;
    const bool is_memory = pod.needs.memory > nearest->memory;
    if (!is_cpu && !is_memory) return;
    const doc::Node* place = is_memory ? pod.needs.memory_place : pod.needs.cpu_place;
    findings.say(
        place ? place->where() : pod.needs.gpu->where(),
        fmt::format("{} fits on no type of its pools", title_of(*pod.pod->owner)),
        fmt::format("asks {} CPU and {}Gi; {} leaves {} and {}Gi", short_number(pod.needs.cpu), gib(pod.needs.memory),
                    nearest->type->name, short_number(nearest->cpu), gib(nearest->memory)));
  });
}

/// The cheapest type of the pod's pools that holds it; with what it costs.
struct Buy {
  const PoolType* type = nullptr;
  Money price;
};

Buy cheapest_for(const View& view, const PodView& pod, const std::vector<const Pool*>& pools) {
  Buy buy;
  for (const Pool* pool : pools)
    for (const PoolType* type : view.types_for(*pool, pod)) {
      const auto& price = type->price;
      if (price && (!buy.type || *price < buy.price)) buy = {type, *price};
    }
  return buy;
}

/// What is found once for pods that are alike in all that decides what they buy: their pools (which stand for what they
/// select and tolerate) and what they ask for.
template <class Found>
class OfAlike {
 public:
  template <class Find>
  const Found& of(const std::vector<const Pool*>& pools, const PodNeeds& needs, Find find) {
    const auto [at, is_new] = known_.try_emplace({&pools, needs.cpu, needs.memory, needs.gpus, needs.efa});
    if (is_new) at->second = find();
    return at->second;
  }

 private:
  std::map<std::tuple<const std::vector<const Pool*>*, double, double, std::int64_t, std::int64_t>, Found> known_;
};

bool is_selected(const PodView& pod, const catalog::InstanceType& type) {
  return std::ranges::all_of(pod.wants, [&](const WantedLabel& one) { return carries(type, one); });
}

/// How much more than the type has may be asked for to call it a little more.
constexpr double kLittle = 1.25;

/// The cheapest type that is a little too small for the pod, and cheaper than `buy`.
Buy a_size_below(const PodView& pod, const std::vector<const Pool*>& pools, const Buy& buy) {
  Buy instead;
  const PodNeeds& needs = pod.needs;
  for (const Pool* pool : pools)
    for (const PoolType& type : pool->types) {
      const bool has_room = needs.cpu <= type.cpu && needs.memory <= type.memory;
      const bool is_near = needs.cpu <= type.cpu * kLittle && needs.memory <= type.memory * kLittle;
      if (has_room || !is_near || needs.gpus > type.type->gpus || !is_selected(pod, *type.type)) continue;
      const auto& price = type.price;
      if (price && *price < buy.price && (!instead.type || *price < instead.price)) instead = {&type, *price};
    }
  return instead;
}

void check_next_size(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  OfAlike<std::pair<Buy, Buy>> choices;
  each_gpu_pod(view, [&](const PodView& pod) {
    const auto& pools = view.pools_of(pod);
    const PodNeeds& needs = pod.needs;
    const auto& [buy, instead] = choices.of(pools, needs, [&]() -> std::pair<Buy, Buy> {
      if (std::ranges::any_of(pools, [](const Pool* pool) { return !pool->is_gpu; })) return {};
      const Buy cheapest = cheapest_for(view, pod, pools);
      if (!cheapest.type) return {};
      return {cheapest, a_size_below(pod, pools, cheapest)};
    });
    if (!instead.type) return;
    const double saving = 1 - instead.price.approximate() / buy.price.approximate();
    if (saving < 0.1) return;
    const bool is_cpu = needs.cpu > instead.type->cpu && needs.cpu_place;
    const doc::Node* place = is_cpu ? needs.cpu_place : needs.memory_place;
    findings.say(
        place ? place->where() : needs.gpu->where(),
        fmt::format("{} asks a little more than {} has, and buys {}", title_of(*pod.pod->owner),
                    instead.type->type->name, buy.type->type->name),
        fmt::format("{} CPU and {}Gi of {} and {}Gi: ${}/h instead of ${}/h in {}", short_number(needs.cpu),
                    gib(needs.memory), short_number(instead.type->cpu), gib(instead.type->memory),
                    buy.price.to_string(2), instead.price.to_string(2), view.region()),
        fmt::format("ask for at most {} CPU and {}Gi: {:.0f} % less", static_cast<int>(instead.type->cpu - 0.5),
                    static_cast<int>(instead.type->memory / (1 << 30) * 0.92), saving * 100));
  });
}

void check_limit(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  OfAlike<Buy> choices;
  each_gpu_pod(view, [&](const PodView& pod) {
    if (!pod.needs.limit_place || pod.needs.memory_limit <= pod.needs.memory) return;
    const auto& pools = view.pools_of(pod);
    const Buy& buy = choices.of(pools, pod.needs, [&] { return cheapest_for(view, pod, pools); });
    if (!buy.type || buy.type->memory <= 0 || pod.needs.memory_limit <= buy.type->memory) return;
    findings.say(pod.needs.limit_place->where(),
                 fmt::format("the memory limit of {} is more than the node that its request buys has",
                             title_of(*pod.pod->owner)),
                 fmt::format("a request of {}Gi buys {} with {}Gi for pods", gib(pod.needs.memory),
                             buy.type->type->name, gib(buy.type->memory)));
  });
}

void check_zone_spread(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools()) return;
  each_gpu_pod(view, [&](const PodView& pod) {
    for (const doc::Node& one : (*pod.pod->spec)["topologySpreadConstraints"].items()) {
      if (!is_text(one["topologyKey"], "topology.kubernetes.io/zone") ||
          !is_text(one["whenUnsatisfiable"], "DoNotSchedule"))
        continue;
      const auto& pools = view.pools_of(pod);
      const auto spot =
          std::ranges::find_if(pools, [](const Pool* pool) { return pool->names_spot && pool->zones.size() != 1; });
      if (spot == pools.end()) continue;
      findings.say(
          key_place(one, "whenUnsatisfiable"),
          fmt::format("{} must spread over zones, and its GPU pool is Spot", title_of(*pod.pod->owner)),
          fmt::format("a zone without Spot capacity for NodePool {} stops the scaling; traffic between zones is "
                      "paid both ways",
                      (*spot)->name()));
    }
  });
}

void check_hugepages(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty() || !view.groups().empty() || makes_unread_groups(subject)) return;
  for (const PodView& pod : view.pods())
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items())
      for (const doc::Member& limit : container["resources"]["limits"].members())
        if (limit.key.text().starts_with("hugepages-"))
          findings.say(view.is_collection() ? Severity::Warning : Severity::Error, limit.key.where(),
                       fmt::format("{} asks for {}, which no node of Karpenter has", title_of(*pod.pod->owner),
                                   limit.key.text()),
                       "EC2 types carry no hugepages in Karpenter's eyes: the pod is never provisioned for");
}

/// The NVIDIA runtime gives a container the GPUs that this variable names, whether the device plugin did or not.
void check_taken(const Subject& subject, Findings& findings) {
  constexpr std::string_view kVariable = "NVIDIA_VISIBLE_DEVICES";
  for (const PodView& pod : view_of(subject).pods()) {
    if (pod.is_daemon()) continue;
    each_container(*pod.pod->spec, [&](const doc::Node& container) {
      const std::string_view value = text_of(variable(container, kVariable)["value"]);
      const doc::Node& resources = container["resources"];
      const bool asks = std::ranges::any_of(resources["limits"].members(), [](const doc::Member& one) {
        return one.key.text().starts_with("nvidia.com/");
      });
      if (value.empty() || value == "none" || value == "void" || asks || resources["claims"].size() > 0) return;
      findings.say(variable(container, kVariable)["value"].where(),
                   fmt::format("container {} takes GPUs that nobody gave it", text_of(container["name"])),
                   fmt::format("{} asks for none", title_of(*pod.pod->owner)));
    });
  }
}

constexpr Rule kRules[] = {
    {"GPU001", "X-004-30", Severity::Error, "a pod that asks for more GPUs than a node of its pools has",
     "A pod runs on one node. When no type of the pools that let it in has so many GPUs it waits for ever.",
     "ask for fewer GPUs, or require instance-gpu-count in the pool", "the catalogue; karpenter 1.14.1, scheduling",
     check_count},
    {"GPU002", "", Severity::Error, "a GPU pod that tolerates no GPU pool",
     "Every pool with GPUs that its node selector leaves is tainted; the pod waits for ever. A warning where it "
     "selects "
     "labels of no pool besides. What a queue's flavours or a Trainer's runtime add counts; of a pod that somebody "
     "else "
     "lets go (scheduling gates, a suspended job, a queue that is not here) nothing is said.",
     "add the toleration: {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}",
     "kubernetes docs, taints and tolerations", check_toleration},
    {"GPU003", "", Severity::Error, "a GPU pod that is too large for every type of its pools",
     "What the system keeps of a node is not for pods: a request of all CPU or memory of a type does not fit on it.",
     "ask for what the type leaves for pods", "karpenter-provider-aws 1.14.1, pkg/providers/instancetype/types.go",
     check_size},
    {"GPU004", "X-004-31 X-004-79", Severity::Warning, "a request that buys the next larger machine for a little more",
     "Karpenter buys the cheapest type that holds the whole request. A request slightly above what a type leaves for "
     "pods "
     "buys the next one, at up to double the price and with the same GPUs.",
     "ask for a little less", "the catalogue: allocatable by karpenter-provider-aws 1.14.1, and prices",
     check_next_size},
    {"GPU005", "X-002-11", Severity::Warning, "a memory limit beyond the node that the request buys",
     "Nodes are bought by requests. Above what the node has the limit holds nothing back: the node runs out of memory "
     "and "
     "kills what it likes.",
     "set the limit to the request, and both to what the pod needs", "kubernetes docs, node-pressure eviction",
     check_limit},
    {"GPU006", "X-004-122", Severity::Warning, "GPU pods that must spread over zones on Spot",
     "DoNotSchedule makes a zone without Spot GPUs stop the scaling in all of them.",
     "use ScheduleAnyway, or allow on-demand in the pool", "kubernetes docs, topology spread constraints",
     check_zone_spread},
    {"GPU007", "", Severity::Error, "hugepages asked of Karpenter",
     "Karpenter 1.14.1 gives EC2 types no hugepages capacity: a pod that asks for them fits no type.",
     "drop the request (FI_EFA_USE_HUGE_PAGE=0), or run it on a managed node group",
     "karpenter-provider-aws 1.14.1, pkg/providers/instancetype/types.go", check_hugepages},
    {"GPU008", "", Severity::Warning, "GPUs taken past the scheduler",
     "With NVIDIA_VISIBLE_DEVICES the container runtime hands over GPUs that the device plugin counts as free, or that "
     "another pod has: both run out of memory, and no node is bought for them.",
     "ask for nvidia.com/gpu in limits, and leave the variable to the device plugin",
     "NVIDIA k8s-device-plugin, README (DEVICE_LIST_STRATEGY; unprivileged access)", check_taken},
};

}  // namespace

std::span<const Rule> gpu_pod_rules() { return kRules; }

}  // namespace slipway::rules
