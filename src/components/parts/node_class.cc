#include "components/parts/node_class.h"

#include <optional>

#include "catalog/efa_layouts.h"
#include "components/parts/iam_statements.h"
#include "components/parts/karpenter_names.h"
#include "components/parts/live_checks.h"
#include "components/parts/names.h"
#include "components/parts/network.h"
#include "components/parts/node_volumes.h"
#include "components/parts/pool_types.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

constexpr const char* kDiscovery = "karpenter.sh/discovery";

bool is_auto(const Expansion& in) { return pools_are_auto_modes(in.platform); }

doc::Map tag_term(const Expansion& in, const spec::TextMap& more) {
  doc::Map tags{{kDiscovery, in.graph.setting.cluster}};
  for (const auto& [key, value] : more) tags.set(key.value, doc::Value(value.value).from(value.where));
  return {{"tags", std::move(tags)}};
}

/// By tag; subnets that slipway may not tag are named by their ids.
doc::List subnet_terms(const Expansion& in, const spec::NodeClass& node_class) {
  doc::List terms;
  const auto& existing = in.platform.network.existing;
  if (existing && !existing->tag_subnets.value && node_class.subnet_tags.empty())
    for (const auto& id : existing->private_subnet_ids) terms.add(doc::Map{{"id", id.value}});
  else
    terms.add(tag_term(in, node_class.subnet_tags));
  return terms;
}

doc::Map tags_of(const Expansion& in, const spec::NodeClass& node_class) {
  doc::Map tags;
  for (const auto& [key, value] : in.platform.aws.tags) tags.set(key.value, value.value);
  for (const auto& [key, value] : node_class.tags) tags.set(key.value, doc::Value(value.value).from(value.where));
  return tags;
}

doc::List ami_terms(const spec::NodeClass& node_class) {
  const bool bottlerocket = node_class.ami_family.value == spec::AmiFamily::Bottlerocket;
  doc::List terms;
  for (const auto& id : node_class.ami_ids) terms.add(doc::Map{{"id", doc::Value(id.value).from(id.where)}});
  if (terms.empty())
    terms.add(doc::Map{{"alias", doc::Value((bottlerocket ? "bottlerocket@" : "al2023@") + node_class.ami_version.value)
                                     .from(node_class.ami_version.where)}});
  return terms;
}

/// The layout that all types with EFA of the pools of this class share; nullopt when they differ: then Karpenter itself
/// gives a pod that asks for EFA an interface on every card.
std::optional<catalog::EfaLayout> shared_layout(const spec::Platform& platform, std::string_view class_name) {
  std::optional<catalog::EfaLayout> shared;
  for (const auto& [name, pool] : platform.node_pools) {
    if (pool.node_class.value != class_name) continue;
    for (const auto* type : types_of(pool)) {
      const auto layout = catalog::efa_layout(type->name, catalog::EfaLayoutKind::Recommended);
      if (!layout || (shared && shared->interfaces != layout->interfaces)) return std::nullopt;
      shared = layout;
    }
  }
  return shared;
}

void set_efa(Expansion& in, const spec::Located<std::string>& name, const spec::NodeClass& node_class, doc::Map& spec) {
  const auto group = in.add("aws_placement_group", platform::local_name("pool_" + name.value),
                            {{"name", in.graph.setting.cluster + "-pool-" + name.value}, {"strategy", "cluster"}},
                            node_class.efa.where);
  spec.set("placementGroupSelector", doc::Map{{"name", *(*in.graph.find(group))["name"].string()}});
  const auto layout = shared_layout(in.platform, name.value);
  if (!layout) return;
  doc::List interfaces;
  for (const auto& interface : layout->interfaces)
    interfaces.add(doc::Map{{"networkCardIndex", interface.network_card},
                            {"deviceIndex", interface.device},
                            {"interfaceType", interface.type}});
  if (is_auto(in))
    spec.set("advancedNetworking", doc::Map{{"networkInterfaces", std::move(interfaces)}});
  else
    spec.set("networkInterfaces", std::move(interfaces));
}

void set_reservation(const spec::NodeClass& node_class, doc::Map& spec) {
  if (node_class.reservation.value.empty()) return;
  doc::List terms;
  terms.add(doc::Map{{"id", doc::Value(node_class.reservation.value).from(node_class.reservation.where)}});
  spec.set("capacityReservationSelectorTerms", std::move(terms));
}

