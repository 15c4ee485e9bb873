#include "ops/preflight.h"

#include "cluster/in_flight.h"
#include "ops/preflight/asking.h"
#include "ops/preflight/identity.h"
#include "ops/preflight/programs.h"

namespace slipway::ops {

namespace {

using platform::Checked;
using preflight_checks::Task;

/// In the order in which a reader asks for them.
std::vector<Task> tasks_of(const preflight_checks::Asking& asking) {
  using namespace preflight_checks;
  std::vector<Task> all;
  for (const auto tasks : {leftover_tasks, state_tasks, permission_tasks, place_tasks, version_tasks, network_tasks,
                           address_tasks, type_tasks, image_tasks, reservation_tasks, quota_tasks})
    for (Task& task : tasks(asking)) all.push_back(std::move(task));
  return all;
}

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
  if (!who.is_known) return all;

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
  const std::vector<Task> tasks = tasks_of(asking);
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
