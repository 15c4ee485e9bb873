#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "cost/arguments.h"
#include "ops/preflight/quotas.h"

/// Things that AWS counts: addresses, gateways, clusters, load balancers.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "quotas";

/// How many there are that are not ours, and how many of ours there are already.
struct There {
  std::int64_t others = 0, ours = 0;
  const cloud::CallFailure* failure = nullptr;
};

/// Names of ours: what an apply that was broken off has made may not be counted twice.
std::set<std::string, std::less<>> names_of(const Asking& asking, std::string_view type) {
  std::set<std::string, std::less<>> names;
  for (const auto* resource : asking.graph.of_type(type))
    if (const std::string* name = (*resource)["tags"]["Name"].string()) names.insert(*name);
  return names;
}

bool is_ours(const Asking& asking, const doc::Node& one, const std::set<std::string, std::less<>>& names) {
  return tag_of(one, "slipway.dev/platform") == asking.graph.setting.platform || names.contains(tag_of(one, "Name"));
}

There count_in(const Asking& asking, const Answers::Listed& listed, const std::set<std::string, std::less<>>& names) {
  There there{0, 0, listed.failure};
  for (const doc::Node* one : listed.items) ++(is_ours(asking, *one, names) ? there.ours : there.others);
  return there;
}

There addresses(const Asking& asking) {
  return count_in(asking, asking.answers.ec2("DescribeAddresses", {}, "addressesSet"), names_of(asking, "aws_eip"));
}
There vpcs(const Asking& asking) {
  return count_in(asking, asking.answers.ec2("DescribeVpcs", {{"MaxResults", 1000}}, "vpcSet"),
                  names_of(asking, "aws_vpc"));
}
There internet_gateways(const Asking& asking) {
  return count_in(asking, asking.answers.ec2("DescribeInternetGateways", {{"MaxResults", 1000}}, "internetGatewaySet"),
                  names_of(asking, "aws_internet_gateway"));
}
There clusters(const Asking& asking) {
  const auto listed =
      asking.answers.list("eks", "ListClusters", {{"maxResults", 100}}, "clusters", "nextToken", "nextToken");
  There there{0, 0, listed.failure};
  for (const doc::Node* name : listed.items)
    ++(name->text() == asking.graph.setting.cluster ? there.ours : there.others);
  return there;
}
There load_balancers(const Asking& asking, std::string_view type) {
  const auto listed = asking.answers.list("elbv2", "DescribeLoadBalancers", {{"PageSize", 400}}, "LoadBalancers",
                                          "NextMarker", "Marker");
  There there{0, 0, listed.failure};
  for (const doc::Node* one : listed.items)
    if ((*one)["Type"].text() == type) ++there.others;
  return there;
}

struct Row {
  QuotaId id;
  std::string what;  // "Elastic IP addresses of the region"
  std::int64_t needed;
  std::function<There(const Asking&)> there;  // empty: nothing but what is needed counts
};

/// Load balancers that objects of the graph bring: an Ingress group is one, an Ingress without a group one of its own.
std::int64_t balancers_of_objects(const platform::Graph& graph, std::string_view type) {
  std::set<std::string> names;
  if (type == "network") {
    for (const auto* service : graph.of_kind("Service"))
      if (service->root()["spec"]["type"].text() == "LoadBalancer")
        names.insert(service->namespace_() + "/" + service->name());
    return static_cast<std::int64_t>(names.size());
  }
  for (const auto* ingress : graph.of_kind("Ingress")) {
    const auto group = ingress->root()["metadata"]["annotations"]["alb.ingress.kubernetes.io/group.name"].text();
    names.insert(group.empty() ? ingress->namespace_() + "/" + ingress->name() : std::string(group));
  }
  for (const auto* gateway : graph.of_kind("Gateway"))
    if (gateway->root()["apiVersion"].text().starts_with("gateway.networking.k8s.io/"))
      names.insert("gateway " + gateway->namespace_() + "/" + gateway->name());
  return static_cast<std::int64_t>(names.size());
}

std::int64_t balancers(const platform::Graph& graph, std::string_view type) {
  std::int64_t count = balancers_of_objects(graph, type);
  for (const auto* resource : graph.of_type("aws_lb")) {
    const std::string* kind = (*resource)["load_balancer_type"].string();
    if ((kind ? *kind : "application") == type) ++count;
  }
  return count;
}

