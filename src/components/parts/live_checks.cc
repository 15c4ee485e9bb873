#include "components/parts/live_checks.h"

#include <algorithm>
#include <utility>

#include "components/parts/expected.h"

namespace slipway::components {

namespace {

using platform::Expectation;
using platform::KubernetesQuestion;

std::string text(std::string_view view) { return std::string(view); }

KubernetesQuestion of_release(const char* kind, std::string_view release, std::string_view namespace_name) {
  return {"apps/v1", kind, text(namespace_name), "", "app.kubernetes.io/instance=" + text(release)};
}

constexpr const char* kReady = "status.numberReady";
constexpr const char* kDesired = "status.desiredNumberScheduled";

/// All that are wanted, and that somebody does want some.
Expectation has_its_replicas(const std::string& of) {
  return {of + "status.availableReplicas", Expectation::Holds::AtLeast, of + "spec.replicas"};
}

Expectation is_on_its_nodes(const Expansion& in, const std::string& of, IsForGroup is_for) {
  const bool has_a_node = std::ranges::any_of(
      in.platform.node_groups, [&](const auto& one) { return one.value.min.value > 0 && is_for(one.value); });
  return {of + kReady, has_a_node ? Expectation::Holds::AtLeast : Expectation::Holds::EqualsMember, of + kDesired};
}

}  // namespace

void check_deployments_of_release(Expansion& in, std::string_view release, std::string_view namespace_name) {
  in.add_check("the Deployments of chart " + text(release) + " are available",
               of_release("Deployment", release, namespace_name), has_its_replicas("items[]."));
}

void check_deployment(Expansion& in, std::string_view namespace_name, std::string_view name) {
  in.add_check("Deployment " + text(name) + " is available",
               KubernetesQuestion{"apps/v1", "Deployment", text(namespace_name), text(name)}, has_its_replicas(""));
}

void check_deployment(Expansion& in, std::string_view namespace_name, std::string_view name,
                      const doc::Value& replicas) {
  const auto* wanted = replicas.integer();
  if (!wanted || *wanted < 1) return check_deployment(in, namespace_name, name);
  in.add_check("Deployment " + text(name) + " is available",
               KubernetesQuestion{"apps/v1", "Deployment", text(namespace_name), text(name)},
               {"status.availableReplicas", Expectation::Holds::AtLeast, std::to_string(*wanted)});
}

void check_daemon_sets_of_release(Expansion& in, std::string_view release, std::string_view namespace_name,
                                  IsForGroup is_for) {
  in.add_check("no node lacks the DaemonSet of chart " + text(release),
               of_release("DaemonSet", release, namespace_name), is_on_its_nodes(in, "items[].", is_for));
}

void check_daemon_set(Expansion& in, std::string_view namespace_name, std::string_view name, IsForGroup is_for) {
  in.add_check("no node lacks DaemonSet " + text(name),
               KubernetesQuestion{"apps/v1", "DaemonSet", text(namespace_name), text(name)},
               is_on_its_nodes(in, "", is_for));
}

void check_is_as_applied(Expansion& in, const doc::Map& object) {
  const auto text_of = [](const doc::Value& value) { return value.string() ? *value.string() : std::string(); };
  const auto& metadata = *object.find("metadata");
  KubernetesQuestion named{text_of(*object.find("apiVersion")), text_of(*object.find("kind")),
                           text_of(metadata["namespace"]), text_of(metadata["name"])};
  const std::string name = named.ns.empty() ? named.name : named.ns + "/" + named.name;
  std::string claim = named.kind + " " + name + " is as applied";
  in.add_check(std::move(claim), std::move(named), exactly("spec", *object.find("spec")));
}

void check_condition(Expansion& in, std::string claim, KubernetesQuestion of, std::string_view condition) {
  in.add_check(std::move(claim), std::move(of),
               {"status.conditions[type=" + text(condition) + "].status", Expectation::Holds::Equals, "True"});
}

void check_api_service(Expansion& in, std::string_view name) {
  check_condition(in, "the API server reaches " + text(name),
                  {"apiregistration.k8s.io/v1", "APIService", "", text(name)}, "Available");
}

void check_nodes_offer(Expansion& in, std::string_view which, std::string_view resource,
                       std::string_view node_selector) {
  in.add_check(text(which) + " offers " + text(resource), KubernetesQuestion{"v1", "Node", "", "", text(node_selector)},
               {"items[].status.allocatable.\"" + text(resource) + "\"", Expectation::Holds::EachAtLeast, "1"});
}

void check_taints(Expansion& in, const std::string& whose, const std::vector<spec::Taint>& taints,
                  const std::string& node_selector) {
  for (const auto& taint : taints) {
    const auto same = [&](const spec::Taint& other) { return other.key.value == taint.key.value; };
    if (std::ranges::count_if(taints, same) > 1) continue;  // of one key several effects: a path finds them all
    in.add_check("each node of " + whose + " has taint " + taint.key.value,
                 KubernetesQuestion{"v1", "Node", "", "", node_selector},
                 {"items[].spec.taints[key=" + taint.key.value + "].effect", Expectation::Holds::EachEquals,
                  taint.effect.value});
  }
}

void check_pods_have_nodes(Expansion& in, const std::string& whose, std::string_view namespace_name,
                           std::string_view selector) {
  in.add_check("each pod of " + whose + " has a node",
               KubernetesQuestion{"v1", "Pod", text(namespace_name), "", text(selector)},
               {"items[].status.conditions[type=PodScheduled].status", Expectation::Holds::EachEquals, "True"});
}

}  // namespace slipway::components
