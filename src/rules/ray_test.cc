#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// Members of the worker group begin at line 11.
std::string cluster(const std::string& group, const std::string& spec = "") {
  return "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r}\nspec:\n  headGroupSpec:\n    template:\n      "
         "spec:\n"
         "        containers: [{name: head, image: \"ray:2\"}]\n  workerGroupSpecs:\n  - groupName: gpu\n" +
         group +
         "    template: {spec: {containers: [{name: w, image: \"ray:2\", resources: {limits: {nvidia.com/gpu: "
         "1}}}]}}\n" +
         spec;
}

TEST(RayRules, ReplicasAreWithinTheirBounds) {
  EXPECT_EQ(lines("RAY001", cluster("    minReplicas: 3\n    maxReplicas: 2\n")), "11");
  EXPECT_EQ(lines("RAY001", cluster("    replicas: 5\n    minReplicas: 0\n    maxReplicas: 2\n")), "11");
  EXPECT_EQ(lines("RAY001", cluster("    replicas: 1\n    minReplicas: 0\n    maxReplicas: 2\n")), "");
}

TEST(RayRules, RayCountsTheGpusThatThereAre) {
  EXPECT_EQ(lines("RAY002", cluster("    rayStartParams: {num-gpus: \"2\"}\n")), "11");
  EXPECT_EQ(lines("RAY002", cluster("    rayStartParams: {num-gpus: \"1\"}\n")), "");
  EXPECT_EQ(lines("RAY002", cluster("    rayStartParams: {}\n")), "");
}

TEST(RayRules, TheHeadStaysOrKeepsItsStateElsewhere) {
  const auto pool = [](const std::string& capacity) {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: "
           "{requirements: [{key: "
           "karpenter.sh/capacity-type, operator: In, values: [" +
           capacity + "]}]}}}\n";
  };
  EXPECT_EQ(lines("RAY003", cluster("") + pool("spot")), "5");
  EXPECT_EQ(lines("RAY003", cluster("") + pool("on-demand")), "");
  EXPECT_EQ(lines("RAY003", cluster("", "  gcsFaultToleranceOptions: {redisAddress: r}\n") + pool("spot")), "");
}

TEST(RayRules, AllAreOfOneVersion) {
  const auto cluster_of = [](const std::string& version, const std::string& image) {
    return "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r}\nspec:\n  rayVersion: " + version +
           "\n  headGroupSpec:\n    template: {spec: {containers: [{name: h, image: \"" + image + "\"}]}}\n";
  };
  EXPECT_EQ(linted("RAY004", {{"f.yaml", cluster_of("2.49.0", "rayproject/ray:2.40.0")}}),
            std::vector<std::string>{"f.yaml:7 warning: Ray 2.40.0 in a cluster of Ray 2.49.0"});
  EXPECT_EQ(lines("RAY004", cluster_of("2.49.0", "docker.io/rayproject/ray-ml:2.48.0-py311-gpu")), "7");
  for (const char* right : {"rayproject/ray:2.49.0-py311-gpu", "rayproject/ray:nightly", "example.com/mine:1.2.3"})
    EXPECT_EQ(lines("RAY004", cluster_of("2.49.0", right)), "") << right;
}

}  // namespace
}  // namespace slipway::rules::testing
