#include "components/parts/chart_values.h"

#include "components/parts/placement.h"

namespace slipway::components::chart_values {

namespace {

doc::Map expression(std::string_view key, std::string_view op, const std::vector<std::string>& values) {
  doc::List list;
  for (const auto& value : values) list.add(value);
  return {{"key", key}, {"operator", op}, {"values", std::move(list)}};
}

}  // namespace

doc::List only(doc::Value item) {
  doc::List list;
  list.add(std::move(item));
  return list;
}

doc::List on_system_nodes(const spec::Platform& platform) { return controller_placement(platform).tolerations; }
doc::List on_all_nodes() { return only(doc::Map{{"operator", "Exists"}}); }

doc::Map on_nvidia_nodes(const std::vector<std::string>& not_on_pools, const std::vector<std::string>& not_on_groups) {
  doc::List expressions;
  expressions.add(expression("nvidia.com/gpu.present", "In", {"true"}));
  expressions.add(expression("eks.amazonaws.com/compute-type", "NotIn", {"auto"}));
  if (!not_on_pools.empty()) expressions.add(expression("karpenter.sh/nodepool", "NotIn", not_on_pools));
  if (!not_on_groups.empty()) expressions.add(expression(kNodeGroupLabel, "NotIn", not_on_groups));
  const doc::Map terms{{"nodeSelectorTerms", only(doc::Map{{"matchExpressions", std::move(expressions)}})}};
  return {{"nodeAffinity", doc::Map{{"requiredDuringSchedulingIgnoredDuringExecution", terms}}}};
}

bool has_prometheus(const Expansion& in) { return in.is_active("kube-prometheus-stack"); }

}  // namespace slipway::components::chart_values
