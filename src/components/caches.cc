#include "components/component.h"
#include "components/parts/cache_pods.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/network.h"
#include "components/parts/secrets.h"
#include "components/parts/security_groups.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

constexpr std::string_view kNeeds[] = {"external-secrets"};

/// What ElastiCache runs when the spec names no version.
std::string_view newest_version(std::string_view engine) { return engine == "redis" ? "7.1" : "8.1"; }

void add_replication_group(Expansion& in, const std::string& name, const spec::Cache& cache, const doc::Value& password,
                           SourceRange where) {
  const auto local = cache_id(name).name;
  const auto id = platform::at_most(in.platform.name.value + "-" + name, 40);
  const auto subnets = in.add("aws_elasticache_subnet_group", local,
                              {{"name", id}, {"subnet_ids", ids_of(network_of(in.platform).private_subnets)}}, where);
  const auto group = add_group_for_nodes(in, "cache_" + local, "cache " + id, 6379, where);
  const bool has_replicas = cache.replicas.value > 0;
  in.add("aws_elasticache_replication_group", local,
         {{"replication_group_id", id},
          {"description", name + " of " + in.platform.name.value},
          {"engine", cache.engine.value},
          {"engine_version",
           cache.version.value.empty() ? newest_version(cache.engine.value) : std::string_view(cache.version.value)},
          {"node_type", cache.node_type.value},
          {"num_cache_clusters", cache.replicas.value + 1},
          {"automatic_failover_enabled", has_replicas},
          {"multi_az_enabled", has_replicas},
          {"at_rest_encryption_enabled", true},
          {"transit_encryption_enabled", true},
          {"auth_token", password},
          {"subnet_group_name", subnets.attribute("name")},
          {"security_group_ids", chart_values::only(group.attribute("id"))},
          {"snapshot_retention_limit", 1},
          {"lifecycle", doc::Map{{"ignore_changes", chart_values::only(doc::Expression{"auth_token"})}}}},
         where);
  in.add_check("cache " + name + " is available",
               platform::AwsQuestion{"elasticache", "DescribeReplicationGroups", {{"ReplicationGroupId", id}}},
               {"ReplicationGroups[].Status", platform::Expectation::Holds::Equals, "available"});
}

void add(Expansion& in, const std::string& name, const spec::Cache& cache, SourceRange where) {
  const auto path = "cache/" + name;
  const auto made = secrets::add_password(in, platform::local_name("cache_" + name), path, where);
  if (cache.on.value == "elasticache")
    add_replication_group(in, name, cache, made.password, where);
  else
    add_cache_pods(in, name, cache, where);
  const auto address = cache_address(name, cache);
  for (const auto& name_space : namespaces_of_cache(in.platform, name, cache))
    secrets::add_external(in, address.secret, name_space, path, {}, where);
}

void expand(Expansion& in) {
  for (const auto& [name, cache] : in.platform.caches)
    add(in, name.value, cache, cache.where ? cache.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.caches.empty(); }

}  // namespace

extern const Component caches = {
    "caches", "Valkey and Redis, on ElastiCache or in the cluster", Stage::Workloads, kNeeds, wanted, nullptr, expand};

}  // namespace slipway::components
