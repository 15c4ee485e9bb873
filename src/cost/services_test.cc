// What each priced resource type costs in us-east-1, with the arithmetic in the comment beside it.
#include <fmt/core.h>

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;

struct Case {
  std::string type;
  Map arguments, facts;
  std::string idle, maximum;  // a month
};

class Services : public testing::TestWithParam<Case> {};

TEST_P(Services, CostWhatTheirRowsSay) {
  const auto& c = GetParam();
  Platform p;
  p.add(c.type, "one", c.arguments, c.facts);
  const Line line = p.line();
  EXPECT_EQ(line.at(Level::Idle).per_month.to_exact_string(), c.idle) << c.type;
  EXPECT_EQ(line.at(Level::AtLimits).per_month.to_exact_string(), c.maximum) << c.type;
  EXPECT_EQ(p.said(), "");
}

INSTANTIATE_TEST_SUITE_P(
    Network, Services,
    testing::Values(
        Case{"aws_nat_gateway", {}, {{"gigabytesPerMonth", 100}}, "32.85", "37.35"},  // 0.045 × 730; + 100 × 0.045
        Case{"aws_nat_gateway", {{"availability_mode", "regional"}}, {}, "65.7", "65.7"},  // in both zones
        Case{"aws_eip", {}, {}, "3.65", "3.65"},                                           // 0.005 × 730
        Case{"aws_vpc_endpoint",
             {{"vpc_endpoint_type", "Interface"}, {"subnet_ids", List{"a", "b", "c"}}},
             {{"gigabytesPerMonth", 50}},
             "21.9",
             "22.4"},  // 3 × 0.01 × 730; + 50 × 0.01
        Case{"aws_vpc_endpoint",
             {{"vpc_endpoint_type", "Interface"}, {"subnet_ids", Expression{"local.subnets"}}},
             {},
             "14.6",
             "14.6"},                                                                     // the two zones
        Case{"aws_vpc_endpoint", {}, {}, "0", "0"},                                       // a gateway endpoint
        Case{"aws_lb", {{"internal", true}}, {{"expectedLcus", 2}}, "16.425", "28.105"},  // 0.0225 × 730; + 2 × 0.008 ×
                                                                                          // 730
        Case{"aws_lb", {{"subnets", List{"a", "b"}}}, {}, "23.725", "23.725"},  // + 2 × 3.65 for the addresses
        Case{"aws_lb",
             {{"load_balancer_type", "network"}, {"internal", true}},
             {{"expectedLcus", 1}},
             "16.425",
             "20.805"}));

INSTANTIATE_TEST_SUITE_P(
    Storage, Services,
    testing::Values(
        Case{"aws_ebs_volume",
             {{"type", "gp3"}, {"size", 500}, {"iops", 16000}, {"throughput", 1000}},
             {},
             "140",
             "140"},  // 40 + 13000 × 0.005 + 875 × 0.04
        Case{"aws_ebs_volume", {{"type", "gp3"}, {"size", 100}, {"iops", 3000}, {"throughput", 125}}, {}, "8", "8"},
        Case{"aws_ebs_volume", {{"size", 100}}, {}, "10", "10"},  // gp2
        Case{"aws_ebs_volume",
             {{"type", "io2"}, {"size", 100}, {"iops", 70000}},
             {},
             "3739.6",
             "3739.6"},  // 12.5 + 32000 × 0.065 + 32000 × 0.0455 + 6000 × 0.03185
        Case{"aws_s3_bucket", {}, {{"expectedGigabytes", 1000}}, "23", "23"},
        Case{"aws_ecr_repository", {}, {{"expectedGigabytes", 25}}, "2.5", "2.5"},
        Case{"aws_efs_file_system",
             {{"throughput_mode", "elastic"}},
             {{"expectedGigabytes", 100}, {"readGigabytesPerMonth", 10}, {"writeGigabytesPerMonth", 5}},
             "30",
             "30.6"},
        Case{"aws_fsx_lustre_file_system",
             {{"deployment_type", "PERSISTENT_2"}, {"storage_capacity", 2400}, {"per_unit_storage_throughput", 250}},
             {},
             "504",
             "504"},  // 2400 × 0.21
        Case{"aws_fsx_lustre_file_system",
             {{"deployment_type", "SCRATCH_2"}, {"storage_capacity", 1200}},
             {},
             "168",
             "168"}));

