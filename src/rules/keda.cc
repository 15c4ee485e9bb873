#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string>

#include "base/text.h"
#include "rules/choices.h"
#include "rules/keda_triggers.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/scaling.h"
#include "rules/selections.h"
#include "rules/view.h"
#include "subject/namespaces.h"

/// What KEDA refuses, does not read, or reads otherwise than it looks.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::PodTemplate;
using subject::Subject;

/// The place of a trigger's own line; `type` where it says one.
SourceRange place_of(const Node& trigger) {
  return trigger["type"].is_absent() ? trigger.where() : key_place(trigger, "type");
}

/// Metadata keys of a trigger, of which one has to be there; also as NAMEFromEnv.
struct Needed {
  std::string_view type;
  std::string_view keys;        // "dimensionName expression"
  bool may_be_in_auth = false;  // a TriggerAuthentication may give it
};

constexpr auto kNeeded = std::to_array<Needed>({
    {"aws-cloudwatch", "namespace expression"},
    {"aws-cloudwatch", "metricName expression"},
    {"aws-cloudwatch", "dimensionName expression"},
    {"aws-cloudwatch", "dimensionValue expression"},
    {"aws-cloudwatch", "targetMetricValue"},
    {"aws-cloudwatch", "minMetricValue"},
    {"aws-cloudwatch", "awsRegion", true},
    {"aws-sqs-queue", "queueURL"},
    {"aws-sqs-queue", "awsRegion", true},
    {"redis", "listName"},
    {"redis", "address host addresses hosts", true},
    {"redis-streams", "stream"},
    {"redis-streams", "address host addresses hosts", true},
    {"prometheus", "serverAddress"},
    {"prometheus", "query"},
    {"prometheus", "threshold"},
    {"kafka", "bootstrapServers"},
    {"kafka", "consumerGroup"},
    {"apache-kafka", "bootstrapServers"},
    {"apache-kafka", "consumerGroup"},
    {"rabbitmq", "queueName"},
    {"rabbitmq", "host", true},
    {"cron", "timezone"},
    {"cron", "start"},
    {"cron", "end"},
    {"cron", "desiredReplicas"},
});

bool has_key(const Node& metadata, std::string_view key) {
  return !text_of(metadata[key]).empty() || !text_of(metadata[std::string(key) + "FromEnv"]).empty();
}

void check_metadata(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const Node& metadata = trigger["metadata"];
    const std::string_view type = text_of(trigger["type"]);
    std::vector<std::string> missing;
    for (const Needed& one : kNeeded) {
      if (one.type != type || (one.may_be_in_auth && !trigger["authenticationRef"].is_absent())) continue;
      const auto keys = split(one.keys, ' ');
      if (std::ranges::none_of(keys, [&](std::string_view key) { return has_key(metadata, key); }))
        missing.emplace_back(keys.front());
    }
    const auto dimensions = split(text_of(metadata["dimensionName"]), ';').size();
    const auto values = split(text_of(metadata["dimensionValue"]), ';').size();
    if (!missing.empty())
      findings.say(place_of(trigger), fmt::format("trigger {} has no {}", type, join(missing, ", ")),
                   fmt::format("the whole of {} is refused", title_of(object)));
    else if (type == "aws-cloudwatch" && dimensions != values)
      findings.say(key_place(metadata, "dimensionValue"), "dimensions and their values are not as many",
                   fmt::format("{} names, {} values", dimensions, values), "write them in pairs, separated by ;");
  });
}

bool is_stream(const Node& trigger) { return text_of(trigger["type"]).starts_with("redis-streams"); }
/// Whole numbers of metadata are texts: "0", as good as absent.
bool is_set(const Node& number) { return !text_of(number).empty() && text_of(number) != "0"; }

void check_pending(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const Node& metadata = trigger["metadata"];
    if (!is_stream(trigger) || text_of(metadata["consumerGroup"]).empty() || is_set(metadata["lagCount"])) return;
    const Node& spec = (*object.node)["spec"];
    const bool is_to_zero = object.kind == "ScaledObject" && integer_of(spec["minReplicaCount"]).value_or(0) == 0;
    findings.say(key_place(metadata, "pendingEntriesCount", "consumerGroup"),
                 "pending entries are those that workers hold: a backlog does not raise them",
                 is_to_zero && spec["triggers"].size() == 1 ? "at 0 replicas nobody takes an entry, and none is started"
                                                            : title_of(object));
  });
}

