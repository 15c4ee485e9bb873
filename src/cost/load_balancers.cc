// Load balancers that Terraform makes. Those that Kubernetes objects bring are in ingress.cc.
#include "cost/load_balancers.h"

#include "cost/parts.h"

namespace slipway::cost {

void charge_load_balancer(LineWriter& line, Pricing& in, LoadBalancerKind kind, Reach reach, std::int64_t zones,
                          Number capacity_units) {
  if (zones == 0) {
    zones = static_cast<std::int64_t>(in.graph.setting.zones.size());
    if (zones == 0) zones = 2;
    line.note("a subnet in each of " + std::to_string(zones) + " zones is assumed");
  }
  const std::string facing = reach == Reach::Internet ? "internet-facing" : "internal";
  switch (kind) {
    case LoadBalancerKind::Application:
      line.what("application load balancer, " + facing);
      line.charge(always(quantity(1)), "alb/hour");
      line.charge(when_used(quantity(capacity_units)), "alb/lcu-hour");
      break;
    case LoadBalancerKind::Network:
      line.what("network load balancer, " + facing);
      line.charge(always(quantity(1)), "nlb/hour");
      line.charge(when_used(quantity(capacity_units)), "nlb/lcu-hour");
      break;
    case LoadBalancerKind::Classic:
      line.what("classic load balancer, " + facing);
      line.charge(always(quantity(1)), "elb/hour");
      break;
  }
  if (reach == Reach::Internet) line.charge(always(quantity(zones)), "public-ipv4/hour");
  if (capacity_units.is_zero()) line.note("no traffic is expected: each capacity unit adds its price");
}

void price_load_balancer(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto type = arguments.text("load_balancer_type", "application");
  LineWriter line(in, "load balancers", resource.id.name, resource);
  if (type == "gateway") {
    line.what("gateway load balancer");
    line.charge(always(quantity(1)), "gwlb/hour");
  } else {
    charge_load_balancer(line, in, type == "network" ? LoadBalancerKind::Network : LoadBalancerKind::Application,
                         arguments.flag("internal") ? Reach::Internal : Reach::Internet,
                         arguments.length("subnets").value_or(0), arguments.fact("expectedLcus"));
  }
  std::move(line).finish();
}

}  // namespace slipway::cost
