#include "components/parts/policies.h"

#include "components/parts/live_checks.h"
#include "components/parts/network.h"
#include "components/parts/pods.h"

namespace slipway::components::policies {

namespace {

doc::Map port(std::string_view protocol, std::int64_t number) { return {{"protocol", protocol}, {"port", number}}; }

doc::Map range(std::string_view cidr) {
  doc::Map block{{"cidr", cidr}};
  if (cidr == "0.0.0.0/0" || cidr.starts_with("169.254.")) {
    doc::List except;
    except.add(kMetadata);
    block.set("except", except);
  }
  return {{"ipBlock", block}};
}

doc::List only(doc::Map item) {
  doc::List list;
  list.add(std::move(item));
  return list;
}

bool is_system(std::string_view name_space) { return name_space == "default" || name_space.starts_with("kube-"); }

}  // namespace

doc::Map to_dns(const spec::Platform& platform) {
  doc::List ports;
  ports.add(port("UDP", 53));
  ports.add(port("TCP", 53));
  if (platform.cluster.mode.value == spec::ClusterMode::Auto) return {{"ports", ports}};
  return {{"to", only(pods_of("kube-system"))}, {"ports", ports}};
}

doc::Map to_pod_identity() {
  return {{"to", only(doc::Map{{"ipBlock", doc::Map{{"cidr", kPodIdentity}}}})}, {"ports", only(port("TCP", 80))}};
}

doc::Map to_https() { return {{"to", only(range("0.0.0.0/0"))}, {"ports", only(port("TCP", 443))}}; }

doc::Map to_range(std::string_view cidr) { return {{"to", only(range(cidr))}}; }

doc::Map pods_of(std::string_view name_space, doc::Map labels) {
  doc::Map peer{
      {"namespaceSelector", doc::Map{{"matchLabels", doc::Map{{"kubernetes.io/metadata.name", name_space}}}}}};
  if (!labels.empty()) peer.set("podSelector", doc::Map{{"matchLabels", std::move(labels)}});
  return peer;
}

doc::Map rule(std::string_view direction, doc::List peers, const std::vector<std::int64_t>& ports) {
  doc::Map rule;
  if (!peers.empty()) rule.set(direction, std::move(peers));
  doc::List list;
  for (const auto number : ports) list.add(port("TCP", number));
  if (!list.empty()) rule.set("ports", std::move(list));
  return rule;
}

void add(Expansion& in, Policy policy, SourceRange origin) {
  doc::Map selector;
  if (!policy.selector.empty()) selector.set("matchLabels", std::move(policy.selector));
  doc::Map spec{{"podSelector", std::move(selector)}};
  doc::List types;
  if (policy.limits_ingress) types.add("Ingress");
  if (policy.limits_egress) types.add("Egress");
  spec.set("policyTypes", std::move(types));
  if (!policy.ingress.empty()) spec.set("ingress", std::move(policy.ingress));
  if (!policy.egress.empty()) spec.set("egress", std::move(policy.egress));
  doc::Map object{{"apiVersion", "networking.k8s.io/v1"},
                  {"kind", "NetworkPolicy"},
                  {"metadata", pods::metadata(policy.name, policy.name_space)},
                  {"spec", std::move(spec)}};
  check_is_as_applied(in, object);
  in.add_object(std::move(object), origin);
}

bool denies_by_default(const spec::Platform& platform, std::string_view name_space) {
  if (const auto* described = platform.namespaces.find(name_space)) return described->default_deny.value;
  return !is_system(name_space);
}

doc::List in_the_vpc(const spec::Platform& platform) {
  if (platform.network.create)
    return only(doc::Map{{"ipBlock", doc::Map{{"cidr", platform.network.create->cidr.value}}}});
  const auto cidr = network_of(platform).vpc_cidr;
  const auto* text = cidr.string();
  return only(doc::Map{{"ipBlock", doc::Map{{"cidr", text ? *text : "${" + cidr.expression()->text + "}"}}}});
}

}  // namespace slipway::components::policies
