#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "cost/arguments.h"
#include "ops/preflight/subnets.h"

/// Capacity reservations and capacity blocks that the platform names.
namespace slipway::ops::preflight_checks {

namespace {

constexpr const char* kPart = "reservations";

/// Who uses a reservation, and how.
struct Use {
  std::string name;  // "group gpu"
  SourceRange where;
  std::set<std::string> types, zones;
  std::int64_t nodes = 0;  // at the most; 0: not known
  bool as_block = false;
  bool is_group = false;
};

std::vector<std::pair<std::string, Use>> uses_of(const Asking& asking, const NodeSubnets& subnets) {
  std::vector<std::pair<std::string, Use>> uses;
  for (const auto& source : asking.nodes) {
    Use use{source.name, source.where, {}, {}, 0, false, source.kind == cost::NodeSource::Kind::Group};
    for (const auto& offer : source.offers) use.types.emplace(offer.type->name);
    for (const std::string& name : subnets_of(source, subnets)) use.zones.insert(subnets.at(name).zone);
    if (use.is_group) {
      use.nodes = source.most.value_or(0);
      const std::string* how = (*source.resource)["capacity_type"].string();
      use.as_block = how && *how == "CAPACITY_BLOCK";
      const auto id = cost::reference_to((*source.resource)["launch_template"]["id"], "aws_launch_template");
      const auto* launch_template = id ? asking.graph.find(*id) : nullptr;
      if (!launch_template) continue;
      const std::string* reservation = (*launch_template)["capacity_reservation_specification"]
                                                         ["capacity_reservation_target"]["capacity_reservation_id"]
                                                             .string();
      if (reservation && reservation->starts_with("cr-")) uses.emplace_back(*reservation, std::move(use));
      continue;
    }
    if (!source.object) continue;
    const auto& reference = source.object->root()["spec"]["template"]["spec"]["nodeClassRef"];
    for (const char* kind : {"EC2NodeClass", "NodeClass"})
      for (const auto* node_class : asking.graph.of_kind(kind)) {
        if (node_class->name() != reference["name"].text()) continue;
        for (const doc::Node& term : node_class->root()["spec"]["capacityReservationSelectorTerms"].items())
          if (const auto id = term["id"].text(); id.starts_with("cr-")) uses.emplace_back(id, use);
      }
  }
  return uses;
}

/// "2026-12-01T11:30:00" of "2026-12-01T11:30:00.000Z": texts of this form compare as times do.
std::string moment(std::string_view text) { return std::string(text.substr(0, 19)); }
std::string moment(std::int64_t milliseconds) {
  const auto days = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(milliseconds)));
  const std::chrono::year_month_day date(days);
  const auto rest = milliseconds / 1000 - days.time_since_epoch().count() * 86'400;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                     rest / 60 % 60, rest % 60);
}

Checked judged(const Asking& asking, const std::string& id, const Use& use, const doc::Node& reservation) {
  Checked check{kPart, fmt::format("{} may use {}", use.name, id), Outcome::Failed};
  check.origin = use.where;
  const std::string state(reservation["state"].text()), type(reservation["instanceType"].text()),
      zone(reservation["availabilityZone"].text()), kind(reservation["reservationType"].text());
  const std::int64_t total = number_of(reservation["totalInstanceCount"]),
                     free = number_of(reservation["availableInstanceCount"]);
  const std::string start = moment(reservation["startDate"].text()), end = moment(reservation["endDate"].text()),
                    now = moment(asking.now);
  check.found = fmt::format("{}, {} × {} in {}, {} free{}", state, total, type, zone, free,
                            end.empty() ? "" : ", until " + end + " UTC");
  const std::string shows = fmt::format(
      "aws ec2 describe-capacity-reservations --region {} --capacity-reservation-ids {}", asking.region, id);
  check.fix = shows;
  const bool is_block = kind == "capacity-block";
  if (!end.empty() && end <= now) {
    check.why = "it has ended: nothing starts in it any more";
  } else if (state != "active" && state != "scheduled" && state != "pending" && state != "payment-pending" &&
             state != "assessing" && state != "delayed") {
    check.why = "nothing starts in a reservation of this state";
  } else if (!use.types.empty() && !use.types.contains(type)) {
    check.why = fmt::format("it is of {}, and the nodes are to be {}", type,
                            join(std::vector(use.types.begin(), use.types.end()), ", "));
  } else if (!use.zones.empty() && !zone.empty() && !use.zones.contains(zone)) {
    check.why = fmt::format("the nodes are to be in {}: they do not start elsewhere than it is",
                            join(std::vector(use.zones.begin(), use.zones.end()), ", "));
    check.fix = "subnetIds of the group must name a subnet of zone " + zone;
  } else if (use.is_group && is_block != use.as_block) {
    check.why = is_block ? "a capacity block is used by groups of capacity: capacityBlock"
                         : "it is no capacity block: such groups are of capacity: reserved";
    check.fix = is_block ? "write capacity: capacityBlock" : "write capacity: reserved";
  } else if (state != "active") {
    check.outcome = Outcome::Warned;
    check.why = start > now ? "it begins at " + start + " UTC: until then nodes do not start"
                            : "it is not active yet: until then nodes do not start";
  } else if (use.nodes > free && !asking.stands()) {
    check.outcome = free == 0 ? Outcome::Failed : Outcome::Warned;
    check.why = fmt::format("the group may grow to {} nodes, and so many do not fit", use.nodes);
    check.fix = free == 0 ? "free some, or reserve more: " + shows : "lower max of the group, or reserve more";
  } else if (is_block && !end.empty() && end < moment(asking.now + std::int64_t{86'400'000})) {
    check.outcome = Outcome::Warned;
    check.why = "it ends within a day; EC2 ends its instances half an hour before";
  } else {
    check.outcome = Outcome::Ok;
    check.fix.clear();
  }
  return check;
}

std::vector<Checked> reservations(const Asking& asking) {
  const SubnetsRead read = private_subnets(asking);
  std::vector<Checked> checks;
  for (const auto& [id, use] : uses_of(asking, read.subnets)) {
    const auto& answer =
        asking.answers.ask("ec2", "DescribeCapacityReservations", {{"CapacityReservationId", doc::List{id}}});
    const std::string claim = fmt::format("{} may use {}", use.name, id);
    const bool is_missing =
        answer ? answer->root()["capacityReservationSet"].items().empty() : says_something(answer.error());
    if (is_missing) {
      Checked check{kPart, claim, Outcome::Failed, answer ? "there is no such reservation" : answer.error().message};
      check.origin = use.where;
      check.why = "no node starts without it";
      check.fix = fmt::format("name one that account {} has here: aws ec2 describe-capacity-reservations --region {}",
                              asking.account, asking.region);
      checks.push_back(std::move(check));
    } else if (!answer) {
      checks.push_back(skipped(kPart, claim, answer.error()));
    } else {
      checks.push_back(judged(asking, id, use, answer->root()["capacityReservationSet"].items().front()));
    }
  }
  return checks;
}

}  // namespace

std::vector<Task> reservation_tasks(const Asking& asking) {
  return {[&asking] { return reservations(asking); }};
}

}  // namespace slipway::ops::preflight_checks
