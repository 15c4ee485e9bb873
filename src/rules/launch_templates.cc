#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/plans/managed_group.h"
#include "rules/plans/security_group.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// Each launch template once, with the first managed group that uses it (nullptr: none in the plan).
template <class Check>
void each_template(const Subject& subject, const Check& check) {
  for (const Plan& plan : plans(subject)) {
    std::map<const PlannedResource*, ManagedGroup> users;
    for (ManagedGroup& group : managed_groups(plan, subject))
      if (group.launch_template) users.emplace(group.launch_template, std::move(group));
    for (const PlannedResource* lt : plan.of("aws_launch_template")) {
      const auto user = users.find(lt);
      check(plan, *lt, user == users.end() ? nullptr : &user->second);
    }
  }
}

std::span<const Node> interfaces(const PlannedResource& lt) { return blocks(*lt.values, "network_interfaces"); }

bool has_efa(const Node& interface) { return interface["interface_type"].text().starts_with("efa"); }

/// The one type of the instances, and where it is said.
struct TypeSaid {
  const catalog::InstanceType* type = nullptr;
  SourceRange where;
};

TypeSaid type_of(const PlannedResource& lt, const ManagedGroup* group) {
  const Node& own = lt["instance_type"];
  if (own.is_string()) return {catalog::find_instance_type(own.text()), own.where()};
  if (group && group->types.size() == 1) return {group->types.front().known, group->types.front().node->where()};
  return {};
}

void check_mime(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    if (!group || group->has_own_image || group->ami_type.starts_with("WINDOWS")) return;
    const auto text = group->user_data();
    if (!text || text->empty()) return;
    const SourceRange where = lt["user_data"].where();
    if (group->ami_type.starts_with("BOTTLEROCKET")) {
      if (text->starts_with("#!") || text->find("MIME-Version:") != std::string::npos)
        findings.say(where, "Bottlerocket takes settings in TOML as user data, not a script", {},
                     "write [settings.kubernetes] and the like");
      return;
    }
    const bool is_mime =
        text->find("MIME-Version:") != std::string::npos || text->starts_with("Content-Type: multipart/");
    if (!is_mime)
      findings.say(where, fmt::format("user data of managed group {} is no MIME multipart text", group->name()));
  });
}

void check_bootstrap_script(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    if (!group || !group->ami_type.starts_with("AL2023")) return;
    const auto text = group->user_data();
    if (text && text->find("/etc/eks/bootstrap.sh") != std::string::npos)
      findings.say(lt["user_data"].where(), "Amazon Linux 2023 has no /etc/eks/bootstrap.sh: the script stops there");
  });
}

void check_refused_settings(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    if (!group) return;
    for (const std::string_view setting : {"iam_instance_profile", "hibernation_options"})
      if (const Node& node = block(*lt.values, setting); !node.is_absent())
        findings.say(node.where(), fmt::format("managed group {} takes no template with {}", group->name(), setting));
    const Node& market = at(*lt.values, {"instance_market_options", "market_type"});
    if (market.text() == "spot")
      findings.say(market.where(), fmt::format("managed group {} takes no template that asks for Spot", group->name()),
                   {}, "capacity_type = \"SPOT\" of the node group");
    if (lt["instance_type"].is_string() && (*group->resource)["instance_types"].size() > 0)
      findings.say(lt["instance_type"].where(),
                   fmt::format("the type stands in the template and in group {}: one of them only", group->name()));
    if (lt["image_id"].is_string() && !group->ami_type.empty() && group->ami_type != "CUSTOM")
      findings.say(
          lt["image_id"].where(),
          fmt::format("the template names an image and group {} an ami_type: one of them only", group->name()));
  });
}

/// The first subnet that a template's interfaces name: a value, or what leads to one that is known after apply.
const Node* first_subnet(const PlannedResource& lt) {
  for (const Node& interface : interfaces(lt))
    if (interface["subnet_id"].is_string()) return &interface["subnet_id"];
  for (const Node& interface : blocks(*lt.expressions, "network_interfaces"))
    if (const Node* subnet = interface.find("subnet_id")) return subnet;
  return nullptr;
}

void check_subnets_in_template(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    const Node* subnet = first_subnet(lt);
    if (group && subnet)
      findings.say(subnet->where(),
                   fmt::format("managed group {} takes no template that names subnets", group->name()));
  });
}

