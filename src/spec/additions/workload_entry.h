#pragma once

#include "spec/additions/addition.h"

namespace slipway::spec::additions {

struct WorkloadWanted {
  Text name = {};
  Text kind = {};  // service, training, job, ray-cluster
  Text image = {};
  Text replicas = {};  // "2", or "1-4" of a service or of Ray's workers; of a training job its nodes
  Text devices = {};   // GPUs of each pod
  Text cpu = {}, memory = {}, name_space = {}, pool = {};
  Texts set = {};  // path=value
};

/// An entry of workloads, training or rayClusters. With GPUs it runs on the only pool (or group) that has some; with
/// several the person must say which.
Addition add_workload(const Platform& platform, const WorkloadWanted& wanted, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
