#include <algorithm>

#include "catalog/regions.h"
#include "spec/reader.h"

namespace slipway::spec {
namespace {

void default_to(Text& text, std::string value) {
  if (!text.written) text.value = std::move(value);
}

}  // namespace

void complete(Platform& platform) {
  default_to(platform.cluster.name, platform.name.value);
  if (!platform.network.create && !platform.network.existing) {
    platform.network.create.emplace();
    platform.network.create->where = platform.network.where;
  }
  if (const auto* region = catalog::find_region(platform.aws.region.value); region && platform.network.create) {
    Number& zones = platform.network.create->zones;
    if (!zones.written) zones.value = std::min(zones.value, static_cast<std::int64_t>(region->zones.size()));
  }
  if (platform.cluster.mode.value == ClusterMode::Auto && !platform.autoscaler.nodes.written)
    platform.autoscaler.nodes.value = NodeAutoscaler::Auto;
  for (auto& [name, group] : platform.node_groups.entries)
    if (!group.desired.written) group.desired.value = group.min.value;
  for (auto& [name, queue] : platform.queues.entries)
    default_to(queue.queue_name, platform.name.value + "-" + name.value + (queue.fifo.value ? ".fifo" : ""));
  for (auto& [name, role] : platform.roles.entries) default_to(role.role_name, platform.name.value + "-" + name.value);
  for (auto& [name, chart] : platform.charts.entries) {
    default_to(chart.chart, name.value);
    default_to(chart.name_space, name.value);
  }
  for (auto& [name, registry] : platform.registries.entries) default_to(registry.repository_name, name.value);
  for (auto& [name, workload] : platform.workloads.entries) default_to(workload.service_account, name.value);
  for (auto& [name, training] : platform.training.entries) default_to(training.service_account, name.value);
}

}  // namespace slipway::spec
