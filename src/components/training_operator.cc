#include <algorithm>

#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

namespace slipway::components {

namespace {

/// Kubeflow Trainer v2, with JobSet and the runtime that distributes PyTorch; the chart brings no runtime by itself.
void expand(Expansion& in) {
  const auto tolerations = chart_values::on_system_nodes(in.platform);
  add_namespace_of_chart(in, "kubeflow-system", "baseline", "the chart's installer of runtimes runs as root");
  in.add_release("kubeflow-trainer", "kubeflow-system",
                 {{"manager", doc::Map{{"tolerations", tolerations}}},
                  {"jobset", doc::Map{{"install", true}, {"controller", doc::Map{{"tolerations", tolerations}}}}},
                  {"runtimes", doc::Map{{"torchDistributed", doc::Map{{"enabled", true}}},
                                        {"installer", doc::Map{{"tolerations", tolerations}}}}}})
      .brings = {"trainer.kubeflow.org", "jobset.x-k8s.io"};
  check_deployments_of_release(in, "kubeflow-trainer", "kubeflow-system");
  in.add_check(
      "jobs find the runtime they name",
      platform::KubernetesQuestion{"trainer.kubeflow.org/v1alpha1", "ClusterTrainingRuntime", "", "torch-distributed"},
      {"metadata.name"});
}

bool wanted(const spec::Platform& platform) {
  return std::ranges::any_of(platform.training.entries, [](const auto& entry) {
    return entry.value.with.value == spec::TrainingOperator::TrainJob;
  });
}

}  // namespace

extern const Component training_operator = {"training-operator",
                                            "Kubeflow Trainer: distributed training as TrainJobs",
                                            Stage::Controllers,
                                            {},
                                            wanted,
                                            nullptr,
                                            expand};

}  // namespace slipway::components
