#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/component_versions.h"
#include "catalog/efa_layouts.h"
#include "catalog/eks_versions.h"
#include "catalog/instance_types.h"

namespace slipway::catalog {
namespace {

TEST(SupportTier, FollowsTheCalendar) {
  struct Case {
    std::string_view version, day;
    SupportTier tier;
  };
  for (const Case& c :
       {Case{"1.31", "2026-01-01", SupportTier::Extended}, Case{"1.31", "2025-11-26", SupportTier::Standard},
        Case{"1.31", "2025-11-27", SupportTier::Extended}, Case{"1.31", "2026-11-26", SupportTier::Extended},
        Case{"1.31", "2026-11-27", SupportTier::Ended}, Case{"1.24", "2026-11-25", SupportTier::Ended},
        Case{"1.34", "2026-11-25", SupportTier::Standard}, Case{"1.36", "2026-05-01", SupportTier::NotYet},
        Case{"1.22", "2026-11-25", SupportTier::Ended}, Case{"1.9", "2026-11-25", SupportTier::Ended},
        Case{"1.40", "2026-11-25", SupportTier::NotYet}, Case{"1.99", "2026-11-25", SupportTier::NotYet}})
    EXPECT_EQ(support_tier(c.version, c.day), c.tier) << c.version << " on " << c.day;
  for (const char* open : {"1.37", "1.38", "2.1", "1.3x", "v1.30", "", "${var.version}"})
    EXPECT_EQ(support_tier(open, "2026-11-25"), std::nullopt) << open;
  EXPECT_EQ(support_tier("1.40", "2027-11-25"), std::nullopt) << "there may be one by then";
  EXPECT_EQ(newest_supported("2026-11-25")->version, "1.36");
  EXPECT_EQ(newest_supported("2020-01-01"), nullptr);
}

TEST(EksVersions, OneFollowsTheOther) {
  const auto all = eks_versions();
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &EksVersion::released));
  for (const EksVersion& v : all) {
    EXPECT_LT(v.released, v.end_of_standard_support) << v.version;
    EXPECT_LT(v.end_of_standard_support, v.end_of_extended_support) << v.version;
  }
}

TEST(ComponentVersions, AreFoundByKindAndName) {
  EXPECT_EQ(find_chart("karpenter")->version, "1.14.1");
  EXPECT_EQ(find_chart("karpenter")->repository, "oci://public.ecr.aws/karpenter");
  EXPECT_EQ(find_addon("vpc-cni")->version, "v1.23.0");
  EXPECT_EQ(find_addon("karpenter"), nullptr);
  EXPECT_EQ(component_like(ComponentKind::Chart, "karpentre"), "karpenter");
  for (const ComponentVersion& c : component_versions()) EXPECT_FALSE(c.source.empty()) << c.name;
}

TEST(EfaLayout, RecommendedHasOneInterfaceWithAddresses) {
  const auto p5 = efa_layout("p5.48xlarge", EfaLayoutKind::Recommended);
  ASSERT_TRUE(p5);
  EXPECT_EQ(p5->interfaces.size(), 33u);
  EXPECT_EQ(p5->interfaces[0], (EfaInterface{0, 0, "interface"}));
  EXPECT_EQ(p5->interfaces[1], (EfaInterface{0, 1, "efa-only"}));
  EXPECT_EQ(p5->interfaces[2], (EfaInterface{1, 0, "efa-only"}));
  const auto alternative = efa_layout("p4d.24xlarge", EfaLayoutKind::EfaOnCardZero);
  ASSERT_TRUE(alternative);
  EXPECT_EQ(alternative->interfaces[0], (EfaInterface{0, 0, "efa"}));
  EXPECT_EQ(alternative->interfaces[3], (EfaInterface{3, 1, "efa-only"}));
  EXPECT_FALSE(efa_layout("p6-b300.48xlarge", EfaLayoutKind::EfaOnCardZero)) << "its card 0 has no EFA";
  EXPECT_FALSE(efa_layout("g4dn.xlarge", EfaLayoutKind::Recommended)) << "no EFA";
}

TEST(EfaLayout, UsesEveryEfaDeviceOfEveryType) {
  for (const InstanceType& type : instance_types()) {
    const auto layout = efa_layout(type.name, EfaLayoutKind::Recommended);
    EXPECT_EQ(layout.has_value(), type.efa_interfaces > 0) << type.name;
    if (!layout) continue;
    const auto devices = std::ranges::count(layout->interfaces, "efa-only", &EfaInterface::type);
    EXPECT_EQ(devices, type.efa_interfaces) << type.name;
    EXPECT_FALSE(layout->confidence.empty()) << type.name;
  }
}

}  // namespace
}  // namespace slipway::catalog
