#include "cost/reach.h"

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::List;
using doc::Map;

std::int64_t vcpus(const Offer& offer) { return offer.type->vcpus.value_or(0); }

Map pool(std::string name, List families, Map limits, List capacity = {"on-demand"}) {
  return node_pool(std::move(name),
                   {requirement("karpenter.k8s.aws/instance-family", "In", std::move(families)),
                    requirement("karpenter.sh/capacity-type", "In", std::move(capacity))},
                   std::move(limits));
}

TEST(Reach, OfAGroupIsItsSizeOfTheLargestTypeThatItNames) {
  Platform platform;
  platform.add("aws_eks_node_group", "a",
               {{"instance_types", List{"m5.xlarge", "m5.2xlarge"}},
                {"scaling_config", Map{{"min_size", 1}, {"desired_size", 2}, {"max_size", 10}}}});
  const auto sources = node_sources_of(platform.graph);
  ASSERT_EQ(sources.size(), 1u);
  const Reached reached = reach_of(sources[0], vcpus);
  EXPECT_EQ(reached.declared, 2 * 4);
  EXPECT_EQ(reached.maximum, 2 * 4);
  EXPECT_EQ(reached.at_limits, 10 * 8);
  EXPECT_EQ(reached.one, 4);
}

TEST(Reach, OfAPoolIsWhatItsLimitsHoldOfOneType) {
  Platform platform;
  platform.add(node_class()).add(pool("gpu", {"g5"}, {{"cpu", "100"}}));
  platform.add(pool("free", {"m5"}, {}));
  const auto sources = node_sources_of(platform.graph);
  ASSERT_EQ(sources.size(), 2u);
  const Reached bounded = reach_of(sources[0], vcpus);
  EXPECT_EQ(bounded.at_limits, 100 / 4 * 4);  // 25 × g5.xlarge
  EXPECT_EQ(bounded.one, 4);
  EXPECT_EQ(bounded.declared, 0);
  EXPECT_EQ(reach_of(sources[1], vcpus).at_limits, std::nullopt);
  EXPECT_EQ(reach_of(sources[1], [](const Offer&) { return 0; }).at_limits, 0)
      << "what no node takes, no limit is needed for";
}

TEST(Reach, ALimitOfGpusBoundsVcpus) {
  Platform platform;
  platform.add(node_class()).add(pool("gpu", {"p5"}, {{"nvidia.com/gpu", 16}}));
  EXPECT_EQ(reach_of(node_sources_of(platform.graph).at(0), vcpus).at_limits, 2 * 192);
}

TEST(Reach, ReservedNodesCountNowhere) {
  Platform platform;
  platform.add(node_class()).add(pool("blocks", {"p5"}, {{"nvidia.com/gpu", 16}}, {"reserved"}));
  platform.add("aws_eks_node_group", "block",
               {{"instance_types", List{"p5.48xlarge"}},
                {"capacity_type", "CAPACITY_BLOCK"},
                {"scaling_config", Map{{"max_size", 2}}}});
  for (const NodeSource& source : node_sources_of(platform.graph))
    for (const Offer& offer : source.offers)
      EXPECT_EQ(vcpu_quota_of(*offer.type, offer.market), nullptr) << source.name;
}

TEST(Reach, SumsAreWithoutALimitWhenOneOfThemIs) {
  Reached sum{1, 2, 3, 4};
  sum += {10, 20, 30, 2};
  EXPECT_EQ(sum.declared, 11);
  EXPECT_EQ(sum.at_limits, 33);
  EXPECT_EQ(sum.one, 2);
  sum += {0, 0, std::nullopt, 0};
  EXPECT_EQ(sum.at_limits, std::nullopt);
  EXPECT_EQ(sum.one, 2);
}

TEST(VcpuQuota, EveryTypeOfTheCatalogueHasOneOnDemand) {
  for (const auto& type : catalog::instance_types()) {
    if (type.category == "mac" || type.category.empty()) continue;
    EXPECT_NE(vcpu_quota_of(type, Market::OnDemand), nullptr) << type.name;
  }
}

TEST(VcpuQuota, CountsFamiliesTogetherAsEc2Does) {
  struct Case {
    std::string_view type;
    Market market;
    std::string_view code;
  };
  for (const Case& c :
       {Case{"m5.large", Market::OnDemand, "L-1216C47A"}, Case{"g5.xlarge", Market::OnDemand, "L-DB2E81BA"},
        Case{"p4d.24xlarge", Market::Spot, "L-7212CCBC"}, Case{"p5.48xlarge", Market::Spot, "L-C4BD4855"},
        Case{"p5.48xlarge", Market::OnDemand, "L-417A185B"}, Case{"trn1.32xlarge", Market::OnDemand, "L-2C3B7624"},
        Case{"inf2.xlarge", Market::Spot, "L-B5D1601B"}}) {
    const auto* quota = vcpu_quota_of(*catalog::find_instance_type(c.type), c.market);
    ASSERT_NE(quota, nullptr) << c.type;
    EXPECT_EQ(c.market == Market::Spot ? quota->spot : quota->on_demand, c.code) << c.type;
  }
}

}  // namespace
}  // namespace slipway::cost
