#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/plans/security_group.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// Security groups that nodes of managed groups have by their templates, each once with what else the template lists.
struct NodeSecurity {
  SecurityGroup group;
  AttachedGroups attached;
  bool is_efa = false;  // launch_templates.cc has rules of their own for these
};

std::vector<NodeSecurity> node_security(const Plan& plan, const Subject& subject) {
  std::vector<NodeSecurity> all;
  std::set<const PlannedResource*> seen;
  const auto groups = security_groups(plan);
  for (const ManagedGroup& nodes : managed_groups(plan, subject)) {
    if (!nodes.launch_template) continue;
    const AttachedGroups attached = attached_groups(plan, *nodes.launch_template);
    const bool is_efa = std::ranges::any_of(
        blocks(*nodes.launch_template->values, "network_interfaces"),
        [](const Node& interface) { return interface["interface_type"].text().starts_with("efa"); });
    for (const PlannedResource* resource : attached.known) {
      const auto found = std::ranges::find(groups, resource, &SecurityGroup::resource);
      if (found != groups.end() && seen.insert(resource).second) all.push_back({*found, attached, is_efa});
    }
  }
  return all;
}

/// The parts of AWS that every node needs, as the end of their endpoints' service names.
constexpr std::string_view kNeeded[] = {"ec2", "ecr.api", "ecr.dkr", "s3", "sts"};

std::vector<std::string> missing_endpoints(const Plan& plan) {
  std::set<std::string> present;
  for (const PlannedResource* endpoint : plan.of("aws_vpc_endpoint")) {
    const std::string_view service = (*endpoint)["service_name"].text();
    for (const std::string_view needed : kNeeded)
      if (service.ends_with("." + std::string(needed))) present.emplace(needed);
  }
  std::vector<std::string> missing;
  for (const std::string_view needed : kNeeded)
    if (!present.contains(std::string(needed))) missing.emplace_back(needed);
  return missing;
}

void check_egress(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    for (const NodeSecurity& nodes : node_security(plan, subject)) {
      const Node* first_range = nullptr;
      bool is_open = false;
      for (const TrafficRule& rule : nodes.group.rules) {
        if (rule.is_ingress) continue;
        if (rule.has_unknown_peer || (rule.has_prefix_lists && rule.reaches(443))) is_open = true;
        for (const Node* range : rule.ranges) {
          if (rule.reaches(443) && !is_private_range(range->text())) is_open = true;
          if (!first_range) first_range = range;
        }
      }
      // Without any egress rule in sight, what the group has is Terraform's matter: known groups of it are empty.
      if (is_open || !first_range || nodes.attached.has_cluster_group) continue;
      const auto missing = missing_endpoints(plan);
      if (missing.empty()) continue;
      findings.say(
          first_range->where(),
          fmt::format("nodes reach private addresses only, and no VPC endpoint is there for {}", join(missing, ", ")));
    }
  }
}

void check_ingress(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const NodeSecurity& nodes : node_security(plan, subject)) {
      if (nodes.attached.has_cluster_group || nodes.attached.has_unknown || nodes.is_efa) continue;
      const bool is_let_in = std::ranges::any_of(nodes.group.rules, [](const TrafficRule& rule) {
        return rule.is_ingress && rule.reaches(10250) &&
               (rule.from_cluster_group || rule.has_unknown_peer || rule.has_prefix_lists || !rule.peers.empty() ||
                !rule.ranges.empty());
      });
      if (is_let_in) continue;
      const Node& inline_rules = (*nodes.group.resource)["ingress"];
      findings.say(
          place(*nodes.group.resource, inline_rules),
          "nodes take traffic of their own group only: the control plane reaches neither kubelet (10250) nor webhooks");
    }
}

void check_open_ingress(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const NodeSecurity& nodes : node_security(plan, subject))
      for (const TrafficRule& rule : nodes.group.rules) {
        if (!rule.is_ingress || !(rule.reaches(22) || rule.reaches(10250))) continue;
        for (const Node* range : rule.ranges)
          if (range->text() == "0.0.0.0/0" || range->text() == "::/0")
            findings.say(range->where(),
                         fmt::format("nodes take {} from the whole internet", rule.protocol == "-1" ? "all traffic"
                                                                              : rule.reaches(22)    ? "SSH"
                                                                                                 : "kubelet's port"));
      }
}

const Rule kRules[] = {
    {"SECGRP001", "X-003-07", Severity::Warning, "nodes that reach no AWS endpoint",
     "A security group looks at the final destination: behind a NAT gateway the registry, STS, EC2 and S3 (through its "
     "gateway endpoint too) are public addresses. With egress to private ranges only, nodes pull no image and get no "
     "credentials.",
     "allow 443 to 0.0.0.0/0, or make interface endpoints for what is used and allow the S3 prefix list",
     "EKS user guide, private-clusters; terraform-aws-eks node_groups.tf", check_egress},
    {"SECGRP002", "X-003-08", Severity::Warning, "nodes that the control plane does not reach",
     "When a launch template names security groups EKS does not add the cluster's own. Without a rule that lets the "
     "control "
     "plane in, kubectl logs and exec, admission webhooks and metrics time out.",
     "list the cluster's security group in the template, or allow 443, 4443, 8443, 9443 and 10250 from it",
     "EKS user guide, sec-group-reqs; terraform-aws-eks node_groups.tf", check_ingress},
    {"SECGRP003", "", Severity::Warning, "nodes open to the internet",
     "SSH or kubelet's port of a GPU node reachable from anywhere is found within minutes; a public subnet is all it "
     "takes.",
     "use SSM in place of SSH, and let in the cluster's security group alone",
     "EKS best practices guide, security/hosts; checkov CKV_AWS_24", check_open_ingress},
};

}  // namespace

std::span<const Rule> security_group_rules() { return kRules; }

}  // namespace slipway::rules
