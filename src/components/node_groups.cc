#include <algorithm>
#include <charconv>
#include <set>

#include "components/component.h"
#include "components/parts/identity.h"
#include "components/parts/launch_template.h"
#include "components/parts/live_checks.h"
#include "components/parts/names.h"
#include "components/parts/network.h"
#include "components/parts/placement.h"
#include "platform/fill.h"

/// EKS managed node groups with their launch templates, placement groups and role.
namespace slipway::components {

namespace {

using PolicySet = std::set<std::string>;

PolicySet policies_of(const spec::NodeGroup& group) {
  PolicySet policies;
  for (const auto& policy : group.node_policies) policies.insert(policy.value);
  return policies;
}

/// One role for all groups that ask for the same policies; that of the fewest is aws_iam_role.node.
class NodeRoles {
 public:
  explicit NodeRoles(Expansion& in) : in_(in) {
    for (const auto& [name, group] : in.platform.node_groups) {
      const auto policies = policies_of(group);
      if (!fewest_ || policies.size() < fewest_->size()) fewest_ = policies;
    }
  }

  platform::ResourceId role_for(const std::string& name, const spec::NodeGroup& group) {
    const auto policies = policies_of(group);
    const auto known = made_.find(policies);
    if (known != made_.end()) return known->second;
    RoleWanted wanted{policies == *fewest_ ? "node" : "node-" + name};
    wanted.managed_policies = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy",
                               "AmazonSSMManagedInstanceCore"};
    for (const auto& policy : policies)
      if (std::ranges::find(wanted.managed_policies, policy) == wanted.managed_policies.end())
        wanted.managed_policies.push_back(policy);
    const auto role = add_role(in_, wanted, platform::trust_of_service("ec2.amazonaws.com"), group.where);
    return made_.emplace(policies, role).first->second;
  }

 private:
  Expansion& in_;
  std::optional<PolicySet> fewest_;
  std::map<PolicySet, platform::ResourceId> made_;
};

std::string capacity_type(spec::Capacity capacity) {
  switch (capacity) {
    case spec::Capacity::Spot:
      return "SPOT";
    case spec::Capacity::CapacityBlock:
      return "CAPACITY_BLOCK";
    case spec::Capacity::OnDemand:
    case spec::Capacity::Reserved:
      break;
  }
  return "ON_DEMAND";
}

/// As EKS writes it: NO_SCHEDULE.
std::string taint_effect(std::string_view effect) {
  if (effect == "NoExecute") return "NO_EXECUTE";
  return effect == "PreferNoSchedule" ? "PREFER_NO_SCHEDULE" : "NO_SCHEDULE";
}

class GroupArguments {
 public:
  GroupArguments(Expansion& in, const std::string& name, const spec::NodeGroup& group)
      : in_(in), name_(name), group_(group), hardware_(hardware_of(group)) {}

  doc::Map build(const platform::ResourceId& role, const platform::ResourceId& launch_template) {
    doc::Map arguments{{"cluster_name", kCluster.attribute("name")},
                       // A new group stands before the old one goes, so the name cannot be fixed.
                       {"node_group_name_prefix", name_.substr(0, 36) + "-"},
                       {"node_role_arn", role.attribute("arn")},
                       {"subnet_ids", subnets()},
                       {"version", kCluster.attribute("version")},
                       {"ami_type", ami_type(group_)},
                       {"capacity_type", capacity_type(group_.capacity.value)}};
    if (!group_.ami_version.value.empty())
      arguments.set("release_version", doc::Value(group_.ami_version.value).from(group_.ami_version.where));
    if (group_.capacity.value != spec::Capacity::CapacityBlock) arguments.set("instance_types", types());
    arguments.set("scaling_config", doc::Map{{"min_size", group_.min.value},
                                             {"desired_size", group_.desired.value},
                                             {"max_size", group_.max.value}});
    arguments.set("launch_template", doc::Map{{"id", launch_template.attribute("id")},
                                              {"version", launch_template.attribute("latest_version")}});
    arguments.set("update_config", update_config());
    if (in_.is_active("node-monitoring")) arguments.set("node_repair_config", doc::Map{{"enabled", true}});
    arguments.set("labels", labels());
    if (!group_.taints.empty()) arguments.set("taint", taints());
    arguments.set("lifecycle", lifecycle());
    return arguments;
  }

 private:
  doc::List subnets() const {
    doc::List ids;
    for (const auto& id : group_.subnet_ids) ids.add(doc::Value(id.value).from(id.where));
    if (!ids.empty()) return ids;
    if (!group_.efa.value && group_.capacity.value != spec::Capacity::CapacityBlock)
      return ids_of(network_of(in_.platform).private_subnets);
    ids.add(zonal_subnet(in_.platform));
    return ids;
  }

  doc::List types() const {
    doc::List types;
    for (const auto& type : group_.instance_types) types.add(doc::Value(type.value).from(type.where));
    return types;
  }

