#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/pools.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

TEST(PoolCapacityRules, ReservedCapacityIsOfAReservation) {
  const std::string terms = "  capacityReservationSelectorTerms: [{id: cr-0123456789abcdef0}]\n";
  EXPECT_EQ(linted("KRP038", {{"f.yaml", with_class(pool(capacity("reserved")))}}),
            (Said{"f.yaml:9 error: NodePool p asks for reserved capacity, and its class names no reservation"}));
  EXPECT_EQ(linted("KRP038", {{"f.yaml", with_class(pool(capacity("on-demand, reserved")))}}),
            (Said{"f.yaml:9 warning: NodePool p asks for reserved capacity, and its class names no reservation"}));
  EXPECT_EQ(lines("KRP038", with_class(pool(capacity("reserved")), terms)), "");
  EXPECT_EQ(lines("KRP038", with_class(pool(capacity("on-demand, spot")))), "");
  EXPECT_EQ(lines("KRP038", pool(capacity("reserved"))), "") << "the class is not here";
}

TEST(PoolCapacityRules, PricesOfAGpuPoolMustNotDifferBeyondReason) {
  subject::Context context;
  context.region = "us-west-2";
  const std::string wide = pool(family("g5, p5") + gpus("\"1\", \"8\""));
  EXPECT_EQ(lines("KRP023", wide, context), "8");
  EXPECT_EQ(lines("KRP023", pool(family("g5, g6") + gpus("1")), context), "");
  EXPECT_EQ(lines("KRP023", pool(family("m7i, m7a")), context), "");
}

// Of types of which the catalogue has the name alone nobody knows whether they have GPUs: the others decide.
TEST(PoolCapacityRules, APoolOfGpuCategoriesIsAGpuPool) {
  const auto category = [](const std::string& values) {
    return pool(one_of("karpenter.k8s.aws/instance-category", values));
  };
  for (const char* gpus : {"g", "p", "g, p"}) {
    EXPECT_EQ(lines("KRP024", category(gpus)), "4") << gpus;
    EXPECT_EQ(lines("KRP028", category(gpus)), "5") << gpus;
  }
  EXPECT_EQ(lines("KRP024", category("g, m")), "") << "some of its nodes have none";
  EXPECT_EQ(lines("KRP024", pool(type("p6e-gb200.36xlarge"))), "") << "nothing is known of it";
}

TEST(PoolCapacityRules, GpuPoolsLimitTheirGpus) {
  EXPECT_EQ(lines("KRP024", pool(family("g5"), "", "  limits: {cpu: 100}\n")), "9");
  EXPECT_EQ(lines("KRP024", pool(family("g5"))), "4");
  EXPECT_EQ(lines("KRP024", pool(family("g5"), "", "  limits: {cpu: 4}\n")), "") << "one GPU: as tight as a limit";
  EXPECT_EQ(lines("KRP024", pool(family("g5"), "", "  limits: {memory: 4Gi}\n")), "9");
  EXPECT_EQ(lines("KRP024", pool(family("g5"), "", "  limits: {nvidia.com/gpu: 8}\n")), "");
  EXPECT_EQ(lines("KRP024", pool(family("m7i"), "", "  limits: {cpu: 100}\n")), "");
}

TEST(PoolCapacityRules, ALabelOfTheTemplateMustNotTakeChoicesAway) {
  const std::string label = "    metadata: {labels: {karpenter.sh/capacity-type: spot}}\n";
  EXPECT_EQ(lines("KRP025", pool(capacity("spot, on-demand"), label)), "9");
  EXPECT_EQ(lines("KRP025", pool(capacity("spot"), label)), "");
}

TEST(PoolCapacityRules, SpotNeedsSeveralTypes) {
  EXPECT_EQ(lines("KRP026", pool(capacity("spot") + type("g5.xlarge"))), "9");
  EXPECT_EQ(lines("KRP026", pool(capacity("spot, on-demand") + type("g5.xlarge"))), "");
  EXPECT_EQ(lines("KRP026", pool(capacity("spot") + type("g5.xlarge, g6.xlarge"))), "");
}

TEST(PoolCapacityRules, SpotNeedsAnInterruptionQueueWhereKarpenterIsInstalledHere) {
  const std::string helm = "helm install karpenter oci://public.ecr.aws/karpenter/karpenter";
  EXPECT_EQ(linted("KRP027", {{"p.yaml", pool(capacity("spot"))}, {"k.sh", helm + "\n"}}),
            (Said{"k.sh:1 warning: Karpenter is installed without an interruption queue",
                  "p.yaml:8 warning: NodePool p may run on Spot, and Karpenter has no interruption queue"}));
  EXPECT_EQ(
      linted("KRP027", {{"p.yaml", pool(capacity("spot"))}, {"k.sh", helm + " --set settings.interruptionQueue=q\n"}}),
      Said{});
  EXPECT_EQ(lines("KRP027", pool(capacity("spot"))), "");
}

TEST(PoolCapacityRules, GpuPoolsHaveATaint) {
  EXPECT_EQ(lines("KRP028", pool(family("g5"))), "5");
  EXPECT_EQ(lines("KRP028", pool(family("g5"), "      taints: [{key: nvidia.com/gpu, effect: NoSchedule}]\n")), "");
}

TEST(PoolCapacityRules, ALimitLetsTheSmallestNodeIn) {
  EXPECT_EQ(lines("KRP029", pool(type("p5.48xlarge"), "", "  limits: {nvidia.com/gpu: 4}\n")), "9");
  EXPECT_EQ(lines("KRP029", pool(type("p5.48xlarge"), "", "  limits: {nvidia.com/gpu: 8}\n")), "");
}

TEST(PoolCapacityRules, AMisspeltTaintIsATaint) {
  const auto pool = [](const std::string& taints) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    spec:\n" +
           taints +
           "      requirements:\n      - {key: node.kubernetes.io/instance-type, operator: In, values: [g6.xlarge]}\n";
  };
  EXPECT_NE(lines("KRP028", pool("")), "");
  EXPECT_EQ(lines("KRP028", pool("      taints: [{key: a, effect: NoSchedule}]\n")), "");
  EXPECT_EQ(lines("KRP028", pool("      taints: [{key: a, effect: NoSchedul}]\n")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
