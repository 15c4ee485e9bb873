#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/quote.h"
#include "base/text.h"
#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/network/kinds.h"
#include "schema/builtin/network/service_addresses.h"
#include "schema/builtin/network/service_store.h"

/// v1 Service. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,validation} and
/// pkg/registry/core/service/strategy.go, with the gate RelaxedServiceNameValidation on.
namespace slipway::schema::builtin {
namespace {

void set_affinity_defaults(doc::Draft& spec) {
  if (text_of(spec["sessionAffinity"]).empty()) spec.set("sessionAffinity", "None");
  const std::string_view affinity = text_of(spec["sessionAffinity"]);
  if (affinity == "None") spec.remove("sessionAffinityConfig");
  if (affinity != "ClientIP" || !spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"].is_null()) return;
  doc::Draft config(spec.empty_map(), spec.arena());
  config.in_new("clientIP", [](doc::Draft& client) { client.set("timeoutSeconds", 10800); });
  spec.set("sessionAffinityConfig", config.node());
}

void set_port_defaults(doc::Draft& port) {
  if (text_of(port["protocol"]).empty()) port.set("protocol", "TCP");
  const doc::Node& target = port["targetPort"];
  if (target.is_string() ? target.text().empty() : integer_of(target) == 0)
    port.set("targetPort", integer_of(port["port"]));
}

void set_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    set_affinity_defaults(spec);
    if (text_of(spec["type"]).empty()) spec.set("type", "ClusterIP");
    spec.each("ports", set_port_defaults);
    if (is_externally_accessible(spec.node()) && text_of(spec["externalTrafficPolicy"]).empty())
      spec.set("externalTrafficPolicy", "Cluster");
    const std::string_view type = text_of(spec["type"]);
    if (is_one_of(type, {"ClusterIP", "NodePort", "LoadBalancer"}))
      spec.set_default("internalTrafficPolicy", "Cluster");
    if (type == "LoadBalancer") spec.set_default("allocateLoadBalancerNodePorts", true);
  });
}

// What an update drops, since the type that needed it is gone and the client left it as it was.

void drop_addresses(doc::Draft& spec, const doc::Node& old_spec) {
  const ServiceAddresses old(old_spec);
  ServiceAddresses now(spec.node());
  if (!old.needs_cluster_ip() || now.needs_cluster_ip()) return;
  if (old.cluster_ip == now.cluster_ip && old.cluster_ips == now.cluster_ips) {
    now.cluster_ip = {};
    now.cluster_ips.clear();
  }
  if (old.families == now.families) now.families.clear();
  if (old.policy.value_or("") == now.policy.value_or("")) now.policy.reset();
  now.write_to(spec);
}

bool has_node_ports(std::string_view type) { return is_one_of(type, {"NodePort", "LoadBalancer"}); }

void drop_node_ports(doc::Draft& spec, const doc::Node& old_spec) {
  std::set<std::int64_t> old_ports = {0};
  for (const doc::Node& port : old_spec["ports"].items()) old_ports.insert(integer_of(port["nodePort"]));
  for (const doc::Node& port : spec["ports"].items())
    if (!old_ports.contains(integer_of(port["nodePort"]))) return;
  spec.each("ports", [](doc::Draft& port) { port.remove("nodePort"); });
}

void prepare_update(doc::Draft& object, const doc::Node& old) {
  keep_status(object, old);
  const doc::Node& old_spec = old["spec"];
  object.in("spec", [&](doc::Draft& spec) {
    const std::string_view type = text_of(spec["type"]), old_type = text_of(old_spec["type"]);
    const auto is_same = [&](std::string_view key) { return same_value(spec[key], old_spec[key]); };
    drop_addresses(spec, old_spec);
    if (has_node_ports(old_type) && !has_node_ports(type)) drop_node_ports(spec, old_spec);
    if (needs_health_check_port(old_spec) && !needs_health_check_port(spec.node()) && is_same("healthCheckNodePort"))
      spec.remove("healthCheckNodePort");
    if (old_type == "LoadBalancer" && type != "LoadBalancer") {
      for (const char* key : {"allocateLoadBalancerNodePorts", "loadBalancerClass"})
        if (is_same(key)) spec.remove(key);
    }
    if (is_externally_accessible(old_spec) && !is_externally_accessible(spec.node()) &&
        is_same("externalTrafficPolicy"))
      spec.remove("externalTrafficPolicy");
  });
}

