#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "components/component.h"

/// What several components must prove once they run; those of one component alone stand in its file.
namespace slipway::components {

/// The Deployments of a chart are available, chosen by the label that Helm charts give to what they make.
void check_deployments_of_release(Expansion& in, std::string_view release, std::string_view namespace_name);
/// A Deployment that its chart, or we, gave this name.
void check_deployment(Expansion& in, std::string_view namespace_name, std::string_view name);
/// The same, with as many replicas as its chart's values say: not only with those that somebody left it.
void check_deployment(Expansion& in, std::string_view namespace_name, std::string_view name,
                      const doc::Value& replicas);

/// Whether a DaemonSet is for the nodes of such a group.
using IsForGroup = bool (*)(const spec::NodeGroup& group);
/// On each node that it is for, and ready there. Where no group that it is for has nodes at all times, none is fine:
/// groups and pools go to zero.
void check_daemon_sets_of_release(Expansion& in, std::string_view release, std::string_view namespace_name,
                                  IsForGroup is_for);
void check_daemon_set(
    Expansion& in, std::string_view namespace_name, std::string_view name,
    IsForGroup is_for = [](const spec::NodeGroup&) { return true; });

/// An object that we add is there, and its spec says what was applied, no more and no less.
void check_is_as_applied(Expansion& in, const doc::Map& object);
/// `status.conditions` has this one, and it is True.
void check_condition(Expansion& in, std::string claim, platform::KubernetesQuestion of, std::string_view condition);
/// An aggregated API answers: "v1beta1.metrics.k8s.io".
void check_api_service(Expansion& in, std::string_view name);
/// Each node that has the label offers the resource. None is fine: pools go to zero. `which`: "each GPU node".
void check_nodes_offer(Expansion& in, std::string_view which, std::string_view resource,
                       std::string_view node_selector);
/// Each node that has the label keeps other pods off. `whose`: "pool gpu".
void check_taints(Expansion& in, const std::string& whose, const std::vector<spec::Taint>& taints,
                  const std::string& node_selector);
/// Each pod that has the label was given a node: what `kubectl describe pod` says of one that is pending. None is fine.
void check_pods_have_nodes(Expansion& in, const std::string& whose, std::string_view namespace_name,
                           std::string_view selector);

}  // namespace slipway::components
