#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "ops/preflight/asking.h"

/// The region and its zones.
namespace slipway::ops::preflight_checks {

namespace {

std::vector<Checked> region(const Asking& asking) {
  const std::string claim = "region " + asking.region + " is enabled in the account";
  const auto& answer = asking.answers.ask(
      "ec2", "DescribeRegions", {{"AllRegions", true}, {"Filter", doc::List{filter("region-name", {asking.region})}}});
  if (!answer) return {skipped("region", claim, answer.error())};
  const auto regions = answer->root()["regionInfo"].items();
  Checked check{"region", claim, Outcome::Failed};
  if (regions.empty()) {
    check.found = "AWS knows no region of that name";
    check.why = "nothing can be made there";
    check.fix =
        "write one of AWS's as aws.region: aws ec2 describe-regions --all-regions --query 'Regions[].RegionName'";
    return {check};
  }
  check.found = regions.front()["optInStatus"].text();
  if (check.found == "not-opted-in") {
    check.why = "AWS takes no requests there from accounts that have not asked for the region";
    check.fix = "enable it, which takes minutes to hours: aws account enable-region --region-name " + asking.region;
    return {check};
  }
  check.outcome = Outcome::Ok;
  return {check};
}

/// In which nodes and the control plane are to be, as far as slipway chooses them.
std::vector<Checked> zones(const Asking& asking) {
  std::set<std::string> wanted(asking.graph.setting.zones.begin(), asking.graph.setting.zones.end());
  std::set<std::string> of_control_plane;
  for (const auto* subnet : asking.graph.of_type("aws_subnet"))
    if (const std::string* zone = (*subnet)["availability_zone"].string()) {
      wanted.insert(*zone);
      of_control_plane.insert(*zone);
    }
  if (wanted.empty()) return {};
  const auto& answer = asking.answers.ask("ec2", "DescribeAvailabilityZones");
  std::vector<Checked> checks;
  for (const std::string& name : wanted) {
    Checked check{"region", "zone " + name + " is there", Outcome::Failed};
    if (!answer) {
      checks.push_back(skipped("region", check.claim, answer.error()));
      continue;
    }
    const auto all = answer->root()["availabilityZoneInfo"].items();
    const auto zone = std::ranges::find_if(all, [&](const doc::Node& one) { return one["zoneName"].text() == name; });
    if (zone == all.end()) {
      check.found = "the account sees no such zone";
      check.why = "subnets of it cannot be made";
      check.fix =
          "name others under network.create.zoneNames: aws ec2 describe-availability-zones --region " + asking.region;
    } else if ((*zone)["zoneState"].text() != "available") {
      check.found = (*zone)["zoneState"].text();
      check.why = "nothing new starts in it now";
      check.fix = "name others under network.create.zoneNames, or wait";
    } else if (of_control_plane.contains(name) && is_zone_without_eks((*zone)["zoneId"].text())) {
      check.found = (*zone)["zoneId"].text();
      check.why = "EKS makes no control plane in this zone and refuses its subnets";
      check.fix = "name other zones under network.create.zoneNames";
    } else {
      check.outcome = Outcome::Ok;
      check.found = (*zone)["zoneId"].text();
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace

bool is_zone_without_eks(std::string_view zone_id) {
  // EKS User Guide, "Amazon EKS networking requirements" (2026).
  return zone_id == "use1-az3" || zone_id == "usw1-az2" || zone_id == "cac1-az3";
}

std::vector<Task> place_tasks(const Asking& asking) {
  return {[&asking] { return region(asking); }, [&asking] { return zones(asking); }};
}

}  // namespace slipway::ops::preflight_checks
