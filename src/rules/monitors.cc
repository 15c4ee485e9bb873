#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "kube/own_groups.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/selections.h"
#include "rules/view.h"
#include "subject/kustomizations.h"
#include "subject/namespaces.h"
#include "subject/unread_templates.h"

/// What a Prometheus of the operator is to read, and whether there is a port of that name.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kMonitoring = "monitoring.coreos.com";

/// In place of a namespace: all of them.
constexpr std::string_view kAnywhere = "*";

/// Services by a label of theirs and their namespace.
class LabelledServices {
 public:
  explicit LabelledServices(const Subject& subject) {
    for (const kube::Object* service : subject.of_kind("Service", ""))
      for (const doc::Member& label : (*service->node)["metadata"]["labels"].members())
        for (const std::string_view ns : {std::string_view(service->ns), kAnywhere})
          by_label_[{ns, label.key.text(), text_of(label.value)}].push_back(service);
  }

  /// Those that carry all labels of a map that is not empty, and may be in the namespace.
  std::vector<const kube::Object*> with(const Node& labels, std::string_view ns) const {
    if (ns.empty() || ns == kAnywhere) return in(labels, kAnywhere);
    std::vector<const kube::Object*> out = in(labels, ns);
    for (const kube::Object* one : in(labels, {})) out.push_back(one);  // that say no namespace
    return out;
  }

 private:
  std::vector<const kube::Object*> in(const Node& labels, std::string_view ns) const {
    const std::vector<const kube::Object*>* fewest = nullptr;
    for (const doc::Member& label : labels.members()) {
      const auto found = by_label_.find({ns, label.key.text(), text_of(label.value)});
      if (found == by_label_.end()) return {};
      if (!fewest || found->second.size() < fewest->size()) fewest = &found->second;
    }
    std::vector<const kube::Object*> out;
    if (fewest)
      std::ranges::copy_if(*fewest, std::back_inserter(out), [&](const kube::Object* one) {
        const Node& carried = (*one->node)["metadata"]["labels"];
        return std::ranges::all_of(labels.members(), [&](const doc::Member& label) {
          const Node* value = carried.find(label.key.text());
          return value && text_of(*value) == text_of(label.value);
        });
      });
    return out;
  }

  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<const kube::Object*>>
      by_label_;
};

/// Names of the ports of all that a monitor selects.
struct Ports {
  std::set<std::string_view> names;
  const kube::Object* first = nullptr;  // of those that have them
  // One of them is patched, or an operator makes it, which adds ports of its own: KubeRay `metrics`.
  bool may_have_more = false;

  void see(const kube::Object& owner, const subject::Kustomized& kustomized) {
    if (!first) first = &owner;
    may_have_more = may_have_more || kustomized.is_patched(owner) || !kube::is_own_group(owner.group());
  }
  void add(const Node& ports) {
    for (const Node& port : ports.items())
      if (const std::string_view name = text_of(port["name"]); !name.empty()) names.insert(name);
  }
};

/// The namespaces that a monitor looks into: kAnywhere, or "" where nobody says which.
std::vector<std::string_view> namespaces_of(const kube::Object& monitor) {
  const Node& selector = (*monitor.node)["spec"]["namespaceSelector"];
  if (is_true(selector["any"])) return {kAnywhere};
  std::vector<std::string_view> out;
  for (const Node& name : selector["matchNames"].items()) out.push_back(text_of(name));
  if (out.empty()) out.push_back(monitor.ns);
  return out;
}

/// Whether charts may bring into one of the namespaces what the monitor means.
bool may_come_from_charts(const Subject& subject, const std::vector<std::string_view>& namespaces) {
  return std::ranges::any_of(subject.releases(), [&](const subject::Release& one) {
    return std::ranges::any_of(
        namespaces, [&](std::string_view ns) { return ns == kAnywhere || subject::may_share_namespace(ns, one.ns); });
  });
}

/// Labels alone: by expressions whatever is not here may be meant.
bool has_plain_labels(const Node& selector) {
  return selector["matchLabels"].size() > 0 && selector["matchExpressions"].size() == 0;
}

