#include <fmt/core.h>

#include <algorithm>

#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/iam_statements.h"
#include "components/parts/identity.h"
#include "components/parts/interruption_queue.h"
#include "components/parts/karpenter_names.h"
#include "components/parts/live_checks.h"
#include "components/parts/names.h"
#include "components/parts/placement.h"
#include "components/parts/rights.h"
#include "platform/fill.h"
#include "rules/rule.h"

/// Karpenter: its controller with the rights it needs, the queue that tells of interruptions, and the role of the nodes
/// that it buys. What it may buy is in node_pools.cc.
namespace slipway::components {

namespace {

struct Options {
  spec::Text name_space = std::string("kube-system");
  spec::Number replicas = 2;
  spec::Flag create_spot_role = false;
  SourceRange where;
};

const spec::StructType& type_of(const Options*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<Options>{}, "Karpenter", "Buys nodes for pending pods.")
          .field("namespace", &Options::name_space, "Where its controller runs.")
          .field("replicas", &Options::replicas,
                 "Controllers, of which one leads; without it 1 where there is only one "
                 "node for them, else 2.")
          .between(1, 5)
          .field("createSpotRole", &Options::create_spot_role,
                 "Whether the account lacks the service-linked role for Spot (it can be made once).");
  return type;
}

const spec::StructType& options() { return type_of(static_cast<const Options*>(nullptr)); }

/// Keys that encrypt the volumes of nodes: the controller launches instances with them.
std::vector<doc::Value> volume_keys(const spec::Platform& platform) {
  std::set<std::string> keys;
  for (const auto& [name, node_class] : platform.node_classes) {
    keys.insert(node_class.volumes.root.kms_key.value);
    if (node_class.volumes.data) keys.insert(node_class.volumes.data->kms_key.value);
  }
  keys.erase("");
  return {keys.begin(), keys.end()};
}

std::vector<platform::Statement> controller_statements(Expansion& in, const platform::ResourceId& node_role,
                                                       const platform::ResourceId& queue) {
  StatementsWanted wanted;
  wanted.fill = {{"karpenter_node_role_arn", node_role.attribute("arn")},
                 {"interruption_queue_arn", queue.attribute("arn")}};
  // Node classes name the instance profile, so that none has to be made; zonal shift is off.
  wanted.without = {"karpenter-08", "karpenter-09", "karpenter-10", "karpenter-13"};
  auto statements = statements_of(in, "karpenter-controller", wanted);
  if (const auto keys = volume_keys(in.platform); !keys.empty()) {
    auto use = platform::allow(
        {"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"}, keys);
    auto grant = platform::allow({"kms:CreateGrant"}, keys, {{"Bool", "kms:GrantIsForAWSResource", {"true"}}});
    use.policy = grant.policy = "VolumeKeys";
    statements.push_back(std::move(use));
    statements.push_back(std::move(grant));
  }
  return statements;
}

platform::ResourceId add_node_role(Expansion& in) {
  RoleWanted wanted{"karpenter-node"};
  wanted.role_name = "KarpenterNodeRole-" + in.graph.setting.cluster;
  wanted.managed_policies = {"AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy",
                             "AmazonSSMManagedInstanceCore"};
  const auto role = add_role(in, wanted, platform::trust_of_service("ec2.amazonaws.com"));
  in.add(kKarpenterInstanceProfile.type, kKarpenterInstanceProfile.name,
         {{"name", karpenter_instance_profile(in)}, {"role", role.attribute("name")}});
  in.add(
      "aws_eks_access_entry", role.name,
      {{"cluster_name", kCluster.attribute("name")}, {"principal_arn", role.attribute("arn")}, {"type", "EC2_LINUX"}});
  return role;
}

/// Two replicas exclude each other on one node: with a single one, the second would stay pending for ever.
std::int64_t replicas(const spec::Platform& platform, const Options& options) {
  if (options.replicas.written) return options.replicas.value;
  std::int64_t nodes = 0;
  for (const auto& [name, group] : platform.node_groups)
    if (!is_accelerated(group)) nodes += group.desired.value;
  return nodes == 1 ? 1 : options.replicas.value;
}

bool has_no_way_out(const spec::Platform& platform) {
  return platform.network.create && platform.network.create->nat_gateways.value == spec::NatGateways::None;
}

doc::Map settings(const Expansion& in, const std::string& queue_name) {
  const auto& platform = in.platform;
  doc::Map settings{{"clusterName", in.graph.setting.cluster},
                    {"clusterEndpoint", kCluster.interpolated("endpoint")},
                    {"interruptionQueue", queue_name}};
  if (has_no_way_out(platform)) settings.set("isolatedVPC", true);  // IAM and prices have no VPC endpoint
  doc::Map gates;
  if (in.is_active("node-monitoring")) gates.set("nodeRepair", true);
  if (std::ranges::any_of(platform.node_pools, [](const auto& pool) { return pool.value.replicas.written; }))
    gates.set("staticCapacity", true);
  if (!gates.empty()) settings.set("featureGates", std::move(gates));
  return settings;
}

doc::Map controller_values(const Expansion& in, const Options& options, const std::string& queue_name,
                           const doc::Map& annotations) {
  doc::Map account{{"name", "karpenter"}};
  if (!annotations.empty()) account.set("annotations", annotations);
  const doc::Map size{{"cpu", "1"}, {"memory", "1Gi"}};
  doc::Map values{{"settings", settings(in, queue_name)},
                  {"serviceAccount", std::move(account)},
                  {"replicas", replicas(in.platform, options)},
                  {"controller", doc::Map{{"resources", doc::Map{{"requests", size}, {"limits", size}}}}}};
  set_placement(values, controller_placement(in.platform));
  return values;
}

/// How fast it buys, how many nodes there are and why they went, for Prometheus. Not by the chart: its nodes must not
/// wait for Prometheus, which may wait for them.
void add_monitor(Expansion& in, const std::string& name_space) {
  if (!chart_values::has_prometheus(in)) return;
  in.add_object(
      {{"apiVersion", "monitoring.coreos.com/v1"},
       {"kind", "ServiceMonitor"},
       {"metadata", doc::Map{{"name", "karpenter"}, {"namespace", name_space}}},
       {"spec", doc::Map{{"selector", doc::Map{{"matchLabels", doc::Map{{"app.kubernetes.io/name", "karpenter"}}}}},
                         {"endpoints", doc::List{doc::Map{{"port", "http-metrics"}}}}}}});
}

void expand_karpenter(Expansion& in) {
  const auto options = in.read_options<Options>();
  const auto queue = add_interruption_queue(in, "karpenter");
  const auto node_role = add_node_role(in);
  if (options.create_spot_role.value)
    in.add("aws_iam_service_linked_role", "spot", {{"aws_service_name", "spot.amazonaws.com"}});
  RoleWanted wanted{"karpenter"};
  wanted.statements = controller_statements(in, node_role, queue.id);
  const auto role = role_for_service_accounts(in, wanted, {{options.name_space.value, "karpenter"}});
  const std::vector<std::string> kinds{"karpenter.sh", "karpenter.k8s.aws"};
  in.add_release("karpenter-crd", options.name_space.value, {}, ChartPart::Companion).brings = kinds;
  auto& controller = in.add_release("karpenter", options.name_space.value,
                                    controller_values(in, options, queue.name, role.annotations));
  controller.brings = kinds;
  controller.skip_crds = true;
  const std::string version = controller.version;
  check_deployment(in, options.name_space.value, "karpenter", doc::Value(controller.values)["replicas"]);
  add_monitor(in, options.name_space.value);
  // Beside the Cluster Autoscaler, where both are named: each on nodes of its own.
  auto& autoscaler = in.graph.setting.node_autoscaler;
  autoscaler = "Karpenter " + version + (autoscaler.empty() ? "" : " + " + autoscaler);
}

bool is_wanted(const spec::Platform& platform) {
  const auto& nodes = platform.autoscaler.nodes;
  return nodes.value == spec::NodeAutoscaler::Karpenter && (nodes.written || !platform.node_pools.empty());
}

// ---- what lint says of it -------------------------------------------------------------------------------------------

bool is_controllers(const rules::Role& role) { return role.is_taken_by("karpenter"); }

void check_rights(const subject::Subject& subject, rules::Findings& findings) {
  each_role(subject, is_controllers, [&](const rules::Plan&, const rules::Role& role) {
    // As above: node classes may name the instance profile, and zonal shift is off.
    const auto missing = missing_rights(
        role, {"karpenter-controller", {"karpenter-08", "karpenter-09", "karpenter-10", "karpenter-13"}});
    if (!missing.empty())
      findings.say(role.policies.front().text->where(),
                   fmt::format("Karpenter's role {} lacks {}", role.name, listed(missing)));
  });
}

/// Tags that Karpenter gives to what it launches (pkg/apis/v1/labels.go): what else a condition asks for is never
/// there.
bool is_karpenters_tag(std::string_view key) {
  key.remove_prefix(key.find('/') + 1);
  return key.starts_with("kubernetes.io/cluster/") || key == "karpenter.sh/nodepool" ||
         key == "karpenter.sh/nodeclaim" || key == "eks:eks-cluster-name" || key == "karpenter.k8s.aws/ec2nodeclass" ||
         key == "Name" || key == "topology.kubernetes.io/region";
}

void check_launch_condition(const subject::Subject& subject, rules::Findings& findings) {
  each_role(subject, is_controllers, [&](const rules::Plan&, const rules::Role& role) {
    const rules::Role::Inline* where = nullptr;
    std::string tag;
    for (const auto& policy : role.policies)
      for (const auto& statement : policy.document.statements) {
        if (!statement.allows || !statement.grants("ec2:RunInstances")) continue;
        const auto strange = std::ranges::find_if(statement.conditions, [](const auto& condition) {
          return (condition.key.starts_with("aws:ResourceTag/") || condition.key.starts_with("aws:RequestTag/")) &&
                 !is_karpenters_tag(condition.key);
        });
        if (strange == statement.conditions.end()) return;  // this one lets it launch
        where = &policy;
        tag = strange->key;
      }
    if (where)
      findings.say(
          where->text->where(),
          fmt::format("Karpenter may launch only with {}, a tag that it does not set: every launch is denied", tag));
  });
}

const rules::Rule kRules[] = {
    {"KRP101", "X-001-21", Severity::Error, "Karpenter's role without the rights that it uses",
     "The controller makes a launch template and a fleet for every node, tags them, and reads the interruption queue. "
     "A call that is "
     "denied fails the launch, or leaves interruptions unread.",
     "the controller policies of Karpenter's own CloudFormation template, or slipway's",
     "karpenter-provider-aws v1.14.1 getting started, cloudformation.yaml", check_rights},
    {"KRP102", "X-001-21", Severity::Error, "a condition on tags that Karpenter does not set",
     "Karpenter tags what it launches kubernetes.io/cluster/<name> and karpenter.sh/nodepool. A condition on another "
     "tag is never met.",
     "aws:RequestTag/kubernetes.io/cluster/<name> = owned",
     "karpenter-provider-aws v1.14.1 getting started, cloudformation.yaml", check_launch_condition},
};

}  // namespace

extern const Component karpenter = {"karpenter",
                                    "buys nodes for pending pods, and takes idle ones away",
                                    Stage::Controllers,
                                    {},
                                    is_wanted,
                                    options,
                                    expand_karpenter,
                                    [](const spec::Platform& platform) { return platform.autoscaler.nodes.where; },
                                    [] { return std::span<const rules::Rule>(kRules); }};

}  // namespace slipway::components
