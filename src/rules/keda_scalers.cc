#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/text.h"
#include "rules/keda_triggers.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "schema/builtin/batch/time_zones.h"
#include "subject/namespaces.h"
#include "subject/terraform_manifests.h"

/// Triggers that KEDA cannot build, or builds otherwise than they read. See keda.cc for what they scale.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

bool is_of_resources(const Node& trigger) {
  return is_text(trigger["type"], "cpu") || is_text(trigger["type"], "memory");
}

void check_waking(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) {
    const Node& spec = (*object->node)["spec"];
    const auto triggers = spec["triggers"].items();
    if (triggers.empty() || !std::ranges::all_of(triggers, is_of_resources)) continue;
    const Node& least = spec["minReplicaCount"];
    if (!least.is_null() && integer_of(least).value_or(1) != 0) continue;
    findings.say(
        least.is_null() ? key_place(spec, "triggers") : least.where(),
        fmt::format("{} is scaled by CPU and memory alone, from 0", title_of(*object)),
        least.is_null() ? "minReplicaCount is 0 by default" : "no pod, no load: nothing would start the first");
  }
}

/// pkg/scaling/scalers_builder.go of KEDA 2.20.2.
constexpr auto kTypes = std::to_array<std::string_view>({"activemq",
                                                         "apache-kafka",
                                                         "arangodb",
                                                         "artemis-queue",
                                                         "aws-cloudwatch",
                                                         "aws-dynamodb",
                                                         "aws-dynamodb-streams",
                                                         "aws-kinesis-stream",
                                                         "aws-sqs-queue",
                                                         "azure-app-insights",
                                                         "azure-blob",
                                                         "azure-data-explorer",
                                                         "azure-eventhub",
                                                         "azure-log-analytics",
                                                         "azure-monitor",
                                                         "azure-pipelines",
                                                         "azure-queue",
                                                         "azure-servicebus",
                                                         "beanstalkd",
                                                         "cassandra",
                                                         "couchdb",
                                                         "cpu",
                                                         "cron",
                                                         "datadog",
                                                         "dynatrace",
                                                         "elastic-forecast",
                                                         "elasticsearch",
                                                         "etcd",
                                                         "external",
                                                         "external-mock",
                                                         "external-push",
                                                         "forgejo-runner",
                                                         "gcp-cloudtasks",
                                                         "gcp-pubsub",
                                                         "gcp-stackdriver",
                                                         "gcp-storage",
                                                         "github-runner",
                                                         "graphite",
                                                         "huawei-cloudeye",
                                                         "ibmmq",
                                                         "influxdb",
                                                         "kafka",
                                                         "kubernetes-resource",
                                                         "kubernetes-workload",
                                                         "liiklus",
                                                         "loki",
                                                         "memory",
                                                         "metrics-api",
                                                         "mongodb",
                                                         "mssql",
                                                         "mysql",
                                                         "nats-jetstream",
                                                         "new-relic",
                                                         "nsq",
                                                         "opensearch",
                                                         "openstack-metric",
                                                         "openstack-swift",
                                                         "postgresql",
                                                         "predictkube",
                                                         "prometheus",
                                                         "pulsar",
                                                         "rabbitmq",
                                                         "redis",
                                                         "redis-cluster",
                                                         "redis-cluster-streams",
                                                         "redis-sentinel",
                                                         "redis-sentinel-streams",
                                                         "redis-streams",
                                                         "selenium-grid",
                                                         "solace-direct-messaging",
                                                         "solace-event-queue",
                                                         "solarwinds",
                                                         "solr",
                                                         "splunk",
                                                         "splunk-observability",
                                                         "stan",
                                                         "sumologic",
                                                         "temporal"});

void check_types(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const std::string_view type = text_of(trigger["type"]);
    if (type.empty() || std::ranges::count(kTypes, type) > 0) return;
    // "sqs", "cloudwatch": what is left out is found by its end.
    auto like = near_miss(type, kTypes);
    for (const std::string_view one : kTypes)
      if (!like && type.size() >= 3 && one.find(type) != std::string_view::npos) like = one;
    findings.say(trigger["type"].where(), fmt::format("KEDA has no trigger '{}'", printable(type)),
                 like ? fmt::format("did you mean {}?", *like) : title_of(object));
  });
}

/// Keys of a trigger's metadata: all that it reads, and those that are to be numbers.
struct Keys {
  std::string_view type;
  std::string_view whole, decimal, others;
};

