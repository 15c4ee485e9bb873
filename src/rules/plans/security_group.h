#pragma once

#include <string_view>
#include <vector>

#include "rules/plans/managed_group.h"
#include "rules/plans/plan.h"

namespace slipway::rules {

/// One rule of a security group, inline or a resource of its own.
struct TrafficRule {
  bool is_ingress = false;
  bool from_itself = false;
  bool from_cluster_group = false;            // the cluster's own security group is the other side
  std::vector<const PlannedResource*> peers;  // other security groups of the plan
  std::vector<const doc::Node*> ranges;       // CIDR texts
  bool has_prefix_lists = false;
  bool has_unknown_peer = false;  // known only after apply, or a group outside of the plan
  std::string_view protocol;      // "-1" all
  long long from_port = 0, to_port = 0;

  bool reaches(long long port) const;  // TCP port, or everything
};

struct SecurityGroup {
  const PlannedResource* resource = nullptr;
  std::vector<TrafficRule> rules;
  bool has_ingress_rules = false, has_egress_rules = false;
};

/// The plan's security groups with their rules, in its order.
std::vector<SecurityGroup> security_groups(const Plan& plan);

/// The security groups that a launch template gives its instances.
struct AttachedGroups {
  std::vector<const PlannedResource*> known;
  bool has_cluster_group = false;   // the cluster's own is among them
  bool has_unknown = false;         // literal ids of groups that the plan does not make, data sources, variables
  const doc::Node* list = nullptr;  // where they are listed; nullptr: known only in the configuration
  bool is_given = false;            // any are named at all; else EKS attaches the cluster's own
};
AttachedGroups attached_groups(const Plan& plan, const PlannedResource& launch_template);

/// 10/8, 172.16/12, 192.168/16, 100.64/10 and parts of them.
bool is_private_range(std::string_view cidr);

}  // namespace slipway::rules
