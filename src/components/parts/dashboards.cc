#include "components/parts/dashboards.h"

#include "components/parts/metering.h"

namespace slipway::components {

namespace {

constexpr std::int64_t kWidth = 12, kHeight = 6;

doc::Map widget(std::string_view title, std::int64_t column, std::int64_t row, std::int64_t period, bool stacked,
                std::string_view region, doc::List metrics) {
  return {{"type", "metric"},
          {"x", column * kWidth},
          {"y", row * kHeight},
          {"width", kWidth},
          {"height", kHeight},
          {"properties", doc::Map{{"title", title},
                                  {"region", region},
                                  {"period", period},
                                  {"stacked", stacked},
                                  {"metrics", std::move(metrics)}}}};
}

/// [namespace, name, dimension, value, {options}]
doc::List metric(const std::string& name_space, std::string_view name, std::string_view dimension,
                 std::string_view value, doc::Map options) {
  doc::List row;
  for (const auto word : {std::string_view(name_space), name, dimension, value}) row.add(word);
  row.add(std::move(options));
  return row;
}

doc::List expression(std::string_view text, std::string_view label, std::string_view id) {
  doc::List row;
  row.add(doc::Map{{"expression", text}, {"label", label}, {"id", id}});
  return row;
}

/// Dollars an hour of the model's pool over the tokens of that hour.
doc::List cost_per_million(const spec::Platform& platform, const std::string& model, const std::string& pool) {
  doc::List metrics;
  metrics.add(expression("FILL(m1, 0) / ((m2 + m3) / 1000000)", "USD per million tokens", "e1"));
  metrics.add(metric(metering::cost(platform), "InstanceCost", "NodePool", pool,
                     {{"id", "m1"}, {"stat", "Average"}, {"visible", false}}));
  metrics.add(metric(metering::tokens(platform), "PromptTokens", "ModelName", model,
                     {{"id", "m2"}, {"stat", "Sum"}, {"visible", false}}));
  metrics.add(metric(metering::tokens(platform), "CompletionTokens", "ModelName", model,
                     {{"id", "m3"}, {"stat", "Sum"}, {"visible", false}}));
  return metrics;
}

}  // namespace

doc::List token_widgets(const spec::Platform& platform, std::string_view region) {
  doc::List widgets;
  std::int64_t row = 0;
  for (const auto& [name, workload] : platform.workloads) {
    if (!metering::counts_tokens(platform, workload)) continue;
    doc::List tokens;
    for (const auto* which : {"PromptTokens", "CompletionTokens"})
      tokens.add(metric(metering::tokens(platform), which, "ModelName", name.value, {{"stat", "Sum"}}));
    widgets.add(widget("Tokens of " + name.value, 0, row, 300, true, region, std::move(tokens)));
    if (platform.observability.cost_metering.value && !workload.pool.value.empty())
      widgets.add(widget("Cost per million tokens of " + name.value, 1, row, 3600, false, region,
                         cost_per_million(platform, name.value, workload.pool.value)));
    ++row;
  }
  return widgets;
}

doc::List cost_widgets(const spec::Platform& platform, std::string_view region) {
  doc::List by_pool, by_capacity;
  for (const auto& [name, group] : platform.node_groups)
    by_pool.add(metric(metering::cost(platform), "InstanceCost", "NodePool", name.value, {{"stat", "Average"}}));
  for (const auto& [name, pool] : platform.node_pools)
    by_pool.add(metric(metering::cost(platform), "InstanceCost", "NodePool", name.value, {{"stat", "Average"}}));
  for (const auto* capacity : {"on-demand", "spot"})
    by_capacity.add(metric(metering::cost(platform), "InstanceCost", "CapacityType", capacity, {{"stat", "Average"}}));
  doc::List widgets;
  widgets.add(widget("Instances, USD per hour, by pool", 0, 0, 300, true, region, std::move(by_pool)));
  widgets.add(widget("Instances, USD per hour, by capacity", 1, 0, 300, true, region, std::move(by_capacity)));
  return widgets;
}

}  // namespace slipway::components
