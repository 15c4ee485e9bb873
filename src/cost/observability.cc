// Logs, alarms, dashboards and metrics.
#include "cost/parts.h"

namespace slipway::cost {

void price_log_group(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number gigabytes = arguments.fact("gigabytesPerMonth");
  const auto days = arguments.count("retention_in_days", 0);
  const bool infrequent = arguments.text("log_group_class") == "INFREQUENT_ACCESS";
  LineWriter line(in, "logs", arguments.name("name"), resource);
  line.what(gigabytes.to_exact_string() + " GB a month, kept " +
            (days > 0 ? std::to_string(days) + " days" : "for ever"));
  line.charge(always(quantity(gigabytes, "GB")),
              infrequent ? "cloudwatch/logs-ingest-ia-gb" : "cloudwatch/logs-ingest-gb");
  // What stands there once the first logs have reached their age: a month has 365 ÷ 12 days.
  const std::int64_t kept = days > 0 ? days * 12 : 365;
  line.charge(
      always({gigabytes.times(kept, 365), gigabytes.to_exact_string() + " GB × " + std::to_string(kept) + "/365"}),
      "cloudwatch/logs-storage-gb");
  if (days == 0 && !gigabytes.is_zero())
    line.note("without retention the stored logs grow each month: one month is counted");
  line.note("stored logs are compressed and cost less than this");
  if (gigabytes.is_zero()) line.note("no logs are expected: each GB adds its price");
  std::move(line).finish();
}

void price_metric_alarm(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  std::int64_t metrics = 0;
  for (const auto* query : blocks(arguments.at("metric_query")))
    if (!member(*query, "metric").is_null()) ++metrics;
  const auto period = arguments.count("period", 300);
  const bool often = period > 0 && period < 60;
  LineWriter line(in, "alarms", arguments.name("alarm_name"), resource);
  line.what(often ? "high resolution" : "standard resolution");
  line.charge(always(quantity(std::max<std::int64_t>(1, metrics))),
              often ? "cloudwatch/alarm-high-resolution" : "cloudwatch/alarm");
  std::move(line).finish();
}

void price_composite_alarm(const platform::Resource& resource, Pricing& in) {
  LineWriter line(in, "alarms", resource.id.name, resource);
  line.what("composite");
  line.charge(always(quantity(1)), "cloudwatch/composite-alarm");
  std::move(line).finish();
}

void price_dashboard(const platform::Resource& resource, Pricing& in) {
  constexpr std::size_t kFree = 3;
  std::size_t before = 0;
  for (const auto* other : in.graph.of_type(resource.id.type)) {
    if (other->id == resource.id) break;
    ++before;
  }
  LineWriter line(in, "dashboards", resource.id.name, resource);
  line.what(before < kFree ? "one of the three free ones" : "1 dashboard");
  line.charge(always(quantity(before < kFree ? 0 : 1)), "cloudwatch/dashboard");
  if (before < kFree) line.note("an account's first three dashboards are free: taken as not yet used");
  std::move(line).finish();
}

void price_metric_filter(const platform::Resource& resource, Pricing& in) {
  LineWriter line(in, "metrics", resource.id.name, resource);
  line.what("1 metric from logs");
  line.charge(always(quantity(1)), "cloudwatch/metric");
  std::move(line).finish();
}

void price_custom_metrics(const platform::Resource& cluster, Pricing& in) {
  const Arguments arguments(cluster, in.diagnostics);
  const Number metrics = arguments.fact("customMetrics");
  if (metrics.is_zero()) return;
  LineWriter line(in, "metrics", "custom metrics", cluster);
  line.what(metrics.to_exact_string() + " metrics");
  line.charge(always(quantity(metrics)), "cloudwatch/metric");
  line.note("at the price of the first 10,000; each series (a name with its dimensions) is one");
  std::move(line).finish();
}

void price_addon(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  // The one add-on that is billed by what it sends.
  if (arguments.text("addon_name") != "amazon-cloudwatch-observability") return;
  const Number observations = arguments.fact("millionObservationsPerMonth");
  LineWriter line(in, "metrics", "Container Insights", resource);
  line.what(observations.to_exact_string() + " million observations a month");
  line.charge(when_used(quantity(observations, "million observations")), "cloudwatch/container-insights-observation");
  if (observations.is_zero()) line.note("no observations are expected: nodes, pods and GPUs send some each minute");
  std::move(line).finish();
}

void price_prometheus(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number samples = arguments.fact("millionSamplesPerMonth");
  LineWriter line(in, "metrics", arguments.name("alias"), resource);
  line.what("managed Prometheus, " + samples.to_exact_string() + " million samples a month");
  line.charge(always({samples.times(1, 10), samples.to_exact_string() + " million ÷ 10 million"}),
              "prometheus/samples");
  line.note("storage and queries are not in it");
  std::move(line).finish();
}

void price_grafana(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  LineWriter line(in, "metrics", arguments.name("name"), resource);
  line.what("managed Grafana");
  line.charge(always(quantity(arguments.fact("editors"), "editors")), "grafana/editor");
  line.charge(always(quantity(arguments.fact("viewers"), "viewers")), "grafana/viewer");
  std::move(line).finish();
}

}  // namespace slipway::cost