void check_unread(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const Node& trigger) {
    if (!is_stream(trigger)) return;
    const Node& metadata = trigger["metadata"];
    const bool has_group = !text_of(metadata["consumerGroup"]).empty();
    const bool by_lag = has_group && is_set(metadata["lagCount"]);
    const auto ignored = [&](std::string_view key, std::string_view reason) {
      if (!metadata[key].is_absent())
        findings.say(key_place(metadata, key), fmt::format("{} is ignored {}", key, reason));
    };
    if (has_group) ignored("streamLength", "beside consumerGroup");
    if (by_lag) ignored("pendingEntriesCount", "beside lagCount");
    if (!has_group) ignored("lagCount", "without consumerGroup");
    if (!has_group) ignored("pendingEntriesCount", "without consumerGroup");
  });
}

/// The workload that a ScaledObject scales; nullptr when it is not here.
const kube::Object* target_of(const Subject& subject, const kube::Object& scaled) {
  const Node& target = (*scaled.node)["spec"]["scaleTargetRef"];
  const std::string_view kind = target["kind"].is_null() ? "Deployment" : text_of(target["kind"]);
  return subject.find(kind, scaled.ns, text_of(target["name"]));
}

/// The container whose environment KEDA reads; nullptr when it cannot be told.
const Node* source_of(const Subject& subject, const kube::Object& scaled) {
  const Node& spec = (*scaled.node)["spec"];
  const bool is_job = scaled.kind == "ScaledJob";
  const kube::Object* target = is_job ? nullptr : target_of(subject, scaled);
  const Node* pod = is_job ? &spec["jobTargetRef"]["template"]["spec"] : nullptr;
  if (target)
    for (const PodTemplate& one : subject.pods_of(*target)) pod = one.spec;
  if (!pod || (*pod)["containers"].size() == 0) return nullptr;
  const std::string_view name = text_of((is_job ? spec : spec["scaleTargetRef"])["envSourceContainerName"]);
  if (name.empty()) return &(*pod)["containers"].items().front();
  for (const Node& container : (*pod)["containers"].items())
    if (is_text(container["name"], name)) return &container;
  return nullptr;
}

/// Whether `envFrom` may bring the variable: maps and secrets that are not here may.
bool may_come_from_outside(const Subject& subject, const Node& container, std::string_view ns, std::string_view name) {
  return std::ranges::any_of(container["envFrom"].items(), [&](const Node& source) {
    const kube::Object* map = subject.find("ConfigMap", ns, text_of(source["configMapRef"]["name"]));
    if (!map) return true;
    const std::string_view prefix = text_of(source["prefix"]);
    return name.starts_with(prefix) && (*map->node)["data"].find(name.substr(prefix.size()));
  });
}

enum class Given : std::uint8_t { Yes, No, Unknown };

/// Whether the trigger's authentication gives the parameter.
Given given_by_auth(const Subject& subject, const kube::Object& scaled, const Node& trigger, std::string_view key) {
  const Node& reference = trigger["authenticationRef"];
  if (reference.is_absent()) return Given::No;
  const bool is_cluster = is_text(reference["kind"], "ClusterTriggerAuthentication");
  const kube::Object* auth = is_cluster ? subject.find("ClusterTriggerAuthentication", {}, text_of(reference["name"]))
                                        : subject.find("TriggerAuthentication", scaled.ns, text_of(reference["name"]));
  if (!auth) return Given::Unknown;
  for (const doc::Member& source : (*auth->node)["spec"].members()) {
    if (source.key.text() == "podIdentity") continue;
    if (!source.value.is_list()) return Given::Unknown;
    for (const Node& one : source.value.items())
      if (is_text(one["parameter"], key)) return Given::Yes;
  }
  return Given::No;
}

