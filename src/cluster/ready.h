#pragma once

#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::cluster {

struct Readiness {
  enum class State { Ready, NotYet, Failed };  // Failed: it will not come of itself
  State state = State::Ready;
  std::string why = {};  // of the other two: "2 of 3 replicas are available"

  bool is_ready() const { return state == State::Ready; }
  friend bool operator==(const Readiness&, const Readiness&) = default;
};

/// Whether a live object is in the state that it asks for. By kind as sigs.k8s.io/cli-utils pkg/kstatus and kubectl
/// rollout status judge: Deployment, StatefulSet, DaemonSet, ReplicaSet, Pod, Job, PersistentVolumeClaim, Namespace,
/// CustomResourceDefinition, APIService, Service of type LoadBalancer. All other kinds: an observedGeneration behind
/// the generation is NotYet; a condition `Ready` (NodePool, Certificate, ExternalSecret, InferenceService …) decides;
/// `Stalled` True is Failed, `Reconciling` True is NotYet; else Ready. An object that is being deleted is NotYet.
/// A claim whose class waits for its first pod never binds of itself: to be left out by whoever knows the class.
Readiness readiness(const doc::Node& object);
/// The same of an object that does not say its kind: items of lists do not.
Readiness readiness(std::string_view group, std::string_view kind, const doc::Node& object);

}  // namespace slipway::cluster