INSTANTIATE_TEST_SUITE_P(
    Databases, Services,
    testing::Values(
        // 0.016 × 730 + 20 × 0.115, at most 100 GB
        Case{"aws_db_instance",
             {{"engine", "postgres"},
              {"instance_class", "db.t4g.micro"},
              {"allocated_storage", 20},
              {"max_allocated_storage", 100},
              {"storage_type", "gp3"}},
             {},
             "13.98",
             "23.18"},
        // twice of all for Multi-AZ, and a secret
        Case{"aws_db_instance",
             {{"engine", "postgres"},
              {"instance_class", "db.t4g.micro"},
              {"allocated_storage", 20},
              {"storage_type", "gp3"},
              {"multi_az", true},
              {"manage_master_user_password", true}},
             {},
             "28.36",
             "28.36"},
        // 500 GB come with 12000 IOPS and 500 MiB/s: 0.178 × 730 + 57.5 + 2000 × 0.02 + 100 × 0.08
        Case{"aws_db_instance",
             {{"engine", "postgres"},
              {"instance_class", "db.m5.large"},
              {"allocated_storage", 500},
              {"storage_type", "gp3"},
              {"iops", 14000},
              {"storage_throughput", 600}},
             {},
             "235.44",
             "235.44"},
        Case{"aws_elasticache_replication_group",
             {{"engine", "valkey"}, {"node_type", "cache.t4g.small"}, {"num_cache_clusters", 2}},
             {},
             "37.376",
             "37.376"},  // 2 × 0.0256 × 730
        Case{"aws_elasticache_replication_group",
             {{"engine", "redis"},
              {"node_type", "cache.t4g.small"},
              {"num_node_groups", 3},
              {"replicas_per_node_group", 1}},
             {},
             "140.16",
             "140.16"},
        Case{
            "aws_elasticache_cluster", {{"engine", "redis"}, {"node_type", "cache.t4g.micro"}}, {}, "11.68", "11.68"}));

TEST(Services, AuroraServerlessIsBilledByTheCapacityThatItsClusterAllows) {
  Platform p;
  p.add("aws_rds_cluster", "main",
        {{"engine", "aurora-postgresql"},
         {"serverlessv2_scaling_configuration", Map{{"min_capacity", 0.5}, {"max_capacity", 8}}}},
        {{"expectedGigabytes", 100}});
  p.add("aws_rds_cluster_instance", "one",
        {{"instance_class", "db.serverless"}, {"cluster_identifier", Expression{"aws_rds_cluster.main.id"}}});
  const Line line = p.line("one");
  EXPECT_EQ(line.what, "aurora-postgresql serverless, 0.5 to 8 capacity units");
  EXPECT_EQ(line.at(Level::Idle).per_month, usd("43.8"));  // 0.5 × 0.12 × 730
  EXPECT_EQ(line.at(Level::AtLimits).per_month, usd("700.8"));
  EXPECT_EQ(p.line("main").at(Level::Idle).per_month, usd("10"));  // 100 × 0.10
}

INSTANTIATE_TEST_SUITE_P(
    Watching, Services,
    testing::Values(Case{"aws_cloudwatch_log_group",
                         {{"retention_in_days", 73}},
                         {{"gigabytesPerMonth", 10}},
                         "5.72",
                         "5.72"},  // 10 × 0.50 + 10 × 73 × 12 / 365 × 0.03
                    Case{"aws_cloudwatch_log_group",
                         {{"log_group_class", "INFREQUENT_ACCESS"}},
                         {{"gigabytesPerMonth", 10}},
                         "2.8",
                         "2.8"},
                    Case{"aws_cloudwatch_log_group", {{"retention_in_days", 7}}, {}, "0", "0"},
                    Case{"aws_cloudwatch_metric_alarm", {{"period", 300}}, {}, "0.1", "0.1"},
                    Case{"aws_cloudwatch_metric_alarm", {{"period", 10}}, {}, "0.3", "0.3"},
                    Case{"aws_cloudwatch_metric_alarm",
                         {{"metric_query",
                           List{Map{{"metric", Map{}}}, Map{{"metric", Map{}}}, Map{{"expression", "a/b"}}}}},
                         {},
                         "0.2",
                         "0.2"},
                    Case{"aws_cloudwatch_dashboard", {}, {}, "0", "0"},
                    Case{"aws_prometheus_workspace", {}, {{"millionSamplesPerMonth", 200}}, "18", "18"}));  // 20 × 0.90

