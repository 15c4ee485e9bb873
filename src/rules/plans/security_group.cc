#include "rules/plans/security_group.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace slipway::rules {

namespace {

using doc::Node;

bool names_cluster_group(const std::vector<std::string_view>& references) {
  return std::ranges::any_of(references, [](std::string_view reference) {
    return reference.find("cluster_security_group_id") != std::string_view::npos ||
           reference.find("cluster_primary_security_group_id") != std::string_view::npos;
  });
}

/// The other side of a rule by what one argument says.
void add_peers(const Plan& plan, const PlannedResource& from, std::initializer_list<std::string_view> path,
               const PlannedResource* own, TrafficRule& rule) {
  const auto references = Plan::references(from, path);
  if (names_cluster_group(references)) rule.from_cluster_group = true;
  const auto linked = plan.linked(from, path);
  for (const PlannedResource* peer : linked) {
    if (peer == own) {
      rule.from_itself = true;
    } else if (peer->type == "aws_security_group") {
      rule.peers.push_back(peer);
    }
  }
  if (!references.empty() && linked.empty() && !rule.from_cluster_group) rule.has_unknown_peer = true;
}

TrafficRule read_inline(const Node& node, bool is_ingress) {
  TrafficRule rule;
  rule.is_ingress = is_ingress;
  rule.from_itself = is_on(node["self"]);
  for (const std::string_view key : {"cidr_blocks", "ipv6_cidr_blocks"})
    for (const Node& range : node[key].items()) rule.ranges.push_back(&range);
  rule.has_prefix_lists = node["prefix_list_ids"].size() > 0;
  rule.has_unknown_peer = node["security_groups"].size() > 0;
  rule.protocol = node["protocol"].text();
  rule.from_port = number_or(node["from_port"], 0);
  rule.to_port = number_or(node["to_port"], 0);
  return rule;
}

/// aws_vpc_security_group_ingress_rule and its egress twin.
TrafficRule read_rule(const Plan& plan, const PlannedResource& resource, const PlannedResource* own, bool is_ingress) {
  const Node& values = *resource.values;
  TrafficRule rule;
  rule.is_ingress = is_ingress;
  for (const std::string_view key : {"cidr_ipv4", "cidr_ipv6"})
    if (values[key].is_string()) rule.ranges.push_back(&values[key]);
  rule.has_prefix_lists = !resource.expressions->operator[]("prefix_list_id").is_absent();
  add_peers(plan, resource, {"referenced_security_group_id"}, own, rule);
  if (values["referenced_security_group_id"].is_string() && !rule.from_itself && rule.peers.empty())
    rule.has_unknown_peer = true;
  rule.protocol = values["ip_protocol"].text();
  rule.from_port = number_or(values["from_port"], 0);
  rule.to_port = number_or(values["to_port"], 0);
  return rule;
}

/// aws_security_group_rule.
TrafficRule read_old_rule(const Plan& plan, const PlannedResource& resource, const PlannedResource* own) {
  TrafficRule rule = read_inline(*resource.values, (*resource.values)["type"].text() == "ingress");
  add_peers(plan, resource, {"source_security_group_id"}, own, rule);
  if ((*resource.values)["source_security_group_id"].is_string() && !rule.from_itself && rule.peers.empty())
    rule.has_unknown_peer = true;
  return rule;
}

}  // namespace

bool TrafficRule::reaches(long long port) const {
  if (protocol == "-1" || protocol == "all") return true;
  return (protocol == "tcp" || protocol == "6") && from_port <= port && port <= to_port;
}