void check_type(const ServiceAddresses& service, const doc::Node& spec, const Path& path, Errors& errors) {
  const Path ips(path, "clusterIPs");
  if (has_node_ports(service.type) && service.is_headless())
    errors.invalid(Path(ips, 0), "None", "may not be set to 'None' for " + std::string(service.type) + " services");
  if (service.type == "ExternalName") {
    constexpr std::string_view kNot = "may not be set for ExternalName services";
    if (!service.cluster_ips.empty()) errors.forbidden(ips, kNot);
    if (!service.families.empty()) errors.forbidden(Path(path, "ipFamilies"), kNot);
    if (service.policy) errors.forbidden(Path(path, "ipFamilyPolicy"), kNot);
    std::string_view name = text_of(spec["externalName"]);
    if (name.ends_with('.')) name.remove_suffix(1);
    check_required_text(name, kube::check_dns1123_subdomain, Path(path, "externalName"), errors);
  }
  if (service.type.empty())
    errors.required(Path(path, "type"));
  else if (!is_one_of(service.type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}))
    errors.not_supported(Path(path, "type"), service.type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
}

void check_port(const doc::Node& port, bool named, const Path& path, Errors& errors) {
  const std::string_view name = text_of(port["name"]), protocol = text_of(port["protocol"]);
  if (!name.empty())
    check_text(name, kube::check_dns1123_label, Path(path, "name"), errors);
  else if (named)
    errors.required(Path(path, "name"));
  check_port_number(integer_of(port["port"]), Path(path, "port"), errors);
  if (protocol.empty())
    errors.required(Path(path, "protocol"));
  else if (!is_one_of(protocol, {"SCTP", "TCP", "UDP"}))
    errors.not_supported(Path(path, "protocol"), protocol, {"SCTP", "TCP", "UDP"});
  const doc::Node &target = port["targetPort"], &app = port["appProtocol"];
  if (target.is_string())
    check_text(target.text(), kube::check_port_name, Path(path, "targetPort"), errors);
  else
    check_port_number(integer_of(target), Path(path, "targetPort"), errors);
  if (!app.is_null()) check_text(text_of(app), kube::check_label_key, Path(path, "appProtocol"), errors);
}

/// The key by which the server tells ports apart.
std::string printed_port(std::string_view protocol, std::int64_t number) {
  return R"({"Name":"","Protocol":)" + json_quoted(protocol) + R"(,"AppProtocol":null,"Port":)" +
         std::to_string(number) + R"(,"TargetPort":0,"NodePort":0})";
}

void check_ports(const doc::Node& ports, std::string_view type, const Path& path, Errors& errors) {
  std::set<std::string_view> names;
  std::set<std::pair<std::string_view, std::int64_t>> node_ports, numbers;
  std::size_t i = 0;
  for (const doc::Node& port : ports.items()) {
    const Path item(path, i++), node_port_path(item, "nodePort");
    check_port(port, ports.size() > 1, item, errors);
    const std::string_view name = text_of(port["name"]), protocol = text_of(port["protocol"]);
    if (!name.empty() && !names.insert(name).second) errors.duplicate(Path(item, "name"), name);
    const std::int64_t node_port = integer_of(port["nodePort"]);
    if (node_port != 0 && type == "ClusterIP")
      errors.forbidden(node_port_path, "may not be used when `type` is 'ClusterIP'");
    if (node_port != 0 && !node_ports.emplace(protocol, node_port).second)
      errors.duplicate_printed(node_port_path, std::to_string(node_port));
    if (!numbers.emplace(protocol, integer_of(port["port"])).second)
      errors.duplicate_printed(item, printed_port(protocol, integer_of(port["port"])));
  }
}

