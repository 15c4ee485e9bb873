// SetDefaults_Pod, SetDefaults_PodSpec, and the order they are set in.
#include <string_view>

#include "kube/resource_list.h"
#include "schema/builtin/pod/container_defaults.h"
#include "schema/builtin/pod/container_sums.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/resource_amounts.h"

namespace slipway::schema::builtin {
namespace {

/// A limit without a request is the request.
void set_requests_from_limits(doc::Draft& container) {
  container.in("resources", [](doc::Draft& resources) {
    const doc::Node limits = resources["limits"];
    if (!limits.is_map()) return;
    resources.in_new("requests", [&](doc::Draft& requests) {
      for (const doc::Member& limit : limits.members())
        if (requests[limit.key.text()].is_absent()) requests.set(limit.key.text(), limit.value);
    });
  });
}

/// Huge pages that containers may have are what the pod may have.
void set_pod_limits(const doc::Node& spec, doc::Draft& resources) {
  if (resources["limits"].size() == 0 && resources["requests"].size() == 0) return;
  for (const auto& [name, amount] : sum_of_containers(spec, "limits")) {
    if (!is_huge_page_resource(name) || !resources["requests"][name].is_absent()) continue;
    resources.in_new("limits", [&](doc::Draft& limits) {
      if (limits[name].is_absent()) limits.set(name, amount.to_string());
    });
  }
}

/// What the containers ask for together is what the pod asks for, else its limits.
void set_pod_requests(const doc::Node& spec, doc::Draft& resources) {
  const doc::Node limits = resources["limits"];
  if (limits.size() == 0) return;
  const auto set_missing = [&](std::string_view name, const auto& amount) {
    resources.in_new("requests", [&](doc::Draft& requests) {
      if (requests[name].is_absent()) requests.set(name, amount);
    });
  };
  for (const auto& [name, amount] : sum_of_containers(spec, "requests"))
    if (is_pod_resource(name) && is_overcommit_allowed(name)) set_missing(name, amount.to_string());
  for (const doc::Member& limit : limits.members())
    if (is_pod_resource(limit.key.text())) set_missing(limit.key.text(), limit.value);
}

/// On the host's network each port is one of the host's.
void set_host_ports(doc::Draft& container) {
  container.each("ports", [](doc::Draft& port) {
    const std::int64_t number = integer_of(port["containerPort"]);
    if (number != 0) default_number(port, "hostPort", number);
  });
}

}  // namespace

void set_pod_spec_defaults(doc::Draft& spec) {
  default_text(spec, "dnsPolicy", "ClusterFirst");
  default_text(spec, "restartPolicy", "Always");
  if (!spec.has("securityContext")) spec.set("securityContext", spec.empty_map());
  spec.set_default("terminationGracePeriodSeconds", 30);
  default_text(spec, "schedulerName", "default-scheduler");
  spec.each("volumes", set_volume_defaults);
  for (const char* containers : {"initContainers", "containers", "ephemeralContainers"})
    spec.each(containers, set_container_defaults);
  store_amounts(spec, "overhead");
  spec.in("resources", [](doc::Draft& resources) {
    store_amounts(resources, "limits");
    store_amounts(resources, "requests");
  });
}

void set_template_defaults(doc::Draft& owner_spec) {
  owner_spec.in_new("template", [](doc::Draft& made) { made.in_new("spec", set_pod_spec_defaults); });
}

void set_pod_defaults(doc::Draft& pod) {
  pod.in_new("spec", [](doc::Draft& spec) {
    for (const char* containers : {"containers", "initContainers"}) spec.each(containers, set_requests_from_limits);
    if (spec.has("resources")) {
      const doc::Node summed = spec.node();
      spec.in("resources", [&](doc::Draft& resources) {
        set_pod_limits(summed, resources);
        set_pod_requests(summed, resources);
      });
    }
    spec.set_default("enableServiceLinks", true);
    if (flag_of(spec["hostNetwork"]))
      for (const char* containers : {"containers", "initContainers"}) spec.each(containers, set_host_ports);
    set_pod_spec_defaults(spec);
  });
}

}  // namespace slipway::schema::builtin
