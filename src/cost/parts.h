#pragma once

#include "cost/pricing.h"

// One function per priced resource type or object kind; table.cc says which is whose.
namespace slipway::cost {

// budgets.cc
/// What the whole bill is beside the platform's budgets (COST009): the first level that costs more than one, with how
/// long it may. A warning when the month costs more however little runs. REQUIRES: the bill is added up.
void hold_against_budgets(const Pricing& in);

// control_plane.cc
void price_cluster(const platform::Resource& cluster, Pricing& in);
void price_capability(const platform::Resource& resource, Pricing& in);

// managed_groups.cc
void price_node_group(const platform::Resource& resource, Pricing& in);
void price_capacity_reservation(const platform::Resource& resource, Pricing& in);
void price_capacity_block(const platform::Resource& resource, Pricing& in);
void price_instance(const platform::Resource& resource, Pricing& in);

// fargate.cc
void price_fargate_profile(const platform::Resource& resource, Pricing& in);

// batch.cc
void price_batch_environment(const platform::Resource& resource, Pricing& in);

// node_pools.cc
void price_node_pool(const platform::Object& object, Pricing& in);
/// The pools of EKS Auto Mode that no object describes.
void price_built_in_pools(const platform::Resource& cluster, Pricing& in);

// network.cc
void price_nat_gateway(const platform::Resource& resource, Pricing& in);
void price_elastic_ip(const platform::Resource& resource, Pricing& in);
void price_vpc_endpoint(const platform::Resource& resource, Pricing& in);
void price_data_transfer(const platform::Resource& cluster, Pricing& in);

// load_balancers.cc, ingress.cc
void price_load_balancer(const platform::Resource& resource, Pricing& in);
void price_ingress(const platform::Object& object, Pricing& in);
void price_gateway(const platform::Object& object, Pricing& in);
void price_service(const platform::Object& object, Pricing& in);

// volumes.cc, claims.cc
void price_volume(const platform::Resource& resource, Pricing& in);
void price_claim(const platform::Object& object, Pricing& in);
/// Claim templates of a StatefulSet, and ephemeral volumes of any workload with replicas.
void price_workload_volumes(const platform::Object& object, Pricing& in);

// storage.cc
void price_bucket(const platform::Resource& resource, Pricing& in);
void price_repository(const platform::Resource& resource, Pricing& in);
void price_efs(const platform::Resource& resource, Pricing& in);
void price_lustre(const platform::Resource& resource, Pricing& in);
/// The price row of a Lustre file system: "fsx-lustre/persistent-ssd-250-gb".
std::string lustre_key(std::string_view deployment, std::string_view storage, std::string_view throughput);

// databases.cc
void price_database(const platform::Resource& resource, Pricing& in);
void price_replication_group(const platform::Resource& resource, Pricing& in);
void price_cache_cluster(const platform::Resource& resource, Pricing& in);
void price_serverless_cache(const platform::Resource& resource, Pricing& in);

// aurora.cc
void price_aurora_cluster(const platform::Resource& resource, Pricing& in);
void price_aurora_instance(const platform::Resource& resource, Pricing& in);

// observability.cc
void price_log_group(const platform::Resource& resource, Pricing& in);
void price_metric_alarm(const platform::Resource& resource, Pricing& in);
void price_composite_alarm(const platform::Resource& resource, Pricing& in);
void price_dashboard(const platform::Resource& resource, Pricing& in);
void price_metric_filter(const platform::Resource& resource, Pricing& in);
void price_custom_metrics(const platform::Resource& cluster, Pricing& in);
void price_addon(const platform::Resource& resource, Pricing& in);
void price_prometheus(const platform::Resource& resource, Pricing& in);
void price_grafana(const platform::Resource& resource, Pricing& in);

// messaging.cc
void price_queue(const platform::Resource& resource, Pricing& in);
void price_topic(const platform::Resource& resource, Pricing& in);
void price_event_bus(const platform::Resource& resource, Pricing& in);
void price_api(const platform::Resource& resource, Pricing& in);
void price_function(const platform::Resource& resource, Pricing& in);
void price_table(const platform::Resource& resource, Pricing& in);

// security.cc
void price_key(const platform::Resource& resource, Pricing& in);
void price_secret(const platform::Resource& resource, Pricing& in);
void price_parameter(const platform::Resource& resource, Pricing& in);
void price_web_acl(const platform::Resource& resource, Pricing& in);
void price_zone(const platform::Resource& resource, Pricing& in);
void price_health_check(const platform::Resource& resource, Pricing& in);

}  // namespace slipway::cost
