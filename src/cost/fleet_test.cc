// Which nodes stand at each level.
#include "cost/fleet.h"

#include "cost/testing.h"

namespace slipway::cost {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;

/// "pool general: 2 m5.large on-demand", a line for each group and pool that has nodes at the level; then what is said.
std::string standing(Platform& p, Level level = Level::Idle) {
  std::string text;
  for (const auto& line : p.bill().lines) {
    if (line.part != "nodes") continue;
    std::string nodes;
    for (const auto& node : line.nodes)
      if (node.count[level] > 0) nodes += ' ' + std::to_string(node.count[level]) + ' ' + node.type + ' ' + node.market;
    if (!nodes.empty()) text += line.name + ':' + nodes + '\n';
  }
  return text + p.said();
}

Map on_demand() { return requirement("karpenter.sh/capacity-type", "In", {"on-demand"}); }
Map types(List names) { return requirement("node.kubernetes.io/instance-type", "In", std::move(names)); }
Map general() {
  return node_pool("general", {on_demand(), types({"m5.large", "m5.xlarge", "m5.2xlarge"})}, {{"cpu", "100"}});
}

TEST(Fleet, PodsGetTheNodesThatKarpenterWouldBuy) {
  struct Case {
    int replicas;
    Map requests;
    std::string nodes;
  };
  // m5.large has 1930m and 6903Mi for pods, m5.xlarge 3920m: four pods share one.
  for (const Case& c : {Case{3, {{"cpu", "500m"}}, "pool general: 1 m5.large on-demand\n"},
                        {4, {{"cpu", "500m"}}, "pool general: 1 m5.xlarge on-demand\n"},
                        {0, {{"cpu", "500m"}}, ""}}) {
    Platform p;
    p.add(node_class()).add(general()).add(deployment("web", c.replicas, c.requests));
    EXPECT_EQ(standing(p), c.nodes);
  }
}

TEST(Fleet, LargePodsComeFirstAndSmallOnesFillTheGaps) {
  Platform p;
  p.add(node_class()).add(general());
  p.add(deployment("small", 2, {{"cpu", "400m"}})).add(deployment("large", 1, {{"cpu", "3"}}));
  EXPECT_EQ(standing(p), "pool general: 1 m5.xlarge on-demand\n");
}

TEST(Fleet, PodsUseNodesThatStandAnyway) {
  Platform p;
  p.add("aws_eks_node_group", "system",
        {{"instance_types", List{"m5.large"}}, {"scaling_config", Map{{"min_size", 2}, {"max_size", 3}}}});
  p.add(node_class()).add(general()).add(deployment("web", 4, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "group system: 2 m5.large on-demand\n");
}

TEST(Fleet, AGroupStandsInTheZonesOfItsSubnets) {
  struct Case {
    List subnets;
    std::string said;
  };
  const Map one_zone{
      {"affinity",
       Map{{"nodeAffinity", Map{{"requiredDuringSchedulingIgnoredDuringExecution",
                                 Map{{"nodeSelectorTerms",
                                      List{Map{{"matchExpressions", List{requirement("topology.kubernetes.io/zone",
                                                                                     "In", {"us-east-1b"})}}}}}}}}}}}};
  const std::string waits = "COST006 1 of the pods of Deployment default/train finds no node";
  for (const Case& c : {Case{{Expression{"aws_subnet.b.id"}}, ""},
                        {{Expression{"aws_subnet.a.id"}, Expression{"aws_subnet.b.id"}}, waits},
                        {{"subnet-0123456789abcdef0", "subnet-0123456789abcdef1"}, waits}}) {
    Platform p;
    p.add("aws_subnet", "a", {{"availability_zone", "us-east-1a"}});
    p.add("aws_subnet", "b", {{"availability_zone", "us-east-1b"}});
    p.add("aws_eks_node_group", "efa",
          {{"instance_types", List{"m5.large"}},
           {"subnet_ids", c.subnets},
           {"scaling_config", Map{{"min_size", 2}, {"max_size", 2}}}});
    p.add(deployment("train", 2, {{"cpu", "1500m"}}, one_zone));
    p.bill();
    EXPECT_EQ(p.said().substr(0, waits.size()), c.said);
  }
}

TEST(Fleet, TaintsKeepPodsAwayUnlessTheyTolerateThem) {
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

TEST(Fleet, SelectorsAndAffinityChooseThePool) {
  Platform p;
  auto gpu = node_pool("gpu", {requirement("karpenter.k8s.aws/instance-family", "In", {"g5", "g6"})},
                       {{"nvidia.com/gpu", "8"}, {"cpu", "500"}});
  p.add(node_class()).add(general()).add(std::move(gpu));
  p.add(deployment("llm", 2, {{"nvidia.com/gpu", "1"}}));
  // One node takes both: Karpenter fills a node before it asks for another.
  EXPECT_EQ(standing(p), "pool gpu: 1 g6.12xlarge spot\n");

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
  EXPECT_EQ(standing(p), "pool general: 1 m5.large on-demand\npool gpu: 1 g5.12xlarge spot\n");
}

TEST(Fleet, ThePoolsOfHigherWeightAreAskedFirst) {
  Platform p;
  auto second = node_pool("second", {on_demand(), types({"m5.2xlarge"})}, {{"cpu", "100"}});
  second.find("spec")->map()->set("weight", 10);
  p.add(node_class()).add(general()).add(std::move(second)).add(deployment("web", 1, {{"cpu", "500m"}}));
  EXPECT_EQ(standing(p), "pool second: 1 m5.2xlarge on-demand\n");
}

TEST(Fleet, LimitsAreKeptAndWhatFitsNowhereIsSaid) {
  Platform p;
  p.add(node_class()).add(node_pool("tiny", {on_demand(), types({"m5.large"})}, {{"cpu", "5"}}));
  p.add(deployment("web", 5, {{"cpu", "1500m"}}));
  EXPECT_EQ(standing(p),
            "pool tiny: 2 m5.large on-demand\n"
            "COST006 3 of the pods of Deployment default/web find no node: pool tiny: every one of 1 type would exceed "
            "the pool's limits\n");
}

TEST(Fleet, AutoscalersSetTheReplicasThatStand) {
  const auto scaler = [](const char* kind, const char* api, Map spec) {
    spec.set("scaleTargetRef", Map{{"kind", "Deployment"}, {"name", "web"}});
    return Map{{"apiVersion", api}, {"kind", kind}, {"metadata", Map{{"name", "s"}}}, {"spec", std::move(spec)}};
  };
  struct Case {
    Map object;
    std::string nodes;
  };
  for (const Case& c : {Case{scaler("ScaledObject", "keda.sh/v1alpha1", {{"maxReplicaCount", 20}}), ""},
                        {scaler("ScaledObject", "keda.sh/v1alpha1", {{"minReplicaCount", 2}, {"maxReplicaCount", 20}}),
                         "pool general: 1 m5.xlarge on-demand\n"},
                        {scaler("HorizontalPodAutoscaler", "autoscaling/v2", {{"minReplicas", 3}, {"maxReplicas", 9}}),
                         "pool general: 1 m5.2xlarge on-demand\n"}}) {
    Platform p;
    p.add(node_class()).add(general()).add(deployment("web", 5, {{"cpu", "1500m"}})).add(c.object);
    EXPECT_EQ(standing(p), c.nodes);
  }
}

TEST(Fleet, ClusterAutoscalerGrowsGroupsForPodsAndKeepsTheirMinimum) {
  Platform p("us-east-1", "Cluster Autoscaler 1.35.0");
  p.add("aws_eks_node_group", "gpu",
        {{"instance_types", List{"g5.2xlarge"}},
         {"scaling_config", Map{{"min_size", 0}, {"desired_size", 3}, {"max_size", 4}}}});
  EXPECT_EQ(standing(p), "");
  p.add(deployment("llm", 2, {{"nvidia.com/gpu", "1"}}));
  EXPECT_EQ(standing(p), "group gpu: 2 g5.2xlarge on-demand\n");
}

TEST(Fleet, PodsThatShunTheirKindTakeANodeEach) {
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

TEST(Fleet, AStaticPoolStandsAndTakesPods) {
  Platform p;
  auto fixed = node_pool("fixed", {on_demand(), types({"m5.large", "m5.xlarge"})}, {});
  fixed.find("spec")->map()->set("replicas", 2);
  p.add(node_class()).add(std::move(fixed)).add(general()).add(deployment("web", 2, {{"cpu", "1500m"}}));
  EXPECT_EQ(standing(p), "pool fixed: 2 m5.large on-demand\n");
}

TEST(Fleet, MoreReplicasThanAClusterHoldsAreAMistake) {
  Platform p;
  p.add(node_class()).add(general()).add(deployment("web", 1'000'000, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "MODEL001 Deployment default/web asks for 1000000 pods, more than 100000 in all\n");
}

TEST(Fleet, GroupsUnderClusterAutoscalerFillUpToTheirLargestSize) {
  Platform p("us-east-1", "Cluster Autoscaler 1.35.0");
  p.add("aws_eks_node_group", "web",
        {{"instance_types", List{"m5.large"}}, {"scaling_config", Map{{"min_size", 1}, {"max_size", 3}}}});
  p.add(deployment("web", 5, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p), "group web: 3 m5.large on-demand\n");
  p.add(deployment("more", 2, {{"cpu", "900m"}}));
  EXPECT_EQ(standing(p),
            "group web: 3 m5.large on-demand\n"
            "COST006 1 of the pods of Deployment default/more finds no node: group web is at the largest size\n");
}

TEST(Fleet, JobsRunFromDeclaredOn) {
  Platform p;
  p.add(node_class()).add(general());
  p.add({{"apiVersion", "batch/v1"},
         {"kind", "Job"},
         {"metadata", Map{{"name", "train"}}},
         {"spec",
          Map{{"template",
               Map{{"spec", Map{{"containers", List{Map{{"name", "main"},
                                                        {"resources", Map{{"requests", Map{{"cpu", "3"}}}}}}}}}}}}}}});
  EXPECT_EQ(standing(p, Level::Idle), "");
  EXPECT_EQ(standing(p, Level::Declared), "pool general: 1 m5.xlarge on-demand\n");
  EXPECT_EQ(standing(p, Level::Maximum), "pool general: 1 m5.xlarge on-demand\n");
}

TEST(Fleet, RayGroupsStandAtTheirMinimum) {
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
  EXPECT_EQ(standing(p), "pool general: 1 m5.xlarge on-demand\n");
  EXPECT_EQ(standing(p, Level::Declared), "pool general: 2 m5.2xlarge on-demand\n");
}

}  // namespace
}  // namespace slipway::cost