void check_affinity(const doc::Node& spec, const Path& path, Errors& errors) {
  const std::string_view affinity = text_of(spec["sessionAffinity"]);
  const doc::Node& config = spec["sessionAffinityConfig"];
  const Path config_path(path, "sessionAffinityConfig"), client_path(config_path, "clientIP");
  if (affinity.empty())
    errors.required(Path(path, "sessionAffinity"));
  else if (!is_one_of(affinity, {"ClientIP", "None"}))
    errors.not_supported(Path(path, "sessionAffinity"), affinity, {"ClientIP", "None"});
  if (affinity != "ClientIP") return;  // with None the defaults have dropped the rest, else it is not looked at
  const std::int64_t timeout = integer_of(config["clientIP"]["timeoutSeconds"]);
  if (timeout <= 0 || timeout > 86400)
    errors.invalid(Path(client_path, "timeoutSeconds"), timeout, "must be greater than 0 and less than 86400");
}

/// The texts of the old object, which are not looked at again.
std::set<std::string_view> trimmed_texts(const doc::Node& list) {
  std::set<std::string_view> out;
  for (const doc::Node& item : list.items()) out.insert(kube::go_trim_space(text_of(item)));
  return out;
}

void check_external_ips(const doc::Node& ips, const doc::Node& old_ips, const Path& path, Errors& errors) {
  std::set<std::string_view> known;
  for (const doc::Node& ip : old_ips.items()) known.insert(text_of(ip));
  std::size_t i = 0;
  for (const doc::Node& ip : ips.items()) {
    const Path item(path, i++);
    const std::string_view text = text_of(ip);
    if (known.contains(text) || check_ip(text, item, errors)) check_endpoint_ip(text, item, errors);
  }
}

void check_source_ranges(const doc::Node& object, const doc::Node& old, const Path& path, Errors& errors) {
  constexpr std::string_view kAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
  constexpr std::string_view kOnly = "may only be used when `type` is 'LoadBalancer'";
  const doc::Node& spec = object["spec"];
  const bool is_balancer = text_of(spec["type"]) == "LoadBalancer";
  if (const doc::Node& ranges = spec["loadBalancerSourceRanges"]; ranges.size() > 0) {
    const Path ranges_path(path, "LoadBalancerSourceRanges");
    if (!is_balancer) errors.forbidden(ranges_path, kOnly);
    const std::set<std::string_view> known = trimmed_texts(old["spec"]["loadBalancerSourceRanges"]);
    std::size_t i = 0;
    for (const doc::Node& range : ranges.items()) {
      const Path item(ranges_path, i++);
      const std::string_view text = kube::go_trim_space(text_of(range));
      if (!known.contains(text)) check_cidr(text, item, errors);
    }
    return;
  }
  const doc::Node* annotation = object["metadata"]["annotations"].find(kAnnotation);
  if (annotation == nullptr) return;
  const Path metadata("metadata"), annotations(metadata, "annotations");
  const Path annotation_path = Path::key(annotations, kAnnotation);
  if (!is_balancer) errors.forbidden(annotation_path, kOnly);
  if (!old.is_null() && text_of(old["metadata"]["annotations"][kAnnotation]) == text_of(*annotation)) return;
  const std::string_view text = kube::go_trim_space(text_of(*annotation));
  if (text.empty()) return;
  for (const std::string_view range : split(text, ',')) check_cidr(kube::go_trim_space(range), annotation_path, errors);
}

void check_balancer_class(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& name = spec["loadBalancerClass"];
  if (name.is_null()) return;
  const Path class_path(path, "loadBalancerClass");
  if (text_of(spec["type"]) == "LoadBalancer")
    check_text(text_of(name), kube::check_label_key, class_path, errors);
  else
    errors.forbidden(class_path, "may only be used when `type` is 'LoadBalancer'");
}