INSTANTIATE_TEST_SUITE_P(
    Messages, Services,
    testing::Values(
        Case{"aws_sqs_queue", {}, {{"millionRequestsPerMonth", 2.5}}, "0", "1"},
        Case{"aws_sqs_queue", {{"fifo_queue", true}}, {{"millionRequestsPerMonth", 2}}, "0", "1"},
        Case{"aws_sns_topic", {}, {{"millionRequestsPerMonth", 2}}, "0", "1"},
        Case{"aws_cloudwatch_event_bus", {}, {{"millionRequestsPerMonth", 2}}, "0", "2"},
        Case{"aws_apigatewayv2_api",
             {{"protocol_type", "WEBSOCKET"}},
             {{"millionRequestsPerMonth", 2}, {"millionConnectionMinutesPerMonth", 4}},
             "0",
             "3"},
        Case{"aws_apigatewayv2_api", {{"protocol_type", "HTTP"}}, {{"millionRequestsPerMonth", 2}}, "0", "2"},
        Case{"aws_lambda_function",
             {{"memory_size", 512}},
             {{"millionRequestsPerMonth", 1}, {"millisecondsPerRequest", 200}},
             "0",
             "1.86667"}));  // 0.20 + 10^5 GB-s

INSTANTIATE_TEST_SUITE_P(
    KeysAndNames, Services,
    testing::Values(
        Case{"aws_kms_key", {{"enable_key_rotation", true}}, {{"millionRequestsPerMonth", 1}}, "1", "4"},  // 1 + 100 ×
                                                                                                           // 0.03
        Case{"aws_secretsmanager_secret", {{"replica", List{Map{{"region", "eu-west-1"}}}}}, {}, "0.8", "0.8"},
        Case{"aws_wafv2_web_acl", {{"rule", List{Map{}, Map{}}}}, {{"millionRequestsPerMonth", 1}}, "7", "7.6"},
        Case{"aws_route53_zone", {}, {{"millionQueriesPerMonth", 1}}, "0.5", "0.9"}));

INSTANTIATE_TEST_SUITE_P(Capabilities, Services,
                         testing::Values(Case{"aws_eks_capability",
                                              {{"type", "ARGOCD"}},
                                              {{"managedObjects", 10}},
                                              "32.85",
                                              "32.85"},  // 0.03 × 730 + 10 × 0.0015 × 730
                                         Case{"aws_eks_capability", {{"type", "KRO"}}, {}, "3.65", "3.65"},
                                         Case{"aws_eks_addon",
                                              {{"addon_name", "amazon-cloudwatch-observability"}},
                                              {{"millionObservationsPerMonth", 100}},
                                              "0",
                                              "21"}));

TEST(Services, TheFirstThreeDashboardsAreFree) {
  Platform p;
  for (const auto* name : {"a", "b", "c", "d", "e"}) p.add("aws_cloudwatch_dashboard", name);
  EXPECT_EQ(p.bill().at(Level::Idle).per_month, usd("6"));
}

TEST(Services, BytesBetweenZonesAreBilledAtBothEnds) {
  Platform p;
  p.add("aws_eks_cluster", "main", {{"version", "1.35"}},
        {{"internetGigabytesPerMonth", 100}, {"crossZoneGigabytesPerMonth", 1000}});
  EXPECT_EQ(p.line("bytes out").at(Level::AtLimits).per_month, usd("29"));  // 100 × 0.09 + 2 × 1000 × 0.01
  EXPECT_TRUE(p.line("bytes out").at(Level::Idle).per_month.is_zero());
}

TEST(Services, WhatIsNotExpectedIsNotedRatherThanSilent) {
  Platform p;
  p.add("aws_nat_gateway", "one");
  EXPECT_EQ(p.line().notes.front(), "no bytes through it are expected: each GB adds its price");
}

}  // namespace
}  // namespace slipway::cost
