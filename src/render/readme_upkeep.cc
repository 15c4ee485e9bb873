#include <fmt/core.h>

#include <map>

#include "render/readme.h"

namespace slipway::render {

namespace {

/// What AWS bills by the hour or month whether or not it is used. Requests, tasks and traffic come on top.
struct Standing {
  std::string_view type, what;
};
constexpr Standing kStanding[] = {
    {"aws_eks_cluster", "EKS control plane"},
    {"aws_eks_capability", "EKS capability"},
    {"aws_nat_gateway", "NAT gateway"},
    {"aws_eip", "public IPv4 address"},
    {"aws_lb", "load balancer"},
    {"aws_db_instance", "RDS instance"},
    {"aws_rds_cluster_instance", "Aurora instance"},
    {"aws_elasticache_replication_group", "ElastiCache group"},
    {"aws_elasticache_cluster", "ElastiCache cluster"},
    {"aws_elasticache_serverless_cache", "ElastiCache serverless cache"},
    {"aws_fsx_lustre_file_system", "FSx for Lustre file system"},
    {"aws_efs_file_system", "EFS file system, by what it holds"},
    {"aws_wafv2_web_acl", "WAF web ACL and its rules"},
    {"aws_kms_key", "KMS key"},
    {"aws_secretsmanager_secret", "Secrets Manager secret"},
    {"aws_route53_zone", "Route 53 zone"},
    {"aws_cloudwatch_metric_alarm", "CloudWatch alarm"},
    {"aws_cloudwatch_dashboard", "CloudWatch dashboard"},
    {"aws_ec2_capacity_reservation", "capacity reservation, used or not"},
};

std::string instance_types(const doc::Value& value) {
  std::string text;
  if (value.list())
    for (const auto& item : value.list()->items())
      if (const auto* name = item.string()) text += (text.empty() ? "" : " or ") + *name;
  return text;
}

std::int64_t number_of(const doc::Value& value) { return value.integer() ? *value.integer() : 0; }

/// Node groups' nodes of the start; Karpenter and the Cluster Autoscaler add what pods ask for.
std::string nodes(const platform::Graph& graph) {
  std::string text;
  for (const auto* group : graph.of_type("aws_eks_node_group")) {
    const auto& scaling = (*group)["scaling_config"];
    const auto count = std::max(number_of(scaling["min_size"]), number_of(scaling["desired_size"]));
    if (count == 0) continue;
    const auto types = instance_types((*group)["instance_types"]);
    text += fmt::format("- {} node{} of group `{}`{}\n", count, count == 1 ? "" : "s", group->id.name,
                        types.empty() ? "" : ": " + types);
  }
  return text;
}

}  // namespace

std::string readme_upkeep(const platform::Graph& graph) {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& resource : graph.resources()) ++counts[resource.id.type];
  std::string list = nodes(graph);
  for (const auto& [type, what] : kStanding)
    if (const auto found = counts.find(type); found != counts.end())
      list += fmt::format("- {} × {}\n", found->second, what);
  std::size_t endpoints = 0;
  for (const auto* endpoint : graph.of_type("aws_vpc_endpoint"))
    if (const auto* kind = (*endpoint)["vpc_endpoint_type"].string(); kind && *kind == "Interface") ++endpoints;
  if (endpoints > 0) list += fmt::format("- {} × VPC interface endpoint, in each of its zones\n", endpoints);
  if (const auto ingresses = graph.of_kind("Ingress").size(); ingresses > 0)
    list += fmt::format("- {} × Ingress: a load balancer for each group of them\n", ingresses);
  std::string text =
      "## What it costs to keep\n`slipway plan` on platform.yaml adds it up, line by line with sources. ";
  if (list.empty()) return text + "Nothing in here costs while it stands idle.\n";
  return text + "This stands there even when nothing runs:\n" + list;
}

}  // namespace slipway::render