void check_traffic(const doc::Node& spec, const Path& path, Errors& errors) {
  const std::string_view external = text_of(spec["externalTrafficPolicy"]);
  const Path external_path(path, "externalTrafficPolicy"), health_path(path, "healthCheckNodePort");
  if (!is_externally_accessible(spec)) {
    if (!external.empty())
      errors.invalid(external_path, external, "may only be set for externally-accessible services");
  } else if (external.empty()) {
    errors.required(external_path);
  } else if (!is_one_of(external, {"Cluster", "Local"})) {
    errors.not_supported(external_path, external, {"Cluster", "Local"});
  }
  const std::int64_t health = integer_of(spec["healthCheckNodePort"]);
  if (!needs_health_check_port(spec)) {
    if (health != 0)
      errors.invalid(health_path, health,
                     "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (health == 0) {
    errors.required(health_path);
  } else {
    check_port_number(health, health_path, errors);
  }
  const doc::Node &internal = spec["internalTrafficPolicy"], &distribution = spec["trafficDistribution"];
  if (internal.is_null()) {
    if (is_one_of(text_of(spec["type"]), {"ClusterIP", "NodePort", "LoadBalancer"}))
      errors.required(Path(path, "internalTrafficPolicy"));
  } else if (!is_one_of(text_of(internal), {"Cluster", "Local"})) {
    errors.not_supported(Path(path, "internalTrafficPolicy"), text_of(internal), {"Cluster", "Local"});
  }
  if (!distribution.is_null() && !is_one_of(text_of(distribution), {"PreferClose", "PreferSameZone", "PreferSameNode"}))
    errors.not_supported(Path(path, "trafficDistribution"), text_of(distribution),
                         {"PreferClose", "PreferSameZone", "PreferSameNode"});
}

void check_topology_annotations(const doc::Node& annotations, Errors& errors) {
  constexpr std::string_view kMode = "service.kubernetes.io/topology-mode";
  constexpr std::string_view kHints = "service.kubernetes.io/topology-aware-hints";
  const doc::Node *mode = annotations.find(kMode), *hints = annotations.find(kHints);
  if (mode == nullptr || hints == nullptr || text_of(*mode) == text_of(*hints)) return;
  const Path metadata("metadata"), path(metadata, "annotations");
  errors.invalid(Path::key(path, kMode), text_of(*mode),
                 "must match annotations[" + std::string(kHints) + "] when both are specified");
}

/// validateService; `old` is null on creation.
void check_service(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_topology_annotations(object["metadata"]["annotations"], errors);
  const doc::Node &spec = object["spec"], &ports = spec["ports"];
  const Path path("spec");
  const ServiceAddresses service(spec), old_service(old["spec"]);
  if (ports.size() == 0 && !service.is_headless() && service.needs_cluster_ip()) errors.required(Path(path, "ports"));
  check_type(service, spec, path, errors);
  check_ports(ports, service.type, Path(path, "ports"), errors);
  check_labels(spec["selector"], Path(path, "selector"), errors);
  check_affinity(spec, path, errors);
  check_service_addresses(service, old_service.cluster_ips, errors);
  check_external_ips(spec["externalIPs"], old["spec"]["externalIPs"], Path(path, "externalIPs"), errors);
  check_source_ranges(object, old, path, errors);
  if (!spec["allocateLoadBalancerNodePorts"].is_null() && service.type != "LoadBalancer")
    errors.forbidden(Path(path, "allocateLoadBalancerNodePorts"), "may only be used when `type` is 'LoadBalancer'");
  check_balancer_class(spec, path, errors);
  check_traffic(spec, path, errors);
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_label_name, errors);
  check_service(object, {}, errors);
}

// What may not change.

std::string printed_policy(const ServiceAddresses& service) {
  return service.policy ? json_quoted(*service.policy) : "null";
}