void check_environment(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const Node& metadata = trigger["metadata"];
    const Node* container = source_of(subject, object);
    if (!container) return;
    for (const doc::Member& one : metadata.members()) {
      std::string_view key = one.key.text();
      const std::string_view name = text_of(one.value);
      if (!key.ends_with("FromEnv") || name.empty()) continue;
      key.remove_suffix(std::string_view("FromEnv").size());
      if (!variable(*container, name).is_absent() || !metadata[key].is_absent() ||
          may_come_from_outside(subject, *container, object.ns, name))
        continue;
      const Given given = given_by_auth(subject, object, trigger, key);
      if (given == Given::Yes) continue;
      findings.say(given == Given::No ? Severity::Error : Severity::Warning, one.value.where(),
                   fmt::format("container {} has no variable {}", text_of((*container)["name"]), name),
                   fmt::format("{} reads the first container's, or envSourceContainerName's", title_of(object)));
    }
  });
}

/// One who takes entries of a stream in a group: by a trigger, or by its environment.
struct Consumer {
  SourceRange where;
  std::string_view kind, name;
  std::string_view image;  // "" unknown
  const Node* address;     // as the trigger says it; an absent Node
};
struct Group {
  std::string ns;
  std::string_view stream, group;
  auto operator<=>(const Group&) const = default;
};
using Consumers = std::map<Group, std::vector<Consumer>>;

std::string_view image_of(const PodTemplate& pod) {
  const auto containers = (*pod.spec)["containers"].items();
  return containers.empty() ? std::string_view() : text_of(containers.front()["image"]);
}

void add_scaled(const Subject& subject, Consumers& consumers) {
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh"))
    for (const Node& trigger : (*object->node)["spec"]["triggers"].items()) {
      const Node& metadata = trigger["metadata"];
      if (!is_stream(trigger) || text_of(metadata["consumerGroup"]).empty()) continue;
      const Node& target = (*object->node)["spec"]["scaleTargetRef"];
      std::string_view image;
      if (const kube::Object* workload = target_of(subject, *object))
        for (const PodTemplate& pod : subject.pods_of(*workload)) image = image_of(pod);
      consumers[{std::string(subject::namespace_or_default(object->ns)), text_of(metadata["stream"]),
                 text_of(metadata["consumerGroup"])}]
          .push_back({metadata["stream"].where(), target["kind"].is_null() ? "Deployment" : text_of(target["kind"]),
                      text_of(target["name"]), image, &metadata["address"]});
    }
}

/// Workloads whose variables hold both the stream and the group of a trigger.
void add_reading(const Subject& subject, Consumers& consumers) {
  std::map<std::string, std::vector<const Group*>, std::less<>> groups;
  for (const auto& [group, all] : consumers) groups[group.ns].push_back(&group);
  for (const PodTemplate& pod : subject.pods()) {
    const auto here = groups.find(subject::namespace_or_default(pod.owner->ns));
    if (here == groups.end()) continue;
    for (const Node& container : (*pod.spec)["containers"].items()) {
      std::multimap<std::string_view, const Node*> values;
      for (const Node& one : container["env"].items())
        if (!text_of(one["value"]).empty()) values.emplace(text_of(one["value"]), &one["value"]);
      for (const Group* group : here->second) {
        const auto stream = values.find(group->stream);
        // A name that stands for both has to come twice.
        const std::size_t least = group->stream == group->group ? 2 : 1;
        if (stream == values.end() || values.count(group->group) < least) continue;
        std::vector<Consumer>& all = consumers[*group];
        const kube::Object& owner = *pod.owner;
        if (std::ranges::any_of(all,
                                [&](const Consumer& one) { return one.kind == owner.kind && one.name == owner.name; }))
          continue;
        static const Node absent;
        all.push_back({stream->second->where(), owner.kind, owner.name, image_of(pod), &absent});
      }
    }
  }
}

bool compete(const Consumer& a, const Consumer& b) {
  if (a.kind == b.kind && a.name == b.name) return false;
  if (!a.image.empty() && a.image == b.image) return false;
  const std::string_view here = text_of(*a.address), there = text_of(*b.address);
  return here.empty() || there.empty() || here == there;
}

