#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/steps.h"
#include "rules/operators.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/selections.h"
#include "rules/view.h"
#include "subject/kustomizations.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {
namespace {

using subject::Subject;

bool names_port(const doc::Node& pod_spec, std::string_view name) {
  bool found = false;
  each_container(pod_spec, [&](const doc::Node& container) {
    for (const doc::Node& port : container["ports"].items()) found = found || text_of(port["name"]) == name;
  });
  return found;
}

void check_ports(const Subject& subject, Findings& findings) {
  std::map<std::pair<const Selected*, std::string_view>, bool> named;  // whether one of the pods names the port
  const auto& kustomized = subject.derived<subject::Kustomized>();
  for (const kube::Object* service : subject.of_kind("Service", "")) {
    const doc::Node& spec = (*service->node)["spec"];
    for (const doc::Node& port : spec["ports"].items()) {
      const doc::Node& target = port["targetPort"];
      if (!target.is_string() || kustomized.is_patched(*service, "targetPort")) continue;
      const Selected& pods = labelled_by(subject, service->ns, spec["selector"]);
      if (pods.empty()) break;
      const auto [has, is_new] = named.try_emplace({&pods, target.text()});
      if (is_new)
        has->second = std::ranges::any_of(pods, [&](const auto* pod) {
          // A patch may give them the port, and a container that has it.
          return names_port(*pod->spec, target.text()) || kustomized.is_patched(*pod->owner, "ports");
        });
      if (has->second) continue;
      findings.say(target.where(), fmt::format("no pod of {} names a port {}", title_of(*service), target.text()),
                   fmt::format("it selects {}", title_of(*pods.front()->owner)));
    }
  }
}

/// Labels that controllers put on the pods that they make; no template has them.
bool is_of_controllers(std::string_view key) {
  if (key == "job-name" || key == "controller-uid" || key == "pod-template-hash") return true;
  const std::string_view domain = key.substr(0, key.find('/'));
  if (domain.size() == key.size()) return false;
  for (const std::string_view one : {"batch.kubernetes.io", "apps.kubernetes.io", "statefulset.kubernetes.io", "ray.io",
                                     "kubeflow.org", "x-k8s.io", "jobset.sigs.k8s.io", "leaderworkerset.sigs.k8s.io"})
    if (domain == one || (domain.ends_with(one) && domain[domain.size() - one.size() - 1] == '.')) return true;
  return false;
}

/// Namespaces in which more may come to be than is here.
struct Makers {
  explicit Makers(const Subject& subject) {
    for (const subject::Release& one : subject.releases()) releases.insert(one.ns);
    for (const kube::Object& one : subject.objects()) {
      count_step();
      if (may_make_objects(one)) operators.insert(one.ns);
    }
  }
  std::set<std::string_view> releases, operators;
};

/// A chart of the namespace may bring pods with these labels, and operators make some for their own kinds.
bool may_come_from_outside(const Subject& subject, std::string_view ns, const doc::Node& labels) {
  const Makers& makers = subject.derived<Makers>();
  return subject::terraform_may_make(subject, "Deployment") || subject::terraform_may_make(subject, "StatefulSet") ||
         subject::terraform_may_make(subject, "DaemonSet") || makers.releases.contains(ns) ||
         makers.releases.contains("") || makers.operators.contains(ns) ||
         std::ranges::any_of(labels.members(),
                             [](const doc::Member& label) { return is_of_controllers(label.key.text()); });
}

void check_empty(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  for (const kube::Object* service : subject.of_kind("Service", "")) {
    const doc::Node& selector = (*service->node)["spec"]["selector"];
    if (selector.size() == 0 || !labelled_by(subject, service->ns, selector).empty()) continue;
    if (may_come_from_outside(subject, service->ns, selector)) continue;
    findings.say(key_place((*service->node)["spec"], "selector"), fmt::format("{} selects no pod", title_of(*service)),
                 "none here carries these labels in its namespace");
  }
}

void check_empty_budget(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  for (const kube::Object* budget : subject.of_kind("PodDisruptionBudget", "policy")) {
    const doc::Node& spec = (*budget->node)["spec"];
    const doc::Node& labels = spec["selector"]["matchLabels"];
    // By expressions whatever is not there may be meant.
    if (labels.size() == 0 || spec["selector"]["matchExpressions"].size() > 0) continue;
    if (!selected_by(subject, budget->ns, spec["selector"]).empty()) continue;
    if (may_come_from_outside(subject, budget->ns, labels)) continue;
    findings.say(key_place(spec, "selector"), fmt::format("{} selects no pod", title_of(*budget)),
                 "none here carries these labels in its namespace");
  }
}

constexpr Rule kRules[] = {
    {"SVC001", "", Severity::Error, "a Service port that no pod has",
     "The Service gets no endpoints for the port: connections are refused.",
     "name one of the container's ports, or write its number", "kubernetes docs, services (targetPort)", check_ports},
    {"SVC002", "", Severity::Warning, "a Service that selects no pod", "It has no endpoints: connections are refused.",
     "write the labels of the pods, and their namespace", "kubernetes docs, services (selectors)", check_empty},
    {"SVC003", "", Severity::Warning, "a PodDisruptionBudget that selects no pod",
     "It protects nothing: drains and consolidation may take all pods at once.",
     "write the labels of the pods, and their namespace",
     "kubernetes docs, specifying a disruption budget (label selectors)", check_empty_budget},
};

}  // namespace

std::span<const Rule> service_rules() { return kRules; }

}  // namespace slipway::rules
