// Load balancers that controllers make for Kubernetes objects. Follows aws-load-balancer-controller 3.5 (annotations,
// groups, classes) and EKS Auto Mode, which brings the same controller.
#include <algorithm>
#include <vector>

#include "cost/load_balancers.h"
#include "cost/manifest.h"
#include "cost/parts.h"

namespace slipway::cost {
namespace {

using doc::Node;

std::string_view annotation(const Node& root, std::string_view key) {
  return root["metadata"]["annotations"][key].text();
}

/// What the object's owner expects; an object has no facts.
Number expected_units(const Node& root) {
  const auto parsed = Money::parse(annotation(root, "slipway.dev/expected-lcus"));
  return parsed && *parsed >= Number{} && *parsed <= whole(kLargestCount) ? *parsed : Number{};
}

const platform::Object* find(const Pricing& in, std::string_view kind, std::string_view name) {
  for (const auto* object : in.graph.of_kind(kind))
    if (object->root()["metadata"]["name"].text() == name) return object;
  return nullptr;
}

const platform::Object* default_class(const Pricing& in) {
  for (const auto* object : in.graph.of_kind("IngressClass"))
    if (annotation(object->root(), "ingressclass.kubernetes.io/is-default-class") == "true") return object;
  return nullptr;
}

/// How an Ingress gets its load balancer; nullopt: not from AWS (nginx and others bring a Service of their own).
struct Binding {
  std::string group;
  Reach reach = Reach::Internal;
};
std::optional<Binding> bind(const platform::Object& ingress, const Pricing& in) {
  const auto& root = ingress.root();
  std::string_view name = root["spec"]["ingressClassName"].text();
  if (name.empty()) name = annotation(root, "kubernetes.io/ingress.class");
  const auto* of = name.empty() ? default_class(in) : find(in, "IngressClass", name);
  const auto controller = of ? of->root()["spec"]["controller"].text() : std::string_view{};
  if (of ? controller != "ingress.k8s.aws/alb" && controller != "eks.amazonaws.com/alb" : name != "alb")
    return std::nullopt;

  static const Node kNothing;
  const auto* parameters =
      of ? find(in, "IngressClassParams", of->root()["spec"]["parameters"]["name"].text()) : nullptr;
  const auto& spec = parameters ? parameters->root()["spec"] : kNothing;
  // What the class says wins over the annotation.
  const auto pick = [&](std::string_view of_class, std::string_view key) {
    return of_class.empty() ? annotation(root, key) : of_class;
  };
  const auto group = pick(spec["group"]["name"].text(), "alb.ingress.kubernetes.io/group.name");
  const auto scheme = pick(spec["scheme"].text(), "alb.ingress.kubernetes.io/scheme");
  Binding binding;
  binding.group = group.empty() ? ingress.namespace_() + '/' + ingress.name() : std::string(group);
  if (scheme == "internet-facing") binding.reach = Reach::Internet;
  return binding;
}

bool has_controller(const Pricing& in) {
  if (in.runs("EKS Auto Mode")) return true;
  return std::ranges::any_of(in.graph.releases(),
                             [](const auto& release) { return release.chart == "aws-load-balancer-controller"; });
}

}  // namespace

void price_ingress(const platform::Object& object, Pricing& in) {
  const auto mine = bind(object, in);
  if (!mine) return;
  // Ingresses of a group share one load balancer: the first brings it.
  Number units;
  std::size_t members = 0;
  for (const auto* other : in.graph.of_kind("Ingress")) {
    const auto theirs = bind(*other, in);
    if (!theirs || theirs->group != mine->group) continue;
    if (members == 0 && other != &object) return;
    units += expected_units(other->root());
    ++members;
  }
  LineWriter line(in, "load balancers", "ingress " + mine->group, object);
  charge_load_balancer(line, in, LoadBalancerKind::Application, mine->reach, 0, units);
  if (members > 1) line.note("shared by " + std::to_string(members) + " ingresses");
  std::move(line).finish();
}

void price_gateway(const platform::Object& object, Pricing& in) {
  const auto& root = object.root();
  const auto name = root["spec"]["gatewayClassName"].text();
  const auto* of = find(in, "GatewayClass", name);
  const auto controller = of ? of->root()["spec"]["controllerName"].text() : std::string_view{};
  const bool network = controller == "gateway.k8s.aws/nlb";
  if (!network && controller != "gateway.k8s.aws/alb") return;
  const auto* settings =
      find(in, "LoadBalancerConfiguration", root["spec"]["infrastructure"]["parametersRef"]["name"].text());
  const bool internet = settings && settings->root()["spec"]["scheme"].text() == "internet-facing";
  LineWriter line(in, "load balancers", "gateway " + object.name(), object);
  charge_load_balancer(line, in, network ? LoadBalancerKind::Network : LoadBalancerKind::Application,
                       internet ? Reach::Internet : Reach::Internal, 0, expected_units(root));
  std::move(line).finish();
}

void price_service(const platform::Object& object, Pricing& in) {
  const auto& root = object.root();
  if (root["spec"]["type"].text() != "LoadBalancer") return;
  const auto of = root["spec"]["loadBalancerClass"].text();
  if (!of.empty() && of != "service.k8s.aws/nlb" && of != "eks.amazonaws.com/nlb") return;
  const auto note = [&](std::string_view key) {
    return annotation(root, "service.beta.kubernetes.io/aws-load-balancer-" + std::string(key));
  };
  const auto type = note("type");
  const bool network = !of.empty() || type == "external" || type.starts_with("nlb") || has_controller(in);
  // Elastic addresses that are given to it are billed as such.
  const bool own_addresses = !note("eip-allocations").empty();
  const bool internet = network ? note("scheme") == "internet-facing" : note("internal") != "true";
  LineWriter line(in, "load balancers", "service " + object.name(), object);
  charge_load_balancer(line, in, network ? LoadBalancerKind::Network : LoadBalancerKind::Classic,
                       internet && !own_addresses ? Reach::Internet : Reach::Internal, 0, expected_units(root));
  std::move(line).finish();
}

}  // namespace slipway::cost
