#include <fmt/core.h>

#include <algorithm>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

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
  for (const kube::Object* service : subject.of_kind("Service", "")) {
    const doc::Node& spec = (*service->node)["spec"];
    std::vector<const subject::PodTemplate*> pods;
    bool is_looked_up = false;
    for (const doc::Node& port : spec["ports"].items()) {
      const doc::Node& target = port["targetPort"];
      if (!target.is_string()) continue;
      if (!is_looked_up) pods = subject.labelled(service->ns, spec["selector"]), is_looked_up = true;
      if (pods.empty()) break;
      if (std::ranges::any_of(pods, [&](const auto* pod) { return names_port(*pod->spec, target.text()); })) continue;
      findings.say(target.where(), fmt::format("no pod of {} names a port {}", title_of(*service), target.text()),
                   fmt::format("it selects {}", title_of(*pods.front()->owner)));
    }
  }
}

constexpr Rule kRules[] = {
    {"SVC001", "", Severity::Error, "a Service port that no pod has",
     "The Service gets no endpoints for the port: connections are refused.",
     "name one of the container's ports, or write its number", "kubernetes docs, services (targetPort)", check_ports},
};

}  // namespace

std::span<const Rule> service_rules() { return kRules; }

}  // namespace slipway::rules
