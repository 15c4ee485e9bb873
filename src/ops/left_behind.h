#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cloud/aws.h"
#include "ops/access.h"
#include "platform/graph.h"

namespace slipway::ops {

/// Something of a platform that AWS still has.
struct LeftBehind {
  enum class Fate {
    Stays,
    Scheduled,  // it was deleted, and can be had back until `gone_on`: keys, secrets
  };
  std::string arn;
  std::string tag;      // by which it was found
  std::string command;  // of removal_command.h
  Fate fate = Fate::Stays;
  std::string gone_on = {};  // "2026-12-26"; "" when AWS does not say
};

/// By tag: of the platform (slipway.dev/platform), of its cluster (what controllers write: kubernetes.io/cluster/NAME,
/// elbv2.k8s.aws/cluster, eks:eks-cluster-name); in the region and in IAM. Sorted by ARN. AWS goes on naming some
/// things for minutes after they are gone (NAT gateways and instances for an hour): what can be asked for and is gone
/// is left out. A list whose pages have no end is a failure, and so is `stop` saying so between two calls.
Result<std::vector<LeftBehind>, cloud::CallFailure> left_behind(cloud::Aws& aws, const platform::Graph& graph,
                                                                const ClusterName& cluster,
                                                                const std::function<bool()>& stop = {});
/// The same of one thing that bears the tag: nullopt when it is gone, though AWS names it yet.
std::optional<LeftBehind> left_behind_as(cloud::Aws& aws, const std::string& arn, const std::string& tag,
                                         const ClusterName& cluster);
/// Whether AWS can be asked if such a thing is gone.
bool can_be_asked_for(const std::string& arn);
bool stays_any(const std::vector<LeftBehind>& left);
/// "2 left, 3 scheduled for deletion"
std::string said_of(const std::vector<LeftBehind>& left);

}  // namespace slipway::ops
