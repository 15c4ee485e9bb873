#include "kube/objects/affinity.h"

#include "kube/objects/selection.h"

namespace slipway::kube {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kPreferred = "preferredDuringSchedulingIgnoredDuringExecution";

PodAffinityTerm read_pod_term(const Fields& fields) {
  return {.selector = fields.optional("labelSelector", read_label_selector),
          .namespaces = fields.texts("namespaces"),
          .namespace_selector = fields.optional("namespaceSelector", read_label_selector),
          .topology_key = fields.text("topologyKey"),
          .match_label_keys = fields.texts("matchLabelKeys"),
          .mismatch_label_keys = fields.texts("mismatchLabelKeys")};
}

PodAffinity read_pod_affinity(const Fields& fields) {
  return {fields.list(kRequired, read_pod_term), fields.list(kPreferred, [](const Fields& one) {
            return WeightedPodAffinityTerm{one.integer32_or("weight", 0), read_pod_term(one.map("podAffinityTerm"))};
          })};
}

}  // namespace

Affinity read_affinity(const Fields& fields) {
  const Fields nodes = fields.map("nodeAffinity");
  return {.required_nodes = nodes.optional(kRequired, read_node_selector),
          .preferred_nodes = nodes.list(kPreferred, read_preferred_scheduling_term),
          .pods = read_pod_affinity(fields.map("podAffinity")),
          .anti_pods = read_pod_affinity(fields.map("podAntiAffinity"))};
}

TopologySpreadConstraint read_topology_spread(const Fields& fields) {
  return {.max_skew = fields.integer32_or("maxSkew", 1),
          .topology_key = fields.text("topologyKey"),
          .when_unsatisfiable = fields.text("whenUnsatisfiable"),
          .selector = fields.optional("labelSelector", read_label_selector),
          .min_domains = fields.integer32("minDomains"),
          .node_affinity_policy = fields.text_or("nodeAffinityPolicy", "Honor"),
          .node_taints_policy = fields.text_or("nodeTaintsPolicy", "Ignore"),
          .match_label_keys = fields.texts("matchLabelKeys")};
}

}  // namespace slipway::kube
