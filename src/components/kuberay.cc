#include <algorithm>

#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

namespace slipway::components {

namespace {

void expand(Expansion& in) {
  add_namespace_of_chart(in, "kuberay-operator", "restricted");
  in.add_release("kuberay-operator", "kuberay-operator",
                 {{"tolerations", chart_values::on_system_nodes(in.platform)},
                  {"metrics", doc::Map{{"serviceMonitor", doc::Map{{"enabled", chart_values::has_prometheus(in)}}}}}})
      .brings = {"ray.io"};
  check_deployment(in, "kuberay-operator", "kuberay-operator");
}

bool wanted(const spec::Platform& platform) {
  return !platform.ray_clusters.empty() || std::ranges::any_of(platform.training.entries, [](const auto& entry) {
    return entry.value.with.value == spec::TrainingOperator::RayJob;
  });
}

}  // namespace

extern const Component kuberay = {
    "kuberay", "operator of Ray clusters, jobs and services", Stage::Controllers, {}, wanted, nullptr, expand};

}  // namespace slipway::components