/// What is there instead of a port.
std::string hint_of(std::string_view wanted, const std::set<std::string_view>& names, std::string_view whose) {
  const std::vector<std::string_view> all(names.begin(), names.end());
  if (const auto near = near_miss(wanted, all)) return fmt::format("did you mean {}?", printable(*near));
  if (all.empty()) return fmt::format("the ports of {} have no names", whose);
  const std::vector<std::string> listed(all.begin(), all.end());
  return fmt::format("{} names {}", whose, printable(join(listed, ", ")));
}

void say_of_endpoints(const kube::Object& monitor, std::string_view list, const Ports& ports, Findings& findings) {
  if (!ports.first || ports.may_have_more) return;
  for (const Node& endpoint : (*monitor.node)["spec"][list].items()) {
    const Node& port = endpoint["port"];
    if (text_of(port).empty() || ports.names.contains(text_of(port))) continue;
    findings.say(port.where(),
                 fmt::format("nothing that {} selects names a port {}", title_of(monitor), printable(text_of(port))),
                 hint_of(text_of(port), ports.names, title_of(*ports.first)));
  }
}

/// Monitors that select alike have one answer.
template <class Find>
void check_kind(const Subject& subject, std::string_view kind, std::string_view list, Findings& findings, Find find) {
  std::map<std::string, Ports> known;
  for (const kube::Object* monitor : subject.of_kind(kind, kMonitoring)) {
    const Node& selector = (*monitor->node)["spec"]["selector"];
    const auto namespaces = namespaces_of(*monitor);
    if (!has_plain_labels(selector) || may_come_from_charts(subject, namespaces)) continue;
    std::string key = doc::canonical_json(selector);
    for (const std::string_view ns : namespaces) key.append(1, '\n').append(ns);
    const auto [at, is_new] = known.try_emplace(std::move(key));
    if (is_new)
      for (const std::string_view ns : namespaces) find(selector, ns, at->second);
    say_of_endpoints(*monitor, list, at->second, findings);
  }
}

/// Whether there are more Services and pods than those here: of a chart's templates, of examples beside each other.
bool are_more(const Subject& subject) {
  return view_of(subject).is_collection() || subject::has_unread_templates(subject);
}

void check(const Subject& subject, Findings& findings) {
  if (subject.of_kind("ServiceMonitor", kMonitoring).empty() && subject.of_kind("PodMonitor", kMonitoring).empty())
    return;
  if (are_more(subject)) return;
  const auto& kustomized = subject.derived<subject::Kustomized>();
  if (!subject.of_kind("ServiceMonitor", kMonitoring).empty()) {
    const LabelledServices services(subject);
    check_kind(subject, "ServiceMonitor", "endpoints", findings,
               [&](const Node& selector, std::string_view ns, Ports& ports) {
                 for (const kube::Object* service : services.with(selector["matchLabels"], ns)) {
                   ports.see(*service, kustomized);
                   ports.add((*service->node)["spec"]["ports"]);
                 }
               });
  }
  check_kind(subject, "PodMonitor", "podMetricsEndpoints", findings,
             [&](const Node& selector, std::string_view ns, Ports& ports) {
               if (ns == kAnywhere) return;
               for (const subject::PodTemplate* pod : selected_by(subject, ns, selector)) {
                 ports.see(*pod->owner, kustomized);
                 each_container(*pod->spec, [&](const Node& container) { ports.add(container["ports"]); });
               }
             });
}

constexpr Rule kRules[] = {
    {"SVC004", "", Severity::Warning, "a monitor of a port that nobody names",
     "A ServiceMonitor names a port of the Service, a PodMonitor one of the container. Where none is called so "
     "Prometheus has no target and says nothing: dashboards stay empty, alarms do not come, and autoscalers see no "
     "load.",
     "name the port in the Service (or the container), or write the name that it has; of a ServiceMonitor targetPort "
     "takes the container's",
     "prometheus-operator docs, API reference (Endpoint, PodMetricsEndpoint)", check},
};

}  // namespace

std::span<const Rule> monitor_rules() { return kRules; }

}  // namespace slipway::rules
