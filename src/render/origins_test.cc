#include "render/origins.h"

#include <gtest/gtest.h>

namespace slipway::render {
namespace {

const SourceText kPlatform("examples/x/platform.yaml", R"(# a comment
apiVersion: slipway.dev/v1alpha1
kind: Platform
spec:
  network:
    create: {cidr: 10.0.0.0/16, natGateways: single}
  nodePools:
    gpu:
      types: [g5]
  components:
    - karpenter
    - keda: {version: 2.17.0}
  list:
    - name: first
      size: 1
    - 2
)");

std::string at(int line, int column) { return Origins().of({&kPlatform, line, column, 0}); }

TEST(Origins, ArePathsThatOutliveLinesAbove) {
  EXPECT_EQ(at(6, 13), "platform.yaml network.create");
  EXPECT_EQ(at(6, 33), "platform.yaml network.create.natGateways");
  EXPECT_EQ(at(8, 5), "platform.yaml nodePools.gpu") << "a map begins where its first key does: the key is meant";
  EXPECT_EQ(at(9, 14), "platform.yaml nodePools.gpu.types");
  EXPECT_EQ(at(11, 7), "platform.yaml components[karpenter]");
  EXPECT_EQ(at(12, 13), "platform.yaml components[keda]");
  EXPECT_EQ(at(14, 7), "platform.yaml list[first]");
  EXPECT_EQ(at(16, 7), "platform.yaml list[2]");
  EXPECT_EQ(at(0, 0), "platform.yaml") << "the whole file";
  EXPECT_EQ(Origins().of({}), "");
}

TEST(Origins, CommentNamesTheComponent) {
  EXPECT_EQ(Origins().comment("karpenter", {&kPlatform, 11, 7, 0}), "karpenter · platform.yaml components[karpenter]");
  EXPECT_EQ(Origins().comment("karpenter", {}), "karpenter");
}

TEST(Origins, OfWhatIsNoYamlAreItsFile) {
  const SourceText broken("a.yaml", "{[\n");
  EXPECT_EQ(Origins().of({&broken, 1, 2, 0}), "a.yaml");
}

}  // namespace
}  // namespace slipway::render
