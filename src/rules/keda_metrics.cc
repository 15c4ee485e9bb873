#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/result.h"
#include "base/text.h"
#include "kube/objects/selection.h"
#include "rules/keda_triggers.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "subject/namespaces.h"
#include "subject/terraform_manifests.h"

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

/// The operator's Prometheus among the files, where it gets its targets from monitors alone.
class Operated {
 public:
  explicit Operated(const Subject& subject) {
    is_fed_otherwise_ = !subject.of_kind("ScrapeConfig", kMonitoring).empty();
    for (const kube::Object* one : subject.of_kind("Prometheus", kMonitoring))
      add(one->ns, !(*one->node)["spec"]["additionalScrapeConfigs"].is_null());
    for (const subject::Release& release : subject.releases()) {
      for (const std::string_view other : {"opentelemetry", "alloy", "agent", "datadog", "victoria"})
        is_fed_otherwise_ = is_fed_otherwise_ || release.chart.find(other) != std::string::npos;
      is_fed_otherwise_ = is_fed_otherwise_ || release.chart == "prometheus";  // the one without the operator
      if (release.chart != "kube-prometheus-stack") continue;
      const Node& values = release.values.root();
      const Node& spec = values["prometheus"]["prometheusSpec"];
      const std::string_view moved = text_of(values["namespaceOverride"]);
      add(moved.empty() ? release.ns : moved,
          !spec["additionalScrapeConfigs"].is_null() || !spec["additionalScrapeConfigsSecret"].is_null());
    }
  }

  bool is_here() const { return !namespaces_.empty() && !is_fed_otherwise_; }
  /// Whether a Service is its: of other hosts, as Mimir's and Thanos', nobody knows what they hold.
  bool answers_at(const InCluster& at) const {
    return at.service.find("prometheus") != at.service.npos &&
           (namespaces_.contains(std::string_view()) || namespaces_.contains(at.ns));
  }

 private:
  void add(std::string_view ns, bool is_fed_otherwise) {
    namespaces_.insert(ns);
    is_fed_otherwise_ = is_fed_otherwise_ || is_fed_otherwise;
  }

  std::set<std::string_view> namespaces_;  // "" unknown
  bool is_fed_otherwise_ = false;
};

/// Whether the pods get their labels from their template alone; others, as Ray's, get more of their operator.
bool is_plain(const kube::Object& owner) {
  return owner.group() == "apps" || owner.kind == "Pod" || owner.group() == "argoproj.io";
}

kube::Labels labels_of(const Node& metadata) {
  Diagnostics unheard;
  return kube::Fields(metadata, unheard).labels("labels");
}

/// What a PodMonitor or ServiceMonitor selects.
class Monitor {
 public:
  Monitor(const Node& spec, std::string_view ns) : ns_(ns) {
    Diagnostics unheard;
    selector_ = kube::to_selector(kube::read_label_selector(kube::Fields(spec["selector"], unheard)));
    const Node& where = spec["namespaceSelector"];
    looks_everywhere_ = is_true(where["any"]);
    for (const Node& name : where["matchNames"].items()) names_.insert(text_of(name));
  }

  bool selects(std::string_view ns, const kube::Labels& labels) const {
    const bool looks = looks_everywhere_ ||
                       (names_.empty() ? subject::may_share_namespace(ns_, ns) : ns.empty() || names_.contains(ns));
    return looks && (!selector_ || selector_.value().matches(labels));  // of a wrong selector the schema speaks
  }

 private:
  std::string_view ns_;
  std::set<std::string_view> names_;
  bool looks_everywhere_ = false;
  Result<kube::Selector, std::string> selector_ = kube::Selector();
};

/// Those of a kind, and those that kube-prometheus-stack is told to make.
std::vector<Monitor> monitors_of(const Subject& subject, std::string_view kind, std::string_view value) {
  std::vector<Monitor> out;
  for (const kube::Object* one : subject.of_kind(kind, kMonitoring)) out.emplace_back((*one->node)["spec"], one->ns);
  for (const subject::Release& release : subject.releases())
    if (release.chart == "kube-prometheus-stack")
      for (const Node& one : release.values.root()["prometheus"][value].items()) out.emplace_back(one, release.ns);
  return out;
}

