#include "cluster/ready.h"

#include <fmt/core.h>

#include <optional>

#include "cluster/pod_state.h"

namespace slipway::cluster {

namespace {

using State = Readiness::State;

Readiness ready() { return {}; }
Readiness not_yet(std::string why) { return {State::NotYet, std::move(why)}; }
Readiness failed(std::string why) { return {State::Failed, std::move(why)}; }

std::int64_t count(const doc::Node& node, std::int64_t otherwise = 0) {
  return node.kind() == doc::Kind::Int ? node.integer() : otherwise;
}

const doc::Node& condition(const doc::Node& object, std::string_view type) {
  static const doc::Node absent;
  for (const doc::Node& one : object["status"]["conditions"].items())
    if (one["type"].text() == type) return one;
  return absent;
}

bool is_true(const doc::Node& one) { return one["status"].text() == "True"; }
bool is_false(const doc::Node& one) { return one["status"].text() == "False"; }

/// "reason: message", or what there is of them.
std::string said(const doc::Node& one) {
  const std::string reason(one["reason"].text()), message(one["message"].text());
  if (message.empty()) return reason.empty() ? "it does not say why" : reason;
  return reason.empty() || message.starts_with(reason) ? message : reason + ": " + message;
}

std::string of(std::int64_t have, std::int64_t want, const char* what) {
  return fmt::format("{} of {} {}", have, want, what);
}

/// The controller has not seen what we wrote; where it always says what it saw, silence is the same.
std::optional<Readiness> unobserved(const doc::Node& object, bool must_say) {
  const doc::Node& generation = object["metadata"]["generation"];
  const doc::Node& observed = object["status"]["observedGeneration"];
  const bool is_said = observed.kind() == doc::Kind::Int;
  if (!is_said && !must_say) return std::nullopt;
  if (is_said && (generation.kind() != doc::Kind::Int || observed.integer() >= generation.integer()))
    return std::nullopt;
  return not_yet("its controller has not seen the change yet");
}

Readiness deployment(const doc::Node& object) {
  if (const auto waits = unobserved(object, true)) return *waits;
  const doc::Node& status = object["status"];
  const doc::Node& progressing = condition(object, "Progressing");
  if (progressing["reason"].text() == "ProgressDeadlineExceeded") return failed(said(progressing));
  const std::int64_t wanted = count(object["spec"]["replicas"], 1);
  const std::int64_t updated = count(status["updatedReplicas"]), all = count(status["replicas"]);
  if (updated < wanted) {
    const doc::Node& failure = condition(object, "ReplicaFailure");
    return not_yet(of(updated, wanted, "replicas are updated") + (is_true(failure) ? " (" + said(failure) + ")" : ""));
  }
  if (all > updated) return not_yet(fmt::format("{} old replicas are still there", all - updated));
  if (all > wanted) return not_yet(fmt::format("{} replicas too many are still there", all - wanted));
  const std::int64_t available = count(status["availableReplicas"]);
  if (available < wanted) return not_yet(of(available, wanted, "replicas are available"));
  if (object["spec"]["progressDeadlineSeconds"].kind() == doc::Kind::Int && progressing.is_map() &&
      !(is_true(progressing) && progressing["reason"].text() == "NewReplicaSetAvailable") &&
      progressing["reason"].text() != "DeploymentPaused")
    return not_yet("the new ReplicaSet is not complete: " + said(progressing));
  return ready();
}

Readiness stateful_set(const doc::Node& object) {
  if (const auto waits = unobserved(object, true)) return *waits;
  const doc::Node& strategy = object["spec"]["updateStrategy"];
  const doc::Node& status = object["status"];
  const std::int64_t wanted = count(object["spec"]["replicas"], 1), ready_ones = count(status["readyReplicas"]);
  if (ready_ones < wanted) return not_yet(of(ready_ones, wanted, "replicas are ready"));
  if (count(status["replicas"]) > wanted)
    return not_yet(fmt::format("{} replicas too many are still there", count(status["replicas"]) - wanted));
  if (strategy["type"].text() == "OnDelete") return ready();
  const std::int64_t partition = count(strategy["rollingUpdate"]["partition"]);
  const std::int64_t updated = count(status["updatedReplicas"]);
  const bool is_one_revision = status["currentRevision"].text() == status["updateRevision"].text();
  if (!is_one_revision && updated < wanted - partition)
    return not_yet(of(updated, wanted - partition, "replicas are updated"));
  const std::int64_t available = count(status["availableReplicas"], wanted);
  if (available < wanted) return not_yet(of(available, wanted, "replicas are available"));
  return ready();
}

Readiness daemon_set(const doc::Node& object) {
  if (const auto waits = unobserved(object, true)) return *waits;
  const doc::Node& status = object["status"];
  const std::int64_t wanted = count(status["desiredNumberScheduled"]);
  if (object["spec"]["updateStrategy"]["type"].text() != "OnDelete") {
    const std::int64_t updated = count(status["updatedNumberScheduled"]);
    if (updated < wanted) return not_yet(of(updated, wanted, "nodes have the new pod"));
  }
  const std::int64_t available = count(status["numberAvailable"]);
  if (available < wanted) return not_yet(of(available, wanted, "pods are available"));
  return ready();
}

Readiness replica_set(const doc::Node& object) {
  if (const auto waits = unobserved(object, true)) return *waits;
  const std::int64_t wanted = count(object["spec"]["replicas"], 1);
  const std::int64_t available = count(object["status"]["availableReplicas"]);
  if (const doc::Node& failure = condition(object, "ReplicaFailure"); is_true(failure)) return not_yet(said(failure));
  if (available < wanted) return not_yet(of(available, wanted, "replicas are available"));
  if (count(object["status"]["replicas"]) > wanted)
    return not_yet(fmt::format("{} replicas too many are still there", count(object["status"]["replicas"]) - wanted));
  return ready();
}

Readiness pod(const doc::Node& object) {
  const std::string_view phase = object["status"]["phase"].text();
  if (phase == "Succeeded") return ready();
  if (phase == "Failed") return failed(pod_trouble(object));
  if (phase == "Running" && is_true(condition(object, "Ready"))) return ready();
  return not_yet(pod_trouble(object));
}

Readiness job(const doc::Node& object) {
  if (is_true(condition(object, "Complete"))) return ready();
  if (const doc::Node& failure = condition(object, "Failed"); is_true(failure)) return failed(said(failure));
  if (is_true(condition(object, "Suspended")) || object["spec"]["suspend"].boolean()) return not_yet("it is suspended");
  const doc::Node& status = object["status"];
  if (!status.find("startTime")) return not_yet("it has not started");
  const std::int64_t wanted = count(object["spec"]["completions"], 1);
  std::string why = of(count(status["succeeded"]), wanted, "pods have succeeded");
  if (const auto failures = count(status["failed"])) why += fmt::format(", {} failed", failures);
  return not_yet(std::move(why));
}

Readiness claim(const doc::Node& object) {
  const std::string_view phase = object["status"]["phase"].text();
  if (phase == "Bound") return ready();
  if (phase == "Lost") return failed("its volume is gone");
  return not_yet("it has no volume yet");
}

Readiness space(const doc::Node& object) {
  if (object["status"]["phase"].text() == "Active") return ready();
  return not_yet("it is not active yet");
}

Readiness definition(const doc::Node& object) {
  if (const doc::Node& names = condition(object, "NamesAccepted"); is_false(names)) return failed(said(names));
  const doc::Node& established = condition(object, "Established");
  if (is_true(established)) return ready();
  if (is_false(established) && established["reason"].text() != "Installing") return failed(said(established));
  return not_yet("it is not established yet");
}

Readiness api_service(const doc::Node& object) {
  const doc::Node& available = condition(object, "Available");
  if (is_true(available)) return ready();
  return not_yet(available.is_absent() ? "nobody has looked whether its server answers" : said(available));
}

Readiness service(const doc::Node& object) {
  if (object["spec"]["type"].text() != "LoadBalancer") return ready();
  if (object["status"]["loadBalancer"]["ingress"].size() > 0) return ready();
  return not_yet("it has no load balancer yet");
}

Readiness generic(const doc::Node& object) {
  if (const auto waits = unobserved(object, false)) return *waits;
  if (const doc::Node& stalled = condition(object, "Stalled"); is_true(stalled)) return failed(said(stalled));
  if (const doc::Node& busy = condition(object, "Reconciling"); is_true(busy)) return not_yet(said(busy));
  const doc::Node& is_ready = condition(object, "Ready");
  if (is_ready.is_absent() || is_true(is_ready)) return ready();
  const doc::Node& observed = is_ready["observedGeneration"];
  if (observed.kind() == doc::Kind::Int && observed.integer() < count(object["metadata"]["generation"]))
    return not_yet("its controller has not seen the change yet");
  return not_yet(said(is_ready));
}

/// Kinds whose controllers always set Ready: without it none has looked yet. An empty kind: all of the group.
struct Says {
  std::string_view group, kind;
};
constexpr Says kSayReady[] = {
    {"karpenter.sh", "NodePool"},
    {"karpenter.sh", "NodeClaim"},
    {"karpenter.k8s.aws", "EC2NodeClass"},
    {"eks.amazonaws.com", "NodeClass"},
    {"cert-manager.io", "Certificate"},
    {"cert-manager.io", "Issuer"},
    {"cert-manager.io", "ClusterIssuer"},
    {"external-secrets.io", "ExternalSecret"},
    {"external-secrets.io", "SecretStore"},
    {"external-secrets.io", "ClusterSecretStore"},
    {"keda.sh", "ScaledObject"},
    {"keda.sh", "ScaledJob"},
    {"serving.kserve.io", "InferenceService"},
};

struct Judge {
  std::string_view group, kind;
  Readiness (*judge)(const doc::Node&);
};
constexpr Judge kJudges[] = {
    {"apps", "Deployment", deployment},
    {"apps", "StatefulSet", stateful_set},
    {"apps", "DaemonSet", daemon_set},
    {"apps", "ReplicaSet", replica_set},
    {"", "Pod", pod},
    {"batch", "Job", job},
    {"", "PersistentVolumeClaim", claim},
    {"", "Namespace", space},
    {"", "Service", service},
    {"apiextensions.k8s.io", "CustomResourceDefinition", definition},
    {"apiregistration.k8s.io", "APIService", api_service},
};

}  // namespace

Readiness readiness(std::string_view group, std::string_view kind, const doc::Node& object) {
  if (object["metadata"]["deletionTimestamp"].is_string()) return not_yet("it is being deleted");
  for (const Judge& one : kJudges)
    if (one.group == group && one.kind == kind) return one.judge(object);
  for (const Says& one : kSayReady)
    if (one.group == group && one.kind == kind && condition(object, "Ready").is_absent())
      return not_yet("its controller has said nothing of it yet: does it run?");
  return generic(object);
}

Readiness readiness(const doc::Node& object) {
  const std::string_view version = object["apiVersion"].text();
  const auto slash = version.find('/');
  return readiness(slash == version.npos ? std::string_view() : version.substr(0, slash), object["kind"].text(),
                   object);
}

}  // namespace slipway::cluster
