#pragma once

#include <string>

#include "components/component.h"
#include "components/parts/training_pods.h"

namespace slipway::components {

/// The same training as the object of each operator that can run it.
doc::Map train_job(const std::string& name, const spec::Training& training, const TrainingPods& pods);
doc::Map pytorch_job(const std::string& name, const spec::Training& training, const TrainingPods& pods);
doc::Map indexed_job(const std::string& name, const spec::Training& training, const TrainingPods& pods);
doc::Map ray_job(const std::string& name, const spec::Training& training, const TrainingPods& pods);

/// A TrainJob cannot say its pods' priority, only its runtime can: jobs with a priority have a runtime of their own,
/// which is like the chart's torch-distributed (kubeflow/trainer v2.3.0, manifests/base/runtimes) with that in it.
bool has_own_runtime(const spec::Training& training);
doc::Map training_runtime(const std::string& name, const spec::Training& training, const TrainingPods& pods);

/// Port on which rank 0 gathers the others (torchrun's own default).
inline constexpr std::int64_t kRendezvousPort = 29500;

}  // namespace slipway::components
