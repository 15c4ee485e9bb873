#include <algorithm>

#include "components/component.h"
#include "components/parts/live_checks.h"
#include "components/parts/node_class.h"
#include "components/parts/pool_types.h"

/// NodePools and their node classes, out of their short form: for Karpenter, or for EKS Auto Mode, whose Karpenter has
/// node classes and instance labels of its own.
namespace slipway::components {

namespace {

bool is_auto(const spec::Platform& platform) { return pools_are_auto_modes(platform); }

doc::Value at(doc::Value value, SourceRange where) { return value.from(where); }

doc::List texts(const spec::Texts& from) {
  doc::List list;
  for (const auto& text : from) list.add(at(text.value, text.where));
  return list;
}

std::string_view capacity_word(spec::Capacity capacity) {
  switch (capacity) {
    case spec::Capacity::Spot:
      return "spot";
    case spec::Capacity::Reserved:
    case spec::Capacity::CapacityBlock:
      return "reserved";
    case spec::Capacity::OnDemand:
      break;
  }
  return "on-demand";
}

class Requirements {
 public:
  explicit Requirements(const spec::Platform& platform)
      : instance_(is_auto(platform) ? "eks.amazonaws.com/" : "karpenter.k8s.aws/") {}

  doc::List build(const spec::NodePool& pool) {
    doc::List capacities;
    for (const auto& capacity : pool.capacity) {
      const auto word = capacity_word(capacity.value);
      const bool known =
          std::ranges::any_of(capacities.items(), [&](const auto& one) { return *one.string() == word; });
      if (!known) capacities.add(at(word, capacity.where));
    }
    in("karpenter.sh/capacity-type", std::move(capacities));
    in("kubernetes.io/arch", texts(pool.architectures));
    doc::List linux;
    linux.add("linux");
    in("kubernetes.io/os", std::move(linux));
    in(instance_ + "instance-family", texts(pool.families));
    in(instance_ + "instance-size", texts(pool.sizes));
    in("node.kubernetes.io/instance-type", texts(pool.instance_types));
    in("topology.kubernetes.io/zone", texts(pool.zones));
    if (pool.min_gpus.value > 0) compare("Gt", pool.min_gpus.value - 1, pool.min_gpus.where);
    if (pool.max_gpus.value > 0) compare("Lt", pool.max_gpus.value + 1, pool.max_gpus.where);
    if (pool.requirements)
      for (const auto& native : pool.requirements->items()) list_.add(doc::Value(native));
    return std::move(list_);
  }

 private:
  void in(std::string_view key, doc::List values) {
    if (values.empty()) return;
    const SourceRange first = values.items().front().where();
    list_.add(doc::Map{{"key", key}, {"operator", "In"}, {"values", at(std::move(values), first)}});
  }

  void compare(const char* how, std::int64_t count, SourceRange where) {
    doc::List values;
    values.add(std::to_string(count));
    list_.add(at(doc::Map{{"key", instance_ + "instance-gpu-count"}, {"operator", how}, {"values", std::move(values)}},
                 where));
  }