void check_same_ips(const ServiceAddresses& now, const ServiceAddresses& old, const Path& spec, Errors& errors) {
  if (old.is_headless() && now.is_headless()) return;
  const Path path(spec, "clusterIPs"), first(path, 0);
  constexpr std::string_view kOnce = "may not change once set";
  const std::string shown = printed_list(now.cluster_ips);
  if (old.cluster_ips.size() == now.cluster_ips.size()) {
    for (std::size_t i = 0; i < now.cluster_ips.size(); ++i)
      if (old.cluster_ips[i] != now.cluster_ips[i]) errors.invalid_printed(Path(path, i), shown, kOnce);
    return;
  }
  if (now.cluster_ips.empty())
    errors.invalid_printed(first, shown, "primary clusterIP can not be unset");
  else if (!old.cluster_ips.empty() && old.cluster_ips[0] != now.cluster_ips[0])
    errors.invalid_printed(first, shown, kOnce);
  if (old.cluster_ips.size() > now.cluster_ips.size() && now.cluster_ips.size() == 1 && now.policy != "SingleStack")
    errors.invalid_printed(Path(spec, "ipFamilyPolicy"), printed_policy(now),
                           "must be set to 'SingleStack' when releasing the secondary clusterIP");
}

void check_same_families(const ServiceAddresses& now, const ServiceAddresses& old, const Path& spec, Errors& errors) {
  if (now.is_headless() || old.is_headless()) return;
  const Path path(spec, "ipFamilies"), first(path, 0);
  constexpr std::string_view kOnce = "may not change once set";
  if (old.families.size() == now.families.size()) {
    for (std::size_t i = 0; i < now.families.size(); ++i)
      if (old.families[i] != now.families[i]) errors.invalid_printed(first, printed_list(now.families), kOnce);
    return;
  }
  if (old.families.size() > now.families.size() && now.cluster_ips.empty())
    errors.invalid_printed(first, printed_list(now.families), "primary ipFamily can not be unset");
  if (!now.families.empty() && !old.families.empty() && now.families[0] != old.families[0])
    errors.invalid_printed(first, printed_list(now.cluster_ips), kOnce);
  if (old.families.size() > now.families.size() && now.families.size() == 1 && now.policy != "SingleStack")
    errors.invalid_printed(Path(spec, "ipFamilyPolicy"), printed_policy(now),
                           "must be set to 'SingleStack' when releasing the secondary ipFamily");
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  const Path path("spec");
  const ServiceAddresses now(spec), before(old_spec);
  if (now.needs_cluster_ip() && before.needs_cluster_ip()) {
    check_same_ips(now, before, path, errors);
    check_same_families(now, before, path, errors);
  }
  const doc::Node &balancer = spec["loadBalancerClass"], &old_balancer = old_spec["loadBalancerClass"];
  if (now.type == "LoadBalancer" && before.type == "LoadBalancer" &&
      (balancer.is_null() != old_balancer.is_null() || text_of(balancer) != text_of(old_balancer)))
    errors.invalid(Path(path, "loadBalancerClass"), balancer, "may not change once set");
  check_balancer_class(spec, path, errors);
  if (needs_health_check_port(old_spec) && needs_health_check_port(spec) &&
      integer_of(spec["healthCheckNodePort"]) != integer_of(old_spec["healthCheckNodePort"]))
    errors.forbidden(Path(path, "healthCheckNodePort"), "field is immutable");
  check_service(object, old, errors);
}

}  // namespace

const BuiltinKind kService = {.api_version = "v1",
                              .kind = "Service",
                              .resource = "services",
                              .scope = Scope::Namespaced,
                              .set_defaults = set_defaults,
                              .prepare = drop_status,
                              .check = check,
                              .prepare_update = prepare_update,
                              .check_update = check_update,
                              .begin = begin_service,
                              .decorate = decorate_service};

}  // namespace slipway::schema::builtin
