#include "schema/builtin/network/service_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "schema/builtin/fields.h"
#include "schema/builtin/network/service_addresses.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kPortRange = "30000-32767";

struct ServicePort {
  std::string_view name, protocol;
  std::int64_t port = 0, node_port = 0;
};

std::vector<ServicePort> ports_of(const doc::Node& spec) {
  std::vector<ServicePort> out;
  for (const doc::Node& port : spec["ports"].items())
    out.push_back(
        {text_of(port["name"]), text_of(port["protocol"]), integer_of(port["port"]), integer_of(port["nodePort"])});
  return out;
}

/// Ports given out in one request: PortAllocationOperation. A dry run takes any port and makes up the next one; a real
/// one knows its range.
class NodePorts {
 public:
  explicit NodePorts(bool is_dry_run) : is_dry_run_(is_dry_run) {}
  /// Why not; nothing when it is given.
  std::string take(std::int64_t port) {
    if (!is_dry_run_ && (port < 30000 || port > 32767))
      return "provided port is not in the valid range. The range of valid ports is " + std::string(kPortRange);
    return taken_.insert(port).second ? "" : "provided port is already allocated";
  }
  std::int64_t next() {
    const std::int64_t port = taken_.empty() ? 32769 : *taken_.rbegin() + 1;
    taken_.insert(port);
    return port;
  }

 private:
  bool is_dry_run_;
  std::set<std::int64_t> taken_;
};

bool has_node_ports(const doc::Node& spec) { return is_one_of(text_of(spec["type"]), {"NodePort", "LoadBalancer"}); }

bool makes_up_node_ports(const doc::Node& spec) {
  return text_of(spec["type"]) == "NodePort" ||
         (text_of(spec["type"]) == "LoadBalancer" && flag_of(spec["allocateLoadBalancerNodePorts"]));
}

void refuse_port(std::size_t i, std::int64_t port, std::string_view why, Errors& errors) {
  const Path spec("spec"), ports(spec, "ports"), item(ports, i);
  errors.invalid(Path(item, "nodePort"), port, why);
}

/// initNodePorts: equal ports of two protocols share a node port.
void give_node_ports(std::vector<ServicePort>& ports, bool makes_up, NodePorts& given, Errors& errors) {
  std::map<std::int64_t, std::int64_t> by_port, wanted;
  for (const ServicePort& port : ports)
    if (port.node_port != 0) wanted.emplace(port.port, port.node_port);
  for (std::size_t i = 0; i < ports.size(); ++i) {
    ServicePort& port = ports[i];
    if (port.node_port == 0 && !makes_up) continue;
    std::int64_t& shared = by_port[port.port];
    if (shared == 0) {
      const auto found = wanted.find(port.port);
      if (found == wanted.end()) {
        shared = given.next();
      } else {
        const std::int64_t number = found->second;
        if (const std::string why = given.take(number); !why.empty()) return refuse_port(i, number, why, errors);
        shared = number;
      }
      port.node_port = shared;
    } else if (port.node_port == 0) {
      port.node_port = shared;
    } else if (port.node_port != shared) {
      if (const std::string why = given.take(port.node_port); !why.empty())
        return refuse_port(i, port.node_port, why, errors);
    }
  }
}

std::set<std::int64_t> numbers_of(const std::vector<ServicePort>& ports) {
  std::set<std::int64_t> out;
  for (const ServicePort& port : ports)
    if (port.node_port != 0) out.insert(port.node_port);
  return out;
}

/// updateNodePorts
void update_node_ports(std::vector<ServicePort>& ports, const std::vector<ServicePort>& old, bool makes_up,
                       NodePorts& given, Errors& errors) {
  std::set<std::pair<std::string_view, std::int64_t>> seen;
  std::set<std::int64_t> known = numbers_of(old);
  for (std::size_t i = 0; i < ports.size(); ++i) {
    ServicePort& port = ports[i];
    if (port.node_port == 0 && !makes_up) continue;
    if (port.node_port == 0) {
      port.node_port = given.next();
    } else if (known.insert(port.node_port).second) {
      if (const std::string why = given.take(port.node_port); !why.empty())
        return refuse_port(i, port.node_port, why, errors);
    }
    if (!seen.emplace(port.protocol, port.node_port).second)
      return errors.internal(
          Path(), "duplicate nodePort: {" + std::string(port.protocol) + " " + std::to_string(port.node_port) + "}");
  }
}

void give_health_check_port(doc::Draft& spec, NodePorts& given, Errors& errors) {
  const std::int64_t wanted = integer_of(spec["healthCheckNodePort"]);
  if (wanted == 0) return spec.set("healthCheckNodePort", given.next());
  if (const std::string why = given.take(wanted); !why.empty())
    errors.internal(Path(), "failed to allocate requested HealthCheck NodePort " + std::to_string(wanted) + ": " + why);
}

/// patchAllocatedValues for ports: what the client left out is as it was.
void keep_node_ports(std::vector<ServicePort>& ports, const std::vector<ServicePort>& old) {
  std::map<std::string_view, std::int64_t> by_name;
  for (const ServicePort& port : old) by_name[port.name] = port.node_port;
  const std::set<std::int64_t> sent = numbers_of(ports);
  std::set<std::int64_t> used;  // by both, before anything is kept
  for (const std::int64_t number : numbers_of(old))
    if (sent.contains(number)) used.insert(number);
  for (ServicePort& port : ports) {
    if (port.node_port != 0) continue;
    const std::int64_t before = by_name[port.name];
    if (!used.contains(before)) port.node_port = before;
  }
}