constexpr auto kKeys = std::to_array<Keys>({
    {"aws-sqs-queue", "queueLength activationQueueLength", "",
     "queueURL awsRegion awsEndpoint scaleOnInFlight scaleOnDelayed identityOwner"},
    {"cron", "desiredReplicas", "", "timezone start end"},
    {"prometheus", "", "threshold activationThreshold",
     "serverAddress query queryParameters namespace customHeaders ignoreNullValues unsafeSsl awsRegion timeout "
     "identityOwner authModes cortexOrgID credentialsFromEnv"},
    {"kafka", "lagThreshold activationLagThreshold", "",
     "bootstrapServers consumerGroup topic partitionLimitation offsetResetPolicy allowIdleConsumers "
     "excludePersistentLag scaleToZeroOnInvalidOffset limitToPartitionsWithLag ensureEvenDistributionOfPartitions "
     "version tls unsafeSsl sasl saslTokenProvider awsRegion"},
    {"redis", "listLength activationListLength", "",
     "listName databaseIndex enableTLS address addresses host hosts port ports username password unsafeSsl"},
    {"redis-streams", "pendingEntriesCount streamLength lagCount activationLagCount", "",
     "stream consumerGroup databaseIndex enableTLS address addresses host hosts port ports username password "
     "unsafeSsl"},
    {"aws-cloudwatch", "", "targetMetricValue minMetricValue activationTargetMetricValue", ""},
});

bool is_whole(std::string_view text) { return whole_number(text).has_value(); }
bool is_decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// What a template engine or envsubst fills in.
bool is_filled_in(std::string_view text) { return text.find_first_of("${<") != std::string_view::npos; }

void check_numbers(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const auto keys = std::ranges::find(kKeys, text_of(trigger["type"]), &Keys::type);
    if (keys == kKeys.end()) return;
    const auto look = [&](std::string_view names, bool (*is_number)(std::string_view)) {
      for (const std::string_view name : split(names, ' ')) {
        const Node& value = trigger["metadata"][name];
        const std::string_view text = trim(text_of(value));
        if (text.empty() || is_filled_in(text) || is_number(text)) continue;
        findings.say(value.where(), fmt::format("{} is no number: '{}'", name, printable(text)), title_of(object));
      }
    };
    look(keys->whole, is_whole);
    look(keys->decimal, is_decimal);
    const Node& metadata = trigger["metadata"];
    const std::string_view zone = keys->type == "cron" ? text_of(metadata["timezone"]) : std::string_view();
    // Local is no place of the database, and Go knows it all the same: the operator's own.
    if (!zone.empty() && zone != "Local" && !is_filled_in(zone) && !schema::builtin::is_time_zone(zone))
      findings.say(metadata["timezone"].where(), fmt::format("there is no time zone '{}'", printable(zone)),
                   title_of(object));
    if (keys->type == "cron" && !text_of(metadata["start"]).empty() &&
        text_of(metadata["start"]) == text_of(metadata["end"]))
      findings.say(metadata["end"].where(), "start and end are the same: the window is empty", title_of(object));
  });
}

/// What a trigger is scaled by, and what wakes it.
struct Target {
  std::string_view type, target, activation;
};
constexpr auto kTargets = std::to_array<Target>({
    {"aws-sqs-queue", "queueLength", "activationQueueLength"},
    {"prometheus", "threshold", "activationThreshold"},
    {"kafka", "lagThreshold", "activationLagThreshold"},
    {"apache-kafka", "lagThreshold", "activationLagThreshold"},
    {"redis", "listLength", "activationListLength"},
    {"redis-cluster", "listLength", "activationListLength"},
    {"redis-sentinel", "listLength", "activationListLength"},
    {"aws-cloudwatch", "targetMetricValue", "activationTargetMetricValue"},
    {"aws-kinesis-stream", "shardCount", "activationShardCount"},
    {"cron", "desiredReplicas", ""},
});

std::optional<double> decimal_of(const Node& value) {
  const std::string_view text = trim(text_of(value));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class Say>
void each_target(const Subject& subject, Say say) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    // With a formula of its own the targets of triggers are not read.
    if (!text_of((*object.node)["spec"]["advanced"]["scalingModifiers"]["formula"]).empty()) return;
    for (const Target& one : kTargets)
      if (one.type == text_of(trigger["type"])) say(object, trigger["metadata"], one);
  });
}

void check_targets(const Subject& subject, Findings& findings) {
  each_target(subject, [&](const kube::Object& object, const Node& metadata, const Target& target) {
    const auto value = decimal_of(metadata[target.target]);
    if (!value || *value > 0) return;
    const bool is_job = object.kind == "ScaledJob";
    findings.say(
        metadata[target.target].where(),
        fmt::format("{} is {}: it is to be more than 0", target.target, trim(text_of(metadata[target.target]))),
        is_job ? "KEDA divides by it, and starts no Job where it is 0"
               : "the API server refuses the autoscaler that KEDA makes of it");
  });
}