void check_consumers(const Subject& subject, Findings& findings) {
  Consumers consumers;
  add_scaled(subject, consumers);
  if (consumers.empty()) return;
  add_reading(subject, consumers);
  for (const auto& [group, all] : consumers)
    for (const Consumer& one : all) {
      const auto other = std::ranges::find_if(all, [&](const Consumer& each) { return compete(one, each); });
      if (other == all.end()) continue;
      findings.say(one.where,
                   fmt::format("{} {} takes of stream {} what {} {} takes", one.kind, one.name, group.stream,
                               other->kind, other->name),
                   fmt::format("group {}: each entry goes to one of the two", group.group));
    }
}

/// Argo CD told to leave the number of replicas alone.
bool is_left_alone(const Subject& subject) {
  return std::ranges::any_of(subject.of_kind("Application"), [](const kube::Object* application) {
    return std::ranges::any_of((*application->node)["spec"]["ignoreDifferences"].items(), [](const Node& one) {
      return holds(one["jsonPointers"], "/spec/replicas") || holds(one["jqPathExpressions"], ".spec.replicas");
    });
  });
}

void check_replicas(const Subject& subject, Findings& findings) {
  if (is_left_alone(subject)) return;
  const Scaled& scaled = scaled_of(subject);
  for (const std::string_view kind : {"Deployment", "StatefulSet"})
    for (const kube::Object* workload : subject.of_kind(kind, "apps")) {
      const Node& spec = (*workload->node)["spec"];
      const kube::Object* by = scaled.by(*workload);
      if (!by || spec["replicas"].is_absent()) continue;
      findings.say(key_place(spec, "replicas"),
                   fmt::format("replicas of {} are set here, and by {}", title_of(*workload), title_of(*by)),
                   "each apply goes back to the number that is written");
    }
}

bool is_queue(std::string_view trigger) {
  static constexpr std::string_view kQueues[] = {"aws-sqs-queue", "redis",    "redis-streams",  "redis-cluster-streams",
                                                 "kafka",         "rabbitmq", "nats-jetstream", "aws-kinesis-stream"};
  return std::ranges::count(kQueues, trigger) > 0;
}

/// The scaler that takes an object down to none by the length of a queue.
const kube::Object* queue_scaler_to_none(const Subject& subject, const kube::Object& target) {
  const kube::Object* scaler = scaled_of(subject).by(target);
  if (!scaler || scaler->kind != "ScaledObject") return nullptr;
  const Node& spec = (*scaler->node)["spec"];
  const auto least = integer_of(spec["minReplicaCount"]);
  if (least && *least > 0) return nullptr;
  const auto triggers = spec["triggers"].items();
  const bool is_of_queues = !triggers.empty() && std::ranges::all_of(triggers, [](const Node& one) {
    return is_queue(text_of(one["type"]));
  });
  return is_of_queues ? scaler : nullptr;
}

/// The first of them that scales one of the pods.
const kube::Object* queue_scaler_to_none(const Subject& subject, const Selected& pods) {
  for (const PodTemplate* pod : pods)
    if (const kube::Object* scaler = queue_scaler_to_none(subject, *pod->owner)) return scaler;
  return nullptr;
}

void check_routed(const Subject& subject, Findings& findings) {
  std::map<const Selected*, const kube::Object*> scalers;
  const auto check = [&](const kube::Object& ingress, const Node& backend) {
    const Node& name = backend["service"]["name"];
    const kube::Object* service = subject.find("Service", ingress.ns, text_of(name));
    if (!service) return;
    const Selected& pods = labelled_by(subject, service->ns, (*service->node)["spec"]["selector"]);
    const auto [scaler, is_new] = scalers.try_emplace(&pods);
    if (is_new) scaler->second = queue_scaler_to_none(subject, pods);
    if (scaler->second)
      findings.say(name.where(),
                   fmt::format("Service {} is reached by HTTP and scaled on a queue, down to none", service->name),
                   fmt::format("ScaledObject {}: a request wakes no pod and meets 503", scaler->second->name));
  };
  for (const kube::Object* ingress : subject.of_kind("Ingress", "networking.k8s.io")) {
    const Node& spec = (*ingress->node)["spec"];
    check(*ingress, spec["defaultBackend"]);
    for (const Node& rule : spec["rules"].items())
      for (const Node& path : rule["http"]["paths"].items()) check(*ingress, path["backend"]);
  }
}

