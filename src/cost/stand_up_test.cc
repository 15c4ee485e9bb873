// Which nodes stand when nobody uses the platform.
#include "cost/stand_up.h"

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::List;
using doc::Map;

/// "pool general: 2 m5.large on-demand", a line for each group and pool that has nodes.
std::string standing(const Platform& p) {
  Diagnostics diagnostics;
  const Autoscaling autoscaling(p.graph);
  const Fleet fleet(p.graph, Prices(p.graph.setting.region), pod_groups(p.graph, autoscaling), diagnostics);
  std::string text;
  for (const auto& source : fleet.sources()) {
    if (source.standing_count() == 0) continue;
    text += source.name + ':';
    for (const auto& [offer, count] : source.standing)
      text += ' ' + std::to_string(count) + ' ' + source.offers[offer].name();
    text += '\n';
  }
  for (const auto& each : diagnostics.all()) text += each.id + ' ' + each.message + '\n';
  return text;
}

Map on_demand() { return requirement("karpenter.sh/capacity-type", "In", {"on-demand"}); }
Map types(List names) { return requirement("node.kubernetes.io/instance-type", "In", std::move(names)); }
Map general() {
  return node_pool("general", {on_demand(), types({"m5.large", "m5.xlarge", "m5.2xlarge"})}, {{"cpu", "100"}});
}

TEST(StandUp, PodsGoToTheCheapestTypeThatHoldsOne) {
  struct Case {
    int replicas;
    Map requests;
    std::string nodes;
  };
  // m5.large has 1930m and 6903Mi for pods, m5.xlarge 3920m.
  for (const Case& c : {Case{1, {{"cpu", "500m"}}, "pool general: 1 m5.large on-demand\n"},
                        {3, {{"cpu", "500m"}}, "pool general: 1 m5.large on-demand\n"},
                        {4, {{"cpu", "500m"}}, "pool general: 2 m5.large on-demand\n"},
                        {1, {{"cpu", "2"}}, "pool general: 1 m5.xlarge on-demand\n"},
                        {1, {{"memory", "10Gi"}}, "pool general: 1 m5.xlarge on-demand\n"},
                        {100, {}, "pool general: 4 m5.large on-demand\n"},  // 29 pods each, by addresses
                        {0, {{"cpu", "500m"}}, ""}}) {
    Platform p;
    p.add(node_class()).add(general()).add(deployment("web", c.replicas, c.requests));
    EXPECT_EQ(standing(p), c.nodes);
  }
}

TEST(StandUp, LargePodsComeFirstAndSmallOnesFillTheGaps) {
  Platform p;
  p.add(node_class()).add(general());
  p.add(deployment("small", 2, {{"cpu", "400m"}})).add(deployment("large", 1, {{"cpu", "3"}}));
  EXPECT_EQ(standing(p), "pool general: 1 m5.xlarge on-demand\n");
}

