#include "ops/preflight.h"

#include "cluster/in_flight.h"
#include "ops/preflight/asking.h"
#include "ops/preflight/identity.h"
#include "ops/preflight/programs.h"

namespace slipway::ops {

namespace {

using platform::Checked;
using preflight_checks::Task;

/// Parts in the order in which a reader asks for them, and what is to be true of each.
struct Part {
  const char* name;
  const char* claim;
  std::vector<Task> (*tasks)(const preflight_checks::Asking&);
};
constexpr Part kParts[] = {
    {"leftovers", "no value is left of an example", preflight_checks::leftover_tasks},
    {"state", "the state is that of the cluster", preflight_checks::state_tasks},
    {"permissions", "IAM allows what apply and destroy do", preflight_checks::permission_tasks},
    {"region", "the region and its zones may be used", preflight_checks::place_tasks},
    {"versions", "EKS offers the versions", preflight_checks::version_tasks},
    {"network", "the network is as the cluster needs it", preflight_checks::network_tasks},
    {"addresses", "the subnets have addresses", preflight_checks::address_tasks},
    {"types", "the instance types are offered", preflight_checks::type_tasks},
    {"images", "nodes have their images", preflight_checks::image_tasks},
    {"reservations", "reservations are there", preflight_checks::reservation_tasks},
    {"quotas", "the quotas suffice", preflight_checks::quota_tasks},
};

}  // namespace

std::vector<Checked> preflight(const platform::Graph& graph, const PreflightDoors& doors,
                               const std::function<void(const Checked&)>& on_result) {
  std::vector<Checked> all;
  const auto add = [&](std::vector<Checked> checks) {
    for (Checked& check : checks) {
      on_result(check);
      all.push_back(std::move(check));
    }
  };
  add(preflight_checks::programs(graph, doors));
  auto who = preflight_checks::identity(graph, doors);
  add(std::move(who.checks));

  preflight_checks::Answers answers(doors.aws);
  const preflight_checks::Asking asking{graph,
                                        answers,
                                        cost::node_sources_of(graph),
                                        doors.aws.region(),
                                        who.arn,
                                        who.partition,
                                        who.account,
                                        doors.clock.now(),
                                        doors.state};
  if (!who.is_known) {
    for (const Part& part : kParts)
      if (!part.tasks(asking).empty())
        add({{part.name, part.claim, Checked::Outcome::Skipped, "", "AWS does not know who asks",
              "mend the credentials first"}});
    return all;
  }
  std::vector<Task> tasks;
  for (const Part& part : kParts)
    for (Task& task : part.tasks(asking)) tasks.push_back(std::move(task));
  const auto results = cluster::each_told_in_order<std::vector<Checked>>(
      tasks.size(), [&](std::size_t i) { return tasks[i](); },
      [&](const std::vector<Checked>& checks) {
        for (const Checked& check : checks) on_result(check);
      });
  for (const auto& checks : results) all.insert(all.end(), checks.begin(), checks.end());
  add(preflight_checks::refused_rights(asking));
  return all;
}

}  // namespace slipway::ops