/// Zones of subnets that the plan makes and an argument leads to, in order.
std::set<std::string_view> zones_of(const Plan& plan, const PlannedResource& from,
                                    std::initializer_list<std::string_view> path) {
  std::set<std::string_view> zones;
  for (const PlannedResource* subnet : plan.linked(from, path))
    if (const std::string_view zone = (*subnet)["availability_zone"].text();
        subnet->type == "aws_subnet" && !zone.empty())
      zones.insert(zone);
  return zones;
}

void check_zones_of_interfaces(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan& plan, const PlannedResource& lt, const ManagedGroup* group) {
    std::map<std::string_view, std::string_view> zones;  // of subnets by id
    for (const PlannedResource* subnet : plan.of("aws_subnet"))
      if (const Node& id = (*subnet)["id"]; id.is_string()) zones[id.text()] = (*subnet)["availability_zone"].text();
    std::string_view first;
    for (const Node& interface : interfaces(lt)) {
      const auto found = zones.find(interface["subnet_id"].text());
      if (found == zones.end() || found->second.empty()) continue;
      if (first.empty()) first = found->second;
      if (found->second == first) continue;
      findings.say(
          interface["subnet_id"].where(),
          fmt::format("interfaces of one instance in {} and {}: all of them are in its zone", first, found->second));
      return;
    }
    const auto named = zones_of(plan, lt, {"network_interfaces", "subnet_id"});
    if (const Node* subnet = first_subnet(lt); subnet && named.size() > 1 && first.empty()) {
      findings.say(subnet->where(), fmt::format("interfaces of one instance in {} and {}: all of them are in its zone",
                                                *named.begin(), *named.rbegin()));
      return;
    }
    // EFA between nodes does not leave a zone either.
    if (!group || std::ranges::none_of(interfaces(lt), has_efa)) return;
    const auto of_group = zones_of(plan, *group->resource, {"subnet_ids"});
    if (of_group.size() < 2 || group->max_size < 2) return;
    findings.say(
        Severity::Warning, place(*group->resource, (*group->resource)["subnet_ids"]),
        fmt::format("EFA group {} spreads over {} zones: EFA works within one", group->name(), of_group.size()), {},
        "one subnet, one zone for each EFA group");
  });
}

void check_efa_count(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    const long long count = std::ranges::count_if(interfaces(lt), has_efa);
    const TypeSaid said = type_of(lt, group);
    if (count == 0 || !said.type || count == said.type->efa_interfaces) return;
    if (count > said.type->efa_interfaces) {
      findings.say(said.where, fmt::format("{} takes {} EFA interfaces, the template has {}: EC2 refuses it",
                                           said.type->name, said.type->efa_interfaces, count));
    } else {
      // EC2 takes it. An instance's first interface needs no EFA, and where it has none only its card's part is lost.
      const long long unused = said.type->efa_interfaces - count;
      const bool first_is_plain = unused == 1 && count > 1 && std::ranges::any_of(interfaces(lt), [](const Node& one) {
                                    return !has_efa(one) && number_or(one["network_card_index"], 0) == 0 &&
                                           number_or(one["device_index"], 0) == 0;
                                  });
      findings.say(first_is_plain ? Severity::Note : Severity::Error, said.where,
                   fmt::format("{} has {} EFA cards, the template uses {}: {} % of its network", said.type->name,
                               said.type->efa_interfaces, count, count * 100 / said.type->efa_interfaces));
    }
  });
}

void check_device_index(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    const TypeSaid said = type_of(lt, group);
    if (!said.type || !said.type->enis_on_default_card || !said.type->network_cards) return;
    const int per_card = *said.type->enis_on_default_card, cards = *said.type->network_cards;
    std::set<std::pair<long long, long long>> taken;
    for (const Node& interface : interfaces(lt)) {
      const long long device = number_or(interface["device_index"], 0);
      const long long card = number_or(interface["network_card_index"], 0);
      const Node& node = interface["device_index"];
      const SourceRange where = node.is_absent() ? interface.where() : node.where();
      if (card >= cards) {
        findings.say(where, fmt::format("{} has {} network cards: there is no card {}", said.type->name, cards, card));
      } else if (device >= per_card) {
        findings.say(where, fmt::format("device_index {} on card {}: a card of {} takes {} interfaces, 0 to {}", device,
                                        card, said.type->name, per_card, per_card - 1));
      } else if (!taken.emplace(card, device).second) {
        findings.say(where, fmt::format("card {} has two interfaces with device_index {}", card, device));
      } else {
        continue;
      }
      return;  // one of a series is enough
    }
  });
}

