// The bill beside the platform's budgets.
#include <fmt/core.h>

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::List;
using doc::Map;

/// All month: a control plane, 73.00, and a gateway, 32.85, with 45.00 of usage that is expected. For a while: one node
/// at 0.526 an hour and its volume, for a job; up to four of them.
std::string said_of(std::string limit) {
  Platform p("us-east-1", "Cluster Autoscaler 1.35.0");
  p.add("aws_eks_cluster", "main", {{"version", "1.35"}});
  p.add("aws_nat_gateway", "main", {}, {{"gigabytesPerMonth", 1'000}});
  p.add("aws_eks_node_group", "gpu",
        {{"node_group_name", "gpu"},
         {"instance_types", List{"g4dn.xlarge"}},
         {"capacity_type", "ON_DEMAND"},
         {"disk_size", 20},
         {"scaling_config", Map{{"min_size", 0}, {"max_size", 4}, {"desired_size", 0}}}});
  Map job = deployment("train", 1, {{"cpu", 3}});
  job.set("apiVersion", "batch/v1").set("kind", "Job");
  p.add(std::move(job));
  p.add("aws_budgets_budget", "month",
        {{"name", "month"}, {"budget_type", "COST"}, {"limit_amount", std::move(limit)}});
  p.bill();
  std::string text;
  for (const auto& each : p.diagnostics.all())
    if (each.id == "COST009") text += fmt::format("{}: {} = {}", to_string(each.severity), each.message, each.fix);
  return text;
}

TEST(Budgets, ThatMinimumReplicasAreOverAreAWarning) {
  EXPECT_EQ(
      said_of("100"),
      "warning: the platform costs ~105.85 USD a month with nobody using it, and budget month is 100.00 USD; as it "
      "is declared ~536.43; with every group and pool at its limits ~1,693.17 = raise the limit, or let less run: "
      "most of it is control plane, 73.00 USD a month");
}
TEST(Budgets, ThatExpectedUsageIsOverAreAWarning) {
  EXPECT_EQ(
      said_of("120"),
      "warning: the platform costs ~536.43 USD a month as it is declared, if its jobs ran all month, and budget month "
      "is 120.00 USD; with every group and pool at its limits ~1,693.17 = raise the limit, or let less run: most of it "
      "is group gpu, ~385.58 USD a month");
}
TEST(Budgets, ThatWhatIsDeclaredIsOverAreAWarningWithTheHoursThatTheyLast) {
  EXPECT_EQ(
      said_of("400"),  // (400 - 150.85) / (536.43 - 150.85) of 730 h
      "warning: the platform costs ~536.43 USD a month as it is declared, if its jobs ran all month, and budget month "
      "is 400.00 USD: it lasts for 472 of 730 h of that; with every group and pool at its limits ~1,693.17 = raise the "
      "limit, or let less run: most of it is group gpu, ~385.58 USD a month");
}
TEST(Budgets, AreHeldAgainstTheMostThatThePlatformCanReach) {
  EXPECT_EQ(
      said_of("1000"),
      "note: the platform costs ~1,693.17 USD a month with every group and pool at its limits, and budget month is "
      "1,000.00 USD: it lasts for 402 of 730 h of that = raise the limit, or let less run: most of it is group gpu, "
      "~1,542.32 USD a month");
  EXPECT_EQ(said_of("100000"), "");
}

}  // namespace
}  // namespace slipway::cost