/// NAT gateways of the zone that gets most of them, and what stands there.
struct Zonal {
  std::string zone;
  std::int64_t needed = 0;
};
Zonal nat_gateways(const platform::Graph& graph) {
  std::map<std::string, std::int64_t> by_zone;
  for (const auto* nat : graph.of_type("aws_nat_gateway"))
    if (const auto id = cost::reference_to((*nat)["subnet_id"], "aws_subnet"))
      if (const auto* subnet = graph.find(*id))
        if (const std::string* zone = (*subnet)["availability_zone"].string()) ++by_zone[*zone];
  Zonal most;
  for (const auto& [zone, count] : by_zone)
    if (count > most.needed) most = {zone, count};
  return most;
}
There nat_gateways_in(const Asking& asking, const std::string& zone) {
  const auto ours = names_of(asking, "aws_nat_gateway");
  const auto gateways = asking.answers.ec2(
      "DescribeNatGateways", {{"Filter", doc::List{filter("state", {"pending", "available"})}}}, "natGatewaySet");
  const auto subnets =
      asking.answers.ec2("DescribeSubnets", {{"Filter", doc::List{filter("availability-zone", {zone})}}}, "subnetSet");
  There there{0, 0, gateways.failure ? gateways.failure : subnets.failure};
  std::set<std::string, std::less<>> in_zone;
  for (const doc::Node* subnet : subnets.items) in_zone.emplace((*subnet)["subnetId"].text());
  for (const doc::Node* one : gateways.items)
    if (in_zone.contains((*one)["subnetId"].text())) ++(is_ours(asking, *one, ours) ? there.ours : there.others);
  return there;
}

/// Quota codes as ListServiceQuotas names them.
std::vector<Row> rows_of(const Asking& asking) {
  const platform::Graph& graph = asking.graph;
  const auto count = [&](std::string_view type) { return static_cast<std::int64_t>(graph.of_type(type).size()); };
  std::int64_t largest = 0;
  Diagnostics unheard;
  for (const auto* group : graph.of_type("aws_eks_node_group"))
    largest = std::max(largest, cost::Arguments(*group, unheard).count("scaling_config.max_size", 0));
  const Zonal nat = nat_gateways(graph);
  return {
      {{"vpc", "L-F678F1CE"}, "VPCs of the region", count("aws_vpc"), vpcs},
      {{"vpc", "L-A4707A72"}, "internet gateways of the region", count("aws_internet_gateway"), internet_gateways},
      {{"ec2", "L-0263D0A3"}, "Elastic IP addresses of the region", count("aws_eip"), addresses},
      {{"vpc", "L-FE5A380F"},
       "NAT gateways of zone " + nat.zone,
       nat.needed,
       [zone = nat.zone](const Asking& in) { return nat_gateways_in(in, zone); }},
      {{"eks", "L-1194D53C"}, "EKS clusters of the region", count("aws_eks_cluster"), clusters},
      {{"eks", "L-6D54EA21"}, "node groups of a cluster", count("aws_eks_node_group"), {}},
      {{"eks", "L-BD136A63"}, "nodes of a node group", largest, {}},
      {{"eks", "L-33415657"}, "Fargate profiles of a cluster", count("aws_eks_fargate_profile"), {}},
      {{"elasticloadbalancing", "L-53DA6B97"},
       "application load balancers of the region",
       balancers(graph, "application"),
       [](const Asking& in) { return load_balancers(in, "application"); }},
      {{"elasticloadbalancing", "L-69A177A2"},
       "network load balancers of the region",
       balancers(graph, "network"),
       [](const Asking& in) { return load_balancers(in, "network"); }},
  };
}

Checked judged(const Asking& asking, const Row& row) {
  Checked check{kPart, fmt::format("{} suffice ({})", row.what, row.id.code), Outcome::Ok};
  const Quota given = quota(asking, row.id);
  if (!given.value) {
    if (given.failure) return skipped(kPart, check.claim, *given.failure);
    return {kPart, check.claim, Outcome::Skipped, "", "Service Quotas answers without a value"};
  }
  const auto value = static_cast<std::int64_t>(std::clamp(*given.value, 0.0, 1e15));
  There there;
  if (row.there) there = row.there(asking);
  // Load balancers do not say whose they are: those of a platform that stands are among them.
  const bool may_be_ours = row.id.service == std::string_view("elasticloadbalancing") && asking.stands();
  const std::int64_t needed = may_be_ours ? 0 : row.needed;
  check.found = fmt::format(
      "{} in all{}; the platform {} {}", with_thousands(value),
      !row.there      ? ""
      : there.failure ? ", use unknown"
                      : fmt::format(", {} taken{}", with_thousands(there.others), may_be_ours ? "" : " by others"),
      may_be_ours ? "stands and has its" : "takes", row.needed);
  if (there.others + needed <= value) return check;
  check.outcome = Outcome::Failed;
  check.why = "AWS refuses to make one more than the quota";
  check.fix = ask_for_more(asking, row.id, there.others + row.needed);
  return check;
}

}  // namespace

std::vector<Task> count_tasks(const Asking& asking) {
  std::vector<Task> tasks;
  std::vector<Row> rows = rows_of(asking);
  for (Row& row : rows)
    if (row.needed > 0) tasks.push_back([&asking, row = std::move(row)] { return std::vector{judged(asking, row)}; });
  return tasks;
}

}  // namespace slipway::ops::preflight_checks
