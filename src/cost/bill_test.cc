// What holds for every bill, whatever is in it.
#include "cost/bill.h"

#include <fmt/format.h>

#include "cost/table.h"
#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;

/// One of everything that has a price.
Platform everything(const std::string& region, const std::string& autoscaler = "Karpenter 1.14.1") {
  Platform p(region, autoscaler);
  for (const auto& row : resource_rows()) {
    if (!row.price || row.type == "aws_eks_node_group" || row.type == "aws_eks_cluster") continue;
    p.add(std::string(row.type), "one",
          {{"instance_type", "m5.large"},
           {"instance_count", 1},
           {"engine", "postgres"},
           {"instance_class", "db.t4g.micro"},
           {"allocated_storage", 20},
           {"max_allocated_storage", 100},
           {"node_type", "cache.t4g.small"},
           {"vpc_endpoint_type", "Interface"},
           {"type", "gp3"},
           {"size", 100},
           {"protocol_type", "WEBSOCKET"},
           {"deployment_type", "SCRATCH_2"},
           {"storage_capacity", 1200},
           {"throughput_mode", "elastic"},
           {"compute_resources", Map{{"type", "SPOT"}, {"instance_type", List{"g5", "m5.large"}}, {"max_vcpus", 256}}},
           {"retention_in_days", 30},
           {"addon_name", "amazon-cloudwatch-observability"}},
          {{"gigabytesPerMonth", 12.5},
           {"expectedGigabytes", 100},
           {"millionRequestsPerMonth", 3},
           {"expectedLcus", 2},
           {"millionObservationsPerMonth", 7},
           {"millionSamplesPerMonth", 100},
           {"editors", 2}});
  }
  p.add("aws_eks_cluster", "main",
        {{"version", "1.33"}, {"compute_config", Map{{"enabled", true}, {"node_pools", List{"system"}}}}},
        {{"internetGigabytesPerMonth", 100}, {"crossZoneGigabytesPerMonth", 50}, {"customMetrics", 40}});
  p.add("aws_eks_node_group", "system",
        {{"instance_types", List{"m5.large", "m5a.large"}},
         {"scaling_config", Map{{"min_size", 1}, {"desired_size", 2}, {"max_size", 4}}}});
  p.add("aws_eks_node_group", "gpu",
        {{"capacity_type", "SPOT"},
         {"instance_types", List{"g5.2xlarge", "g4dn.xlarge"}},
         {"disk_size", 200},
         {"scaling_config", Map{{"min_size", 0}, {"max_size", 10}}}});
  p.add(node_class("200Gi"));
  p.add(node_pool("inference", {requirement("karpenter.k8s.aws/instance-family", "In", {"g4dn", "g5", "g6"})},
                  {{"nvidia.com/gpu", "4"}, {"cpu", "50"}, {"memory", "200Gi"}}));
  p.add(node_pool("general",
                  {requirement("karpenter.sh/capacity-type", "In", {"on-demand"}),
                   requirement("karpenter.k8s.aws/instance-category", "In", {"c", "m"}),
                   requirement("karpenter.k8s.aws/instance-generation", "Gt", {"5"})},
                  {{"cpu", "100"}}));
  p.add(node_pool("free", {requirement("karpenter.k8s.aws/instance-family", "In", {"t3", "t4g"})}, {}));
  p.add(deployment("llm", 3, {{"nvidia.com/gpu", "1"}, {"cpu", "3"}}));
  p.add(deployment("web", 30, {{"cpu", "500m"}, {"memory", "1Gi"}}));
  p.add({{"apiVersion", "v1"},
         {"kind", "Service"},
         {"metadata", Map{{"name", "edge"}}},
         {"spec", Map{{"type", "LoadBalancer"}}}});
  p.add({{"apiVersion", "v1"},
         {"kind", "PersistentVolumeClaim"},
         {"metadata", Map{{"name", "models"}}},
         {"spec", Map{{"resources", Map{{"requests", Map{{"storage", "100Gi"}}}}}}}});
  return p;
}

std::string text_of(const Bill& bill) {
  std::string text = fmt::format("{} {}\n", bill.oldest_price, bill.newest_price);
  for (const auto& line : bill.lines) {
    text += fmt::format("{}|{}|{}|{}|{}\n", line.part, line.name, line.what, line.estimate, fmt::join(line.notes, ";"));
    for (const auto level : kLevels)
      for (const auto& term : line.at(level).terms)
        text +=
            fmt::format("  {} = {} {} {}\n", term.text, term.per_month.to_exact_string(), term.row.what, term.row.how);
  }
  return text;
}

