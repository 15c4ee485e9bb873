#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/keda_triggers.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// How many replicas KEDA keeps, and when: what is written and never happens.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::int64_t kMostByDefault = 100;

bool is_of_resources(const Node& trigger) {
  return is_text(trigger["type"], "cpu") || is_text(trigger["type"], "memory");
}

/// Metrics that serving pods, and agents of their nodes, publish of themselves: a series a pod, none without pods.
constexpr std::string_view kOfPods[] = {"vllm:",   "sglang:",  "tgi_",      "nv_inference_",
                                        "nv_gpu_", "DCGM_FI_", "container_"};

/// The names in a query of Prometheus, told apart as far as rules need it.
struct Query {
  std::vector<std::string_view> metrics;
  bool has_function = false;     // any but rates over one series: whatever it does to their number
  bool is_of_pods_only = false;  // at least one metric, and all of kOfPods
};

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; }
bool is_in_name(char c) { return begins_name(c) || (c >= '0' && c <= '9'); }

/// Functions that give as many series as they are given.
bool keeps_series(std::string_view function) {
  constexpr std::string_view kThose[] = {"rate",          "irate",         "increase",      "delta",
                                         "avg_over_time", "max_over_time", "sum_over_time", "min_over_time"};
  return std::ranges::find(kThose, function) != std::end(kThose);
}

Query read_query(std::string_view text) {
  Query query;
  for (std::size_t i = 0; i < text.size();) {
    if (const char c = text[i]; c == '{' || c == '[' || c == '"' || c == '\'') {
      const char close = c == '{' ? '}' : c == '[' ? ']' : c;
      const std::size_t end = text.find(close, i + 1);
      i = end == std::string_view::npos ? text.size() : end + 1;
    } else if (!is_in_name(c)) {
      ++i;
    } else {
      std::size_t end = i;
      while (end < text.size() && is_in_name(text[end])) ++end;
      const std::string_view name = text.substr(i, end - i);
      const std::size_t next = text.find_first_not_of(" \t\n", end);
      const bool is_called = next != std::string_view::npos && text[next] == '(';
      i = end;
      if (name == "by" || name == "without" || name == "on" || name == "ignoring") {
        query.has_function = true;
        if (is_called) i = std::min(text.find(')', next), text.size());  // names of labels
      } else if (is_called) {
        query.has_function = query.has_function || !keeps_series(name);
      } else if (name == "and" || name == "or" || name == "unless" || name == "offset" || name == "bool" ||
                 name.starts_with("group_")) {
        query.has_function = true;
      } else if (begins_name(name.front())) {
        // `sum by (pod) (…)`, `sum without …`: an operator whose labels come first.
        const std::string_view rest = next == std::string_view::npos ? std::string_view() : text.substr(next);
        if (rest.starts_with("by") || rest.starts_with("without"))
          query.has_function = true;
        else
          query.metrics.push_back(name);
      }
    }
  }
  const auto is_of_pods = [](std::string_view metric) {
    return std::ranges::any_of(kOfPods, [&](std::string_view prefix) { return metric.starts_with(prefix); });
  };
  query.is_of_pods_only = !query.metrics.empty() && std::ranges::all_of(query.metrics, is_of_pods);
  return query;
}

bool is_prometheus(const Node& trigger) { return is_text(trigger["type"], "prometheus"); }

template <class Say>
void each_scaled_object(const Subject& subject, Say say) {
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) say(*object, (*object->node)["spec"]);
}

bool goes_to_none(const Node& spec) {
  return integer_of(spec["idleReplicaCount"]) == 0 || spec["minReplicaCount"].is_null() ||
         integer_of(spec["minReplicaCount"]) == 0;
}

void check_fallback(const Subject& subject, Findings& findings) {
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    const auto triggers = spec["triggers"].items();
    if (!spec["fallback"].is_map() || triggers.empty() || !std::ranges::all_of(triggers, is_of_resources)) return;
    findings.say(key_place(spec, "fallback"),
                 fmt::format("{} has a fallback, and nothing that could fail but CPU and memory", title_of(object)));
  });
}

void check_cooldown(const Subject& subject, Findings& findings) {
  constexpr std::int64_t kDefault = 300;  // written down, it says what the autoscaler does anyway
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    const auto seconds = integer_of(spec["cooldownPeriod"]);
    if (!seconds || *seconds == kDefault || goes_to_none(spec) ||
        !spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"].is_absent())
      return;
    findings.say(key_place(spec, "cooldownPeriod"),
                 fmt::format("a cooldownPeriod of {} s that {} never comes to", *seconds, title_of(object)),
                 fmt::format("minReplicaCount is {}: between that and more the autoscaler decides, after its own 300 s",
                             text_of(spec["minReplicaCount"])));
  });
}

void check_job_restart(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("ScaledJob", "keda.sh")) {
    const Node& pod = (*object->node)["spec"]["jobTargetRef"]["template"]["spec"];
    if (!pod.is_map()) continue;
    const Node& policy = pod["restartPolicy"];
    if (is_text(policy, "Never") || is_text(policy, "OnFailure")) continue;
    findings.say(
        policy.is_null() ? key_place((*object->node)["spec"]["jobTargetRef"]["template"], "spec") : policy.where(),
        fmt::format("no Job of {} can be made: restartPolicy is {}", title_of(*object),
                    policy.is_null() ? "Always" : text_of(policy)),
        policy.is_null() ? "the default of pods" : "");
  }
}

