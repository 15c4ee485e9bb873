#pragma once

#include <string>

#include "components/component.h"

namespace slipway::components {

/// What each node of a training job runs, whatever operator starts it.
struct TrainingPods {
  std::string image, service_account;
  doc::List command;           // empty: the image's
  doc::List env;               // the user's, then CHECKPOINT_URI, CHECKPOINT_EVERY_STEPS and what EFA needs
  doc::Map resources;          // with vpc.amazonaws.com/efa when the job uses EFA
  std::int64_t processes = 1;  // one for each device
  doc::Map node_selector, affinity, annotations;
  doc::List tolerations, volumes, mounts;
};
TrainingPods training_pods(const Expansion& in, const std::string& name, const spec::Training& training);

/// A pod of it in full: not disturbed of anybody's own will, in one zone with its peers, 110 s to write a checkpoint
/// when Spot gives its two minutes' notice.
doc::Map pod_of(const spec::Training& training, const TrainingPods& pods, const std::string& container_name);

/// Seconds that a pod has after it is told to stop: what is left of Spot's notice.
inline constexpr std::int64_t kNoticeSeconds = 110;

/// "train" of the labels that a job's pods carry.
doc::Map training_labels(const std::string& name);

}  // namespace slipway::components