class EveryBill : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regions, EveryBill, testing::Values("us-east-1", "eu-west-1", "ap-southeast-4", "nowhere-1"));

TEST_P(EveryBill, TermsSumToLinesAndLinesToTheTotal) {
  const Bill bill = everything(GetParam()).bill();
  ByLevel<Amount> totals;
  for (const auto& line : bill.lines)
    for (const auto level : kLevels) {
      Money sum;
      for (const auto& term : line.at(level).terms) sum += term.per_month;
      EXPECT_EQ(sum, line.at(level).per_month) << line.name;
      EXPECT_EQ(line.at(level).per_hour, line.at(level).per_month.times(1, kHoursPerMonth)) << line.name;
      totals[level].per_hour += line.at(level).per_hour;
      totals[level].per_month += line.at(level).per_month;
    }
  for (const auto level : kLevels) {
    EXPECT_EQ(bill.at(level).per_month, totals[level].per_month) << to_string(level);
    EXPECT_EQ(bill.at(level).per_hour, totals[level].per_hour) << to_string(level);
  }
}

TEST_P(EveryBill, MoneyIsNeverNegativeAndNothingCostsMoreThanAtTheLimits) {
  for (const std::string autoscaler : {"Karpenter 1.14.1", "Cluster Autoscaler 1.35.0"}) {
    for (const auto& line : everything(GetParam(), autoscaler).bill().lines) {
      for (const auto level : kLevels) {
        EXPECT_GE(line.at(Level::AtLimits).per_month, line.at(level).per_month) << line.name;
        for (const auto& term : line.at(level).terms) EXPECT_GE(term.per_month, Money{}) << term.text;
      }
    }
  }
}

TEST_P(EveryBill, IsTheSameBytesEachTime) {
  EXPECT_EQ(text_of(everything(GetParam()).bill()), text_of(everything(GetParam()).bill()));
}

TEST_P(EveryBill, MarksALineAsAnEstimateWhenAnyOfItsPricesIs) {
  for (const auto& line : everything(GetParam()).bill().lines)
    for (const auto level : kLevels)
      for (const auto& term : line.at(level).terms) {
        if (!term.row.estimate || term.per_month.is_zero()) continue;
        EXPECT_TRUE(line.estimate) << line.name;
        EXPECT_NE(term.row.how, "") << term.row.what;
      }
}

TEST(Bill, ATypeThatNobodyKnowsIsSaidAndNeverFree) {
  Platform p;
  p.add("aws_quantum_computer", "one")
      .add("aws_iam_role", "free")
      .add("data.aws_quantum_computer", "read")
      .add("helm_release", "x");
  EXPECT_TRUE(p.bill().lines.empty());
  EXPECT_EQ(p.said(), "COST002 no price known for aws_quantum_computer in us-east-1: not in the total\n");
}