void check_activation(const Subject& subject, Findings& findings) {
  each_target(subject, [&](const kube::Object& object, const Node& metadata, const Target& target) {
    const Node& spec = (*object.node)["spec"];
    if (object.kind != "ScaledObject" || target.activation.empty() ||
        integer_of(spec["minReplicaCount"]).value_or(0) > 0 || spec["triggers"].size() != 1)
      return;
    const auto wake = decimal_of(metadata[target.activation]), each = decimal_of(metadata[target.target]);
    if (!wake || !each || *each <= 0 || *wake <= *each) return;
    findings.say(metadata[target.activation].where(),
                 fmt::format("{} {} is above {} {}", target.activation, text_of(metadata[target.activation]),
                             target.target, text_of(metadata[target.target])),
                 fmt::format("up to {} nothing runs; the next one asks for {:.0f} replicas at once",
                             text_of(metadata[target.activation]), std::ceil(*wake / *each)));
  });
}

void check_misspelt(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const Node& trigger) {
    const auto keys = std::ranges::find(kKeys, text_of(trigger["type"]), &Keys::type);
    if (keys == kKeys.end() || keys->others.empty()) return;
    std::vector<std::string_view> known;
    for (const std::string_view names : {keys->whole, keys->decimal, keys->others})
      for (const std::string_view name : split(names, ' '))
        if (!name.empty()) known.push_back(name);
    for (const doc::Member& one : trigger["metadata"].members()) {
      std::string_view key = one.key.text();
      if (key.ends_with("FromEnv")) key.remove_suffix(std::string_view("FromEnv").size());
      if (std::ranges::count(known, key) > 0) continue;
      const auto like = near_miss(key, known);
      if (like && trigger["metadata"][*like].is_absent())
        findings.say(one.key.where(), fmt::format("{} does not read {}", keys->type, printable(one.key.text())),
                     fmt::format("did you mean {}?", *like), {},
                     key.size() == one.key.text().size() ? std::vector<FixIt>{{one.key.where(), std::string(*like)}}
                                                         : std::vector<FixIt>());
    }
  });
}

void check_region(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object&, const Node& trigger) {
    if (!is_text(trigger["type"], "aws-sqs-queue")) return;
    const Node& region = trigger["metadata"]["awsRegion"];
    constexpr std::string_view kHost = "https://sqs.";
    std::string_view url = text_of(trigger["metadata"]["queueURL"]);
    if (text_of(region).empty() || is_filled_in(text_of(region)) || !url.starts_with(kHost)) return;
    url.remove_prefix(kHost.size());
    const std::string_view of_queue = url.substr(0, url.find('.'));
    if (of_queue == text_of(region) || is_filled_in(of_queue)) return;
    findings.say(region.where(), fmt::format("the queue is in {}, and is looked for in {}", of_queue, text_of(region)),
                 "SQS of another region knows no such queue");
  });
}

void check_authentication(const Subject& subject, Findings& findings) {
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const Node& reference = trigger["authenticationRef"];
    const std::string_view name = text_of(reference["name"]);
    if (name.empty()) return;
    const bool is_cluster = is_text(reference["kind"], "ClusterTriggerAuthentication");
    const std::string_view kind = is_cluster ? "ClusterTriggerAuthentication" : "TriggerAuthentication";
    if (subject.find(kind, is_cluster ? std::string() : object.ns, name) ||
        subject::terraform_may_make(subject, kind, name))
      return;
    const bool is_sure = view_of(subject).is_whole() && std::ranges::none_of(subject.releases(), [&](const auto& one) {
                           return !one.ns.empty() && one.ns == object.ns;
                         });
    // Beside one of that name in the same file it is the namespace that is wrong, however little else is here.
    const auto made = subject.of_kind(kind, "keda.sh");
    const auto elsewhere = std::ranges::find_if(made, [&](const kube::Object* one) {
      return one->name == name && one->node->where().source == object.node->where().source;
    });
    if (elsewhere != made.end() && !is_cluster)
      findings.say(reference["name"].where(), fmt::format("the {} {} is of another namespace", kind, printable(name)),
                   fmt::format("{} is in {}", title_of(object), subject::namespace_or_default(object.ns)),
                   fmt::format("make it there, or a ClusterTriggerAuthentication (it is {})", title_of(**elsewhere)));
    else if (is_sure)
      findings.say(reference["name"].where(), fmt::format("nothing here makes the {} {}", kind, printable(name)),
                   title_of(object));
  });
}

