#include "ops/preflight.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "ops/preflight/asking.h"
#include "ops/preflight/identity.h"

namespace slipway::ops {

namespace {

using platform::Checked;
using preflight_checks::Task;

constexpr int kAtOnce = 8;

/// In the order in which a reader asks for them.
std::vector<Task> tasks_of(const preflight_checks::Asking& asking) {
  using namespace preflight_checks;
  std::vector<Task> all;
  for (const auto tasks : {permission_tasks, place_tasks, version_tasks, network_tasks, address_tasks, type_tasks,
                           image_tasks, reservation_tasks, quota_tasks})
    for (Task& task : tasks(asking)) all.push_back(std::move(task));
  return all;
}

}  // namespace

std::vector<Checked> preflight(const platform::Graph& graph, const PreflightDoors& doors,
                               const std::function<void(const Checked&)>& on_result) {
  auto who = preflight_checks::identity(graph, doors);
  std::vector<Checked> all = std::move(who.checks);
  for (const Checked& check : all) on_result(check);
  if (!who.is_known) return all;

  preflight_checks::Answers answers(doors.aws);
  const preflight_checks::Asking asking{
      graph,       answers,          cost::node_sources_of(graph), doors.aws.region(), who.arn, who.partition,
      who.account, doors.clock.now()};
  const std::vector<Task> tasks = tasks_of(asking);
  std::vector<std::optional<std::vector<Checked>>> results(tasks.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::size_t told = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      auto checks = tasks[i]();
      const std::lock_guard lock(mutex);
      results[i] = std::move(checks);
      for (; told < results.size() && results[told]; ++told)
        for (const Checked& check : *results[told]) on_result(check);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < kAtOnce; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  for (auto& checks : results) all.insert(all.end(), checks->begin(), checks->end());
  return all;
}

}  // namespace slipway::ops
