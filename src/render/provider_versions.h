#pragma once

#include <string>
#include <vector>

#include "platform/graph.h"

namespace slipway::render {

/// The graph speaks the words of the Terraform AWS provider 6; a rendered tree is taken by 5.100 too. What differs:
/// - aws_eks_cluster.deletion_protection came with 6: Terraform itself is told not to destroy the cluster
///   (lifecycle.prevent_destroy).
/// - aws_eks_node_group.update_config.update_strategy came with 6: without it new nodes start before old ones stop.
/// - aws_batch_compute_environment.name was compute_environment_name: neither is written, the provider makes one up.
/// - aws_eks_capability came with 6.25: a platform that has one asks for that.
/// Source: CHANGELOG.md and the upgrade guide to version 6 of hashicorp/terraform-provider-aws, and the schemas of
/// 5.100.0 and 6.55.0; read 2026-11-26.
struct Fitted {
  doc::Map arguments;
  std::vector<std::string> left_out;  // "update_config.update_strategy = MINIMAL", unless it is the default anyway
};
Fitted fit_for_all_providers(const platform::Resource& resource);

/// The constraint of versions.tf: ">= 5.100, < 7.0".
std::string provider_constraint(const platform::Graph& graph);

}  // namespace slipway::render