/// Of the pods that a ScaledObject scales; nullopt when they are not here.
std::optional<std::int64_t> gpus_of(const Subject& subject, const kube::Object& scaled) {
  const kube::Object* target = target_of(subject, scaled);
  if (!target) return std::nullopt;
  for (const PodTemplate& pod : subject.pods_of(*target)) return needs_of(*pod.spec).gpus;
  return 0;
}

/// The cheapest hour that a node for the pods costs; "" when nobody knows.
std::string price_of(const Subject& subject, const kube::Object& scaled) {
  const View& view = view_of(subject);
  const kube::Object* target = target_of(subject, scaled);
  if (!target) return {};
  const auto& choices = subject.derived<Choices>();
  std::optional<Money> least;
  for (const PodTemplate& pod : subject.pods_of(*target))
    for (const PoolType* type : choices.of(view.pods()[static_cast<std::size_t>(&pod - subject.pods().data())]))
      if (type->price && (!least || *type->price < *least)) least = type->price;
  return least ? fmt::format("from ${} an hour on demand in {}", least->to_string(2), view.region()) : std::string();
}

void check_least(const Subject& subject, Findings& findings) {
  // A platform's minimum is part of what its plan says to cost when idle.
  if (subject.platform()) return;
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) {
    const Node& spec = (*object->node)["spec"];
    const auto least = integer_of(spec["minReplicaCount"]);
    // Processor and memory of no pod say nothing: such triggers start none.
    const bool may_start = std::ranges::any_of(spec["triggers"].items(), [](const Node& trigger) {
      return !is_text(trigger["type"], "cpu") && !is_text(trigger["type"], "memory");
    });
    if (!least || *least < 1 || !spec["idleReplicaCount"].is_absent() || !may_start) continue;
    const auto gpus = gpus_of(subject, *object);
    if (gpus == 0) continue;
    const std::string_view noun = *least == 1 ? "replica runs" : "replicas run";
    if (gpus)
      findings.say(key_place(spec, "minReplicaCount"),
                   fmt::format("{} GPU {} when there is nothing to do", *least, noun), price_of(subject, *object));
    else
      findings.say(key_place(spec, "minReplicaCount"), fmt::format("{} {} when there is nothing to do", *least, noun),
                   "if each has a GPU, that is what is paid for; what is scaled is not here");
  }
}

/// KEDA's default of 100 replicas, of pods that take a GPU each.
void check_most(const Subject& subject, Findings& findings) {
  const auto say = [&](const kube::Object& object, std::int64_t gpus) {
    const Node& spec = (*object.node)["spec"];
    if (gpus > 0 && spec.is_map() && spec["maxReplicaCount"].is_null())
      findings.say(
          key_place(*object.node, "spec"),
          fmt::format("{} may ask for {} GPUs: maxReplicaCount is 100 by default", title_of(object), 100 * gpus),
          price_of(subject, object));
  };
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh"))
    say(*object, gpus_of(subject, *object).value_or(0));
  for (const kube::Object* object : subject.of_kind("ScaledJob", "keda.sh"))
    for (const PodTemplate& pod : subject.pods_of(*object)) say(*object, needs_of(*pod.spec).gpus);
}

void check_identity(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const Node& trigger) {
    const Node& owner = trigger["metadata"]["identityOwner"];
    if (owner.is_absent()) return;
    findings.say(key_place(trigger["metadata"], "identityOwner"),
                 fmt::format("identityOwner {} is the old way to say whose rights a trigger has", text_of(owner)));
  });
  for (const std::string_view kind : {"TriggerAuthentication", "ClusterTriggerAuthentication"})
    for (const kube::Object* object : subject.of_kind(kind, "keda.sh")) {
      const Node& provider = (*object->node)["spec"]["podIdentity"]["provider"];
      if (is_text(provider, "aws-eks") || is_text(provider, "aws-kiam"))
        findings.say(provider.where(), fmt::format("provider {} is an old one", text_of(provider)),
                     "aws knows IRSA and Pod Identity");
    }
}

