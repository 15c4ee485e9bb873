#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "kube/duration.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"

namespace slipway::spec::checks {
namespace {

void order(const NodeGroup& group, SourceRange where, Diagnostics& diagnostics) {
  const auto say = [&](const Number& at, std::string message) {
    diagnostics.error(id::kOrder, place(at, where), std::move(message), "min <= desired <= max");
  };
  if (group.min.value > group.max.value)
    say(group.max.written ? group.max : group.min,
        fmt::format("min is {}, but max is {}{}", group.min.value, group.max.value,
                    group.max.written ? "" : " (the default)"));
  else if (group.desired.value < group.min.value)
    say(group.desired, fmt::format("desired is {}, but min is {}", group.desired.value, group.min.value));
  else if (group.desired.value > group.max.value)
    say(group.desired, fmt::format("desired is {}, but max is {}{}", group.desired.value, group.max.value,
                                   group.max.written ? "" : " (the default)"));
}

bool is_booked(Capacity capacity) { return capacity == Capacity::Reserved || capacity == Capacity::CapacityBlock; }

void reservation(const NodeGroup& group, SourceRange where, Diagnostics& diagnostics) {
  const bool booked = is_booked(group.capacity.value);
  if (booked && group.reservation.value.empty())
    diagnostics.error(id::kReservation, place(group.capacity, where), "capacity that is booked ahead needs to be named",
                      "add reservation: cr-…");
  if (!booked && !group.reservation.value.empty())
    diagnostics.error(id::kReservation, group.reservation.where,
                      "a reservation is used with capacity reserved or capacityBlock only");
}

/// With a pool the reservation stands in its node class.
void reservation(const NodePool& pool, SourceRange where, const Platform& platform, Diagnostics& diagnostics) {
  for (const auto& capacity : pool.capacity) {
    if (!is_booked(capacity.value)) continue;
    const NodeClass* node_class = platform.node_classes.find(pool.node_class.value);
    if (!node_class || node_class->reservation.value.empty())
      diagnostics.error(id::kReservation, place(capacity, where), "capacity that is booked ahead needs to be named",
                        fmt::format("add reservation: cr-… to nodeClasses.{}", printable(pool.node_class.value)));
    return;
  }
}

/// EKS refuses labels of its own and Kubernetes' domains on node groups (eksctl issue 4007, containers-roadmap 1451).
void reserved_labels(const TextMap& labels, Diagnostics& diagnostics) {
  for (const auto& [name, value] : labels) {
    const auto domain = std::string_view(name.value).substr(0, name.value.find('/'));
    if (domain.size() == name.value.size()) continue;
    for (const std::string_view owned : {"kubernetes.io", "k8s.io", "eks.amazonaws.com"})
      if (domain == owned || (domain.ends_with(owned) && domain[domain.size() - owned.size() - 1] == '.'))
        diagnostics.error(id::kReserved, name.where, fmt::format("EKS refuses node labels in {}", owned),
                          "use a prefix of your own, or none");
  }
}

void budgets(const std::vector<PoolBudget>& budgets, Diagnostics& diagnostics) {
  for (const PoolBudget& budget : budgets) {
    if (budget.schedule.value.empty() != budget.duration.value.empty())
      diagnostics.error(
          id::kNeeds, budget.schedule.value.empty() ? budget.duration.where : budget.schedule.where,
          "a budget has both schedule and duration, or neither",
          budget.schedule.value.empty() ? "add schedule: when it begins" : "add duration: how long it holds");
    const auto duration = kube::parse_duration(budget.duration.value);
    if (!budget.duration.value.empty() && duration && *duration % std::chrono::minutes(1) != kube::Duration{})
      diagnostics.error(id::kMalformed, budget.duration.where, "a budget's duration is in whole minutes");
  }
}

void pool(const NodePool& pool, SourceRange where, const Platform& platform, Diagnostics& diagnostics) {
  reservation(pool, where, platform, diagnostics);
  budgets(pool.disruption.budgets, diagnostics);
  if (pool.max_gpus.value > 0 && pool.min_gpus.value > pool.max_gpus.value)
    diagnostics.error(id::kOrder, place(pool.max_gpus, where),
                      fmt::format("minGpus is {}, but maxGpus is {}", pool.min_gpus.value, pool.max_gpus.value));
}

}  // namespace

void nodes(const Platform& platform, Diagnostics& diagnostics) {
  for (const auto& [name, group] : platform.node_groups) {
    order(group, name.where, diagnostics);
    reservation(group, name.where, diagnostics);
    reserved_labels(group.labels, diagnostics);
    if (!group.subnet_ids.empty() && platform.network.create && !platform.network.existing)
      diagnostics.error(id::kNeeds, group.subnet_ids.front().where,
                        "subnetIds are those of an existing network, but this one is created");
    if (group.efa.value && group.subnet_ids.size() > 1)
      diagnostics.error(id::kNoEfa, group.subnet_ids[1].where,
                        "a group with EFA stands in one subnet: its nodes talk within one zone",
                        "make a group for each zone");
  }
  for (const auto& [name, each] : platform.node_pools) pool(each, name.where, platform, diagnostics);
}

}  // namespace slipway::spec::checks
