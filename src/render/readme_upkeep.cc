#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

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

/// A count of pods, as far as a cluster can have them.
std::int64_t number_or(const doc::Node& node, std::int64_t otherwise) {
  constexpr std::int64_t kMost = 1'000'000;
  if (node.kind() != doc::Kind::Int) return otherwise;
  return node.is_unsigned() ? kMost : std::clamp<std::int64_t>(node.integer(), 0, kMost);
}

/// What an autoscaler keeps of a workload when there is nothing to do: KEDA 0 unless told, an HPA 1. None: nobody
/// scales it.
std::optional<std::int64_t> kept_by_autoscaler(const platform::Graph& graph, const platform::Object& workload) {
  const auto is_target = [&](const platform::Object& scaler) {
    const auto& target = scaler.root()["spec"]["scaleTargetRef"];
    const auto kind = target["kind"].text();
    return scaler.namespace_() == workload.namespace_() && target["name"].text() == workload.name() &&
           (kind.empty() ? "Deployment" : kind) == workload.kind();
  };
  for (const auto* scaler : graph.of_kind("ScaledObject"))
    if (is_target(*scaler)) {
      const auto& spec = scaler->root()["spec"];
      return number_or(spec["idleReplicaCount"], number_or(spec["minReplicaCount"], 0));
    }
  for (const auto* scaler : graph.of_kind("HorizontalPodAutoscaler"))
    if (is_target(*scaler)) return number_or(scaler->root()["spec"]["minReplicas"], 1);
  return std::nullopt;
}

/// Pods that are there with nothing to do, and for which nodes of pools are: "2 of `shop/web`".
std::string pods_at_rest(const platform::Graph& graph) {
  std::string text;
  const auto add = [&](const platform::Object& object, std::int64_t count) {
    if (count <= 0) return;
    const auto space = object.namespace_();
    text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", count,
                        code_span((space.empty() ? "default" : space) + "/" + object.name()));
  };
  for (const auto* kind : {"Deployment", "StatefulSet"})
    for (const auto* workload : graph.of_kind(kind))
      add(*workload, kept_by_autoscaler(graph, *workload).value_or(number_or(workload->root()["spec"]["replicas"], 1)));
  for (const auto* cluster : graph.of_kind("RayCluster")) {
    const auto& spec = cluster->root()["spec"];
    std::int64_t count = 1;
    for (const auto& group : spec["workerGroupSpecs"].items())
      count += number_or(group["minReplicas"], number_or(group["replicas"], 0)) * number_or(group["numOfHosts"], 1);
    add(*cluster, count);
  }
  return text;
}

/// Nodes that an autoscaler buys for what always runs. How many, and which, is a decision: `slipway plan` takes it.
std::string bought_nodes(const platform::Graph& graph) {
  const auto& autoscaler = graph.setting.node_autoscaler;
  if (autoscaler.empty()) return "";
  auto pods = pods_at_rest(graph);
  if (graph.of_type("aws_eks_node_group").empty() && !graph.releases().empty())
    pods += (pods.empty() ? "" : ", ") + std::string("those of the charts");
  if (pods.empty()) return "";
  return "- whatever nodes " + autoscaler + " buys for pods that always run" +
         (graph.of_type("aws_eks_node_group").empty() ? "" : " and do not fit on the nodes above") + ": " + pods + '\n';
}

}  // namespace

std::string readme_upkeep(const platform::Graph& graph) {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& resource : graph.resources()) ++counts[resource.id.type];
  std::string list = nodes(graph) + bought_nodes(graph);
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