void check_efa_addresses(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup*) {
    const Node* first = nullptr;
    int count = 0;
    for (const Node& interface : interfaces(lt)) {
      if (interface["interface_type"].text() != "efa") continue;
      if (number_or(interface["network_card_index"], 0) == 0 && number_or(interface["device_index"], 0) == 0) continue;
      if (!first) first = &interface["interface_type"];
      ++count;
    }
    if (first)
      findings.say(first->where(), fmt::format("{} interface{} beside the first take{} an address each, on every node",
                                               count, count == 1 ? "" : "s", count == 1 ? "s" : ""));
  });
}

void check_placement(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup* group) {
    if (std::ranges::none_of(interfaces(lt), has_efa) || (group && group->max_size < 2)) return;
    const Node& placement = block(*lt.values, "placement");
    if (placement["group_name"].is_string() || placement["group_id"].is_string()) return;
    if (!Plan::references(lt, {"placement"}).empty()) return;
    findings.say(place(lt, placement), "EFA nodes without a cluster placement group may stand far from one another");
  });
}

const SecurityGroup* find(const std::vector<SecurityGroup>& groups, const PlannedResource* resource) {
  const auto found = std::ranges::find(groups, resource, &SecurityGroup::resource);
  return found == groups.end() ? nullptr : &*found;
}

void check_efa_traffic(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const auto groups = security_groups(plan);
    std::set<const PlannedResource*> said;
    for (const PlannedResource* lt : plan.of("aws_launch_template")) {
      if (std::ranges::none_of(interfaces(*lt), has_efa)) continue;
      const AttachedGroups attached = attached_groups(plan, *lt);
      for (const PlannedResource* resource : attached.known) {
        const SecurityGroup* group = find(groups, resource);
        if (!group || !said.insert(resource).second) continue;
        const auto has_self = [&](bool is_ingress) {
          return std::ranges::any_of(group->rules, [&](const TrafficRule& rule) {
            return rule.is_ingress == is_ingress && rule.protocol == "-1" &&
                   (rule.from_itself || rule.has_unknown_peer);
          });
        };
        const bool has_in = has_self(true), has_out = has_self(false);
        if (has_in && has_out) continue;
        findings.say(resource->where(),
                     fmt::format("EFA interfaces use this group, and it has no rule for all traffic {} itself",
                                 has_in    ? "to"
                                 : has_out ? "from"
                                           : "from and to"));
      }
    }
  }
}

void check_efa_cluster_group(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject)) {
    const auto groups = security_groups(plan);
    for (const ManagedGroup& node_group : managed_groups(plan, subject)) {
      if (!node_group.launch_template || std::ranges::none_of(interfaces(*node_group.launch_template), has_efa))
        continue;
      const AttachedGroups attached = attached_groups(plan, *node_group.launch_template);
      if (!attached.is_given || attached.has_cluster_group || attached.has_unknown || attached.known.empty()) continue;
      const bool is_let_in = std::ranges::any_of(attached.known, [&](const PlannedResource* resource) {
        const SecurityGroup* group = find(groups, resource);
        return group && std::ranges::any_of(group->rules, [](const TrafficRule& rule) {
                 return rule.is_ingress && (rule.from_cluster_group || rule.has_unknown_peer || !rule.ranges.empty());
               });
      });
      if (is_let_in) continue;
      findings.say(attached.list ? attached.list->where() : node_group.launch_template->where(),
                   "these groups take the place of the cluster's own: the control plane does not reach the nodes");
    }
  }
}

void check_hop_limit(const Subject& subject, Findings& findings) {
  each_template(subject, [&](const Plan&, const PlannedResource& lt, const ManagedGroup*) {
    const Node& options = block(*lt.values, "metadata_options");
    const Node& limit = options["http_put_response_hop_limit"];
    if (number_or(limit, 1) > 1)
      findings.say(limit.where(), fmt::format("hop limit {}: every pod can take the node's role", number_or(limit, 1)));
    if (options["http_tokens"].text() == "optional")
      findings.say(options["http_tokens"].where(),
                   "metadata without tokens: any pod and any forged request can take the node's role", {},
                   "http_tokens = \"required\"");
  });
}