std::vector<SecurityGroup> security_groups(const Plan& plan) {
  std::vector<SecurityGroup> groups;
  std::map<const PlannedResource*, std::size_t> index;
  for (const PlannedResource* resource : plan.of("aws_security_group")) {
    SecurityGroup& group = groups.emplace_back();
    index[resource] = groups.size() - 1;
    group.resource = resource;
    for (const bool is_ingress : {true, false}) {
      const std::string_view key = is_ingress ? "ingress" : "egress";
      const auto references = Plan::references(*resource, {key});
      for (const Node& node : blocks(*resource->values, key)) {
        group.rules.push_back(read_inline(node, is_ingress));
        // Which of several inline rules names the cluster's group cannot be told apart: all of them might.
        if (names_cluster_group(references)) group.rules.back().from_cluster_group = true;
        if (!references.empty()) group.rules.back().has_unknown_peer = true;
      }
      if (blocks(*resource->values, key).empty() && !references.empty()) {
        TrafficRule& unknown = group.rules.emplace_back();
        unknown.is_ingress = is_ingress;
        unknown.has_unknown_peer = true;
        unknown.protocol = "-1";
      }
    }
  }
  const auto add = [&](std::string_view type, const auto& read) {
    for (const PlannedResource* resource : plan.of(type))
      for (const PlannedResource* own : plan.linked(*resource, {"security_group_id"}))
        if (const auto found = index.find(own); found != index.end())
          groups[found->second].rules.push_back(read(*resource, own));
  };
  add("aws_vpc_security_group_ingress_rule",
      [&](const PlannedResource& rule, const PlannedResource* own) { return read_rule(plan, rule, own, true); });
  add("aws_vpc_security_group_egress_rule",
      [&](const PlannedResource& rule, const PlannedResource* own) { return read_rule(plan, rule, own, false); });
  add("aws_security_group_rule",
      [&](const PlannedResource& rule, const PlannedResource* own) { return read_old_rule(plan, rule, own); });
  for (SecurityGroup& group : groups)
    for (const TrafficRule& rule : group.rules)
      (rule.is_ingress ? group.has_ingress_rules : group.has_egress_rules) = true;
  return groups;
}

AttachedGroups attached_groups(const Plan& plan, const PlannedResource& launch_template) {
  AttachedGroups attached;
  const auto add = [&](std::initializer_list<std::string_view> path) {
    const auto references = Plan::references(launch_template, path);
    if (names_cluster_group(references)) attached.has_cluster_group = true;
    const auto linked = plan.linked(launch_template, path);
    for (const PlannedResource* group : linked)
      if (group->type == "aws_security_group" && std::ranges::find(attached.known, group) == attached.known.end())
        attached.known.push_back(group);
    for (const std::string_view reference : references)
      if (!reference.starts_with("aws_security_group.") && !reference.starts_with("aws_eks_cluster."))
        attached.has_unknown = true;
    if (!references.empty()) attached.is_given = true;
  };
  add({"vpc_security_group_ids"});
  add({"network_interfaces", "security_groups"});
  const auto read_list = [&](const Node& list) {
    if (list.size() == 0) return;
    attached.is_given = true;
    if (!attached.list) attached.list = &list;
    for (const Node& id : list.items())
      if (std::ranges::none_of(attached.known,
                               [&](const PlannedResource* each) { return (*each)["id"].text() == id.text(); }))
        attached.has_unknown = true;
  };
  read_list((*launch_template.values)["vpc_security_group_ids"]);
  for (const Node& interface : blocks(*launch_template.values, "network_interfaces"))
    read_list(interface["security_groups"]);
  return attached;
}

bool is_private_range(std::string_view cidr) {
  int parts[2] = {-1, -1};
  const char* at = cidr.data();
  const char* const end = at + cidr.size();
  for (int& part : parts) {
    const auto [next, status] = std::from_chars(at, end, part);
    if (status != std::errc{} || next == end || (*next != '.' && *next != '/')) return false;
    at = next + 1;
  }
  int length = 0;
  const std::size_t slash = cidr.find('/');
  if (slash == std::string_view::npos || std::from_chars(cidr.data() + slash + 1, end, length).ec != std::errc{})
    return false;
  const int a = parts[0], b = parts[1];
  return (a == 10 && length >= 8) || (a == 172 && b >= 16 && b < 32 && length >= 12) ||
         (a == 192 && b == 168 && length >= 16) || (a == 100 && b >= 64 && b < 128 && length >= 10);
}

}  // namespace slipway::rules