  /// How many nodes there are is the autoscaler's to say; a group that must be made anew is there before the old one
  /// goes.
  static doc::Map lifecycle() {
    doc::List ignored;
    ignored.add(doc::Expression{"scaling_config[0].desired_size"});
    return {{"create_before_destroy", true}, {"ignore_changes", std::move(ignored)}};
  }

  /// Scarce nodes: an old one ends before its successor starts, which takes its place in the reservation.
  doc::Map update_config() const {
    doc::Map config;
    const auto& most = group_.max_unavailable.value;
    std::int64_t count = 1;
    std::from_chars(most.data(), most.data() + most.size(), count);
    config.set(most.ends_with('%') ? "max_unavailable_percentage" : "max_unavailable", count);
    const bool scarce = group_.efa.value || group_.capacity.value == spec::Capacity::Reserved ||
                        group_.capacity.value == spec::Capacity::CapacityBlock;
    if (scarce) config.set("update_strategy", "MINIMAL");
    return config;
  }

  doc::Map labels() const {
    doc::Map labels{{kNodeGroupLabel, name_}};
    if (hardware_.nvidia) {
      labels.set("nvidia.com/gpu.present", "true");  // what the device plugin's DaemonSet looks for
      if (in_.is_active("cluster-autoscaler")) labels.set("k8s.amazonaws.com/accelerator", hardware_.gpu_name);
    }
    for (const auto& [key, value] : group_.labels) labels.set(key.value, doc::Value(value.value).from(key.where));
    return labels;
  }

  doc::List taints() const {
    doc::List taints;
    for (const auto& taint : group_.taints) {
      doc::Map made{{"key", taint.key.value}};
      if (!taint.value.value.empty()) made.set("value", taint.value.value);
      made.set("effect", taint_effect(taint.effect.value));
      taints.add(doc::Value(std::move(made)).from(taint.where));
    }
    return taints;
  }

  Expansion& in_;
  const std::string& name_;
  const spec::NodeGroup& group_;
  GroupHardware hardware_;
};

/// What Terraform has no argument for: versions that the workloads rely on.
doc::Map facts_of(const spec::NodeGroup& group) {
  doc::Map facts, drivers;
  for (const auto& [name, version] : {std::pair("nvidia", &group.drivers.nvidia), std::pair("efa", &group.drivers.efa),
                                      std::pair("nccl", &group.drivers.nccl)})
    if (!version->value.empty()) drivers.set(name, doc::Value(version->value).from(version->where));
  if (!drivers.empty()) facts.set("drivers", std::move(drivers));
  return facts;
}

/// Nodes find their network add-ons ready, and their role with its rights until they are gone.
void set_dependencies(const platform::Graph& graph, const platform::ResourceId& role, platform::Resource& group) {
  for (const auto* attachment : graph.of_type("aws_iam_role_policy_attachment"))
    if (const auto* of = (*attachment)["role"].expression(); of && of->text == role.to_string() + ".name")
      group.depends_on.push_back(attachment->id);
  for (const auto* addon : graph.of_type("aws_eks_addon")) group.depends_on.push_back(addon->id);
}

void expand_node_groups(Expansion& in) {
  NodeRoles roles(in);
  for (const auto& [name, group] : in.platform.node_groups) {
    const auto role = roles.role_for(name.value, group);
    const auto launch_template = add_launch_template(in, name.value, group);
    const auto id = in.add("aws_eks_node_group", platform::local_name(name.value),
                           GroupArguments(in, name.value, group).build(role, launch_template), group.where);
    auto& made = *in.graph.find(id);
    made.facts = facts_of(group);
    in.add_check("node group " + name.value + " is active",
                 platform::AwsQuestion{"eks",
                                       "DescribeNodegroup",
                                       {{"clusterName", in.graph.setting.cluster},
                                        {"nodegroupName", id.interpolated("node_group_name")}}},
                 {"nodegroup.status", platform::Expectation::Holds::Equals, "ACTIVE"});
    const std::string selector = std::string(kNodeGroupLabel) + "=" + name.value;
    const platform::KubernetesQuestion nodes{"v1", "Node", "", "", selector};
    const platform::Expectation ready{
        "items[].status.conditions[type=Ready].status",
        group.min.value > 0 ? platform::Expectation::Holds::Equals : platform::Expectation::Holds::EachEquals, "True"};
    in.add_check("the nodes of group " + name.value + " are ready", nodes, ready);
    check_taints(in, "group " + name.value, group.taints, selector);
    set_dependencies(in.graph, role, made);
  }
}

bool has_node_groups(const spec::Platform& platform) { return !platform.node_groups.empty(); }

}  // namespace

extern const Component node_groups = {
    "node-groups",     "EKS managed node groups with launch templates, EFA and reservations",
    Stage::Nodes,      {},
    has_node_groups,   nullptr,
    expand_node_groups};

}  // namespace slipway::components
