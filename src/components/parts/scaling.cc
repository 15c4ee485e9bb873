#include "components/parts/scaling.h"

#include <algorithm>

#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/live_checks.h"
#include "components/parts/pods.h"

namespace slipway::components {

namespace {

using chart_values::only;

/// Where kube-prometheus-stack serves its Prometheus.
constexpr std::string_view kPrometheus = "http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090";

bool is_cpu_only(const spec::Scale& scale) {
  return std::ranges::all_of(scale.on, [](const auto& on) { return on.cpu.value > 0; });
}

class Keda {
 public:
  Keda(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin)
      : in_(in), name_(name), workload_(workload), origin_(origin) {}

  void add() {
    doc::List triggers;
    for (const auto& on : workload_.scale.on) triggers.add(doc::Value(trigger(on)).from(on.where));
    const auto& scale = workload_.scale;
    doc::Map spec{{"scaleTargetRef", doc::Map{{"name", name_}}},
                  {"minReplicaCount", scale.min.value},
                  {"maxReplicaCount", scale.max.value},
                  {"pollingInterval", pods::seconds(scale.polling.value)},
                  {"cooldownPeriod", pods::seconds(scale.cooldown.value)}};
    if (scale.behavior)
      spec.set("advanced",
               doc::Map{{"horizontalPodAutoscalerConfig", doc::Map{{"behavior", doc::Value(*scale.behavior)}}}});
    spec.set("triggers", std::move(triggers));
    in_.add_object(doc::Map{{"apiVersion", "keda.sh/v1alpha1"},
                            {"kind", "ScaledObject"},
                            {"metadata", pods::metadata(name_, workload_.name_space.value)},
                            {"spec", std::move(spec)}},
                   scale.where ? scale.where : origin_);
    if (asks_aws_) add_authentication("aws", doc::Map{{"podIdentity", doc::Map{{"provider", "aws"}}}});
    for (const auto& [cache, secret] : secrets_.entries())
      add_authentication(cache,
                         doc::Map{{"secretTargetRef",
                                   only(doc::Map{{"parameter", "password"}, {"name", secret}, {"key", "password"}})}});
  }

 private:
  doc::Map trigger(const spec::ScaleOn& on) {
    if (!on.queue.value.empty()) return queue(on);
    if (!on.redis_stream.value.empty()) return redis_stream(on);
    if (!on.metric.value.empty()) return metric(on);
    if (!on.prometheus.value.empty()) return prometheus(on);
    return {{"type", "cpu"},
            {"metricType", "Utilization"},
            {"metadata", doc::Map{{"value", std::to_string(on.cpu.value)}}}};
  }

  doc::Map authenticated(std::string_view type, doc::Map metadata, const std::string& by) {
    return {
        {"type", type}, {"metadata", std::move(metadata)}, {"authenticationRef", doc::Map{{"name", name_ + "-" + by}}}};
  }

  doc::Map queue(const spec::ScaleOn& on) {
    asks_aws_ = true;
    return authenticated("aws-sqs-queue",
                         {{"queueURL", queue_id(on.queue.value).interpolated("url")},
                          {"queueLength", std::to_string(on.per_replica.value)},
                          {"awsRegion", in_.graph.setting.region}},
                         "aws");
  }

  /// By the group's lag: entries that nobody has taken yet. Pending entries are those that workers hold, and a
  /// stream's length never falls.
  doc::Map redis_stream(const spec::ScaleOn& on) {
    const auto* cache = in_.platform.caches.find(on.cache.value);
    static const spec::Cache kNone;
    const auto address = cache_address(on.cache.value, cache ? *cache : kNone);
    doc::Map metadata{{"address", address.host + ":" + std::to_string(address.port)},
                      {"stream", on.redis_stream.value},
                      {"consumerGroup", on.consumer_group.value},
                      {"lagCount", std::to_string(on.per_replica.value)},
                      {"activationLagCount", "0"}};
    if (address.tls) metadata.set("enableTLS", "true");
    secrets_.set(on.cache.value, address.secret);
    return authenticated("redis-streams", std::move(metadata), on.cache.value);
  }