/// Whether something is here that may bring a Prometheus, or what answers like one, of which not every object is here.
bool may_bring_prometheus(const Subject& subject) {
  if (!subject.platform()->applications.empty() || !subject.of_kind("Application", "argoproj.io").empty()) return true;
  for (const std::string_view kind : {"Prometheus", "PrometheusAgent", "VMSingle", "VMCluster"})
    if (!subject.of_kind(kind).empty()) return true;
  return std::ranges::any_of(subject.releases(), [](const subject::Release& one) {
    return std::ranges::any_of(
        std::to_array<std::string_view>({"prometheus", "victoria-metrics", "thanos", "mimir", "cortex", "vm-"}),
        [&](std::string_view word) { return one.chart.find(word) != std::string::npos; });
  });
}

void check_prometheus(const Subject& subject, Findings& findings) {
  if (!subject.platform() || may_bring_prometheus(subject)) return;  // of files alone nobody knows what else is there
  const auto namespaces = namespaces_of(subject);
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    const Node& address = trigger["metadata"]["serverAddress"];
    if (!is_text(trigger["type"], "prometheus")) return;
    const InCluster at = in_cluster(text_of(address), object.ns, namespaces);
    if (at.service.empty() || subject.find("Service", at.ns, at.service)) return;
    findings.say(address.where(), fmt::format("nothing here makes the Prometheus that {} asks", title_of(object)),
                 fmt::format("Service {} in {}", printable(at.service), printable(at.ns)));
  });
}

constexpr Rule kRules[] = {
    {"KED011", "", Severity::Error, "CPU or memory as all that scales from 0",
     "Pods that do not run use nothing: with such triggers alone no first pod is ever started. KEDA's webhook refuses "
     "the object.",
     "minReplicaCount: 1, or a trigger that knows of work before a pod runs",
     "KEDA 2.20.2, apis/keda/v1alpha1/scaledobject_webhook.go, verifyCPUMemoryScalers", check_waking},
    {"KED012", "", Severity::Error, "a trigger that KEDA does not have",
     "No scaler is found by the name: the whole ScaledObject fails, and the workload stays at its replicas.",
     "write a type of KEDA's list", "KEDA 2.20.2, pkg/scaling/scalers_builder.go", check_types},
    {"KED013", "", Severity::Error, "a trigger whose values cannot be read",
     "A threshold that is no number, or a window whose start is its end, fails the whole ScaledObject.",
     "write a number, a place of the time zone database, and two times",
     "KEDA 2.20.2, pkg/scalers/scalersconfig/typed_config.go and cron_scaler.go", check_numbers},
    {"KED014", "", Severity::Warning, "a key that the trigger does not read",
     "Keys of metadata are read by their exact spelling, capitals too; what is not known is passed over in silence, "
     "and the default holds.",
     "write the key as the scaler's page does", "KEDA 2.20.2, pkg/scalers (metadata of each)", check_misspelt},
    {"KED015", "", Severity::Error, "a queue of one region looked for in another",
     "The scaler asks SQS of awsRegion, whatever the URL says: there is no such queue, and nothing is scaled.",
     "set awsRegion to the queue's region", "KEDA 2.20.2, pkg/scalers/aws_sqs_queue_scaler.go", check_region},
    {"KED016", "", Severity::Warning, "a trigger's authentication that nobody makes",
     "Without its TriggerAuthentication the trigger cannot be built: the whole ScaledObject fails.",
     "add the TriggerAuthentication, in the namespace of the ScaledObject", "keda-docs 2.20, authentication",
     check_authentication},
    {"KED017", "", Severity::Error, "a target of none, or less",
     "KEDA makes a HorizontalPodAutoscaler of the target, and the API server takes none that is not positive: the "
     "ScaledObject is never ready and nothing is scaled. Kafka and cron refuse the trigger themselves; a ScaledJob "
     "starts no Job.",
     "write how much one replica is to have",
     "KEDA 2.20.2, pkg/scalers (GetMetricTarget), pkg/scaling/scaledjob; kubernetes, pkg/apis/autoscaling/validation",
     check_targets},
    {"KED018", "", Severity::Warning, "work for several replicas that wakes none",
     "Up to the activation value KEDA keeps none, and takes those that run down to none, whatever the target would "
     "have "
     "the autoscaler run: a backlog waits for more to come.",
     "an activation value below the target, 0 for most queues", "keda-docs 2.20, scaling deployments (activation)",
     check_activation},
    {"KED026", "", Severity::Error, "a query to a Prometheus that nobody runs",
     "KEDA cannot read the trigger: the ScaledObject never becomes ready, and what it scales stays as it is, at none "
     "where that is its least.",
     "add kube-prometheus-stack to components, or name the serverAddress of a Prometheus that is there",
     "KEDA 2.20.2, pkg/scalers/prometheus_scaler.go (GetMetricsAndActivity)", check_prometheus},
};

}  // namespace

std::span<const Rule> keda_scaler_rules() { return kRules; }

}  // namespace slipway::rules
