#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/instance_types.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"

namespace slipway::spec::checks {
namespace {

/// Sizes of the same family that have EFA, for the fix.
std::string sizes_with_efa(std::string_view family) {
  std::vector<std::string> names;
  for (const auto& type : catalog::types_of_family(family))
    if (type.efa_interfaces > 0) names.emplace_back(type.name);
  return names.empty() ? fmt::format("no size of {} has it", family) : "these have it: " + join(names, ", ");
}

void types_with_efa(const Texts& types, Diagnostics& diagnostics) {
  for (const Text& text : types) {
    const auto* type = catalog::find_instance_type(text.value);
    if (type && type->efa_interfaces == 0)
      diagnostics.error(id::kNoEfa, text.where, fmt::format("{} has no Elastic Fabric Adapter", text.value),
                        sizes_with_efa(type->family));
  }
}

/// Whether a pool may buy any type with EFA.
bool may_have_efa(const NodePool& pool) {
  const auto has = [](const Texts& allowed, std::string_view value) {
    return allowed.empty() || std::ranges::find(allowed, value, &Text::value) != allowed.end();
  };
  return std::ranges::any_of(catalog::instance_types(), [&](const catalog::InstanceType& type) {
    return type.efa_interfaces > 0 && has(pool.families, type.family) && has(pool.sizes, type.size) &&
           has(pool.instance_types, type.name);
  });
}

void training(const Platform& platform, const Training& job, SourceRange where, Diagnostics& diagnostics) {
  if (!job.efa.value) return;
  const auto refuse = [&](std::string message, std::string fix) {
    diagnostics.error(id::kNoEfa, place(job.efa, where), std::move(message), std::move(fix));
  };
  if (job.with.value == TrainingOperator::AwsBatch) {
    const BatchQueue* queue = platform.batch.find(job.queue.value);
    if (queue && !queue->efa.value)
      refuse(fmt::format("the job wants EFA, but its queue {} has none", printable(job.queue.value)),
             fmt::format("set batch.{}.efa: true", printable(job.queue.value)));
    return;
  }
  if (const NodeGroup* group = platform.node_groups.find(job.pool.value); group && !group->efa.value)
    refuse(fmt::format("the job wants EFA, but the nodes of {} have none", printable(job.pool.value)),
           fmt::format("set nodeGroups.{}.efa: true", printable(job.pool.value)));
  if (const NodePool* pool = platform.node_pools.find(job.pool.value)) {
    const NodeClass* node_class = platform.node_classes.find(pool->node_class.value);
    if (!node_class || !node_class->efa.value)
      refuse(fmt::format("the job wants EFA, but the nodes of {} have none", printable(job.pool.value)),
             fmt::format("set nodeClasses.{}.efa: true", printable(pool->node_class.value)));
  }
}

}  // namespace

void efa(const Platform& platform, Diagnostics& diagnostics) {
  for (const auto& [name, group] : platform.node_groups)
    if (group.efa.value) types_with_efa(group.instance_types, diagnostics);
  for (const auto& [name, queue] : platform.batch)
    if (queue.efa.value) types_with_efa(queue.instance_types, diagnostics);
  for (const auto& [name, pool] : platform.node_pools) {
    const NodeClass* node_class = platform.node_classes.find(pool.node_class.value);
    if (node_class && node_class->efa.value && !may_have_efa(pool))
      diagnostics.error(id::kNoEfa, name.where,
                        fmt::format("nodeClasses.{} has efa, but no type that this pool may buy has it",
                                    printable(pool.node_class.value)));
  }
  for (const auto& [name, job] : platform.training) training(platform, job, name.where, diagnostics);
}

}  // namespace slipway::spec::checks