TEST(Bill, WhatAControllerMakesAtAwsIsSaid) {
  Platform p;
  p.add({{"apiVersion", "s3.services.k8s.aws/v1alpha1"}, {"kind", "Bucket"}, {"metadata", Map{{"name", "b"}}}});
  p.add({{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", Map{{"name", "c"}}}});
  p.add({{"apiVersion", "rds.services.k8s.aws/v1alpha1"}, {"kind", "DBSubnetGroup"}, {"metadata", Map{{"name", "g"}}}});
  EXPECT_TRUE(p.bill().lines.empty());
  EXPECT_EQ(p.said(), "COST002 no price known for what Bucket b makes at AWS in us-east-1: not in the total\n");
}

TEST(Bill, AnUnknownPriceIsSaidOnceAndNotedOnTheLine) {
  Platform p;
  p.add("aws_db_instance", "a", {{"engine", "oracle-ee"}, {"instance_class", "db.m5.large"}});
  p.add("aws_db_instance", "b", {{"engine", "oracle-ee"}, {"instance_class", "db.m5.large"}});
  const Bill bill = p.bill();
  ASSERT_EQ(bill.lines.size(), 2u);
  EXPECT_EQ(bill.lines[0].notes.front(), "no price known for rds oracle-ee db.m5.large: not in the total");
  EXPECT_EQ(p.said(), "COST002 no price known for rds oracle-ee db.m5.large in us-east-1: not in the total\n");
}

TEST(Bill, CountAndForEachAreSaid) {
  Platform p;
  p.add("aws_eip", "many", {{"count", 3}});
  EXPECT_EQ(p.bill().lines.size(), 1u);
  EXPECT_EQ(p.said(), "COST005 aws_eip.many is made several times by count: priced once\n");
}

TEST(Bill, LinesStandInTheOrderOfTheirParts) {
  Platform p;
  p.add("aws_kms_key", "k").add("aws_eip", "e").add("aws_eks_cluster", "c", {{"version", "1.35"}}).add("aws_eip", "a");
  std::string parts;
  for (const auto& line : p.bill().lines) parts += line.part + ' ' + line.name + '\n';
  EXPECT_EQ(parts, "control plane \npublic addresses e\npublic addresses a\nkeys k\n");
}

TEST(Bill, ItsDateIsThatOfTheOldestPriceUsed) {
  Platform p;
  const auto row = p.add("aws_eip", "e").line().at(Level::Idle).terms.front().row;
  EXPECT_EQ(p.bill().oldest_price, row.date);
  EXPECT_EQ(p.bill().newest_price, row.date);
  EXPECT_TRUE(Platform().bill().oldest_price.empty());
}

TEST(Bill, TheLargestNumbersThatAreTakenDoNotOverflow) {
  Platform p;
  const int most = 1'000'000'000;
  p.add("aws_eks_node_group", "g",
        {{"instance_types", List{"p5.48xlarge"}},
         {"disk_size", most},
         {"scaling_config", Map{{"min_size", most}, {"max_size", most}}}});
  p.add("aws_elasticache_replication_group", "c",
        {{"engine", "redis"},
         {"node_type", "cache.t4g.small"},
         {"num_node_groups", most},
         {"replicas_per_node_group", most}});
  p.add("aws_lambda_function", "f", {{"memory_size", most}},
        {{"millionRequestsPerMonth", most}, {"millisecondsPerRequest", most}});
  p.add({{"apiVersion", "apps/v1"},
         {"kind", "StatefulSet"},
         {"metadata", Map{{"name", "s"}}},
         {"spec", Map{{"replicas", most},
                      {"volumeClaimTemplates",
                       List{Map{{"spec", Map{{"resources", Map{{"requests", Map{{"storage", "8Pi"}}}}}}}}}}}}});
  p.add(deployment("d", most, {{"cpu", "1000000000"}, {"memory", "8Pi"}, {"nvidia.com/gpu", "1000000000"}}));
  p.add(node_class("8Pi"))
      .add(node_pool("n", {requirement("node.kubernetes.io/instance-type", "In", {"m5.large"})},
                     {{"cpu", "9000000000000"}}));
  const Bill bill = p.bill();
  EXPECT_GT(bill.at(Level::Idle).per_month, usd("1000000000000"));
  EXPECT_GE(bill.at(Level::AtLimits).per_month, bill.at(Level::Idle).per_month);
}

TEST(Bill, WhereNoPriceIsKnownItIsNotCompleteAndSaysSoOnce) {
  for (const char* region : {"cn-north-1", "nowhere-1"}) {
    Platform p = everything(region);
    const Bill bill = p.bill();
    EXPECT_FALSE(bill.is_complete) << region;
    EXPECT_TRUE(bill.at(Level::AtLimits).per_month.is_zero()) << region;
    int said = 0;
    for (const auto& each : p.diagnostics.all()) said += each.id == "COST002";
    EXPECT_EQ(said, 1) << p.said();
  }
  EXPECT_TRUE(Platform().add("aws_eip", "e").bill().is_complete);
}

TEST(Bill, AnOutlandishNumberIsSaid) {
  Platform p;
  p.add("aws_ebs_volume", "v", {{"size", 1'000'000'001}});
  EXPECT_TRUE(p.line().at(Level::Idle).per_month.is_zero());
  EXPECT_EQ(
      p.said(),
      "COST003 aws_ebs_volume.v: size is not a whole number from 0 to 1,000,000,000: priced as if it were not there\n");
}

TEST(Table, EveryTypeOfTheComponentsHasARow) {
  for (const auto* type : {"aws_eks_pod_identity_association", "aws_vpc", "aws_launch_template", "aws_route53_record",
                           "aws_budgets_budget"}) {
    const auto* row = find_row(type);
    ASSERT_NE(row, nullptr) << type;
    EXPECT_EQ(row->price, nullptr) << type;
  }
  EXPECT_NE(find_row("aws_nat_gateway")->price, nullptr);
  EXPECT_EQ(find_row("aws_unheard_of"), nullptr);
}

}  // namespace
}  // namespace slipway::cost
