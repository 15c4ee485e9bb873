#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "catalog/instance_types.h"
#include "cost/arguments.h"
#include "ops/preflight/quotas.h"

/// vCPUs: what the platform's nodes can reach against what EC2 gives the account, by families, on demand and on Spot.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "quotas";

using cost::Market;

/// vCPUs that run already, and are not of this cluster.
struct InUse {
  std::map<std::string, std::int64_t> by_code;
  bool is_known = false, is_whole = true;
};

std::string_view code_of(const cost::VcpuQuota& quota, Market market) {
  return market == Market::Spot ? quota.spot : quota.on_demand;
}

InUse in_use(const Asking& asking) {
  const auto listed = asking.answers.ec2(
      "DescribeInstances",
      {{"Filter", doc::List{filter("instance-state-name", {"pending", "running"})}}, {"MaxResults", 1000}},
      "reservationSet");
  InUse use{{}, static_cast<bool>(listed), listed.is_whole};
  const std::string& cluster = asking.graph.setting.cluster;
  for (const doc::Node* reservation : listed.items)
    for (const doc::Node& instance : (*reservation)["instancesSet"].items()) {
      if (tag_of(instance, "aws:eks:cluster-name") == cluster || tag_of(instance, "eks:cluster-name") == cluster ||
          !tag_of(instance, "kubernetes.io/cluster/" + cluster).empty())
        continue;
      const auto* type = catalog::find_instance_type(instance["instanceType"].text());
      const auto how = instance["instanceLifecycle"].text();
      if (!type || how == "capacity-block") continue;
      const Market market = how == "spot" ? Market::Spot : Market::OnDemand;
      if (const auto* quota = cost::vcpu_quota_of(*type, market))
        use.by_code[std::string(code_of(*quota, market))] += type->vcpus.value_or(0);
    }
  return use;
}

/// What one quota has to hold.
struct Claim {
  cost::Reached reached;
  std::vector<std::string> of;      // sources that may take from it
  std::vector<std::string> cannot;  // those that have nothing else to take
  std::vector<std::string> unlimited;
  bool could_be_limited = false;  // some of them: the pools that EKS keeps itself take no limits
};

/// Other quotas from which a source's nodes may come.
bool has_others(const cost::NodeSource& source, std::string_view code) {
  return std::ranges::any_of(source.offers, [&](const cost::Offer& offer) {
    const auto* quota = cost::vcpu_quota_of(*offer.type, offer.market);
    return !quota || code_of(*quota, offer.market) != code;
  });
}

void add_source(const cost::NodeSource& source, const cost::VcpuQuota& quota, Market market, Claim& claim) {
  const std::string_view code = code_of(quota, market);
  const auto reached = cost::reach_of(source, [&](const cost::Offer& offer) -> std::int64_t {
    if (offer.market != market || cost::vcpu_quota_of(*offer.type, market) != &quota) return 0;
    return offer.type->vcpus.value_or(0);
  });
  if (reached.one == 0) return;
  if (claim.of.empty())
    claim.reached = reached;
  else
    claim.reached += reached;
  claim.of.push_back(source.name);
  if (!has_others(source, code)) claim.cannot.push_back(source.name);
  if (!reached.at_limits) claim.unlimited.push_back(source.name);
  if (!reached.at_limits && source.kind == cost::NodeSource::Kind::Pool) claim.could_be_limited = true;
}

/// Reservations that the platform makes count like what runs; Batch's environments up to maxvCpus.
void add_others(const Asking& asking, const cost::VcpuQuota& quota, Market market, Claim& claim) {
  Diagnostics unheard;
  const auto add = [&](const std::string& name, const cost::Reached& reached) {
    claim.of.empty() ? claim.reached = reached : claim.reached += reached;
    claim.of.push_back(name);
    claim.cannot.push_back(name);
  };
  if (market == Market::OnDemand)
    for (const auto* resource : asking.graph.of_type("aws_ec2_capacity_reservation")) {
      const cost::Arguments arguments(*resource, unheard);
      const auto* type = catalog::find_instance_type(arguments.text("instance_type"));
      if (!type || cost::vcpu_quota_of(*type, market) != &quota) continue;
      const std::int64_t vcpus = arguments.count("instance_count", 0) * type->vcpus.value_or(0);
      add("reservation " + resource->id.name, {vcpus, vcpus, vcpus, vcpus});
    }
  for (const auto* resource : asking.graph.of_type("aws_batch_compute_environment")) {
    const cost::Arguments arguments(*resource, unheard);
    const std::string how = arguments.text("compute_resources.type");
    if (how != (market == Market::Spot ? "SPOT" : "EC2")) continue;
    std::int64_t smallest = 0;
    for (const std::string& name : arguments.texts("compute_resources.instance_type")) {
      const auto* type = catalog::find_instance_type(name);
      const auto family = type ? std::span<const catalog::InstanceType>() : catalog::types_of_family(name);
      if (!type && !family.empty()) type = &family.front();
      if (!type || cost::vcpu_quota_of(*type, market) != &quota) continue;
      std::int64_t least = type->vcpus.value_or(0);
      for (const auto& one : family) least = std::min<std::int64_t>(least, one.vcpus.value_or(0));
      smallest = smallest == 0 ? least : std::min(smallest, least);
    }
    if (smallest == 0) continue;
    const std::int64_t least = arguments.count("compute_resources.min_vcpus", 0),
                       most = arguments.count("compute_resources.max_vcpus", 0);
    add("batch " + resource->id.name, {least, most, most, smallest});
  }
}

