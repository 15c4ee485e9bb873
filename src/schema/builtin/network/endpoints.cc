#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "kube/field_checks.h"
#include "kube/ip_address.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/network/kinds.h"

/// v1 Endpoints and discovery.k8s.io/v1 EndpointSlice. Follows Kubernetes 1.36.3
/// pkg/apis/{core,discovery}/{v1/defaults.go,validation} and pkg/registry/discovery/endpointslice/strategy.go.
namespace slipway::schema::builtin {
namespace {

void set_endpoints_defaults(doc::Draft& object) {
  object.each("subsets", [](doc::Draft& subset) {
    subset.each("ports", [](doc::Draft& port) {
      if (text_of(port["protocol"]).empty()) port.set("protocol", "TCP");
    });
  });
}

void check_protocol(std::string_view protocol, const Path& path, Errors& errors) {
  if (!is_one_of(protocol, {"SCTP", "TCP", "UDP"})) errors.not_supported(path, protocol, {"SCTP", "TCP", "UDP"});
}

void check_app_protocol(const doc::Node& port, const Path& path, Errors& errors) {
  if (const doc::Node& protocol = port["appProtocol"]; !protocol.is_null())
    check_text(text_of(protocol), kube::check_label_key, Path(path, "appProtocol"), errors);
}

void check_address(const doc::Node& address, const Path& path, Errors& errors) {
  const std::string_view ip = text_of(address["ip"]), hostname = text_of(address["hostname"]);
  const Path ip_path(path, "ip");
  check_ip(ip, ip_path, errors);
  if (!hostname.empty()) check_text(hostname, kube::check_dns1123_label, Path(path, "hostname"), errors);
  if (const doc::Node& node = address["nodeName"]; !node.is_null())
    check_text(text_of(node), kube::check_dns1123_subdomain, Path(path, "nodeName"), errors);
  check_endpoint_ip(ip, ip_path, errors);
}

void check_addresses(const doc::Node& addresses, const Path& path, Errors& errors) {
  std::size_t i = 0;
  for (const doc::Node& address : addresses.items()) check_address(address, Path(path, i++), errors);
}

void check_subset_port(const doc::Node& port, bool named, const Path& path, Errors& errors) {
  const std::string_view name = text_of(port["name"]), protocol = text_of(port["protocol"]);
  if (named && name.empty()) errors.required(Path(path, "name"));
  if (!name.empty()) check_text(name, kube::check_dns1123_label, Path(path, "name"), errors);
  check_port_number(integer_of(port["port"]), Path(path, "port"), errors);
  if (protocol.empty())
    errors.required(Path(path, "protocol"));
  else
    check_protocol(protocol, Path(path, "protocol"), errors);
  check_app_protocol(port, path, errors);
}

void check_subsets(const doc::Node& subsets, Errors& errors) {
  const Path path("subsets");
  std::size_t i = 0;
  for (const doc::Node& subset : subsets.items()) {
    const Path item(path, i++), ports_path(item, "ports");
    const doc::Node &ready = subset["addresses"], &not_ready = subset["notReadyAddresses"], &ports = subset["ports"];
    if (ready.size() == 0 && not_ready.size() == 0)
      errors.required(item, "must specify `addresses` or `notReadyAddresses`");
    check_addresses(ready, Path(item, "addresses"), errors);
    check_addresses(not_ready, Path(item, "notReadyAddresses"), errors);
    std::size_t j = 0;
    for (const doc::Node& port : ports.items())
      check_subset_port(port, ports.size() > 1, Path(ports_path, j++), errors);
  }
}

void check_endpoints(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_subsets(object["subsets"], errors);
}

void check_endpoints_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  if (!same_value(object["subsets"], old["subsets"])) check_subsets(object["subsets"], errors);
}

// EndpointSlice

void set_slice_defaults(doc::Draft& object) {
  object.each("ports", [](doc::Draft& port) {
    port.set_default("name", "");
    port.set_default("protocol", "TCP");
  });
}

void prepare_slice(doc::Draft& object) {
  object.each("endpoints", [](doc::Draft& endpoint) { endpoint.remove("deprecatedTopology"); });
}

void prepare_slice_update(doc::Draft& object, const doc::Node&) { prepare_slice(object); }

/// IsFullyQualifiedDomainName
void check_domain(std::string_view name, const Path& path, Errors& errors) {
  if (name.empty()) return errors.required(path);
  if (name.ends_with('.')) name.remove_suffix(1);
  if (const kube::Messages messages = kube::check_dns1123_subdomain(name); !messages.empty())
    return errors.invalid(path, name, join(messages, ","));
  const std::vector<std::string_view> labels = split(name, '.');
  if (labels.size() < 2)
    return errors.invalid(path, name, "should be a domain with at least two segments separated by dots");
  for (const std::string_view label : labels)
    if (const kube::Messages messages = kube::check_dns1123_label(label); !messages.empty())
      return errors.invalid(path, label, join(messages, ","));
}

void check_slice_address(std::string_view address, std::string_view type, const Path& list, const Path& path,
                         Errors& errors) {
  if (type == "IPv4" || type == "IPv6") {
    const bool wants_v4 = type == "IPv4";
    if (wants_v4) {
      if (!check_ip(address, path, errors)) return;
    } else if (const auto found = kube::check_ip(kube::FieldPath(path.to_string()), address); !found.empty()) {
      for (const kube::FieldError& error : found) errors.add(error);
      return;
    }
    if (kube::read_ip(address)->address.is_v4() != wants_v4)
      errors.invalid(list, address, wants_v4 ? "must be an IPv4 address" : "must be an IPv6 address");
    check_endpoint_ip(address, path, errors);
  } else if (type == "FQDN") {
    check_domain(address, path, errors);
  }
}

void check_hint_names(const doc::Node& list, TextCheck check, const Path& path, Errors& errors) {
  std::set<std::string_view> seen;
  std::size_t i = 0;
  for (const doc::Node& item : list.items()) {
    const Path item_path(path, i++), name_path(item_path, "name");
    const std::string_view name = text_of(item["name"]);
    if (!seen.insert(name).second) errors.duplicate(name_path, name);
    check_text(name, check, name_path, errors);
  }
}

void check_hints(const doc::Node& hints, const Path& path, Errors& errors) {
  const Path zones_path(path, "forZones"), nodes_path(path, "forNodes");
  const doc::Node &zones = hints["forZones"], &nodes = hints["forNodes"];
  if (zones.size() > 8) return errors.too_many(zones_path, static_cast<int>(zones.size()), 8);
  check_hint_names(zones, kube::check_label_value, zones_path, errors);
  if (nodes.size() > 8) return errors.too_many(nodes_path, static_cast<int>(nodes.size()), 8);
  check_hint_names(nodes, kube::check_dns1123_subdomain, nodes_path, errors);
}

void check_slice_endpoints(const doc::Node& endpoints, std::string_view type, Errors& errors) {
  const Path path("endpoints");
  if (endpoints.size() > 1000) return errors.too_many(path, static_cast<int>(endpoints.size()), 1000);
  std::size_t i = 0;
  for (const doc::Node& endpoint : endpoints.items()) {
    const Path item(path, i++), addresses_path(item, "addresses");
    const doc::Node &addresses = endpoint["addresses"], &node = endpoint["nodeName"], &hostname = endpoint["hostname"];
    if (addresses.size() == 0) errors.required(addresses_path, "must contain at least 1 address");
    if (addresses.size() > 100) errors.too_many(addresses_path, static_cast<int>(addresses.size()), 100);
    std::size_t j = 0;
    for (const doc::Node& address : addresses.items())
      check_slice_address(text_of(address), type, addresses_path, Path(addresses_path, j++), errors);
    if (!node.is_null()) check_text(text_of(node), kube::check_dns1123_subdomain, Path(item, "nodeName"), errors);
    if (!hostname.is_null()) check_text(text_of(hostname), kube::check_dns1123_label, Path(item, "hostname"), errors);
    check_hints(endpoint["hints"], Path(item, "hints"), errors);
  }
}

void check_slice_ports(const doc::Node& ports, Errors& errors) {
  const Path path("ports");
  if (ports.size() > 20000) return errors.too_many(path, static_cast<int>(ports.size()), 20000);
  std::set<std::string_view> seen;
  std::size_t i = 0;
  for (const doc::Node& port : ports.items()) {
    const Path item(path, i++), name_path(item, "name");
    const std::string_view name = text_of(port["name"]);
    if (!name.empty()) check_text(name, kube::check_dns1123_label, name_path, errors);
    if (!seen.insert(name).second) errors.duplicate(name_path, name);
    check_protocol(text_of(port["protocol"]), Path(item, "protocol"), errors);
    check_app_protocol(port, item, errors);
  }
}

void check_slice_but_endpoints(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const std::string_view type = text_of(object["addressType"]);
  const Path type_path("addressType");
  if (type.empty())
    errors.required(type_path);
  else if (!is_one_of(type, {"FQDN", "IPv4", "IPv6"}))
    errors.not_supported(type_path, type, {"FQDN", "IPv4", "IPv6"});
  check_slice_ports(object["ports"], errors);
}

void check_slice(const doc::Node& object, Errors& errors) {
  check_slice_but_endpoints(object, errors);
  check_slice_endpoints(object["endpoints"], text_of(object["addressType"]), errors);
}

void check_slice_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_slice_but_endpoints(object, errors);
  const std::string_view type = text_of(object["addressType"]);
  if (!same_value(object["endpoints"], old["endpoints"])) check_slice_endpoints(object["endpoints"], type, errors);
  if (type != text_of(old["addressType"])) errors.invalid(Path("addressType"), type, "field is immutable");
}

}  // namespace

