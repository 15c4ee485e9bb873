#include "ops/import_ids.h"

#include <algorithm>
#include <iterator>

#include "ops/arn.h"

namespace slipway::ops {
namespace {

// Types without tags have no row, nor those of which AWS makes no second one and says nothing (queues, topics, alarms).
constexpr Importable kImportable[] = {
    {"aws_acm_certificate", "acm:certificate/", "{arn}", "", ""},
    {"aws_apigatewayv2_api", "apigateway:/apis/", "{1}", "", ""},
    {"aws_batch_job_queue", "batch:job-queue/", "{arn}", "name", "{id}"},
    {"aws_cloudwatch_log_group", "logs:log-group:", "{id}", "name", "{id}"},
    {"aws_db_instance", "rds:db:", "{id}", "identifier", "{id}"},
    {"aws_db_subnet_group", "rds:subgrp:", "{id}", "name", "{id}"},
    {"aws_ecr_repository", "ecr:repository/", "{id}", "name", "{id}"},
    {"aws_efs_file_system", "elasticfilesystem:file-system/", "{id}", "", ""},
    {"aws_eip", "ec2:elastic-ip/", "{id}", "", ""},
    {"aws_eks_access_entry", "eks:access-entry/", "{1}:arn:{partition}:iam::{3}:{2}/{4}", "principal_arn",
     "arn:{partition}:iam::{3}:{2}/{4}"},
    {"aws_eks_fargate_profile", "eks:fargateprofile/", "{1}:{2}", "fargate_profile_name", "{2}"},
    {"aws_eks_node_group", "eks:nodegroup/", "{1}:{2}", "node_group_name", "{2}"},
    {"aws_elasticache_replication_group", "elasticache:replicationgroup:", "{id}", "replication_group_id", "{id}"},
    {"aws_elasticache_subnet_group", "elasticache:subnetgroup:", "{id}", "name", "{id}"},
    {"aws_flow_log", "ec2:vpc-flow-log/", "{id}", "", ""},
    {"aws_fsx_lustre_file_system", "fsx:file-system/", "{id}", "", ""},
    {"aws_internet_gateway", "ec2:internet-gateway/", "{id}", "", ""},
    {"aws_kms_key", "kms:key/", "{id}", "", ""},
    {"aws_launch_template", "ec2:launch-template/", "{id}", "", ""},
    {"aws_lb", "elasticloadbalancing:loadbalancer/", "{arn}", "name", "{2}"},
    {"aws_lb_target_group", "elasticloadbalancing:targetgroup/", "{arn}", "name", "{1}"},
    {"aws_nat_gateway", "ec2:natgateway/", "{id}", "", ""},
    {"aws_placement_group", "ec2:placement-group/", "{id}", "name", "{id}"},
    {"aws_route_table", "ec2:route-table/", "{id}", "", ""},
    {"aws_s3_bucket", "s3:", "{id}", "bucket", "{id}"},
    {"aws_security_group", "ec2:security-group/", "{id}", "", ""},
    {"aws_subnet", "ec2:subnet/", "{id}", "", ""},
    {"aws_vpc", "ec2:vpc/", "{id}", "", ""},
    {"aws_vpc_endpoint", "ec2:vpc-endpoint/", "{id}", "", ""},
};

}  // namespace

std::span<const Importable> all_importable() { return kImportable; }

const Importable* find_importable(std::string_view type) {
  const auto row = std::ranges::find(kImportable, type, &Importable::type);
  return row == std::end(kImportable) ? nullptr : &*row;
}

std::optional<ImportId> import_id(const Importable& importable, std::string_view arn) {
  const auto read = ArnOfKind::read(arn, importable.kind);
  if (!read) return std::nullopt;
  const auto value = [&](std::string_view name) -> std::optional<std::string> {
    const auto text = read->value(name);
    return text.empty() ? std::nullopt : std::optional(std::string(text));
  };
  auto id = filled(importable.id, value), name = filled(importable.name, value);
  if (!id || !name) return std::nullopt;
  return ImportId{std::move(*id), std::move(*name), importable.type};
}

std::optional<ImportId> import_id(std::string_view arn) {
  for (const Importable& row : kImportable)
    if (auto read = import_id(row, arn)) return read;
  return std::nullopt;
}

bool names_resource(std::string_view argument) {
  constexpr std::string_view kMore[] = {
      "addon_name", "cluster_name", "name_prefix", "namespace", "node_group_name_prefix", "path", "service_account"};
  return std::ranges::find(kMore, argument) != std::end(kMore) ||
         std::ranges::any_of(kImportable,
                             [&](const Importable& row) { return !row.argument.empty() && row.argument == argument; });
}

}  // namespace slipway::ops
