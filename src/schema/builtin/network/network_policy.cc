#include <set>
#include <vector>

#include "kube/ip_address.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/network/kinds.h"

/// networking.k8s.io/v1 NetworkPolicy. Follows Kubernetes 1.36.3 pkg/apis/networking/{v1/defaults.go,validation}.
namespace slipway::schema::builtin {
namespace {

void set_rule_defaults(doc::Draft& rule) {
  rule.each("ports", [](doc::Draft& port) { port.set_default("protocol", "TCP"); });
}

void set_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    if (spec["policyTypes"].size() == 0) {
      std::vector<doc::Node> types = {spec.text("Ingress")};
      if (spec["egress"].size() > 0) types.push_back(spec.text("Egress"));
      spec.set("policyTypes", spec.list_of(types, spec["policyTypes"]));
    }
    if (!spec.has("podSelector")) spec.set("podSelector", spec.empty_map());  // as Go always writes it
    spec.each("ingress", set_rule_defaults);
    spec.each("egress", set_rule_defaults);
  });
}

struct Options {
  SelectorOptions selectors = {};
  std::set<std::string_view> known_cidrs = {};  // the old object has them: not looked at again
};

void check_port(const doc::Node& port, const Path& path, Errors& errors) {
  const doc::Node &protocol = port["protocol"], &number = port["port"], &end = port["endPort"];
  if (!protocol.is_null() && !is_one_of(text_of(protocol), {"TCP", "UDP", "SCTP"}))
    errors.not_supported(Path(path, "protocol"), text_of(protocol), {"TCP", "UDP", "SCTP"});
  const Path number_path(path, "port"), end_path(path, "endPort");
  if (number.is_null()) {
    if (!end.is_null()) errors.invalid(end_path, end, "may not be specified when `port` is not specified");
  } else if (number.is_string()) {
    if (!end.is_null()) errors.invalid(end_path, end, "may not be specified when `port` is non-numeric");
    check_text(text_of(number), kube::check_port_name, number_path, errors);
  } else {
    check_port_number(integer_of(number), number_path, errors);
    if (end.is_null()) return;
    if (integer_of(end) < integer_of(number))
      errors.invalid(end_path, number, "must be greater than or equal to `port`");  // the server shows the port
    check_port_number(integer_of(end), end_path, errors);
  }
}

bool check_new_cidr(std::string_view text, const Options& options, const Path& path, Errors& errors) {
  if (options.known_cidrs.contains(text)) return true;
  return check_cidr(text, path, errors);
}

/// net.IPNet.Contains of the other's network address, and narrower.
bool is_strictly_within(const kube::Cidr& part, const kube::Cidr& whole) {
  if (part.network.is_v4() != whole.network.is_v4() || whole.prefix >= part.prefix) return false;
  const int bits = whole.prefix + (whole.is_v4 ? 96 : 0);
  for (int bit = 0; bit < bits; ++bit) {
    const std::size_t byte = static_cast<std::size_t>(bit) / 8;
    const int mask = 0x80 >> (bit % 8);
    if ((part.network.bytes[byte] & mask) != (whole.network.bytes[byte] & mask)) return false;
  }
  return true;
}

void check_block(const doc::Node& block, const Options& options, const Path& path, Errors& errors) {
  const std::string_view text = text_of(block["cidr"]);
  const Path cidr_path(path, "cidr"), except_path(path, "except");
  if (text.empty()) return errors.required(cidr_path);
  check_new_cidr(text, options, cidr_path, errors);
  const auto whole = kube::read_cidr(text);
  if (!whole) return;
  std::size_t i = 0;
  for (const doc::Node& except : block["except"].items()) {
    const Path item(except_path, i++);
    check_new_cidr(text_of(except), options, item, errors);
    const auto part = kube::read_cidr(text_of(except));
    if (part && !is_strictly_within(part->cidr, whole->cidr))
      errors.invalid(item, text_of(except), "must be a strict subset of `cidr`");
  }
}

void check_peer(const doc::Node& peer, const Options& options, const Path& path, Errors& errors) {
  int kinds = 0;
  for (const char* key : {"podSelector", "namespaceSelector"}) {
    if (peer[key].is_null()) continue;
    ++kinds;
    check_label_selector(peer[key], options.selectors, Path(path, key), errors);
  }
  const doc::Node& block = peer["ipBlock"];
  if (!block.is_null()) check_block(block, options, Path(path, "ipBlock"), errors);
  if (kinds == 0 && block.is_null()) errors.required(path, "must specify a peer");
  if (kinds > 0 && !block.is_null()) errors.forbidden(path, "may not specify both ipBlock and another peer");
}

void check_rules(const doc::Node& rules, const char* peers, const Options& options, const Path& path, Errors& errors) {
  std::size_t i = 0;
  for (const doc::Node& rule : rules.items()) {
    const Path rule_path(path, i++), ports_path(rule_path, "ports"), peers_path(rule_path, peers);
    std::size_t j = 0;
    for (const doc::Node& port : rule["ports"].items()) check_port(port, Path(ports_path, j++), errors);
    j = 0;
    for (const doc::Node& peer : rule[peers].items()) check_peer(peer, options, Path(peers_path, j++), errors);
  }
}

void check_spec(const doc::Node& spec, const Options& options, Errors& errors) {
  const Path path("spec"), types_path(path, "policyTypes");
  check_label_selector(spec["podSelector"], options.selectors, Path(path, "podSelector"), errors);
  check_rules(spec["ingress"], "from", options, Path(path, "ingress"), errors);
  check_rules(spec["egress"], "to", options, Path(path, "egress"), errors);
  const doc::Node& types = spec["policyTypes"];
  if (types.size() > 2) return errors.invalid(types_path, types, "may not specify more than two policyTypes");
  std::size_t i = 0;
  for (const doc::Node& type : types.items()) {
    const Path item(types_path, i++);
    if (!is_one_of(text_of(type), {"Ingress", "Egress"}))
      errors.not_supported(item, text_of(type), {"Ingress", "Egress"});
  }
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(object["spec"], {}, errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const doc::Node& old_spec = old["spec"];
  Options options;
  Errors of_old;
  check_label_selector(old_spec["podSelector"], {}, Path(), of_old);
  options.selectors.allow_invalid_values = !of_old.empty();
  const auto know = [&](const doc::Node& rules, const char* peers) {
    for (const doc::Node& rule : rules.items())
      for (const doc::Node& peer : rule[peers].items()) {
        const doc::Node& block = peer["ipBlock"];
        if (block.is_null()) continue;
        options.known_cidrs.insert(text_of(block["cidr"]));
        for (const doc::Node& except : block["except"].items()) options.known_cidrs.insert(text_of(except));
      }
  };
  know(old_spec["ingress"], "from");
  know(old_spec["egress"], "to");
  check_core_meta_update(object, old, errors);
  check_spec(object["spec"], options, errors);
}

}  // namespace

const BuiltinKind kNetworkPolicy = {.api_version = "networking.k8s.io/v1",
                                    .kind = "NetworkPolicy",
                                    .resource = "networkpolicies",
                                    .scope = Scope::Namespaced,
                                    .set_defaults = set_defaults,
                                    .prepare = nullptr,
                                    .check = check,
                                    .prepare_update = nullptr,
                                    .check_update = check_update};

}  // namespace slipway::schema::builtin
