#include "catalog/compatibility.h"

#include <gtest/gtest.h>

namespace slipway::catalog {
namespace {

TEST(Compatibility, KarpenterByItsMatrix) {
  EXPECT_EQ(first_karpenter("1.35"), "1.9");
  EXPECT_EQ(first_karpenter("1.31"), "1.0.5");
  EXPECT_EQ(first_karpenter("1.20"), std::nullopt);
}

TEST(Compatibility, ClusterAutoscalerByItsChart) {
  EXPECT_EQ(cluster_autoscaler_of_chart("9.59.0"), "1.35");
  EXPECT_EQ(cluster_autoscaler_of_chart("9.37.0"), "1.30");
  EXPECT_EQ(cluster_autoscaler_of_chart("9.46.6"), "1.32");
  EXPECT_EQ(cluster_autoscaler_of_chart("9.20.0"), std::nullopt);
  EXPECT_EQ(cluster_autoscaler_of_chart("latest"), std::nullopt);
}

}  // namespace
}  // namespace slipway::catalog