void keep_addresses(ServiceAddresses& service, const ServiceAddresses& old) {
  if (!old.needs_cluster_ip() || !service.needs_cluster_ip()) return;
  if (service.cluster_ip.empty()) service.cluster_ip = old.cluster_ip;
  if (service.cluster_ips.empty()) service.cluster_ips = old.cluster_ips;
}

/// normalizeClusterIPs of an update: a client that knows only one of clusterIP and clusterIPs is understood.
void match_cluster_ip(ServiceAddresses& service, const ServiceAddresses& old) {
  if (!old.cluster_ips.empty() && service.cluster_ips.empty() && old.cluster_ip == service.cluster_ip)
    service.cluster_ips = old.cluster_ips;
  if (old.cluster_ip == service.cluster_ip || old.cluster_ips != service.cluster_ips) return;
  if (!old.cluster_ip.empty() && service.cluster_ip.empty())
    service.cluster_ips.clear();
  else
    service.cluster_ips = {service.cluster_ip};
}

void write_node_ports(doc::Draft& spec, const std::vector<ServicePort>& ports) {
  std::size_t i = 0;
  std::vector<doc::Node> items;
  for (const doc::Node& item : spec["ports"].items()) {
    doc::Draft port(item, spec.arena());
    if (integer_of(item["nodePort"]) != ports[i].node_port) port.set("nodePort", ports[i].node_port);
    items.push_back(port.node());
    ++i;
  }
  if (!items.empty()) spec.set("ports", spec.list_of(items, spec["ports"]));
}

void begin_spec(doc::Draft& spec, const doc::Node* old_spec, const ServiceNetwork& network, bool is_dry_run,
                Errors& errors) {
  ServiceAddresses service(spec.node());
  std::vector<ServicePort> ports = ports_of(spec.node()), old_ports;
  NodePorts given(is_dry_run);
  if (old_spec == nullptr) {
    if (!service.cluster_ip.empty() && service.cluster_ips.empty()) service.cluster_ips = {service.cluster_ip};
    give_addresses(service, nullptr, network, errors);
    if (!errors.empty()) return;
    if (has_node_ports(spec.node())) give_node_ports(ports, makes_up_node_ports(spec.node()), given, errors);
    if (!errors.empty()) return;
    if (needs_health_check_port(spec.node())) give_health_check_port(spec, given, errors);
  } else {
    const ServiceAddresses old(*old_spec);
    old_ports = ports_of(*old_spec);
    keep_addresses(service, old);
    const auto keeps_ports = [](const doc::Node& each) { return has_node_ports(each) && makes_up_node_ports(each); };
    if (keeps_ports(*old_spec) && keeps_ports(spec.node())) keep_node_ports(ports, old_ports);
    const bool needed_health = needs_health_check_port(*old_spec), needs_health = needs_health_check_port(spec.node());
    if (needed_health && needs_health && integer_of(spec["healthCheckNodePort"]) == 0)
      spec.set("healthCheckNodePort", integer_of((*old_spec)["healthCheckNodePort"]));
    match_cluster_ip(service, old);
    give_addresses(service, &old, network, errors);
    if (!errors.empty()) return;
    if (has_node_ports(spec.node()))
      update_node_ports(ports, old_ports, makes_up_node_ports(spec.node()), given, errors);
    if (!errors.empty()) return;
    if (!needed_health && needs_health) give_health_check_port(spec, given, errors);
  }
  if (!errors.empty()) return;
  service.write_to(spec);
  write_node_ports(spec, ports);
}

bool asks_beyond_range(const doc::Node& spec) {
  const auto is_beyond = [](std::int64_t port) { return port != 0 && (port < 30000 || port > 32767); };
  return is_beyond(integer_of(spec["healthCheckNodePort"])) ||
         std::ranges::any_of(spec["ports"].items(),
                             [&](const doc::Node& port) { return is_beyond(integer_of(port["nodePort"])); });
}

}  // namespace

bool is_externally_accessible(const doc::Node& spec) {
  return has_node_ports(spec) || (text_of(spec["type"]) == "ClusterIP" && spec["externalIPs"].size() > 0);
}

bool needs_health_check_port(const doc::Node& spec) {
  return text_of(spec["type"]) == "LoadBalancer" && text_of(spec["externalTrafficPolicy"]) == "Local";
}

void begin_service(doc::Draft& object, const doc::Node& old, const ServiceNetwork& network, Errors& errors) {
  const doc::Node* old_spec = old.is_null() ? nullptr : &old["spec"];
  if (asks_beyond_range(object["spec"])) {  // which a dry run would not see
    doc::Draft copy(object["spec"], object.arena());
    begin_spec(copy, old_spec, network, false, errors);
    if (!errors.empty()) return;
  }
  object.in_new("spec", [&](doc::Draft& spec) { begin_spec(spec, old_spec, network, true, errors); });
}

void decorate_service(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    if (text_of(spec["type"]) == "ExternalName") spec.remove("internalTrafficPolicy");
  });
}

}  // namespace slipway::schema::builtin