void check_endpoint_ip(std::string_view text, const Path& path, Errors& errors) {
  const auto read = kube::read_ip(text);
  if (!read) return errors.invalid(path, text, "must be a valid IP address");
  const auto& bytes = read->address.bytes;
  const bool v4 = read->address.is_v4();
  bool zero = true;  // but for the last byte
  for (std::size_t i = v4 ? 12 : 0; i < 15; ++i) zero = zero && bytes[i] == 0;
  if (zero && bytes[15] == 0) errors.invalid(path, text, "may not be unspecified (" + std::string(text) + ")");
  if (v4 ? bytes[12] == 127 : zero && bytes[15] == 1)
    errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (v4 ? bytes[12] == 169 && bytes[13] == 254 : bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80)
    errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (v4 ? bytes[12] == 224 && bytes[13] == 0 && bytes[14] == 0 : bytes[0] == 0xff && (bytes[1] & 0x0f) == 0x02)
    errors.invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
}

const BuiltinKind kEndpoints = {.api_version = "v1",
                                .kind = "Endpoints",
                                .resource = "endpoints",
                                .scope = Scope::Namespaced,
                                .set_defaults = set_endpoints_defaults,
                                .prepare = nullptr,
                                .check = check_endpoints,
                                .prepare_update = nullptr,
                                .check_update = check_endpoints_update};

const BuiltinKind kEndpointSlice = {.api_version = "discovery.k8s.io/v1",
                                    .kind = "EndpointSlice",
                                    .resource = "endpointslices",
                                    .scope = Scope::Namespaced,
                                    .set_defaults = set_slice_defaults,
                                    .prepare = prepare_slice,
                                    .check = check_slice,
                                    .prepare_update = prepare_slice_update,
                                    .check_update = check_slice_update};

}  // namespace slipway::schema::builtin
