#include "rules/plans/managed_group.h"

#include <algorithm>

#include "doc/base64.h"

namespace slipway::rules {

namespace {

using doc::Node;

void add_type(const Node& node, std::vector<ManagedGroup::Type>& types) {
  if (node.is_string()) types.push_back({&node, catalog::find_instance_type(node.text())});
}

bool names_autoscaler(std::string_view text) { return text.find("cluster-autoscaler") != std::string_view::npos; }

}  // namespace

std::string_view ManagedGroup::name() const {
  for (const std::string_view key : {"node_group_name", "node_group_name_prefix"})
    if (const std::string_view text = (*resource)[key].text(); !text.empty()) return text;
  return resource->name;
}

bool ManagedGroup::has_nvidia_gpus() const {
  return has_nvidia_image() || std::ranges::any_of(types, [](const Type& type) {
           return type.known && type.known->gpu_manufacturer == "nvidia";
         });
}

const Node& ManagedGroup::user_data_node() const {
  return launch_template ? (*launch_template)["user_data"] : (*resource)[""];
}

std::optional<std::string> ManagedGroup::user_data() const {
  const Node& node = user_data_node();
  return node.is_string() ? doc::decode_base64(node.text()) : std::nullopt;
}

bool has_cluster_autoscaler(const Plan& plan) {
  const auto any = [&](std::string_view type, std::string_view value) {
    return std::ranges::any_of(plan.of(type),
                               [&](const PlannedResource* each) { return names_autoscaler((*each)[value].text()); });
  };
  if (any("helm_release", "chart") || any("aws_iam_role", "name") ||
      any("aws_eks_pod_identity_association", "service_account"))
    return true;
  return std::ranges::any_of(plan.of("aws_eks_node_group"), [](const PlannedResource* group) {
    const Node& tags = (*group)["tags"];
    return std::ranges::any_of(tags.members(), [](const doc::Member& tag) {
      return tag.key.text() == "k8s.io/cluster-autoscaler/enabled" && tag.value.text() != "false";
    });
  });
}

std::string kubernetes_of(const Plan& plan, const subject::Subject& subject) {
  for (const PlannedResource* cluster : plan.of("aws_eks_cluster"))
    if (const Node& version = (*cluster)["version"]; version.is_scalar() && !version.is_null())
      return std::string(version.text());
  return subject.context().kubernetes;
}

std::string_view region_of(const Plan& plan, const subject::Subject& subject) {
  if (!plan.region().empty()) return plan.region();
  return subject.context().region.empty() ? std::string_view("us-east-1") : std::string_view(subject.context().region);
}

std::vector<ManagedGroup> managed_groups(const Plan& plan, const subject::Subject& subject) {
  std::vector<ManagedGroup> groups;
  const bool is_scaled = has_cluster_autoscaler(plan);
  const std::string kubernetes = kubernetes_of(plan, subject);
  for (const PlannedResource* resource : plan.of("aws_eks_node_group")) {
    ManagedGroup& group = groups.emplace_back();
    const Node& values = *resource->values;
    group.resource = resource;
    for (const PlannedResource* linked : plan.linked(*resource, {"launch_template"}))
      if (linked->type == "aws_launch_template") group.launch_template = linked;
    for (const Node& type : values["instance_types"].items()) add_type(type, group.types);
    if (group.types.empty() && group.launch_template)
      add_type((*group.launch_template->values)["instance_type"], group.types);
    group.ami_type = values["ami_type"].text();
    group.kubernetes = values["version"].is_string() ? std::string(values["version"].text()) : kubernetes;
    const Node& scaling = block(values, "scaling_config");
    group.min_size = number_or(scaling["min_size"], 0);
    group.max_size = number_or(scaling["max_size"], 0);
    group.is_scaled_by_cluster_autoscaler = is_scaled;
    group.has_own_image = group.ami_type == "CUSTOM" ||
                          (group.launch_template && (!(*group.launch_template->values)["image_id"].text().empty() ||
                                                     !(*group.launch_template->expressions)["image_id"].is_absent()));
  }
  return groups;
}

}  // namespace slipway::rules
