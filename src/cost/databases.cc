// RDS instances and ElastiCache nodes.
#include "cost/parts.h"

namespace slipway::cost {
namespace {

/// gp3 includes more from 400 GiB on, where RDS stripes over four volumes; SQL Server has no stripes.
struct Included {
  std::int64_t iops, throughput;
};
Included included_in_gp3(std::string_view engine, std::int64_t gigabytes) {
  const std::int64_t striped_from = engine.starts_with("oracle") ? 200 : 400;
  if (engine.starts_with("sqlserver") || gigabytes < striped_from) return {3000, 125};
  return {12000, 500};
}

void charge_storage(LineWriter& line, const Arguments& arguments, std::string_view engine, std::int64_t copies) {
  const auto size = arguments.count("allocated_storage", 0);
  const auto largest = std::max(size, arguments.count("max_allocated_storage", 0));
  const auto iops = arguments.count("iops", 0);
  const auto type = arguments.text("storage_type", iops > 0 ? "io1" : "gp2");
  const Levels gigabytes = growing(copies * quantity(size, "GB"), copies * quantity(largest, "GB"));
  line.charge(gigabytes, "rds/" + type + "-gb");
  if (largest > size)
    line.note("storage grows by itself to " + std::to_string(largest) + " GB: the maximum has it all");
  if (type == "gp3") {
    const auto included = included_in_gp3(engine, size);
    if (iops > included.iops) line.charge(always(copies * quantity(iops - included.iops, "IOPS")), "rds/gp3-iops");
    const auto throughput = arguments.count("storage_throughput", 0);
    if (throughput > included.throughput)
      line.charge(always(copies * quantity(throughput - included.throughput, "MiB/s")), "rds/gp3-throughput");
  } else if (iops > 0) {
    line.charge(always(copies * quantity(iops, "IOPS")), "rds/" + type + "-iops");
  }
}

}  // namespace

void price_database(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto engine = arguments.text("engine", "postgres");
  const auto instance = arguments.text("instance_class");
  const bool multi_az = arguments.flag("multi_az");
  const std::int64_t copies = multi_az ? 2 : 1;
  LineWriter line(in, "databases", arguments.name("identifier"), resource);
  line.what(engine + " " + instance + (multi_az ? ", Multi-AZ" : ", one zone"));
  line.charge(always(quantity(copies)), "rds/" + engine + " " + instance);
  charge_storage(line, arguments, engine, copies);
  const Number backup = arguments.fact("backupGigabytes");
  if (!backup.is_zero()) line.charge(always(quantity(backup, "GB")), "rds/backup-gb");
  if (arguments.count("backup_retention_period", 0) > 0)
    line.note("backups up to the size of the database are free; what is beyond is backupGigabytes");
  if (arguments.flag("manage_master_user_password"))
    line.charge(always(quantity(1, "secret")), "secrets-manager/secret");
  std::move(line).finish();
}

void price_replication_group(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto engine = arguments.text("engine", "redis");
  const auto node = arguments.text("node_type");
  std::int64_t nodes = arguments.count("num_cache_clusters", 1);
  if (const auto shards = arguments.count("num_node_groups"))
    nodes = std::min(*shards * (1 + arguments.count("replicas_per_node_group", 0)), kLargestCount);
  LineWriter line(in, "caches", arguments.name("replication_group_id"), resource);
  line.what(std::to_string(nodes) + " × " + engine + " " + node);
  line.charge(always(quantity(nodes)), "elasticache/" + engine + " " + node);
  if (arguments.count("snapshot_retention_limit", 0) > 0)
    line.note("snapshots are billed by their size, which is not known before");
  std::move(line).finish();
}

void price_cache_cluster(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  if (reference_to(arguments.at("replication_group_id"), "aws_elasticache_replication_group")) return;
  const auto nodes = arguments.count("num_cache_nodes", 1);
  const auto kind = arguments.text("engine", "redis") + " " + arguments.text("node_type");
  LineWriter line(in, "caches", arguments.name("cluster_id"), resource);
  line.what(std::to_string(nodes) + " × " + kind);
  line.charge(always(quantity(nodes)), "elasticache/" + kind);
  std::move(line).finish();
}

void price_serverless_cache(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto key = "elasticache/serverless " + arguments.text("engine", "redis");
  const Number gigabytes = arguments.fact("expectedGigabytes"), requests = arguments.fact("millionRequestsPerMonth");
  LineWriter line(in, "caches", arguments.name("name"), resource);
  line.what("serverless " + arguments.text("engine", "redis") + ", " + gigabytes.to_exact_string() + " GB");
  line.charge(always(quantity(gigabytes, "GB")), key + " gb-hour");
  line.charge(when_used(quantity(requests, "million")), key + " ecpu");
  line.note("a request of up to 1 KiB takes one processing unit; a smallest amount of data is billed");
  std::move(line).finish();
}

}  // namespace slipway::cost
