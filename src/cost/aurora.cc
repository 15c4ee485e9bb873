// Aurora clusters and their instances.
#include <fmt/core.h>

#include "cost/parts.h"

namespace slipway::cost {
namespace {

/// Capacity units of Aurora Serverless v2, which may be halves.
Number capacity(const Arguments& cluster, std::string_view name) {
  const auto& value = cluster.at("serverlessv2_scaling_configuration." + std::string(name));
  if (const auto* number = value.number()) return exact_decimal(*number).value_or(Number{});
  return whole(cluster.count("serverlessv2_scaling_configuration." + std::string(name), 0));
}

}  // namespace

void price_aurora_cluster(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto engine = arguments.text("engine", "aurora-postgresql");
  LineWriter line(in, "databases", arguments.name("cluster_identifier"), resource);
  if (engine.starts_with("aurora")) {
    const Number gigabytes = arguments.fact("expectedGigabytes");
    line.what(engine + " storage, " + gigabytes.to_exact_string() + " GB");
    line.charge(always(quantity(gigabytes, "GB")), "rds/aurora-gb");
    line.charge(when_used(quantity(arguments.fact("millionRequestsPerMonth"), "million")), "rds/aurora-io");
    line.note("its instances have lines of their own; backups beyond the size of the cluster are not in it");
    if (gigabytes.is_zero()) line.note("no data is expected: each GB adds its price");
  } else {
    const auto instance = arguments.text("db_cluster_instance_class");
    line.what("Multi-AZ cluster, 3 × " + engine + " " + instance);
    line.charge(always(quantity(3)), "rds/" + engine + " cluster " + instance);
  }
  std::move(line).finish();
}

void price_aurora_instance(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto instance = arguments.text("instance_class");
  const auto id = reference_to(arguments.at("cluster_identifier"), "aws_rds_cluster");
  const auto* cluster = id ? in.graph.find(*id) : nullptr;
  // The engine is often a reference to the cluster's.
  auto engine = arguments.text("engine");
  if (engine.empty() && cluster) engine = Arguments(*cluster, in.diagnostics).text("engine");
  LineWriter line(in, "databases", arguments.name("identifier"), resource);
  if (instance != "db.serverless") {
    line.what(engine + " " + instance);
    line.charge(always(quantity(1)), "rds/" + engine + " " + instance);
  } else if (cluster) {
    const Arguments of(*cluster, in.diagnostics);
    const Number least = capacity(of, "min_capacity"), most = std::max(least, capacity(of, "max_capacity"));
    line.what(
        fmt::format("{} serverless, {} to {} capacity units", engine, least.to_exact_string(), most.to_exact_string()));
    line.charge(growing(quantity(least, "ACU"), quantity(most, "ACU")), "rds/aurora-capacity-unit");
  } else {
    line.what(engine + " serverless");
    line.note("its cluster is not in the platform: capacity units are not known");
  }
  std::move(line).finish();
}

}  // namespace slipway::cost
