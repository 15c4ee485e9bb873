#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cost/node_shape.h"
#include "kube/objects/pod.h"
#include "platform/graph.h"

namespace slipway::cost {

/// Pods alike that stand for ever: replicas of a Deployment, StatefulSet, RayCluster group … Jobs and training runs
/// are not among them: they are what makes a platform busy. DaemonSets are not either.
struct PodGroup {
  std::string name;  // "Deployment default/llm"
  const platform::Object* object = nullptr;
  kube::PodTemplate pods;
  std::string name_space;
  std::int64_t idle = 0, maximum = 0;  // replicas: least and most that its autoscaler allows
  Resources requests;                  // of one pod; pods is 1
  bool one_per_node = false;           // its own anti-affinity on the hostname
};

/// How many replicas there may be.
struct Replicas {
  std::int64_t idle = 1, maximum = 1;  // when nobody uses it, and the most
};

/// The ScaledObjects and HorizontalPodAutoscalers of a graph, by what they scale.
class Autoscaling {
 public:
  explicit Autoscaling(const platform::Graph& graph);
  /// What its autoscaler allows; without one, as written.
  Replicas replicas_of(const platform::Object& object) const;

 private:
  std::map<std::string, Replicas, std::less<>> by_target_;
};

/// In the graph's order.
std::vector<PodGroup> pod_groups(const platform::Graph& graph, const Autoscaling& autoscaling);

}  // namespace slipway::cost