TEST(StandUp, PodsUseNodesThatStandAnyway) {
  Platform p;
  p.add("aws_eks_node_group", "system",
        {{"instance_types", List{"m5.large"}}, {"scaling_config", Map{{"min_size", 2}, {"max_size", 3}}}});
  p.add(node_class()).add(general()).add(deployment("web", 4, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "group system: 2 m5.large on-demand\n");
}

TEST(StandUp, TaintsKeepPodsAwayUnlessTheyTolerateThem) {
  Platform p;
  p.add("aws_eks_node_group", "system",
        {{"instance_types", List{"m5.large"}},
         {"scaling_config", Map{{"min_size", 2}, {"max_size", 3}}},
         {"taint", Map{{"key", "CriticalAddonsOnly"}, {"value", "true"}, {"effect", "NO_SCHEDULE"}}}});
  p.add(node_class()).add(general()).add(deployment("web", 1, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "group system: 2 m5.large on-demand\npool general: 1 m5.large on-demand\n");
  p.add(deployment("operator", 1, {{"cpu", "900m"}},
                   {{"tolerations", List{Map{{"key", "CriticalAddonsOnly"}, {"operator", "Exists"}}}}}));
  EXPECT_EQ(standing(p), "group system: 2 m5.large on-demand\npool general: 1 m5.large on-demand\n");
}

TEST(StandUp, SelectorsAndAffinityChooseThePool) {
  Platform p;
  auto gpu = node_pool("gpu", {requirement("karpenter.k8s.aws/instance-family", "In", {"g5", "g6"})},
                       {{"nvidia.com/gpu", "8"}, {"cpu", "500"}});
  p.add(node_class()).add(general()).add(std::move(gpu));
  p.add(deployment("llm", 2, {{"nvidia.com/gpu", "1"}}));
  // Spot is allowed and preferred; g6.xlarge is the cheapest type with a GPU.
  EXPECT_EQ(standing(p), "pool gpu: 2 g6.xlarge spot\n");

  p.add(deployment("pinned", 1, {{"cpu", "100m"}}, {{"nodeSelector", Map{{"karpenter.sh/nodepool", "general"}}}}));
  const auto on = [](Map expression) {
    return Map{
        {"affinity",
         Map{{"nodeAffinity",
              Map{{"requiredDuringSchedulingIgnoredDuringExecution",
                   Map{{"nodeSelectorTerms", List{Map{{"matchExpressions", List{std::move(expression)}}}}}}}}}}}};
  };
  p.add(deployment("dear", 1, {{"nvidia.com/gpu", "1"}},
                   on(requirement("karpenter.k8s.aws/instance-gpu-name", "In", {"a10g"}))));
  EXPECT_EQ(standing(p), "pool general: 1 m5.large on-demand\npool gpu: 2 g6.xlarge spot 1 g5.xlarge spot\n");
}

TEST(StandUp, ThePoolsOfHigherWeightAreAskedFirst) {
  Platform p;
  auto second = node_pool("second", {on_demand(), types({"m5.2xlarge"})}, {{"cpu", "100"}});
  second.find("spec")->map()->set("weight", 10);
  p.add(node_class()).add(general()).add(std::move(second)).add(deployment("web", 1, {{"cpu", "500m"}}));
  EXPECT_EQ(standing(p), "pool second: 1 m5.2xlarge on-demand\n");
}

TEST(StandUp, LimitsAreKeptAndWhatFitsNowhereIsSaid) {
  Platform p;
  p.add(node_class()).add(node_pool("tiny", {on_demand(), types({"m5.large"})}, {{"cpu", "5"}}));
  p.add(deployment("web", 5, {{"cpu", "1500m"}}));
  EXPECT_EQ(standing(p),
            "pool tiny: 2 m5.large on-demand\n"
            "COST006 no node group or pool holds 3 of the pods of Deployment default/web: no nodes for them are in the "
            "total\n");
}

TEST(StandUp, AutoscalersSetTheReplicasThatStand) {
  const auto scaler = [](const char* kind, const char* api, Map spec) {
    spec.set("scaleTargetRef", Map{{"kind", "Deployment"}, {"name", "web"}});
    return Map{{"apiVersion", api}, {"kind", kind}, {"metadata", Map{{"name", "s"}}}, {"spec", std::move(spec)}};
  };
  struct Case {
    Map object;
    std::string nodes;
  };
  for (const Case& c :
       {Case{scaler("ScaledObject", "keda.sh/v1alpha1", {{"maxReplicaCount", 50}}), ""},
        {scaler("ScaledObject", "keda.sh/v1alpha1", {{"minReplicaCount", 2}}), "pool general: 2 m5.large on-demand\n"},
        {scaler("HorizontalPodAutoscaler", "autoscaling/v2", {{"minReplicas", 3}, {"maxReplicas", 9}}),
         "pool general: 3 m5.large on-demand\n"}}) {
    Platform p;
    p.add(node_class()).add(general()).add(deployment("web", 5, {{"cpu", "1500m"}})).add(c.object);
    EXPECT_EQ(standing(p), c.nodes);
  }
}

TEST(StandUp, ClusterAutoscalerGrowsGroupsForPodsAndKeepsTheirMinimum) {
  Platform p("us-east-1", "Cluster Autoscaler 1.35.0");
  p.add("aws_eks_node_group", "gpu",
        {{"instance_types", List{"g5.2xlarge"}},
         {"scaling_config", Map{{"min_size", 0}, {"desired_size", 3}, {"max_size", 4}}}});
  EXPECT_EQ(standing(p), "");
  p.add(deployment("llm", 2, {{"nvidia.com/gpu", "1"}}));
  EXPECT_EQ(standing(p), "group gpu: 2 g5.2xlarge on-demand\n");
}

TEST(StandUp, PodsThatShunTheirKindTakeANodeEach) {
  Platform p;
  auto web = deployment(
      "web", 3, {{"cpu", "100m"}},
      {{"affinity",
        Map{{"podAntiAffinity", Map{{"requiredDuringSchedulingIgnoredDuringExecution",
                                     List{Map{{"topologyKey", "kubernetes.io/hostname"},
                                              {"labelSelector", Map{{"matchLabels", Map{{"app", "web"}}}}}}}}}}}}});
  web.find("spec")->map()->find("template")->map()->set("metadata", Map{{"labels", Map{{"app", "web"}}}});
  p.add(node_class()).add(general()).add(std::move(web)).add(deployment("other", 2, {{"cpu", "100m"}}));
  EXPECT_EQ(standing(p), "pool general: 3 m5.large on-demand\n");
}

TEST(StandUp, AStaticPoolStandsAndTakesPods) {
  Platform p;
  auto fixed = node_pool("fixed", {on_demand(), types({"m5.large", "m5.xlarge"})}, {});
  fixed.find("spec")->map()->set("replicas", 2);
  p.add(node_class()).add(std::move(fixed)).add(general()).add(deployment("web", 2, {{"cpu", "1500m"}}));
  EXPECT_EQ(standing(p), "pool fixed: 2 m5.large on-demand\n");
}

TEST(StandUp, AMillionReplicasTakeNoLongerThanOne) {
  Platform p;
  p.add(node_class()).add(node_pool("wide", {on_demand(), types({"m5.large"})}, {{"cpu", "900000000"}}));
  p.add(deployment("web", 1'000'000, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "pool wide: 500000 m5.large on-demand\n");
}

TEST(StandUp, RayGroupsStandAtTheirMinimum) {
  const auto pod = [](const char* cpu) {
    return Map{
        {"spec", Map{{"containers", List{Map{{"name", "ray"}, {"resources", Map{{"requests", Map{{"cpu", cpu}}}}}}}}}}};
  };
  Platform p;
  p.add(node_class()).add(general());
  p.add({{"apiVersion", "ray.io/v1"},
         {"kind", "RayCluster"},
         {"metadata", Map{{"name", "ray"}, {"namespace", "ray"}}},
         {"spec", Map{{"enableInTreeAutoscaling", true},
                      {"headGroupSpec", Map{{"template", pod("1500m")}}},
                      {"workerGroupSpecs", List{Map{{"groupName", "cpu"},
                                                    {"replicas", 5},
                                                    {"minReplicas", 1},
                                                    {"maxReplicas", 8},
                                                    {"template", pod("1500m")}},
                                                Map{{"groupName", "gpu"},
                                                    {"replicas", 2},
                                                    {"minReplicas", 0},
                                                    {"maxReplicas", 8},
                                                    {"template", pod("1500m")}}}}}}});
  EXPECT_EQ(standing(p), "pool general: 2 m5.large on-demand\n");
}

}  // namespace
}  // namespace slipway::cost
