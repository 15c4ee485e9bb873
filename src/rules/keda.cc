#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "doc/value.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

template <class Check>
void each_trigger(const Subject& subject, Check check) {
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh"))
    for (const doc::Node& trigger : (*object->node)["spec"]["triggers"].items()) check(*object, trigger);
}

/// The object that a scaler scales, when it is among those read.
const kube::Object* target_of(const Subject& subject, const kube::Object& scaler) {
  const doc::Node& reference = (*scaler.node)["spec"]["scaleTargetRef"];
  const std::string_view kind = text_of(reference["kind"]);
  return subject.find(kind.empty() ? "Deployment" : kind, scaler.ns, text_of(reference["name"]));
}

void check_cloudwatch(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const doc::Node& trigger) {
    const doc::Node& metadata = trigger["metadata"];
    if (text_of(trigger["type"]) != "aws-cloudwatch" || metadata.find("expression")) return;
    if (metadata.find("dimensionName") && metadata.find("dimensionValue")) return;
    findings.say(trigger["type"].where(), "an aws-cloudwatch trigger without dimensions and without an expression",
                 "KEDA refuses the whole ScaledObject: none of its triggers works");
  });
}

void check_pending(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const doc::Node& trigger) {
    const doc::Node& metadata = trigger["metadata"];
    if (!text_of(trigger["type"]).starts_with("redis") || !metadata.find("consumerGroup")) return;
    if (!metadata.find("pendingEntriesCount") || metadata.find("lagCount")) return;
    findings.say(key_place(metadata, "pendingEntriesCount"),
                 "pendingEntriesCount does not see tasks that nobody has taken",
                 metadata.find("streamLength") ? "and streamLength is ignored beside consumerGroup" : "");
  });
}

/// Variables of a container; nullptr when some come from where we do not look (envFrom).
bool has_variable(const doc::Node& container, std::string_view name) {
  if (container["envFrom"].size() > 0) return true;
  return std::ranges::any_of(container["env"].items(),
                             [&](const doc::Node& one) { return text_of(one["name"]) == name; });
}

void check_from_env(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& scaler, const doc::Node& trigger) {
    const kube::Object* target = target_of(subject, scaler);
    if (!target) return;
    const auto pods = subject.pods_of(*target);
    if (pods.empty() || (*pods[0].spec)["containers"].size() == 0) return;
    const std::string_view wanted = text_of((*scaler.node)["spec"]["scaleTargetRef"]["envSourceContainerName"]);
    const auto containers = (*pods[0].spec)["containers"].items();
    const doc::Node* container = &containers[0];
    for (const doc::Node& one : containers)
      if (!wanted.empty() && text_of(one["name"]) == wanted) container = &one;
    for (const doc::Member& member : trigger["metadata"].members()) {
      if (!member.key.text().ends_with("FromEnv") || has_variable(*container, text_of(member.value))) continue;
      findings.say(member.value.where(),
                   fmt::format("{} {} is not in the environment of {} {}", member.key.text(), text_of(member.value),
                               target->kind, target->name),
                   fmt::format("container {} sets no such variable", text_of((*container)["name"])));
    }
  });
}

/// The value of a variable of this text in the pods of an object; nullptr when there is none.
const doc::Node* value_in(const Subject& subject, const kube::Object& owner, std::string_view text) {
  for (const subject::PodTemplate& pod : subject.pods_of(owner))
    for (const doc::Node& container : (*pod.spec)["containers"].items())
      for (const doc::Node& one : container["env"].items())
        if (text_of(one["value"]) == text) return &one["value"];
  return nullptr;
}

void check_shared_stream(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& scaler, const doc::Node& trigger) {
    const std::string_view stream = text_of(trigger["metadata"]["stream"]);
    const std::string_view group = text_of(trigger["metadata"]["consumerGroup"]);
    const kube::Object* target = target_of(subject, scaler);
    const std::string_view own = text_of((*scaler.node)["spec"]["scaleTargetRef"]["name"]);
    if (stream.empty() || group.empty()) return;
    for (const kube::Object* other : subject.of_kind("Deployment")) {
      if (other == target || other->name == own) continue;
      const doc::Node* reads = value_in(subject, *other, stream);
      if (!reads || !value_in(subject, *other, group)) continue;
      const std::string hint = fmt::format("also read by Deployment {} in the group {}", other->name, group);
      findings.say(trigger["metadata"]["stream"].where(),
                   fmt::format("stream {} is read by two workloads in one group", stream), hint);
      findings.say(reads->where(), fmt::format("stream {} is read by two workloads in one group", stream),
                   fmt::format("also read by {} in the group {}", own, group));
    }
  });
}

void check_replicas(const Subject& subject, Findings& findings) {
  const auto check = [&](const kube::Object& scaler) {
    const kube::Object* target = target_of(subject, scaler);
    if (!target) return;
    const doc::Node& spec = (*target->node)["spec"];
    if (spec.find("replicas"))
      findings.say(key_place(spec, "replicas"),
                   fmt::format("replicas are set on a {} that {} {} scales", target->kind, scaler.kind, scaler.name),
                   "each apply sets them back, until the scaler looks again");
  };
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) check(*object);
  for (const kube::Object* object : subject.of_kind("HorizontalPodAutoscaler", "autoscaling")) check(*object);
}

