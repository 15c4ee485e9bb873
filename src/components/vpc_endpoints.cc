#include "catalog/service_names.h"
#include "components/component.h"
#include "components/parts/network.h"
#include "platform/fill.h"

/// Ways to AWS's services that do not lead through the internet.
namespace slipway::components {

namespace {

std::string service_name(const Expansion& in, const std::string& service) {
  return catalog::endpoint_service(service, in.graph.setting.region);
}

doc::List private_route_tables(const Expansion& in) {
  doc::List tables;
  for (const auto* table : in.graph.of_type("aws_route_table"))
    if (table->id.name.starts_with("private")) tables.add(table->id.attribute("id"));
  return tables;
}

platform::ResourceId add_security_group(Expansion& in, const NetworkView& network) {
  const auto group = in.add("aws_security_group", "endpoints",
                            {{"name", in.graph.setting.cluster + "-endpoints"},
                             {"description", "VPC endpoints of " + in.graph.setting.cluster},
                             {"vpc_id", network.vpc_id}});
  in.add("aws_vpc_security_group_ingress_rule", "endpoints_https",
         {{"security_group_id", group.attribute("id")},
          {"description", "TLS from the VPC"},
          {"cidr_ipv4", network.vpc_cidr},
          {"ip_protocol", "tcp"},
          {"from_port", 443},
          {"to_port", 443}});
  return group;
}

platform::AwsQuestion description(const platform::ResourceId& endpoint) {
  return {"ec2", "DescribeVpcEndpoints", {{"VpcEndpointId", doc::List{endpoint.interpolated("id")}}}};
}

void check_available(Expansion& in, const spec::Text& service, const platform::ResourceId& endpoint) {
  in.add_check("the VPC endpoint of " + service.value + " is available", description(endpoint),
               {"vpcEndpointSet[].state", platform::Expectation::Holds::Equals, "available"});
}

void add_interface(Expansion& in, const NetworkView& network, const spec::Text& service, const doc::Value& group) {
  doc::List groups;
  groups.add(group);
  const auto id = in.add("aws_vpc_endpoint", platform::local_name(service.value),
                         {{"vpc_id", network.vpc_id},
                          {"service_name", service_name(in, service.value)},
                          {"vpc_endpoint_type", "Interface"},
                          {"subnet_ids", ids_of(network.private_subnets)},
                          {"security_group_ids", std::move(groups)},
                          {"private_dns_enabled", true},
                          {"tags", doc::Map{{"Name", in.graph.setting.cluster + "-" + service.value}}}},
                         service.where);
  check_available(in, service, id);
  in.add_check("the name of " + service.value + " leads to its endpoint", description(id),
               {"vpcEndpointSet[].privateDnsEnabled", platform::Expectation::Holds::Equals, "true"});
}

void add_gateway(Expansion& in, const NetworkView& network, const spec::Text& service) {
  const auto id = in.add("aws_vpc_endpoint", platform::local_name(service.value),
                         {{"vpc_id", network.vpc_id},
                          {"service_name", service_name(in, service.value)},
                          {"vpc_endpoint_type", "Gateway"},
                          {"route_table_ids", private_route_tables(in)},
                          {"tags", doc::Map{{"Name", in.graph.setting.cluster + "-" + service.value}}}},
                         service.where);
  check_available(in, service, id);
}

void expand_vpc_endpoints(Expansion& in) {
  const auto network = network_of(in.platform);
  const auto& services = in.platform.network.create->endpoints;
  doc::Value group;
  for (const auto& service : services) {
    if (catalog::is_gateway_service(service.value)) {
      add_gateway(in, network, service);
      continue;
    }
    if (group.is_null()) group = add_security_group(in, network).attribute("id");
    add_interface(in, network, service, group);
  }
}

bool has_endpoints(const spec::Platform& platform) {
  return platform.network.create && !platform.network.create->endpoints.empty();
}

}  // namespace

extern const Component vpc_endpoints = {
    "vpc-endpoints",     "ways to AWS's services inside the VPC", Stage::Network, {}, has_endpoints, nullptr,
    expand_vpc_endpoints};

}  // namespace slipway::components
