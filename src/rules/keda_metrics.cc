#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "kube/objects/selection.h"
#include "rules/keda_triggers.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// What a Prometheus of the operator is asked for, and whether it has it from anybody.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::PodTemplate;
using subject::Subject;

constexpr std::string_view kMonitoring = "monitoring.coreos.com";

/// Metrics that the pods of a model server publish themselves, and what their images or commands are called by.
struct Engine {
  std::string_view prefix, word;
};
constexpr auto kEngines = std::to_array<Engine>({{"vllm:", "vllm"},
                                                 {"sglang:", "sglang"},
                                                 {"tgi_", "text-generation-inference"},
                                                 {"nv_inference_", "tritonserver"}});

bool names_metric(std::string_view query, std::string_view prefix) {
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
  };
  for (std::size_t at = query.find(prefix); at != query.npos; at = query.find(prefix, at + 1))
    if (at == 0 || !is_of_name(query[at - 1])) return true;
  return false;
}

/// Whether the operator's Prometheus is here, and gets its targets from monitors alone.
bool is_fed_by_monitors(const Subject& subject) {
  if (!subject.of_kind("ScrapeConfig", kMonitoring).empty()) return false;
  bool is_here = false;
  for (const kube::Object* one : subject.of_kind("Prometheus", kMonitoring)) {
    if (!(*one->node)["spec"]["additionalScrapeConfigs"].is_null()) return false;
    is_here = true;
  }
  for (const subject::Release& release : subject.releases()) {
    for (const std::string_view other : {"opentelemetry", "alloy", "agent", "datadog", "victoria"})
      if (release.chart.find(other) != std::string::npos) return false;
    if (release.chart != "kube-prometheus-stack") continue;
    const Node& spec = release.values.root()["prometheus"]["prometheusSpec"];
    if (!spec["additionalScrapeConfigs"].is_null() || !spec["additionalScrapeConfigsSecret"].is_null()) return false;
    is_here = true;
  }
  return is_here;
}

/// Whether the pods get their labels from their template alone; others, as Ray's, get more of their operator.
bool is_plain(const kube::Object& owner) {
  return owner.group() == "apps" || owner.kind == "Pod" || owner.group() == "argoproj.io";
}

bool looks_into(const kube::Object& monitor, std::string_view ns) {
  const Node& selector = (*monitor.node)["spec"]["namespaceSelector"];
  if (is_true(selector["any"])) return true;
  if (selector["matchNames"].size() > 0) return holds(selector["matchNames"], ns);
  return (monitor.ns.empty() ? "default" : monitor.ns) == ns;
}

/// Whether a monitor leads to the pods, of themselves or through a Service.
bool is_monitored(const Subject& subject, const PodTemplate& pod) {
  const std::string ns = pod.owner->ns.empty() ? "default" : pod.owner->ns;
  const auto has_pod = [&](const std::vector<const PodTemplate*>& pods) {
    return std::ranges::any_of(pods, [&](const PodTemplate* one) { return one->spec == pod.spec; });
  };
  for (const kube::Object* monitor : subject.of_kind("PodMonitor", kMonitoring))
    if (looks_into(*monitor, ns) && has_pod(subject.selected(ns, (*monitor->node)["spec"]["selector"]))) return true;
  for (const kube::Object* monitor : subject.of_kind("ServiceMonitor", kMonitoring)) {
    if (!looks_into(*monitor, ns)) continue;
    Diagnostics unheard;
    const auto selector =
        kube::to_selector(kube::read_label_selector(kube::Fields((*monitor->node)["spec"]["selector"], unheard)));
    if (!selector) return true;  // the schema says it
    for (const kube::Object* service : subject.of_kind("Service", "")) {
      if ((service->ns.empty() ? "default" : service->ns) != ns) continue;
      const kube::Labels labels = kube::Fields((*service->node)["metadata"], unheard).labels("labels");
      if (selector.value().matches(labels) && has_pod(subject.labelled(ns, (*service->node)["spec"]["selector"])))
        return true;
    }
  }
  return false;
}

bool runs(const PodTemplate& pod, std::string_view word) {
  bool does = false;
  each_container(*pod.spec, [&](const Node& container) {
    does = does || ascii_lower(text_of(container["image"])).find(word) != std::string::npos;
    for (const std::string_view list : {"command", "args"})
      for (const Node& one : container[list].items())
        does = does || ascii_lower(text_of(one)).find(word) != std::string::npos;
  });
  return does;
}

void check_scraped(const Subject& subject, Findings& findings) {
  if (!is_fed_by_monitors(subject)) return;
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    if (!is_text(trigger["type"], "prometheus")) return;
    const Node& query = trigger["metadata"]["query"];
    for (const Engine& engine : kEngines) {
      if (!names_metric(text_of(query), engine.prefix)) continue;
      const PodTemplate* first = nullptr;
      bool is_scraped = false;
      for (const PodTemplate& pod : subject.pods()) {
        if (!runs(pod, engine.word)) continue;
        is_scraped = is_scraped || !is_plain(*pod.owner) || is_monitored(subject, pod);
        if (!first) first = &pod;
      }
      if (!first || is_scraped) continue;
      const auto labels = (*first->metadata)["labels"].members();
      findings.say(query.where(),
                   fmt::format("nothing brings {}… of {} to the Prometheus that {} asks", engine.prefix,
                               title_of(*first->owner), title_of(object)),
                   "neither a PodMonitor nor a ServiceMonitor selects its pods: the query stays empty",
                   labels.empty()
                       ? std::string()
                       : fmt::format("add a PodMonitor in {} with selector: {{matchLabels: {{{}: {}}}}} and "
                                     "the port of its metrics",
                                     first->owner->ns.empty() ? "default" : first->owner->ns,
                                     printable(labels.front().key.text()), printable(text_of(labels.front().value))));
      break;
    }
  });
}

constexpr Rule kRules[] = {
    {"KED029", "", Severity::Warning, "a query for metrics that nobody scrapes",
     "The Prometheus of the operator reads only what a PodMonitor or ServiceMonitor selects; annotations of pods and "
     "ports alone it does not look at. The query stays empty, KEDA takes that for 0, and nothing scales.",
     "add a PodMonitor that selects the pods, with the port of their metrics",
     "prometheus-operator docs, getting started (PodMonitor); keda-docs 2.20, scalers/prometheus (ignoreNullValues)",
     check_scraped},
};

}  // namespace

std::span<const Rule> keda_metrics_rules() { return kRules; }

}  // namespace slipway::rules
