// NAT gateways, public addresses, interface endpoints, and the bytes that leave a zone or AWS.
#include "cost/parts.h"

namespace slipway::cost {
namespace {

/// Zones that the platform stands in; what AWS bills by the zone multiplies by it.
std::int64_t zones(const Pricing& in) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(in.graph.setting.zones.size()));
}

}  // namespace

void price_nat_gateway(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  LineWriter line(in, "nat gateways", resource.id.name, resource);
  // A regional gateway is billed in each zone that it serves.
  const bool regional = arguments.text("availability_mode") == "regional";
  line.charge(always(quantity(regional ? zones(in) : 1)), "nat-gateway/hour");
  const Number gigabytes = arguments.fact("gigabytesPerMonth");
  line.charge(when_used(quantity(gigabytes, "GB")), "nat-gateway/gb");
  line.what(gigabytes.is_zero() ? "1 gateway" : "1 gateway, " + gigabytes.to_exact_string() + " GB a month");
  if (gigabytes.is_zero()) line.note("no bytes through it are expected: each GB adds its price");
  std::move(line).finish();
}

void price_elastic_ip(const platform::Resource& resource, Pricing& in) {
  LineWriter line(in, "public addresses", resource.id.name, resource);
  line.what("1 public IPv4 address");
  line.charge(always(quantity(1)), "public-ipv4/hour");
  std::move(line).finish();
}

void price_vpc_endpoint(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto type = arguments.text("vpc_endpoint_type", "Gateway");
  LineWriter line(in, "vpc endpoints", resource.id.name, resource);
  line.what(arguments.text("service_name", resource.id.name));
  if (type == "Gateway") {
    line.charge(always(quantity(1)), "vpc-endpoint/gateway-hour");
  } else {
    const auto subnets = arguments.length("subnet_ids");
    if (!subnets) line.note("one network interface in each of the platform's zones is assumed");
    const auto interfaces = always(quantity(subnets.value_or(zones(in))));
    line.charge(interfaces, type == "GatewayLoadBalancer" ? "vpc-endpoint/gatewayloadbalancer"
                            : type == "Interface"         ? "vpc-endpoint/interface-hour"
                                                          : "vpc-endpoint/" + type);
    if (type == "Interface")
      line.charge(when_used(quantity(arguments.fact("gigabytesPerMonth"), "GB")), "vpc-endpoint/gb");
  }
  std::move(line).finish();
}

void price_data_transfer(const platform::Resource& cluster, Pricing& in) {
  const Arguments arguments(cluster, in.diagnostics);
  const Number internet = arguments.fact("internetGigabytesPerMonth");
  const Number cross_zone = arguments.fact("crossZoneGigabytesPerMonth");
  if (internet.is_zero() && cross_zone.is_zero()) return;
  LineWriter line(in, "data transfer", "bytes out", cluster);
  line.what("to the internet and between zones");
  line.charge(when_used(quantity(internet, "GB")), "data-transfer/internet-out-gb");
  // Billed at both ends of the way.
  line.charge(when_used(std::int64_t{2} * quantity(cross_zone, "GB")), "data-transfer/cross-zone-gb");
  line.note("at the price of the first 10 TB; the account's free 100 GB to the internet are not taken off");
  std::move(line).finish();
}

}  // namespace slipway::cost