  doc::Map metric(const spec::ScaleOn& on) {
    asks_aws_ = true;
    const auto slash = on.metric.value.rfind('/');
    std::string names, values;
    for (const auto& [name, value] : on.dimensions) {
      names += (names.empty() ? "" : ";") + name.value;
      values += (values.empty() ? "" : ";") + value.value;
    }
    return authenticated("aws-cloudwatch",
                         {{"namespace", on.metric.value.substr(0, slash)},
                          {"metricName", on.metric.value.substr(slash + 1)},
                          {"dimensionName", names},
                          {"dimensionValue", values},
                          {"metricStat", on.statistic.value},
                          {"targetMetricValue", std::to_string(on.per_replica.value)},
                          {"minMetricValue", "0"},
                          {"awsRegion", in_.graph.setting.region}},
                         "aws");
  }

  static doc::Map prometheus(const spec::ScaleOn& on) {
    return {{"type", "prometheus"},
            {"metadata", doc::Map{{"serverAddress", kPrometheus},
                                  {"query", on.prometheus.value},
                                  {"threshold", std::to_string(on.per_replica.value)}}}};
  }

  void add_authentication(const std::string& by, doc::Map spec) {
    doc::Map object{{"apiVersion", "keda.sh/v1alpha1"},
                    {"kind", "TriggerAuthentication"},
                    {"metadata", pods::metadata(name_ + "-" + by, workload_.name_space.value)},
                    {"spec", std::move(spec)}};
    check_is_as_applied(in_, object);
    in_.add_object(std::move(object), origin_);
  }

  Expansion& in_;
  const std::string& name_;
  const spec::Workload& workload_;
  SourceRange origin_;
  bool asks_aws_ = false;
  doc::Map secrets_;
};

void add_hpa(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin) {
  const auto& scale = workload.scale;
  doc::List metrics;
  for (const auto& on : scale.on) {
    if (on.cpu.value == 0) {
      in.diagnostics.error("CMP150", on.where ? on.where : origin,
                           "'" + name + "' scales on what a HorizontalPodAutoscaler alone does not know",
                           "take autoscaler.pods: keda, or scale on cpu");
      return;
    }
    metrics.add(doc::Map{
        {"type", "Resource"},
        {"resource", doc::Map{{"name", "cpu"},
                              {"target", doc::Map{{"type", "Utilization"}, {"averageUtilization", on.cpu.value}}}}}});
  }
  doc::Map spec{{"scaleTargetRef", doc::Map{{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", name}}},
                {"minReplicas", std::max<std::int64_t>(scale.min.value, 1)},
                {"maxReplicas", scale.max.value},
                {"metrics", std::move(metrics)}};
  if (scale.behavior) spec.set("behavior", doc::Value(*scale.behavior));
  check_condition(in, "HorizontalPodAutoscaler " + name + " reads its metrics",
                  {"autoscaling/v2", "HorizontalPodAutoscaler", workload.name_space.value, name}, "ScalingActive");
  in.add_object(doc::Map{{"apiVersion", "autoscaling/v2"},
                         {"kind", "HorizontalPodAutoscaler"},
                         {"metadata", pods::metadata(name, workload.name_space.value)},
                         {"spec", std::move(spec)}},
                scale.where ? scale.where : origin);
}

}  // namespace

bool is_scaled(const spec::Scale& scale) { return !scale.on.empty(); }

void add_scaling(Expansion& in, const std::string& name, const spec::Workload& workload, SourceRange origin) {
  if (!is_scaled(workload.scale) || in.platform.autoscaler.pods.value == spec::PodAutoscaler::None) return;
  const bool by_keda = in.platform.autoscaler.pods.value == spec::PodAutoscaler::Keda &&
                       !(is_cpu_only(workload.scale) && workload.scale.min.value > 0);
  if (by_keda)
    Keda(in, name, workload, origin).add();
  else
    add_hpa(in, name, workload, origin);
}

}  // namespace slipway::components
