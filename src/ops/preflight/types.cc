#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "ops/preflight/subnets.h"

/// Instance types: whether EC2 offers them in the zones in which nodes are to be.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "types";
constexpr std::size_t kMostNamed = 100;  // more are asked for without a filter

using Offered = std::map<std::string, std::set<std::string>, std::less<>>;  // type → zones

Answers::Listed offerings(const Asking& asking) {
  std::set<std::string> names;
  for (const auto& source : asking.nodes)
    for (const auto& offer : source.offers) names.emplace(offer.type->name);
  doc::Map parameters{{"LocationType", "availability-zone"}, {"MaxResults", 1000}};
  if (names.size() <= kMostNamed)
    parameters.set("Filter", doc::List{filter("instance-type", std::vector(names.begin(), names.end()))});
  return asking.answers.ec2("DescribeInstanceTypeOfferings", std::move(parameters), "instanceTypeOfferingSet");
}

/// Zones in which the source's nodes may be.
std::set<std::string> zones_of(const cost::NodeSource& source, const NodeSubnets& subnets) {
  std::set<std::string> zones, wanted;
  for (const std::string& name : subnets_of(source, subnets)) zones.insert(subnets.at(name).zone);
  if (!source.object) return zones;
  for (const doc::Node& one : source.object->root()["spec"]["template"]["spec"]["requirements"].items())
    if (one["key"].text() == "topology.kubernetes.io/zone" && one["operator"].text() == "In")
      for (const doc::Node& zone : one["values"].items())
        if (zones.contains(std::string(zone.text()))) wanted.emplace(zone.text());
  return wanted.empty() ? zones : wanted;
}

std::string listed(const std::set<std::string>& words) { return join(std::vector(words.begin(), words.end()), ", "); }

std::set<std::string> both(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> out;
  std::ranges::set_intersection(a, b, std::inserter(out, out.end()));
  return out;
}

std::string shows(const Asking& asking, std::string_view type) {
  return fmt::format(
      "aws ec2 describe-instance-type-offerings --region {} --location-type availability-zone "
      "--filters Name=instance-type,Values={}",
      asking.region, type);
}

std::vector<Checked> of_group(const Asking& asking, const cost::NodeSource& source, const std::set<std::string>& zones,
                              const Offered& offered) {
  std::vector<Checked> checks;
  for (const auto& offer : source.offers) {
    const std::string type(offer.type->name);
    const auto found = offered.find(type);
    const auto there = found == offered.end() ? std::set<std::string>() : both(found->second, zones);
    Checked check{kPart, fmt::format("{} may have {}", source.name, type), Outcome::Ok, "offered in " + listed(there)};
    check.origin = source.where;
    if (there.empty()) {
      check.outcome = Outcome::Failed;
      check.found =
          found == offered.end() ? "not offered in " + asking.region : "offered only in " + listed(found->second);
      check.why = "EKS refuses the group, or it never gets a node";
      check.fix = "take another type, or subnets of other zones: " + shows(asking, type);
    } else if (there.size() < zones.size()) {
      std::set<std::string> lacking;
      std::ranges::set_difference(zones, there, std::inserter(lacking, lacking.end()));
      check.outcome = Outcome::Warned;
      check.found += "; not in " + listed(lacking);
      check.why = "the group tries zones in turn: starts in these fail, and it has fewer zones to spread over";
      check.fix = "subnetIds of the group may leave out the zones that have it not";
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

std::vector<Checked> of_pool(const Asking& asking, const cost::NodeSource& source, const std::set<std::string>& zones,
                             const Offered& offered) {
  std::set<std::string> types, there;
  for (const auto& offer : source.offers) types.emplace(offer.type->name);
  for (const std::string& type : types)
    if (const auto found = offered.find(type); found != offered.end() && !both(found->second, zones).empty())
      there.insert(type);
  if (types.empty()) return {};
  Checked check{kPart, fmt::format("{} may buy what it asks for", source.name), Outcome::Ok,
                fmt::format("{} of {} types offered in {}", there.size(), types.size(), listed(zones))};
  check.origin = source.where;
  if (there.empty()) {
    check.outcome = Outcome::Failed;
    check.why = "no node of this pool can start";
    check.fix = "widen families, types or zones of the pool: " + shows(asking, *types.begin());
  }
  return {check};
}

std::vector<Checked> types(const Asking& asking) {
  const std::string claim = "the zones have the instance types that nodes are to be of";
  const auto listing = offerings(asking);
  if (!listing) return {skipped(kPart, claim, *listing.failure)};
  const SubnetsRead read = private_subnets(asking);
  if (read.failure) return {skipped(kPart, claim, *read.failure)};
  Offered offered;
  for (const doc::Node* one : listing.items)
    offered[std::string((*one)["instanceType"].text())].emplace((*one)["location"].text());
  if (!listing.is_whole)
    return {{kPart, claim, Outcome::Skipped, "", "AWS's list has no end: more pages than there can be"}};
  std::vector<Checked> checks;
  for (const auto& source : asking.nodes) {
    const auto zones = zones_of(source, read.subnets);
    if (zones.empty() || source.kind == cost::NodeSource::Kind::BuiltInPool) continue;
    for (Checked& check : source.kind == cost::NodeSource::Kind::Group ? of_group(asking, source, zones, offered)
                                                                       : of_pool(asking, source, zones, offered))
      checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

std::vector<Task> type_tasks(const Asking& asking) {
  if (std::ranges::all_of(asking.nodes, [](const auto& source) { return source.offers.empty(); })) return {};
  return {[&asking] { return types(asking); }};
}

}  // namespace slipway::ops::preflight_checks