bool is_queue(std::string_view trigger) {
  static constexpr std::string_view kQueues[] = {"aws-sqs-queue", "redis",    "redis-streams",  "redis-cluster-streams",
                                                 "kafka",         "rabbitmq", "nats-jetstream", "aws-kinesis-stream"};
  return std::ranges::count(kQueues, trigger) > 0;
}

/// The scaler that takes an object down to none by the length of a queue.
const kube::Object* queue_scaler_to_none(const Subject& subject, const kube::Object& target) {
  for (const kube::Object* scaler : subject.of_kind("ScaledObject", "keda.sh")) {
    if (target_of(subject, *scaler) != &target) continue;
    const doc::Node& spec = (*scaler->node)["spec"];
    const auto least = integer_of(spec["minReplicaCount"]);
    if (least && *least > 0) continue;
    const auto triggers = spec["triggers"].items();
    if (!triggers.empty() &&
        std::ranges::all_of(triggers, [](const doc::Node& one) { return is_queue(text_of(one["type"])); }))
      return scaler;
  }
  return nullptr;
}

void check_routed(const Subject& subject, Findings& findings) {
  const auto check = [&](const kube::Object& ingress, const doc::Node& backend) {
    const doc::Node& name = backend["service"]["name"];
    const kube::Object* service = subject.find("Service", ingress.ns, text_of(name));
    if (!service) return;
    doc::Map labels;
    for (const doc::Member& one : (*service->node)["spec"]["selector"].members())
      labels.set(one.key.text(), std::string(text_of(one.value)));
    if (labels.empty()) return;
    const doc::Document selector = doc::freeze(doc::Value(doc::Map{{"matchLabels", std::move(labels)}}), name.where());
    for (const subject::PodTemplate* pod : subject.selected(service->ns, selector.root())) {
      const kube::Object* scaler = queue_scaler_to_none(subject, *pod->owner);
      if (!scaler) continue;
      findings.say(name.where(),
                   fmt::format("Service {} is reached by HTTP and scaled on a queue, down to none", service->name),
                   fmt::format("ScaledObject {}: a request wakes no pod and meets 503", scaler->name));
      return;
    }
  };
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const doc::Node& spec = (*ingress->node)["spec"];
    check(*ingress, spec["defaultBackend"]);
    for (const doc::Node& rule : spec["rules"].items())
      for (const doc::Node& path : rule["http"]["paths"].items()) check(*ingress, path["backend"]);
  }
}

constexpr Rule kRules[] = {
    {"KED001", "X-004-48", Severity::Error, "an aws-cloudwatch trigger that says no dimensions",
     "KEDA reads a metric by its dimensions or by a Metrics Insights expression. Without either the trigger is "
     "malformed, "
     "and one malformed trigger stops the whole ScaledObject.",
     "add dimensionName and dimensionValue, or an expression, and metricStat",
     "KEDA 2.18, pkg/scalers/aws_cloudwatch_scaler.go", check_cloudwatch},
    {"KED002", "X-004-49", Severity::Warning, "a redis-streams trigger that does not see waiting tasks",
     "pendingEntriesCount counts what consumers have taken and not acknowledged. What waits in the stream is not in "
     "it: "
     "with no consumer left it stays 0, and nothing scales up.",
     "lagCount and activationLagCount (Redis 7 or later, Valkey)",
     "KEDA 2.18 docs, scalers/redis-streams; pkg/scalers/redis_streams_scaler.go", check_pending},
    {"KED003", "X-004-50", Severity::Error, "a trigger that reads a variable that its target does not have",
     "…FromEnv names a variable of the target's container. When it is not there KEDA cannot build the scaler, and the "
     "ScaledObject is not ready.",
     "set the variable in the container, or use a TriggerAuthentication", "KEDA 2.18, pkg/scaling/resolver",
     check_from_env},
    {"KED004", "X-004-51", Severity::Warning, "one stream, one group, two kinds of workers",
     "Within a consumer group each message goes to one consumer, whichever asks first: a task for one model is worked "
     "on "
     "by another.",
     "a stream for each kind of worker, or a group each", "Redis docs, XREADGROUP", check_shared_stream},
    {"KED005", "X-004-55", Severity::Note, "replicas set on what an autoscaler scales",
     "Every apply, and every sync of a GitOps controller, sets the number back: pods are ended or nodes are bought "
     "until "
     "the autoscaler looks again.",
     "leave replicas out", "Kubernetes docs, HorizontalPodAutoscaler (migrating Deployments to horizontal autoscaling)",
     check_replicas},
    {"KED006", "X-004-56", Severity::Warning, "a Service that is reached by HTTP and scaled on a queue, down to none",
     "Requests are not in the queue: they start no pod. While none runs the load balancer answers 503, and pods that "
     "work "
     "on the queue are ended while they answer requests.",
     "keep one replica, or put the routed workload and the queue's worker apart",
     "KEDA 2.18 docs, concepts/scaling-deployments", check_routed},
};

}  // namespace

std::span<const Rule> keda_rules() { return kRules; }

}  // namespace slipway::rules
