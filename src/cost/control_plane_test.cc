// The control plane: support by version and date, tiers.
#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::Map;

struct Case {
  std::string version;
  Day today;
  std::string what, month;
};

class Support : public testing::TestWithParam<Case> {};

TEST_P(Support, CostsByVersionAndDate) {
  const auto& c = GetParam();
  Platform p;
  p.add("aws_eks_cluster", "main", {{"version", c.version}});
  const Line line = p.bill(c.today).lines.at(0);
  EXPECT_EQ(line.what, c.what);
  EXPECT_EQ(line.at(Level::Idle).per_month.to_exact_string(), c.month);
  EXPECT_EQ(line.at(Level::AtLimits).per_month.to_exact_string(), c.month);
}

INSTANTIATE_TEST_SUITE_P(
    ControlPlane, Support,
    testing::Values(Case{"1.35", {2026, 11, 25}, "standard support to 2027-03-27", "73"},
                    Case{"1.34", {2026, 12, 2}, "standard support to 2026-12-02", "73"},  // its last day
                    Case{"1.34", {2026, 12, 3}, "extended support since 2026-12-02", "438"},
                    // X-002-01: the seed's 1.31 cost six times as much on the day the seed was written.
                    Case{"1.31", {2026, 1, 1}, "extended support since 2025-11-26", "438"},
                    Case{"1.30", {2026, 11, 25}, "support ended 2026-07-23", "438"},
                    Case{"9.99", {2026, 11, 25}, "version 9.99", "73"}));

TEST(ControlPlane, WithStandardSupportOnlyAwsUpgradesInsteadOfBilling) {
  Platform p;
  p.add("aws_eks_cluster", "main", {{"version", "1.33"}, {"upgrade_policy", Map{{"support_type", "STANDARD"}}}});
  const Line line = p.line();
  EXPECT_EQ(line.at(Level::Idle).per_month, usd("73"));
  EXPECT_EQ(line.notes.front(), "AWS upgrades this cluster to the next version (support type STANDARD)");
}

TEST(ControlPlane, AVersionWhoseSupportHasEndedIsSaid) {
  const Map standard_only = {{"support_type", "STANDARD"}};
  Platform warned;
  warned.add("aws_eks_cluster", "main", {{"version", "1.33"}, {"upgrade_policy", standard_only}}).bill();
  EXPECT_EQ(warned.said(),
            "COST007 standard support of EKS 1.33 ended on 2026-07-29: AWS upgrades the cluster by itself\n");
  Platform refused;
  refused.add("aws_eks_cluster", "main", {{"version", "1.30"}}).bill();
  EXPECT_EQ(refused.said(), "COST007 EKS creates no cluster of version 1.30: its support ended on 2026-07-23\n");
  EXPECT_TRUE(refused.diagnostics.has_errors());
}

TEST(ControlPlane, SaysWhatExtendedSupportWillAdd) {
  Platform p;
  p.add("aws_eks_cluster", "main", {{"version", "1.35"}});
  EXPECT_EQ(p.line().notes.front(), "after that day extended support adds 365.00 USD a month, until 2028-03-27");
}

TEST(ControlPlane, ProvisionedTiersAndHybridNodesComeOnTop) {
  Platform p;
  p.add("aws_eks_cluster", "main", {{"version", "1.35"}, {"control_plane_scaling_config", Map{{"tier", "tier-xl"}}}},
        {{"hybridVcpus", 16}});
  EXPECT_EQ(p.line().at(Level::Idle).per_month, usd("1511.1"));  // (0.10 + 1.65 + 16 × 0.02) × 730
}

}  // namespace
}  // namespace slipway::cost