const Rule kRules[] = {
    {"LT001", "X-001-01", Severity::Error, "user data of a managed group that is no MIME multipart text",
     "EKS merges its own part into the user data of a managed group with an EKS image, so it must be MIME multipart. "
     "Plain "
     "text is refused: Ec2LaunchTemplateInvalidConfiguration, User data was not in the MIME multipart format.",
     "wrap it in MIME multipart; kubelet settings go in a part application/node.eks.aws with a NodeConfig",
     "EKS user guide, launch-templates (user data)", check_mime},
    {"LT002", "X-001-01", Severity::Warning, "bootstrap.sh on Amazon Linux 2023",
     "Amazon Linux 2023 joins by nodeadm and a NodeConfig; /etc/eks/bootstrap.sh is not there.",
     "a part application/node.eks.aws with apiVersion node.eks.aws/v1alpha1, kind NodeConfig; labels and taints belong "
     "to the node group",
     "awslabs/amazon-eks-ami nodeadm/doc", check_bootstrap_script},
    {"LT003", "", Severity::Error, "settings that a managed group refuses in its template",
     "An instance profile, hibernation and a request for Spot are the node group's own matter; with them in the "
     "template, or "
     "with types or images in both places, CreateNodegroup fails.",
     "leave it out of the template", "EKS user guide, launch-templates (launch template configuration basics)",
     check_refused_settings},
    {"LT004", "X-001-06", Severity::Error, "subnets in the template of a managed group",
     "The subnets of a managed group are its own. A template whose network interfaces name any makes creating or "
     "updating it fail.",
     "leave subnet_id out and give the node group its subnet", "EKS API LaunchTemplateSpecification",
     check_subnets_in_template},
    {"LT005", "X-001-05", Severity::Error, "network interfaces in several zones",
     "All interfaces of an instance are in its own Availability Zone; RunInstances refuses others. More subnets give "
     "neither "
     "bandwidth nor fault tolerance, and EFA traffic stays within a zone.",
     "one subnet for all interfaces", "EC2 user guide, network-interface-attachments; ParallelCluster efa-v3",
     check_zones_of_interfaces},
    {"LT006", "X-001-04", Severity::Error, "a number of EFA interfaces that is not the type's",
     "Fewer leave network cards unused that are paid for: NCCL is as slow as the part that is there. More are refused "
     "at launch.",
     "one EFA interface for each card: `slipway instance-types` shows how many a type has",
     "Karpenter zz_generated.vpclimits.go; catalog/data/instance_types.csv", check_efa_count},
    {"LT007", "X-001-07", Severity::Error, "a device_index that the network card has no place for",
     "device_index counts the interfaces of one card, network_card_index the cards. Cards after the first have their "
     "EFA "
     "interface at device_index 0 or 1.",
     "card 0: device 0 for IP traffic and device 1 for EFA; each further card: device 0, efa-only",
     "EC2 user guide, efa-acc-inst-types; eksctl network_interfaces.go", check_device_index},
    {"LT008", "X-001-08", Severity::Warning, "EFA interfaces that take addresses",
     "An interface of type efa is one for IP traffic too and takes an address from the subnet; efa-only takes none. On "
     "types "
     "with many cards a few nodes use up a subnet.",
     "interface_type = \"efa-only\" on all cards (VPC CNI 1.18.5 or later)",
     "EC2 API InterfaceType; EKS user guide, node-efa", check_efa_addresses},
    {"LT009", "X-001-10", Severity::Warning, "a security group that keeps EFA traffic out",
     "EFA needs all traffic in from the group itself and out to the group itself. Without both, the fabric does not "
     "come up "
     "and NCCL stops or falls back to TCP.",
     "an ingress and an egress rule with protocol -1 and the group itself as the other side",
     "EC2 user guide, efa-start (prepare a security group)", check_efa_traffic},
    {"LT010", "X-001-10", Severity::Warning, "EFA nodes outside of the cluster's security group",
     "When a template names security groups EKS does not add the cluster's own: nothing of the control plane reaches "
     "kubelet, "
     "webhooks or metrics.",
     "list the cluster's security group too", "EKS user guide, launch-templates (security groups)",
     check_efa_cluster_group},
    {"LT011", "X-001-11", Severity::Warning, "EFA nodes without a placement group",
     "A cluster placement group keeps instances close in one zone. Without it, collective operations run over more "
     "hops and "
     "training loses speed that nobody sees.",
     "an aws_placement_group with strategy cluster, named in the template's placement",
     "EC2 user guide, placement-strategies; efa", check_placement},
    {"LT012", "X-002-04", Severity::Warning, "node credentials within reach of pods",
     "With a hop limit above 1, or without tokens, pods that do not use the host's network get the node role from the "
     "metadata service. What Pod Identity or IRSA keep apart is one again.",
     "http_tokens = \"required\" and http_put_response_hop_limit = 1",
     "EKS best practices guide, security/iam (restrict access to the instance profile)", check_hop_limit},
};

}  // namespace

std::span<const Rule> launch_template_rules() { return kRules; }

}  // namespace slipway::rules