  std::string instance_;
  doc::List list_;
};

doc::List taints(const std::vector<spec::Taint>& from) {
  doc::List list;
  for (const auto& taint : from) {
    doc::Map made{{"key", taint.key.value}};
    if (!taint.value.value.empty()) made.set("value", taint.value.value);
    made.set("effect", taint.effect.value);
    list.add(at(std::move(made), taint.where));
  }
  return list;
}

doc::Map node_class_ref(const spec::Platform& platform, const spec::Text& name) {
  if (is_auto(platform))
    return {{"group", "eks.amazonaws.com"}, {"kind", "NodeClass"}, {"name", at(name.value, name.where)}};
  return {{"group", "karpenter.k8s.aws"}, {"kind", "EC2NodeClass"}, {"name", at(name.value, name.where)}};
}

doc::Map pool_template(const spec::Platform& platform, const spec::NodePool& pool) {
  doc::Map labels;
  // The device plugin's DaemonSet looks for it, and Karpenter waits for the plugin before a GPU node counts as ready.
  if (has_only_nvidia_types(pool)) labels.set("nvidia.com/gpu.present", "true");
  for (const auto& [key, value] : pool.labels) labels.set(key.value, at(value.value, value.where));
  doc::Map spec{{"nodeClassRef", node_class_ref(platform, pool.node_class)},
                {"requirements", Requirements(platform).build(pool)}};
  if (!pool.taints.empty()) spec.set("taints", taints(pool.taints));
  if (!pool.startup_taints.empty()) spec.set("startupTaints", taints(pool.startup_taints));
  const auto& disruption = pool.disruption;
  spec.set("expireAfter", at(disruption.expire_after.value, disruption.expire_after.where));
  const auto& grace = disruption.termination_grace_period;
  if (!grace.value.empty()) spec.set("terminationGracePeriod", at(grace.value, grace.where));
  doc::Map made;
  if (!labels.empty()) made.set("metadata", doc::Map{{"labels", std::move(labels)}});
  made.set("spec", std::move(spec));
  return made;
}

doc::Map disruption(const spec::PoolDisruption& from) {
  doc::Map made{{"consolidationPolicy", at(from.policy.value, from.policy.where)},
                {"consolidateAfter", at(from.after.value, from.after.where)}};
  doc::List budgets;
  for (const auto& budget : from.budgets) {
    doc::Map one{{"nodes", at(budget.nodes.value, budget.nodes.where)}};
    if (!budget.reasons.empty()) one.set("reasons", texts(budget.reasons));
    if (!budget.schedule.value.empty()) one.set("schedule", at(budget.schedule.value, budget.schedule.where));
    if (!budget.duration.value.empty()) one.set("duration", at(budget.duration.value, budget.duration.where));
    budgets.add(at(std::move(one), budget.where));
  }
  if (!budgets.empty()) made.set("budgets", std::move(budgets));
  return made;
}

void add_pool(Expansion& in, const spec::Located<std::string>& name, const spec::NodePool& pool) {
  doc::Map spec{{"template", pool_template(in.platform, pool)}, {"disruption", disruption(pool.disruption)}};
  doc::Map limits;
  for (const auto& [resource, most] : pool.limits) limits.set(resource.value, at(most.value.to_string(), most.where));
  if (!limits.empty()) spec.set("limits", at(std::move(limits), pool.limits.begin()->name.where));
  if (pool.replicas.written)
    spec.set("replicas", at(pool.replicas.value, pool.replicas.where));
  else if (pool.weight.value > 0)
    spec.set("weight", at(pool.weight.value, pool.weight.where));
  in.add_object({{"apiVersion", "karpenter.sh/v1"},
                 {"kind", "NodePool"},
                 {"metadata", doc::Map{{"name", at(name.value, name.where)}}},
                 {"spec", std::move(spec)}},
                name.where ? name.where : pool.where);
  check_condition(in, "NodePool " + name.value + " is ready", {"karpenter.sh/v1", "NodePool", "", name.value}, "Ready");
  check_taints(in, "pool " + name.value, pool.taints, "karpenter.sh/nodepool=" + name.value);
}

/// `default` is there as soon as a pool asks for it, or no class is described at all. Beside Auto Mode's own pools EKS
/// has made one of that name.
bool needs_default_class(const spec::Platform& platform) {
  if (platform.node_classes.find("default")) return false;
  if (is_auto(platform) && !platform.cluster.auto_node_pools.empty()) return false;
  return platform.node_classes.empty() || std::ranges::any_of(platform.node_pools, [](const auto& pool) {
           return pool.value.node_class.value == "default";
         });
}

void expand_node_pools(Expansion& in) {
  for (const auto& [name, node_class] : in.platform.node_classes) add_node_class(in, name, node_class);
  if (needs_default_class(in.platform)) add_node_class(in, std::string("default"), {});
  for (const auto& [name, pool] : in.platform.node_pools) add_pool(in, name, pool);
}

bool is_wanted(const spec::Platform& platform) {
  return !platform.node_pools.empty() || !platform.node_classes.empty();
}

}  // namespace

extern const Component node_pools = {
    "node-pools",       "what Karpenter (or Auto Mode) may buy: NodePools and node classes",
    Stage::Controllers, {},
    is_wanted,          nullptr,
    expand_node_pools};

}  // namespace slipway::components
