#include "model/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "decide/karpenter/solve.h"
#include "model/testing.h"

namespace slipway::model {
namespace {

constexpr std::string_view kPool =
    "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: gpu}, spec: {template: {spec: {nodeClassRef: "
    "{group: "
    "karpenter.k8s.aws, kind: EC2NodeClass, name: default}, requirements: [{key: karpenter.k8s.aws/instance-family, "
    "operator: In, values: [g5]}]}}}}\n---\n"
    "{apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: default}, spec: {amiSelectorTerms: "
    "[{alias: "
    "al2023@latest}]}}\n---\n";

std::string deployment(std::string_view name, int replicas, std::string_view more = "") {
  return fmt::format(
      "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {}}}, spec: {{replicas: {}, template: {{metadata: "
      "{{labels: {{app: x}}}}, spec: {{{}containers: [{{name: c, resources: {{limits: {{nvidia.com/gpu: 1, cpu: "
      "2}}}}}}]}}}}}}}}\n---\n",
      name, replicas, more);
}

std::vector<std::string> names(const Model& model) {
  std::vector<std::string> out;
  for (const auto& pod : model.cluster.pods) out.push_back(pod.pod.object.ns + "/" + pod.pod.object.name);
  return out;
}

TEST(Model, MakesPodsThatKarpenterFindsNodesFor) {
  Manifests manifests(std::string(kPool) + deployment("llm", 2));
  const Model model = manifests.model(in_virginia());
  EXPECT_TRUE(manifests.said().empty());
  EXPECT_EQ(names(model), (std::vector<std::string>{"default/llm-0", "default/llm-1"}));
  EXPECT_EQ(model.cluster.pods[0].requests->at("nvidia.com/gpu").to_string(), "1") << "a limit is a request too";
  EXPECT_EQ(model.cluster.pods[1].pod.object.labels.at("app"), "x");
  ASSERT_EQ(model.sources.size(), 1u);
  EXPECT_EQ(model.sources[model.source_of[1]].title, "Deployment default/llm");
  EXPECT_EQ(model.sources[0].where.line, 5);

  const auto decision = karpenter::solve(model.cluster);
  ASSERT_EQ(decision.claims.size(), 1u) << "types with several GPUs take both";
  const std::uint32_t cheapest = decision.claims[0].types[0];
  EXPECT_EQ(model.cluster.types[cheapest].type.name, "g5.12xlarge");
  ASSERT_TRUE(model.prices[cheapest].on_demand);
  EXPECT_EQ(model.prices[cheapest].on_demand->usd.to_exact_string(), "5.672");
  EXPECT_TRUE(model.prices[cheapest].spot->is_estimate);
}

TEST(Model, OffersEachTypeInEachZone) {
  Manifests manifests{kPool};
  const Model model = manifests.model(in_virginia());
  const auto type =
      std::ranges::find_if(model.cluster.types, [](const auto& one) { return one.type.name == "g5.xlarge"; });
  ASSERT_NE(type, model.cluster.types.end());
  std::vector<std::string> offered;
  for (const auto& one : type->offerings) offered.push_back(one.zone + " " + one.capacity_type);
  EXPECT_EQ(offered, (std::vector<std::string>{"us-east-1a on-demand", "us-east-1a spot", "us-east-1b on-demand",
                                               "us-east-1b spot"}));
  EXPECT_EQ(type->type.label("topology.k8s.aws/zone-id"), nullptr) << "which letter is which id differs by account";
}

TEST(Model, TakesZonesAndReservationsFromTheStatusOfANodeClass) {
  Manifests manifests(
      "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: gpu}, spec: {template: {spec: {nodeClassRef: "
      "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}}}}\n---\n{apiVersion: karpenter.k8s.aws/v1, kind: "
      "EC2NodeClass, metadata: {name: c}, spec: {amiFamily: AL2023}, status: {subnets: [{zone: us-east-1b, zoneID: "
      "use1-az2}], capacityReservations: [{id: cr-1, instanceType: p5.48xlarge, availabilityZone: us-east-1b, "
      "reservationType: default}, {id: cr-2, instanceType: p5.48xlarge, availabilityZone: us-east-1b}]}}");
  Setting setting = in_virginia();
  setting.place.free_reservations["cr-1"] = 3;
  const Model model = manifests.model(setting);
  const auto type =
      std::ranges::find_if(model.cluster.types, [](const auto& one) { return one.type.name == "p5.48xlarge"; });
  std::vector<std::string> offered;
  for (const auto& one : type->offerings)
    offered.push_back(fmt::format("{} {} {} {} {}", one.zone, one.capacity_type, one.reservation_id,
                                  one.reservation_capacity, one.available));
  EXPECT_EQ(offered,
            (std::vector<std::string>{"us-east-1b on-demand  0 true", "us-east-1b spot  0 true",
                                      "us-east-1b reserved cr-1 3 true", "us-east-1b reserved cr-2 100000 true"}));
  EXPECT_EQ(
      manifests.said().at(0),
      "3:184 MODEL006 how many instances of p5.48xlarge are free in reservation cr-2 is not known: as many as are "
      "needed are taken to be, at the on-demand price; it is paid used or not");
}

TEST(Model, TakesReservationsOfAClassThatNoClusterHasSeenAsItNamesThem) {
  struct Case {
    std::string term;
    std::int64_t said;  // instances that are free, as --reserved says; -1: it does not
    std::string offered, note;
  };
  const std::string by_id = "MODEL006 how many instances are free in reservation cr-1 is not known: as many as ",
                    by_selection = "MODEL006 how many instances are free in what it selects is not known: as many as ";
  for (const Case& c : {Case{"{id: cr-1}", -1, "100000 true", by_id},
                        {"{id: cr-1}", 4, "4 true", ""},
                        {"{id: cr-1}", 0, "0 false", ""},
                        {"{tags: {a: b}}", -1, "100000 true", by_selection},
                        {"{instanceMatchCriteria: open}", -1, "100000 true", by_selection}}) {
    Manifests manifests(
        "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: gpu}, spec: {template: {spec: {nodeClassRef: "
        "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}}}}\n---\n{apiVersion: karpenter.k8s.aws/v1, kind: "
        "EC2NodeClass, metadata: {name: c}, spec: {amiFamily: AL2023, capacityReservationSelectorTerms: [" +
        c.term + "]}}");
    Setting setting = in_virginia();
    if (c.said >= 0) setting.place.free_reservations["cr-1"] = c.said;
    const Model model = manifests.model(setting);
    std::set<std::string> offered;
    for (const auto& type : model.cluster.types)
      for (const auto& one : type.offerings)
        if (one.capacity_type == "reserved")
          offered.insert(fmt::format("{} {}", one.reservation_capacity, one.available));
    EXPECT_EQ(offered, std::set<std::string>{c.offered}) << c.term;
    const auto said = manifests.said();
    EXPECT_EQ(said.empty() ? "" : said.at(0).substr(said.at(0).find("MODEL"), c.note.size()), c.note);
  }
}

TEST(Model, SaysOfWhichReservationNoNodeClassIs) {
  Manifests manifests(
      "{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: gpu}, spec: {template: {spec: {nodeClassRef: "
      "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}}}}\n---\n{apiVersion: karpenter.k8s.aws/v1, kind: "
      "EC2NodeClass, metadata: {name: c}, spec: {amiFamily: AL2023, capacityReservationSelectorTerms: [{id: cr-12}]}}");
  Setting setting = in_virginia();
  setting.place.free_reservations = {{"cr-12", 1}, {"cr-13", 2}};
  manifests.model(setting);
  EXPECT_EQ(manifests.said(), (std::vector<std::string>{"0:0 MODEL011 no node class here is of reservation cr-13"}));
}

TEST(Model, LetsWhatIsWrittenReplaceWhatIsLive) {
  const std::string live =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: llm, uid: d}, spec: {replicas: 2, template: {spec: "
      "{}}}}"
      "\n---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, uid: e}, spec: {template: {spec: "
      "{}}}}\n---\n"
      "{apiVersion: v1, kind: Pod, metadata: {name: llm-abc-1, uid: p, labels: {pod-template-hash: abc}, "
      "ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: llm-abc, controller: true}]}, spec: {nodeName: "
      "node-1}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: web-abc-1, uid: q, labels: {pod-template-hash: "
      "abc}, "
      "ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-abc, controller: true}]}, spec: {nodeName: "
      "node-1}}\n---\n";
  Manifests as_it_is(live);
  const Model before = as_it_is.model(in_virginia());
  EXPECT_EQ(names(before), (std::vector<std::string>{"default/llm-abc-1", "default/web-abc-1"}))
      << "a live Deployment has its pods already";
  EXPECT_EQ(before.sources[before.source_of[1]].title, "Deployment default/web");

  Manifests changed(live + deployment("llm", 3));
  EXPECT_EQ(names(changed.model(in_virginia())),
            (std::vector<std::string>{"default/web-abc-1", "default/llm-0", "default/llm-1", "default/llm-2"}))
      << "all pods of a changed Deployment are new ones in the end";
  EXPECT_EQ(changed.said(), std::vector<std::string>{});
}

TEST(Model, SaysWhatIsWrittenTwice) {
  Manifests manifests(deployment("llm", 2) + deployment("llm", 1));
  EXPECT_EQ(names(manifests.model(in_virginia())), (std::vector<std::string>{"default/llm-0"}));
  EXPECT_EQ(manifests.said(),
            (std::vector<std::string>{"3:58 MODEL004 Deployment default/llm is written twice: this one counts"}));
}

TEST(Model, NamesThePoolWhoseNodeClassIsMissing) {
  Manifests manifests(std::string(kPool.substr(0, kPool.find("\n---"))));
  const Model model = manifests.model(in_virginia());
  EXPECT_FALSE(model.cluster.pools.at(0).is_ready);
  EXPECT_EQ(manifests.said().size(), 1u);
  EXPECT_NE(
      manifests.said()[0].find("MODEL003 NodePool gpu is of EC2NodeClass default, which is not among the objects"),
      std::string::npos);
}

TEST(Model, RefusesRequirementsThatTheApiServerWould) {
  Manifests manifests(
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    spec:\n      "
      "nodeClassRef: {group: eks.amazonaws.com, kind: NodeClass, name: c}\n      requirements:\n      - {key: a, "
      "operator: "
      "Inn, values: [b]}\n      - {key: a, operator: In}\n      - {key: a, operator: Gt, values: [\"many\"]}\n      - "
      "{key: a, operator: Gt, values: [\"4\"]}\n");
  manifests.model(in_virginia());
  EXPECT_EQ(manifests.said(),
            (std::vector<std::string>{
                "9:28 MODEL010 unknown operator 'Inn'", "10:28 MODEL010 operator In needs values",
                "11:28 MODEL010 operator Gt needs one value, a whole number",
                "7:21 MODEL008 NodePool gpu is EKS Auto Mode's: taken to be decided as Karpenter 1.14.1 decides"}));
}

TEST(Model, GivesEachPodOfAStatefulSetItsClaim) {
  Manifests manifests(
      "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 2, template: {spec: "
      "{containers: "
      "[]}}, volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: gp3}}]}}");
  const Model model = manifests.model(in_virginia());
  ASSERT_EQ(model.cluster.volume_claims.size(), 2u);
  EXPECT_EQ(model.cluster.volume_claims[1].claim.object.name, "data-db-1");
  EXPECT_EQ(model.cluster.pods[1].pod.spec->volumes.at(0).claim_name, "data-db-1");
  EXPECT_TRUE(model.cluster.pods[1].of_stateful_set);
  EXPECT_EQ(model.cluster.storage_classes.at(0).object.name, "gp3");
  EXPECT_EQ(manifests.said().size(), 1u) << "MODEL007: the class is taken to be there";
}

TEST(Model, BoundsThePodsOfAllWorkloadsTogether) {
  Manifests manifests(deployment("a", 60'000) + deployment("b", 60'000) + deployment("c", 40'000));
  EXPECT_EQ(manifests.model(in_virginia()).cluster.pods.size(), 100'000u);
  EXPECT_EQ(
      manifests.said(),
      (std::vector<std::string>{"3:58 MODEL001 more than 100000 pods in all with those of Deployment default/b"}));
}

TEST(Model, AddsNodesOfManagedGroups) {
  Manifests manifests(deployment("a", 1));
  Setting setting = in_virginia();
  setting.nodes.push_back({"group system", 3, "m5.large", {}, {{"eks.amazonaws.com/nodegroup", "system"}}, {}});
  setting.nodes.push_back({"group odd", 1, "x9.huge", {}, {}, {}});
  const Model model = manifests.model(setting);
  ASSERT_EQ(model.cluster.nodes.size(), 3u);
  const kube::Node& node = model.cluster.nodes[2].node;
  EXPECT_EQ(node.object.name, "system-2");
  EXPECT_EQ(node.object.labels.at("topology.kubernetes.io/zone"), "us-east-1a");
  EXPECT_EQ(node.object.labels.at("node.kubernetes.io/instance-type"), "m5.large");
  EXPECT_EQ(node.allocatable.at("cpu").to_string(), "1930m");
  EXPECT_EQ(manifests.said(),
            (std::vector<std::string>{"0:0 MODEL009 instance type 'x9.huge' of group odd is not in the "
                                      "catalogue: its nodes are left out"}));
}

TEST(Model, GivesPodsWhatDecisionsLookAtBesideTheirRequests) {
  Manifests manifests(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, template: {spec: {"
      "initContainers: [{name: i, resources: {requests: {cpu: 3}}}], containers: [{name: a, resources: {requests: "
      "{cpu: "
      "1}}, ports: [{containerPort: 80}]}, {name: b, resources: {requests: {cpu: 1}}, ports: [{containerPort: 81, "
      "hostPort: 81}]}], volumes: [{name: e, emptyDir: {}}, {name: c, persistentVolumeClaim: {claimName: c}}]}}}}");
  const Model model = manifests.model(in_virginia());
  ASSERT_EQ(model.cluster.pods.size(), 2u);
  for (const karpenter::Pod& pod : model.cluster.pods) {
    EXPECT_EQ(pod.requests->at("cpu").to_string(), "3") << "of the init container, which is the larger";
    ASSERT_EQ(pod.pod.spec->containers.size(), 1u);
    EXPECT_EQ(pod.pod.spec->containers[0].ports.at(0).host_port, 81);
    ASSERT_EQ(pod.pod.spec->volumes.size(), 1u);
    EXPECT_EQ(pod.pod.spec->volumes[0].claim_name, "c");
  }
}

}  // namespace
}  // namespace slipway::model