void check_idle(const Subject& subject, Findings& findings) {
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    if (const auto idle = integer_of(spec["idleReplicaCount"]); idle && *idle > 0)
      findings.say(key_place(spec, "idleReplicaCount"),
                   fmt::format("an idleReplicaCount of {} that {} does not keep to", *idle, title_of(object)),
                   "the autoscaler that KEDA makes brings it back to minReplicaCount");
  });
}

void check_window(const Subject& subject, Findings& findings) {
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    const std::int64_t most = integer_of(spec["maxReplicaCount"]).value_or(kMostByDefault);
    for (const Node& trigger : spec["triggers"].items()) {
      if (!is_text(trigger["type"], "cron")) continue;
      const Node& wanted = trigger["metadata"]["desiredReplicas"];
      if (const auto count = whole_number(text_of(wanted)); count && *count > most)
        findings.say(wanted.where(),
                     fmt::format("{} replicas are never reached: {} has {} at most", *count, title_of(object), most),
                     spec["maxReplicaCount"].is_null() ? "maxReplicaCount is 100 by default" : "");
    }
  });
}

void check_own_metrics(const Subject& subject, Findings& findings) {
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    const auto triggers = spec["triggers"].items();
    const Node* first = nullptr;
    for (const Node& trigger : triggers) {
      if (is_of_resources(trigger)) continue;
      if (!is_prometheus(trigger) || !read_query(text_of(trigger["metadata"]["query"])).is_of_pods_only) return;
      if (!first) first = &trigger;
    }
    if (first && goes_to_none(spec))
      findings.say((*first)["metadata"]["query"].where(),
                   fmt::format("{} goes down to none and never comes back", title_of(object)),
                   "the metric is published by pods that run: without one there is no value");
  });
}

void check_series(const Subject& subject, Findings& findings) {
  each_scaled_object(subject, [&](const kube::Object& object, const Node& spec) {
    if (integer_of(spec["maxReplicaCount"]).value_or(kMostByDefault) < 2) return;
    for (const Node& trigger : spec["triggers"].items()) {
      if (!is_prometheus(trigger)) continue;
      const Node& text = trigger["metadata"]["query"];
      if (const Query query = read_query(text_of(text)); query.is_of_pods_only && !query.has_function)
        findings.say(text.where(), fmt::format("{} gives a series for each pod", query.metrics.front()),
                     fmt::format("KEDA takes one value: with the second replica {} fails", title_of(object)));
    }
  });
}

constexpr Rule kRules[] = {
    {"KED019", "", Severity::Error, "a fallback for CPU or memory",
     "A fallback holds where a trigger fails that is neither CPU nor memory; where there is none KEDA's webhook "
     "refuses "
     "the ScaledObject, and without the webhook the fallback never holds.",
     "remove fallback, or add the trigger that it is for",
     "KEDA 2.20.2, apis/keda/v1alpha1/scaledobject_types.go, CheckFallbackValid; kedacore/keda issues 5954 and 6696",
     check_fallback},
    {"KED020", "", Severity::Note, "a cooldown of what never goes to none",
     "cooldownPeriod counts only on the way to 0 replicas. From N to minReplicaCount the HorizontalPodAutoscaler that "
     "KEDA makes goes by its own window, 300 s by default: pods that were to be kept for an hour go after five "
     "minutes.",
     "write advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds",
     "keda-docs 2.20, scaledobject spec (cooldownPeriod); kedacore/keda issue 737", check_cooldown},
    {"KED021", "", Severity::Error, "a ScaledJob whose Jobs are refused",
     "A pod's restartPolicy is Always when nothing else is said, and a Job takes Never and OnFailure alone. The "
     "ScaledJob itself is accepted; each Job that KEDA makes of it is refused, and the queue grows.",
     "set restartPolicy: Never in jobTargetRef.template.spec",
     "kube-apiserver 1.36.3, pkg/apis/batch/validation; keda-docs 2.20, scaledjob spec", check_job_restart},
    {"KED022", "", Severity::Warning, "idle replicas that are not kept",
     "0 is the only value of idleReplicaCount that works: the HorizontalPodAutoscaler knows no second minimum, and "
     "takes the replicas back up.",
     "set idleReplicaCount: 0, or leave it out", "keda-docs 2.20, scaledobject spec (idleReplicaCount)", check_idle},
    {"KED023", "", Severity::Warning, "a schedule for more replicas than there may be",
     "maxReplicaCount bounds all triggers: in the window there are fewer replicas than it asks for.",
     "raise maxReplicaCount, or ask for fewer", "keda-docs 2.20, scalers/cron and scaledobject spec", check_window},
    {"KED024", "", Severity::Warning, "a workload that only its own pods could wake",
     "At 0 replicas nobody publishes the metric, Prometheus has no value, and KEDA takes none for 0: the workload "
     "stays "
     "at 0 whatever waits before it.",
     "add a trigger on what is there without pods (a queue, the gateway's requests, cron), or keep minReplicaCount: 1",
     "keda-docs 2.20, scalers/prometheus (ignoreNullValues); vLLM docs, production metrics", check_own_metrics},
    {"KED025", "", Severity::Warning, "a query that gives a series for each pod",
     "The prometheus trigger takes a single element. While one pod runs it has one; with the second the query returns "
     "several, the trigger fails, and the workload stays where it is under load.",
     "aggregate: sum(…), avg(…) or max(…)",
     "KEDA 2.20.2, pkg/scalers/prometheus_scaler.go (returned multiple elements)", check_series},
};

}  // namespace

std::span<const Rule> keda_replica_rules() { return kRules; }

}  // namespace slipway::rules
