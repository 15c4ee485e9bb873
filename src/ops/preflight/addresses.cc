#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cost/arguments.h"
#include "ops/preflight/subnets.h"

/// Free addresses of subnets against nodes × interfaces.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "addresses";

/// How the VPC CNI takes addresses. Follows amazon-vpc-cni-k8s docs/eni-and-ip-target.md and prefix-and-ip-target.md.
enum class Taking { WholeInterfaces, Prefixes };

Taking taking_of(const platform::Graph& graph) {
  for (const auto* cluster : graph.of_type("aws_eks_cluster"))
    if (const bool* automatic = (*cluster)["compute_config"]["enabled"].boolean(); automatic && *automatic)
      return Taking::Prefixes;
  for (const auto* addon : graph.of_type("aws_eks_addon")) {
    const std::string* enabled = (*addon)["configuration_values"]["env"]["ENABLE_PREFIX_DELEGATION"].string();
    if (addon->id.name == "vpc_cni" && enabled && *enabled == "true") return Taking::Prefixes;
  }
  return Taking::WholeInterfaces;
}

/// Interfaces beside the first that take an address of their own, as the group's launch template has them.
std::int64_t more_interfaces(const cost::NodeSource& source, const platform::Graph& graph) {
  if (source.kind != cost::NodeSource::Kind::Group) return 0;
  const auto id = cost::reference_to((*source.resource)["launch_template"]["id"], "aws_launch_template");
  const auto* launch_template = id ? graph.find(*id) : nullptr;
  if (!launch_template) return 0;
  std::int64_t count = 0;
  for (const doc::Map* interface : cost::blocks((*launch_template)["network_interfaces"])) {
    const std::string* type = cost::member(*interface, "interface_type").string();
    if (!type || *type != "efa-only") ++count;
  }
  return std::max<std::int64_t>(0, count - 1);
}

/// What a node holds as soon as pods run on it: its first interface and a second that is kept ready, each full of
/// addresses; with prefixes its own address, a prefix in use and one kept ready.
std::int64_t taken_by(const cost::Offer& offer, Taking taking, std::int64_t more) {
  if (taking == Taking::Prefixes) return 1 + 2 * 16 + more;
  const std::int64_t interfaces = std::min(offer.type->max_enis.value_or(2), 2);
  return std::max<std::int64_t>(1, interfaces * offer.type->ipv4_per_eni.value_or(10)) + more;
}

struct Demand {
  cost::Reached reached;
  std::vector<std::string> of;
};

std::string in_words(const cost::Reached& reached) {
  return fmt::format("{} as declared, {} at the most replicas, {}", with_thousands(reached.declared),
                     with_thousands(reached.maximum),
                     reached.at_limits ? with_thousands(*reached.at_limits) + " at the limits" : "without a limit");
}

Checked judged(const Asking& asking, const std::set<std::string>& set, const NodeSubnets& subnets,
               const Demand& demand) {
  std::int64_t free = 0;
  bool is_there = false;
  for (const std::string& name : set) {
    free += subnets.at(name).free;
    is_there = is_there || subnets.at(name).is_there;
  }
  std::vector<std::string> names(set.begin(), set.end());
  const bool is_all = set.size() == subnets.size();
  Checked check{
      kPart,
      (is_all ? std::string("private subnets have") : join(names, ", ") + (names.size() == 1 ? " has" : " have")) +
          " addresses for the nodes of " + join(demand.of, ", "),
      Outcome::Ok};
  const auto& reached = demand.reached;
  check.found = fmt::format("{} free{}; nodes take {}", with_thousands(free), is_there ? "" : " once they are made",
                            in_words(reached));
  const bool stands = is_there && asking.stands();
  if (reached.declared > free || reached.one > free)
    check.outcome = stands ? Outcome::Warned : Outcome::Failed;
  else if (reached.maximum > free || (reached.at_limits && *reached.at_limits > free))  // without limits: quotas say it
    check.outcome = Outcome::Warned;
  if (check.outcome == Outcome::Ok) return check;
  check.why = "a node without addresses does not start, and its pods wait for one";
  if (stands) check.why += "; nodes that stand have theirs already";
  check.fix = is_there
                  ? "name larger private subnets, add a secondary range, or limit the pools (nodePools.NAME.limits)"
                  : "take a larger network.create.cidr, give pods their own range (podCidr), or limit the pools "
                    "(nodePools.NAME.limits)";
  return check;
}

std::vector<Checked> for_nodes(const Asking& asking) {
  const SubnetsRead read = private_subnets(asking);
  if (read.failure) return {skipped(kPart, "private subnets have addresses for the nodes", *read.failure)};
  if (read.subnets.empty()) return {};
  const Taking taking = taking_of(asking.graph);
  std::map<std::set<std::string>, Demand> demands;
  std::set<std::string> all;
  for (const auto& [name, subnet] : read.subnets) all.insert(name);
  for (const auto& source : asking.nodes) demands[subnets_of(source, read.subnets)];
  if (!asking.nodes.empty()) demands[all];
  for (auto& [set, demand] : demands)
    for (const auto& source : asking.nodes) {
      const auto own = subnets_of(source, read.subnets);
      if (!std::ranges::includes(set, own)) continue;
      const std::int64_t more = more_interfaces(source, asking.graph);
      auto reached = cost::reach_of(source, [&](const cost::Offer& offer) { return taken_by(offer, taking, more); });
      if (reached.one == 0) continue;
      if (demand.of.empty())
        demand.reached = reached;
      else
        demand.reached += reached;
      demand.of.push_back(source.name);
    }
  std::vector<Checked> checks;
  for (const auto& [set, demand] : demands)
    if (!demand.of.empty()) checks.push_back(judged(asking, set, read.subnets, demand));
  return checks;
}

/// EKS puts two to four interfaces of the control plane into them, and as many again during an upgrade.
std::vector<Checked> for_control_plane(const Asking& asking) {
  const SubnetsRead read = private_subnets(asking);
  if (read.failure) return {};  // said
  std::vector<Checked> checks;
  for (const auto& [name, subnet] : read.subnets) {
    if (!subnet.is_there) continue;
    Checked check{kPart, "subnet " + name + " has addresses for the control plane", Outcome::Ok,
                  with_thousands(subnet.free) + " free"};
    if (subnet.free < 6)
      check.outcome = asking.stands() ? Outcome::Warned : Outcome::Failed;
    else if (subnet.free < 16)
      check.outcome = Outcome::Warned;
    if (check.outcome != Outcome::Ok) {
      check.why = "EKS needs at least six, and advises sixteen";
      check.fix = "name a larger subnet under network.existing.privateSubnetIds";
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

std::vector<Task> address_tasks(const Asking& asking) {
  return {[&asking] { return for_control_plane(asking); }, [&asking] { return for_nodes(asking); }};
}

}  // namespace slipway::ops::preflight_checks
