#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "components/component.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/launch_template.h"
#include "components/parts/live_checks.h"
#include "components/parts/node_volumes.h"
#include "components/parts/placement.h"
#include "components/parts/rights.h"
#include "platform/fill.h"
#include "rules/rule.h"

/// Cluster Autoscaler: grows and shrinks node groups. It finds them by tags that EKS gives to their Auto Scaling
/// groups, and reads labels and taints of empty ones from EKS; what EKS does not know of an empty group's nodes stands
/// in tags here.
namespace slipway::components {

namespace {

constexpr const char* kResource = "k8s.io/cluster-autoscaler/node-template/resources/";

void tag_group(Expansion& in, const std::string& group, const std::string& what, const std::string& key,
               const std::string& value, SourceRange origin) {
  const platform::ResourceId node_group{"aws_eks_node_group", platform::local_name(group)};
  in.add("aws_autoscaling_group_tag", platform::local_name(group + "_" + what),
         {{"autoscaling_group_name", node_group.attribute("resources[0].autoscaling_groups[0].name")},
          {"tag", doc::Map{{"key", key}, {"value", value}, {"propagate_at_launch", false}}}},
         origin);
}

void tag_groups(Expansion& in) {
  for (const auto& [name, group] : in.platform.node_groups) {
    const auto& volume = group.ami_family.value == spec::AmiFamily::Bottlerocket && group.volumes.data
                             ? *group.volumes.data
                             : group.volumes.root;
    tag_group(in, name.value, "ephemeral_storage", std::string(kResource) + "ephemeral-storage",
              std::to_string(whole_gibibytes(volume.size.value)) + "Gi", group.where);
    if (const auto interfaces = hardware_of(group).efa_interfaces; interfaces > 0)
      tag_group(in, name.value, "efa", std::string(kResource) + "vpc.amazonaws.com/efa", std::to_string(interfaces),
                group.efa.where);
  }
}

doc::Map chart_values(const Expansion& in, const doc::Map& annotations) {
  const auto& platform = in.platform;
  doc::Map account{{"create", true}, {"name", "cluster-autoscaler"}};
  if (!annotations.empty()) account.set("annotations", annotations);
  doc::Map arguments{
      {"expander", "least-waste"}, {"balance-similar-node-groups", true}, {"skip-nodes-with-system-pods", false}};
  if (std::ranges::any_of(platform.node_groups, [](const auto& group) { return is_accelerated(group.value); }))
    arguments.set("max-node-provision-time", "30m");  // large GPU nodes take their time
  doc::Map values{{"autoDiscovery", doc::Map{{"clusterName", in.graph.setting.cluster}}},
                  {"awsRegion", in.graph.setting.region},
                  {"image", doc::Map{{"tag", "v" + in.graph.setting.version + ".0"}}},  // of the cluster's minor
                  {"rbac", doc::Map{{"serviceAccount", std::move(account)}}},
                  {"extraArgs", std::move(arguments)}};
  set_placement(values, controller_placement(platform));
  return values;
}

void expand_cluster_autoscaler(Expansion& in) {
  tag_groups(in);
  RoleWanted wanted{"cluster-autoscaler"};
  wanted.statements = statements_of(in, "cluster-autoscaler");
  const auto role = role_for_service_accounts(in, wanted, {{"kube-system", "cluster-autoscaler"}});
  in.add_release("cluster-autoscaler", "kube-system", chart_values(in, role.annotations));
  check_deployments_of_release(in, "cluster-autoscaler", "kube-system");
  in.graph.setting.node_autoscaler = "Cluster Autoscaler " + in.graph.setting.version + ".0";
}

bool is_wanted(const spec::Platform& platform) {
  return platform.autoscaler.nodes.value == spec::NodeAutoscaler::ClusterAutoscaler;
}

// ---- what lint says of it -------------------------------------------------------------------------------------------

bool has_empty_group(const rules::Plan& plan) {
  return std::ranges::any_of(plan.of("aws_eks_node_group"), [](const rules::PlannedResource* group) {
    return rules::number_or(rules::at(*group->values, {"scaling_config", "min_size"}), 1) == 0;
  });
}

/// The service accounts that it runs as: the usual one, what its chart is told, and those of pods with its image.
std::set<std::string_view> its_accounts(const subject::Subject& subject) {
  std::set<std::string_view> names = {"cluster-autoscaler"};
  for (const subject::Release& release : subject.releases())
    if (release.chart == "cluster-autoscaler")
      names.insert(release.values.root()["rbac"]["serviceAccount"]["name"].text());
  for (const subject::PodTemplate& pod : subject.pods())
    for (const doc::Node& container : (*pod.spec)["containers"].items())
      if (container["image"].text().find("/cluster-autoscaler:") != std::string_view::npos)
        names.insert((*pod.spec)["serviceAccountName"].text());
  names.erase("");
  return names;
}

void check_rights(const subject::Subject& subject, rules::Findings& findings) {
  const std::set<std::string_view> names = its_accounts(subject);
  const auto is_its = [&](const rules::Role& role) {
    return std::ranges::any_of(names, [&](std::string_view name) { return role.is_taken_by(name); });
  };
  each_role(subject, is_its, [&](const rules::Plan& plan, const rules::Role& role) {
    const auto missing = missing_rights(role, {"cluster-autoscaler", {}});
    if (missing.empty()) return;
    findings.say(role.policies.front().text->where(),
                 fmt::format("Cluster Autoscaler's role {} lacks {}{}", role.name, listed(missing),
                             has_empty_group(plan) ? ": it cannot tell what a node of an empty group would be" : ""));
  });
}

const rules::Rule kRules[] = {
    {"CAS001", "X-000-15", Severity::Warning, "Cluster Autoscaler's role without the rights that it uses",
     "To scale a group from zero it reads the group's launch template, images, instance types, labels and taints from "
     "EC2 and EKS. Without "
     "these rights pods that need such a group stay Pending.",
     "the policy of its own documents; SetDesiredCapacity and TerminateInstanceInAutoScalingGroup with a condition on "
     "the cluster's tag",
     "kubernetes/autoscaler cluster-autoscaler/cloudprovider/aws/README.md", check_rights},
};

}  // namespace

extern const Component cluster_autoscaler = {
    "cluster-autoscaler",
    "grows and shrinks node groups",
    Stage::Controllers,
    {},
    is_wanted,
    nullptr,
    expand_cluster_autoscaler,
    [](const spec::Platform& platform) { return platform.autoscaler.nodes.where; },
    [] { return std::span<const rules::Rule>(kRules); }};

}  // namespace slipway::components
