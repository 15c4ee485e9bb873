#include <algorithm>

#include "rules/reading.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

/// NO_SCHEDULE of the EKS API is NoSchedule of Kubernetes.
std::string effect_of(std::string_view effect) {
  if (effect == "NO_SCHEDULE") return "NoSchedule";
  if (effect == "NO_EXECUTE") return "NoExecute";
  if (effect == "PREFER_NO_SCHEDULE") return "PreferNoSchedule";
  return std::string(effect);
}

void add_type(NodeGroup& group, std::string_view name) {
  if (const catalog::InstanceType* type = catalog::find_instance_type(name)) group.types.push_back(type);
}

void finish(NodeGroup& group, std::vector<NodeGroup>& out) {
  group.is_gpu = std::ranges::any_of(group.types, [](const auto* type) { return type->gpus > 0; });
  out.push_back(std::move(group));
}

void add_plan(const subject::TerraformPlan& plan, std::vector<NodeGroup>& out) {
  for (const subject::PlannedResource* resource : plan.of_type("aws_eks_node_group")) {
    NodeGroup group;
    group.where = resource->where();
    group.name = text_of((*resource)["node_group_name"]);
    if (group.name.empty()) group.name = resource->name;
    for (const doc::Member& label : (*resource)["labels"].members())
      group.labels.emplace(label.key.text(), text_of(label.value));
    for (const doc::Node& taint : (*resource)["taint"].items())
      group.taints.push_back({std::string(text_of(taint["key"])), std::string(text_of(taint["value"])),
                              effect_of(text_of(taint["effect"]))});
    for (const doc::Node& type : (*resource)["instance_types"].items()) add_type(group, text_of(type));
    if (group.types.empty())
      for (const subject::PlannedResource* made : plan.referred(*resource, "launch_template"))
        if (made->type == "aws_launch_template") add_type(group, text_of((*made)["instance_type"]));
    group.brings_plugin = text_of((*resource)["ami_type"]).starts_with("BOTTLEROCKET");
    group.is_autoscaled = is_text((*resource)["tags"]["k8s.io/cluster-autoscaler/enabled"], "true");
    finish(group, out);
  }
}

void add_eksctl(const kube::Object& config, std::vector<NodeGroup>& out) {
  for (const std::string_view field : {"managedNodeGroups", "nodeGroups"})
    for (const doc::Node& written : (*config.node)[field].items()) {
      NodeGroup group;
      group.where = written.where();
      group.name = text_of(written["name"]);
      for (const doc::Member& label : written["labels"].members())
        group.labels.emplace(label.key.text(), text_of(label.value));
      for (const doc::Node& taint : written["taints"].items())
        group.taints.push_back({std::string(text_of(taint["key"])), std::string(text_of(taint["value"])),
                                effect_of(text_of(taint["effect"]))});
      group.brings_plugin = is_text(written["amiFamily"], "Bottlerocket");
      add_type(group, text_of(written["instanceType"]));
      for (const doc::Node& type : written["instanceTypes"].items()) add_type(group, text_of(type));
      finish(group, out);
    }
}

std::string_view text_of(const doc::Value& value) { return value.string() ? std::string_view(*value.string()) : ""; }

void add_graph(const platform::Graph& graph, std::vector<NodeGroup>& out) {
  for (const platform::Resource* resource : graph.of_type("aws_eks_node_group")) {
    NodeGroup group;
    group.where = resource->origin;
    group.name = resource->id.name;
    if (const doc::Map* labels = (*resource)["labels"].map())
      for (const auto& [key, value] : labels->entries()) group.labels.emplace(key, text_of(value));
    if (const doc::List* taints = (*resource)["taint"].list())
      for (const doc::Value& taint : taints->items())
        group.taints.push_back({std::string(text_of(taint["key"])), std::string(text_of(taint["value"])),
                                effect_of(text_of(taint["effect"]))});
    group.brings_plugin = text_of((*resource)["ami_type"]).starts_with("BOTTLEROCKET");
    if (const doc::List* types = (*resource)["instance_types"].list()) {
      for (const doc::Value& type : types->items()) add_type(group, text_of(type));
      finish(group, out);
    } else {
      group.is_gpu = true;  // of a capacity block, whose launch template names the type
      out.push_back(std::move(group));
    }
  }
}

}  // namespace

std::vector<NodeGroup> node_groups(const subject::Subject& subject) {
  std::vector<NodeGroup> out;
  for (const subject::TerraformPlan& plan : subject.plans()) add_plan(plan, out);
  for (const kube::Object* config : subject.of_kind("ClusterConfig", "eksctl.io")) add_eksctl(*config, out);
  if (subject.graph()) add_graph(*subject.graph(), out);
  return out;
}

bool carries(const NodeGroup& group, const WantedLabel& wanted) {
  const auto found = group.labels.find(wanted.key);
  if (found != group.labels.end()) return wanted.takes(found->second);
  if (wanted.key == "node.kubernetes.io/instance-type")
    return std::ranges::any_of(group.types, [&](const auto* type) { return wanted.takes(type->name); });
  constexpr std::string_view kStarts[] = {"kubernetes.io/", "topology.", "nvidia.com/gpu.", "feature.node.",
                                          "eks.amazonaws.com/"};
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return wanted.key.starts_with(start); });
}

bool carries(const NodeGroup& group, std::string_view key, std::string_view value) {
  return carries(group, WantedLabel{key, {value}, {}, {}});
}

bool takes(const NodeGroup& group, const PodView& pod) {
  if (kube::first_untolerated_hard(group.taints, pod.tolerations, kube::ComparisonOperators::Off)) return false;
  return std::ranges::all_of(pod.wants, [&](const WantedLabel& wanted) { return carries(group, wanted); });
}

}  // namespace slipway::rules