std::string in_words(const Claim& claim) {
  const auto& reached = claim.reached;
  return fmt::format("{} as declared, {} at the most replicas, {}", with_thousands(reached.declared),
                     with_thousands(reached.maximum),
                     reached.at_limits ? with_thousands(*reached.at_limits) + " at the limits"
                                       : join(claim.unlimited, ", ") + " without a limit");
}

Checked judged(const Asking& asking, const cost::VcpuQuota& quota_row, Market market, const Claim& claim) {
  QuotaId id{"ec2", code_of(quota_row, market)};
  Quota given = quota(asking, id);
  if (!given.value && given.failure && says_something(*given.failure) && !quota_row.otherwise.empty()) {
    id.code = quota_row.otherwise;  // where AWS counts them together
    given = quota(asking, id);
  }
  const char* how = market == Market::Spot ? "Spot" : "on demand";
  Checked check{kPart,
                fmt::format("vCPUs of {} {} suffice ({}) for {}", quota_row.name, how, id.code, join(claim.of, ", ")),
                Outcome::Ok};
  if (!given.value) {
    if (given.failure) return skipped(kPart, check.claim, *given.failure);
    return {kPart, check.claim, Outcome::Skipped, "", "Service Quotas answers without a value"};
  }
  const InUse use = in_use(asking);
  const auto found = use.by_code.find(std::string(id.code));
  const std::int64_t taken = found == use.by_code.end() ? 0 : found->second;
  const auto value = static_cast<std::int64_t>(std::clamp(*given.value, 0.0, 1e15));
  const std::int64_t free = std::max<std::int64_t>(0, value - taken);
  check.found = fmt::format(
      "{} in all, {}; nodes take {}", with_thousands(value),
      !use.is_known ? "use unknown"
      : taken == 0  ? "no others run"
                    : fmt::format("{}{} taken by others", use.is_whole ? "" : "at least ", with_thousands(taken)),
      in_words(claim));
  const auto& reached = claim.reached;
  const std::int64_t wanted = taken + std::max(reached.maximum, reached.at_limits.value_or(reached.maximum));
  check.fix = ask_for_more(asking, id, std::max(wanted, taken + reached.one));
  if (reached.declared > free) {
    check.outcome = Outcome::Failed;
    check.why = "EC2 starts no more than the quota: what is declared does not come up";
  } else if (reached.one > free) {
    check.outcome = claim.cannot.empty() ? Outcome::Warned : Outcome::Failed;
    check.why = fmt::format("the smallest node has {} vCPUs, so that not one can start", reached.one);
    if (claim.cannot.empty()) check.why += " this way; what may be bought otherwise still can";
  } else if (reached.maximum > free) {
    check.outcome = Outcome::Warned;
    check.why = "EC2 starts no more than the quota: under full load pods wait";
  } else if (!reached.at_limits && !claim.could_be_limited) {
    check.fix.clear();
  } else if (!reached.at_limits) {
    check.outcome = Outcome::Warned;
    check.why = "without limits the quota is what ends the bill";
    check.fix = "write limits for the pool (nodePools.NAME.limits)";
  } else if (*reached.at_limits > free) {
    check.outcome = Outcome::Warned;
    check.why = "EC2 starts no more than the quota: the limits promise nodes that do not come";
  } else {
    check.fix.clear();
  }
  return check;
}

}  // namespace

std::vector<Task> vcpu_tasks(const Asking& asking) {
  std::vector<Task> tasks;
  for (const auto* quota_row : cost::vcpu_quotas())
    for (const Market market : {Market::OnDemand, Market::Spot}) {
      if (code_of(*quota_row, market).empty()) continue;
      Claim claim;
      for (const auto& source : asking.nodes) add_source(source, *quota_row, market, claim);
      add_others(asking, *quota_row, market, claim);
      if (claim.of.empty()) continue;
      tasks.push_back([&asking, quota_row, market, claim = std::move(claim)] {
        return std::vector{judged(asking, *quota_row, market, claim)};
      });
    }
  return tasks;
}

}  // namespace slipway::ops::preflight_checks
