#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "catalog/service_names.h"
#include "ops/preflight/networks.h"

namespace slipway::ops::preflight_checks {

namespace {

/// Endpoints that nodes need which have no way to the internet, and what runs on them: those of the EKS User Guide,
/// "Deploy private clusters with limited internet access". s3 may be a gateway.
std::vector<std::string> needed(const platform::Graph& graph) {
  std::vector<std::string> all{"ec2", "ecr.api", "ecr.dkr", "eks", "s3", "sts"};
  const auto has_release = [&](std::string_view name) {
    return std::ranges::any_of(graph.releases(), [&](const auto& release) { return release.name == name; });
  };
  if (!graph.of_type("aws_eks_pod_identity_association").empty()) all.emplace_back("eks-auth");
  if (has_release("cluster-autoscaler")) all.emplace_back("autoscaling");
  if (has_release("aws-load-balancer-controller")) all.emplace_back("elasticloadbalancing");
  if (has_release("karpenter"))
    for (const char* service : {"sqs", "ssm"}) all.emplace_back(service);
  return all;
}

/// What a route leads to.
constexpr const char* kTargets[] = {"natGatewayId",           "gatewayId",    "transitGatewayId", "networkInterfaceId",
                                    "vpcPeeringConnectionId", "instanceId",   "coreNetworkArn",   "localGatewayId",
                                    "carrierGatewayId",       "odbNetworkArn"};

std::set<std::string> endpoints(const Asking& asking, const Answers::Listed& listed) {
  std::set<std::string> names;
  const auto add = [&](std::string_view name) { names.emplace(catalog::service_of_endpoint(name, asking.region)); };
  for (const doc::Node* endpoint : listed.items)
    if ((*endpoint)["state"].text() == "available") add((*endpoint)["serviceName"].text());
  for (const auto* endpoint : asking.graph.of_type("aws_vpc_endpoint"))
    if (const std::string* service = (*endpoint)["service_name"].string()) add(*service);
  return names;
}

}  // namespace

std::vector<Checked> ways_out(const Asking& asking) {
  const std::string id = asking.vpc_id();
  const doc::Map in_vpc{{"Filter", doc::List{filter("vpc-id", {id})}}};
  const Answers::Listed tables = asking.answers.ec2("DescribeRouteTables", in_vpc, "routeTableSet");
  if (!tables) return {skipped(kNetworkPart, "subnets have a way out", *tables.failure)};
  const doc::Node* main_table = nullptr;
  std::map<std::string, const doc::Node*, std::less<>> by_subnet;
  for (const doc::Node* table : tables.items)
    for (const doc::Node& association : (*table)["associationSet"].items()) {
      if (association["main"].text() == "true") main_table = table;
      if (const auto subnet = association["subnetId"].text(); !subnet.empty()) by_subnet.emplace(subnet, table);
    }
  const Answers::Listed there_are = named_subnets(asking);
  std::vector<Checked> checks;
  for (const char* role : {"private", "public"})
    for (const std::string& subnet : asking.subnets(role)) {
      if (there_are && !subnet_in(there_are, subnet)) continue;  // said
      const bool is_private = role == std::string_view("private");
      const std::string claim = fmt::format("{} subnet {} has a way out", role, subnet);
      const auto found = by_subnet.find(subnet);
      const doc::Node* table = found != by_subnet.end() ? found->second : main_table;
      const doc::Node* way = nullptr;
      if (table)
        for (const doc::Node& route : (*table)["routeSet"].items())
          if (route["destinationCidrBlock"].text() == "0.0.0.0/0") way = &route;
      std::string by;
      if (way)
        for (const char* member : kTargets)
          if (const auto text = (*way)[member].text(); !text.empty() && by.empty()) by = text;
      if (way && (*way)["state"].text() == "blackhole") {
        checks.push_back(failed(claim, fmt::format("0.0.0.0/0 leads to {}, which is gone", by),
                                "whatever leaves the subnet is lost: nodes do not join",
                                fmt::format("aws ec2 replace-route --region {} --route-table-id {} "
                                            "--destination-cidr-block 0.0.0.0/0 --nat-gateway-id …",
                                            asking.region, (*table)["routeTableId"].text())));
      } else if (is_private && by.starts_with("igw-")) {
        checks.push_back(
            failed(claim, "0.0.0.0/0 leads to " + by + ", an internet gateway",
                   "nodes have no public address, and without one nothing passes an internet gateway",
                   "name private subnets (whose way out is a NAT gateway) under network.existing.privateSubnetIds"));
      } else if (!is_private && !by.starts_with("igw-")) {
        checks.push_back(
            warned(claim, by.empty() ? "no route 0.0.0.0/0" : "0.0.0.0/0 leads to " + by,
                   "load balancers in it are not reached from the internet",
                   "name subnets whose way out is an internet gateway under network.existing.publicSubnetIds"));
      } else if (by.empty()) {
        const Answers::Listed listed = asking.answers.ec2("DescribeVpcEndpoints", in_vpc, "vpcEndpointSet");
        if (!listed) {
          checks.push_back(skipped(kNetworkPart, claim, *listed.failure));
          continue;
        }
        const auto there = endpoints(asking, listed);
        std::vector<std::string> missing;
        for (const std::string& service : needed(asking.graph))
          if (!there.contains(service)) missing.push_back(service);
        if (missing.empty())
          checks.push_back({kNetworkPart, claim, Outcome::Ok, "no route, but the endpoints that nodes need"});
        else
          checks.push_back(failed(claim, "no route 0.0.0.0/0, and no endpoint for " + join(missing, ", "),
                                  "without them nodes do not join, or what runs on them cannot ask AWS",
                                  "add a route to a NAT gateway, or endpoints of these services"));
      } else {
        checks.push_back({kNetworkPart, claim, Outcome::Ok, by});
      }
    }
  return checks;
}

}  // namespace slipway::ops::preflight_checks