/// The pods of model servers, and whether a monitor leads to them, of themselves or through a Service.
class ModelServers {
 public:
  explicit ModelServers(const Subject& subject) {
    for (const PodTemplate& pod : subject.pods())
      if (const Engines engines = engines_of(pod); engines.any())
        servers_.push_back({&pod, labels_of(*pod.metadata), engines, !is_plain(*pod.owner)});
    if (servers_.empty()) return;
    for (const Monitor& monitor : monitors_of(subject, "PodMonitor", "additionalPodMonitors"))
      for (Server& server : servers_)
        server.is_scraped = server.is_scraped || monitor.selects(server.pod->owner->ns, server.labels);
    const auto monitors = monitors_of(subject, "ServiceMonitor", "additionalServiceMonitors");
    if (monitors.empty()) return;
    for (const kube::Object* service : subject.of_kind("Service", "")) {
      const kube::Labels labels = labels_of((*service->node)["metadata"]);
      if (std::ranges::any_of(monitors, [&](const Monitor& one) { return one.selects(service->ns, labels); }))
        follow(*service);
    }
  }

  /// The pod of an engine that the object scales, if it is one; else nullptr.
  const PodTemplate* scaled_by(const kube::Object& scaler, std::size_t engine) const {
    const Node& target = (*scaler.node)["spec"]["scaleTargetRef"];
    for (const Server& server : servers_)
      if (server.engines[engine] && server.pod->owner->name == text_of(target["name"]) &&
          subject::may_share_namespace(server.pod->owner->ns, scaler.ns))
        return server.pod;
    return nullptr;
  }

  /// The first pod of an engine of which no pod is scraped; nullptr when one is, and when it has none.
  const PodTemplate* unscraped(std::size_t engine) const {
    const PodTemplate* first = nullptr;
    for (const Server& server : servers_) {
      if (!server.engines[engine]) continue;
      if (server.is_scraped) return nullptr;
      if (!first) first = server.pod;
    }
    return first;
  }

 private:
  using Engines = std::bitset<kEngines.size()>;
  struct Server {
    const PodTemplate* pod;
    kube::Labels labels;
    Engines engines;
    bool is_scraped;
  };

  static Engines engines_of(const PodTemplate& pod) {
    Engines out;
    const auto look = [&](const Node& text) {
      const std::string word = ascii_lower(text_of(text));
      for (std::size_t i = 0; i < kEngines.size(); ++i)
        if (word.find(kEngines[i].word) != std::string::npos) out.set(i);
    };
    each_container(*pod.spec, [&](const Node& container) {
      look(container["image"]);
      for (const std::string_view list : {"command", "args"})
        for (const Node& one : container[list].items()) look(one);
    });
    return out;
  }

  void follow(const kube::Object& service) {
    const auto wanted = (*service.node)["spec"]["selector"].members();
    if (wanted.empty()) return;
    for (Server& server : servers_) {
      if (server.is_scraped || !subject::may_share_namespace(service.ns, server.pod->owner->ns)) continue;
      server.is_scraped = std::ranges::all_of(wanted, [&](const doc::Member& label) {
        const auto carried = server.labels.find(label.key.text());
        return carried != server.labels.end() && carried->second == text_of(label.value);
      });
    }
  }

  std::vector<Server> servers_;
};

void check_scraped(const Subject& subject, Findings& findings) {
  const Operated prometheus(subject);
  if (!prometheus.is_here() || subject::terraform_may_make(subject, "ServiceMonitor") ||
      subject::terraform_may_make(subject, "PodMonitor"))
    return;
  const auto namespaces = namespaces_of(subject);
  std::array<std::optional<const PodTemplate*>, kEngines.size()> unscraped;
  each_trigger(subject, [&](const kube::Object& object, const Node& trigger) {
    if (!is_text(trigger["type"], "prometheus")) return;
    const Node& metadata = trigger["metadata"];
    const Node& query = metadata["query"];
    for (std::size_t i = 0; i < kEngines.size(); ++i) {
      if (!names_metric(text_of(query), kEngines[i].prefix)) continue;
      if (!prometheus.answers_at(in_cluster(text_of(metadata["serverAddress"]), object.ns, namespaces))) return;
      if (!unscraped[i]) unscraped[i] = subject.derived<ModelServers>().unscraped(i);
      const PodTemplate* first = *unscraped[i];
      if (!first) continue;
      if (const PodTemplate* own = subject.derived<ModelServers>().scaled_by(object, i)) first = own;
      const auto labels = (*first->metadata)["labels"].members();
      findings.say(query.where(),
                   fmt::format("nothing brings {}… of {} to the Prometheus that {} asks", kEngines[i].prefix,
                               title_of(*first->owner), title_of(object)),
                   "neither a PodMonitor nor a ServiceMonitor selects its pods: the query stays empty",
                   labels.empty()
                       ? std::string()
                       : fmt::format("add a PodMonitor in {} with selector: {{matchLabels: {{{}: {}}}}} and "
                                     "the port of its metrics",
                                     subject::namespace_or_default(first->owner->ns),
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
