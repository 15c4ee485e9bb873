#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/int_or_percent.h"
#include "kube/label_selector.h"
#include "kube/object.h"

namespace slipway::kube {

struct ServicePort {
  std::string name;
  std::int32_t port = 0;
  std::optional<IntOrPercent> target_port;  // a number or a port's name; absent: the same as port
  std::int32_t node_port = 0;               // 0: chosen by the server
  std::string protocol = "TCP";
};

struct Service {
  Object object;
  std::string type = "ClusterIP";  // NodePort, LoadBalancer, ExternalName
  Labels selector;                 // empty: somebody else keeps its endpoints
  std::vector<ServicePort> ports;
  std::string cluster_ip;  // "None": headless
  std::string load_balancer_class;
  std::string external_traffic_policy;
  std::string external_name;

  bool is_headless() const { return cluster_ip == "None"; }
  bool is_load_balancer() const { return type == "LoadBalancer"; }
};

/// How many pods of a kind may be missing at once by our own doing.
struct PodDisruptionBudget {
  Object object;
  std::optional<IntOrPercent> min_available, max_unavailable;
  std::optional<LabelSelector> selector;
  std::string unhealthy_pod_eviction = "IfHealthyBudget";  // or AlwaysAllow
  std::optional<std::int32_t> disruptions_allowed;         // status
};

Service read_service(const doc::Node& object, Diagnostics& diagnostics);
PodDisruptionBudget read_pod_disruption_budget(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