/// What both kinds have.
void set_common(const Expansion& in, const spec::NodeClass& node_class, doc::Map& spec) {
  doc::List groups;
  groups.add(tag_term(in, {}));
  spec.set("subnetSelectorTerms", subnet_terms(in, node_class));
  spec.set("securityGroupSelectorTerms", std::move(groups));
  if (auto tags = tags_of(in, node_class); !tags.empty()) spec.set("tags", std::move(tags));
  set_reservation(node_class, spec);
}

/// A release's alias says the family; an AMI of one's own does not.
doc::Map ec2_node_class(const Expansion& in, const spec::NodeClass& node_class) {
  doc::Map spec;
  if (!node_class.ami_ids.empty())
    spec.set("amiFamily", node_class.ami_family.value == spec::AmiFamily::Bottlerocket ? "Bottlerocket" : "AL2023");
  spec.set("amiSelectorTerms", ami_terms(node_class)).set("instanceProfile", karpenter_instance_profile(in));
  set_common(in, node_class, spec);
  spec.set("blockDeviceMappings", node_class_block_devices(node_class.volumes, node_class.ami_family.value));
  spec.set("metadataOptions",
           doc::Map{{"httpEndpoint", "enabled"},
                    {"httpProtocolIPv6", "disabled"},
                    {"httpPutResponseHopLimit",
                     doc::Value(node_class.metadata_hop_limit.value).from(node_class.metadata_hop_limit.where)},
                    {"httpTokens", "required"}});
  if (node_class.instance_store_raid.value) spec.set("instanceStorePolicy", "RAID0");
  if (!node_class.user_data.value.empty()) spec.set("userData", node_class.user_data.value);
  if (node_class.kubelet) spec.set("kubelet", doc::Value(*node_class.kubelet));
  return spec;
}

doc::Map auto_node_class(const Expansion& in, const spec::NodeClass& node_class) {
  doc::Map spec{{"role", *(*in.find("aws_iam_role", "auto_node"))["name"].string()}};
  set_common(in, node_class, spec);
  const auto& root = node_class.volumes.root;
  doc::Map storage{{"size", std::to_string(whole_gibibytes(root.size.value)) + "Gi"},
                   {"iops", root.iops.value},
                   {"throughput", root.throughput.value}};
  if (!root.kms_key.value.empty()) storage.set("kmsKeyID", root.kms_key.value);
  spec.set("ephemeralStorage", std::move(storage));
  return spec;
}

/// EKS makes this entry itself for its own pools; for node classes of ours alone it does not.
void add_auto_access(Expansion& in) {
  const platform::ResourceId role{"aws_iam_role", "auto_node"};
  if (!in.platform.cluster.auto_node_pools.empty() || in.find("aws_eks_access_entry", "auto_node")) return;
  const auto entry =
      in.add("aws_eks_access_entry", "auto_node",
             {{"cluster_name", kCluster.attribute("name")}, {"principal_arn", role.attribute("arn")}, {"type", "EC2"}});
  in.add("aws_eks_access_policy_association", "auto_node",
         {{"cluster_name", kCluster.attribute("name")},
          {"principal_arn", entry.attribute("principal_arn")},
          {"policy_arn", fill(in, "arn:{partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy")},
          {"access_scope", doc::Map{{"type", "cluster"}}}});
}

}  // namespace

void add_node_class(Expansion& in, const spec::Located<std::string>& name, const spec::NodeClass& node_class) {
  if (is_auto(in)) add_auto_access(in);
  auto spec = is_auto(in) ? auto_node_class(in, node_class) : ec2_node_class(in, node_class);
  if (node_class.efa.value) set_efa(in, name, node_class, spec);
  const char* api_version = is_auto(in) ? "eks.amazonaws.com/v1" : "karpenter.k8s.aws/v1";
  const char* kind = is_auto(in) ? "NodeClass" : "EC2NodeClass";
  check_condition(in, std::string(kind) + " " + name.value + " finds its subnets, security groups and image",
                  {api_version, kind, "", name.value}, "Ready");
  in.add_object({{"apiVersion", api_version},
                 {"kind", kind},
                 {"metadata", doc::Map{{"name", doc::Value(name.value).from(name.where)}}},
                 {"spec", std::move(spec)}},
                name.where);
}

}  // namespace slipway::components