constexpr Rule kRules[] = {
    {"KED001", "X-004-48", Severity::Error, "a trigger without what it needs",
     "One trigger that cannot be built fails the whole ScaledObject: no autoscaler is made, and the workload stays at "
     "its "
     "replicas.",
     "add what is missing; aws-cloudwatch takes dimensionName and dimensionValue, or an expression",
     "KEDA 2.20.2, pkg/scalers (metadata of each) and pkg/scaling/scalers_builder.go", check_metadata},
    {"KED002", "X-004-49", Severity::Warning, "a stream scaled on what workers already hold",
     "With a consumerGroup and no lagCount KEDA counts entries that were delivered and not acknowledged. What nobody "
     "has "
     "taken yet is not among them: the backlog grows and nothing is started, from 0 least of all.",
     "lagCount with activationLagCount, and Redis 7 or newer", "KEDA 2.20.2, pkg/scalers/redis_streams_scaler.go",
     check_pending},
    {"KED003", "X-004-50", Severity::Error, "a variable that the scaled container does not have",
     "FromEnv reads the environment of the workload that is scaled. Without the variable the trigger cannot be built, "
     "and the whole ScaledObject with it.",
     "add the variable to the container, or write the value itself",
     "keda-docs 2.20, scalers; KEDA 2.20.2, pkg/scaling/resolver/scale_resolvers.go", check_environment},
    {"KED004", "X-004-51", Severity::Warning, "different programs in one consumer group",
     "Consumers of a group compete for all entries: what was meant for one goes to the other.",
     "a stream and a group for each route, and a ScaledObject for each", "Redis docs, streams (consumer groups)",
     check_consumers},
    {"KED005", "X-004-55", Severity::Note, "replicas of a workload that is scaled",
     "Each apply, and Argo CD's selfHeal at once, sets the number that is written; the autoscaler sets its own again. "
     "Pods start and stop for nothing.",
     "remove replicas; with Argo CD ignoreDifferences on /spec/replicas does as well",
     "kubernetes docs, horizontal pod autoscaling (migrating to it); argo-cd docs, diffing", check_replicas},
    {"KED006", "X-004-56", Severity::Warning, "a Service that is reached by HTTP and scaled on a queue, down to none",
     "Requests are not in the queue: they start no pod. While none runs the load balancer answers 503, and pods that "
     "work "
     "on the queue are ended while they answer requests.",
     "keep one replica, or put the routed workload and the queue's worker apart",
     "KEDA 2.18 docs, concepts/scaling-deployments", check_routed},
    {"KED007", "X-004-49", Severity::Warning, "a target that the trigger does not read",
     "Of lagCount, pendingEntriesCount and streamLength one alone counts: the first two with a consumerGroup, the last "
     "without.",
     "remove it", "KEDA 2.20.2, pkg/scalers/redis_streams_scaler.go", check_unread},
    {"KED008", "X-004-55", Severity::Note, "GPUs that run when there is nothing to do",
     "minReplicaCount 1 keeps a GPU node for good. It saves the cold start; scaling to none saves the node.",
     "minReplicaCount: 0 if the first request may wait; a cron trigger for office hours",
     "keda-docs 2.20, scaling deployments; AWS price list", check_least},
    {"KED009", "X-004-57", Severity::Warning, "an old way to give triggers rights",
     "identityOwner and the provider aws-eks are kept for what exists. TriggerAuthentications with provider aws know "
     "IRSA, Pod Identity and roles of one workload.",
     "authenticationRef to a TriggerAuthentication with podIdentity.provider: aws",
     "keda-docs 2.20, authentication providers, aws", check_identity},
    {"KED010", "", Severity::Warning, "GPU replicas without a ceiling",
     "Without maxReplicaCount KEDA goes up to 100: one burst of messages, or one metric that runs away, buys a hundred "
     "GPU nodes as far as pools and quotas let it.",
     "set maxReplicaCount", "KEDA 2.20, apis/keda/v1alpha1 (maxReplicaCount); keda-docs, scaledobject spec",
     check_most},
};

}  // namespace

std::span<const Rule> keda_rules() { return kRules; }

}  // namespace slipway::rules
