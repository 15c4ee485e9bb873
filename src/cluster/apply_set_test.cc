#include "cluster/apply_set.h"

#include <gtest/gtest.h>

#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

using testing::ClusterWorld;
using testing::config_map;
using Outcome = Pruned::Outcome;

const std::string kParent = "/api/v1/namespaces/kube-system/configmaps/slipway-demo";

std::string annotation(ClusterWorld& world, const std::string& key) {
  const auto parent = world.server.find(kParent);
  return parent ? std::string(parent->root()["metadata"]["annotations"]["applyset.kubernetes.io/" + key].text()) : "-";
}

std::string secret(const std::string& ns, const std::string& name, const std::string& metadata = "") {
  return R"({"apiVersion":"v1","kind":"Secret","metadata":{)" + metadata + R"("namespace":")" + ns + R"(","name":")" +
         name + "\"}}";
}

std::vector<kube::ObjectKey> keys_of(const std::vector<Applied>& applied) {
  std::vector<kube::ObjectKey> keys;
  for (const Applied& one : applied) keys.push_back(one.key);
  return keys;
}

/// What `apply` does with the set, from its beginning to its end.
std::vector<Pruned> bring_up(ClusterWorld& world, const std::vector<std::string>& texts, PruneOptions options = {}) {
  Kinds kinds(world.api);
  ApplySet set(world.api, kinds, "demo", "1.2.3");
  std::vector<doc::Document> documents;
  std::vector<const doc::Node*> objects;
  std::vector<kube::ObjectKey> keys;
  for (const std::string& text : texts) documents.push_back(ClusterWorld::object(text));
  for (const doc::Document& document : documents) {
    Diagnostics mistakes;
    objects.push_back(&document.root());
    keys.push_back(kube::read_object(document.root(), mistakes).key());
  }
  EXPECT_FALSE(set.widen(keys));
  const auto members = set.members();
  EXPECT_TRUE(members);
  const auto applied = apply_all(world.api, kinds, objects, {.set_id = set.id(), .before = &*members});
  std::set<std::string> uids;
  for (const Applied& one : applied) uids.insert(one.uid);
  auto pruned = prune(
      world.api, kinds, *members, [&](const Member& member) { return uids.contains(member.uid); }, options);
  std::vector<kube::ObjectKey> left = keys_of(applied);
  for (const Pruned& one : pruned)
    if (one.outcome != Outcome::Deleted) left.push_back(one.key);
  EXPECT_FALSE(set.narrow(left));
  return pruned;
}

TEST(ApplySet, TheIdIsTheHashOfTheParentsName) {
  ClusterWorld world;
  // printf 'slipway-demo.kube-system.ConfigMap.' | openssl dgst -sha256 -binary | basenc --base64url
  EXPECT_EQ(ApplySet(world.api, world.kinds, "demo", "1").id(),
            "applyset-bqWUcb6R7mAfukZS0prXto9OlV-PZrgWB6VHWdjA_Cw-v1");
}

TEST(ApplySet, TheParentNamesKindsAndNamespacesBeforeTheApplyAndOnlyThoseThatAreLeftAfterIt) {
  ClusterWorld world;
  world.server.put("/api/v1/namespaces/ml", R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ml"}})");
  (void)bring_up(world, {config_map("default", "a", "1"), secret("ml", "s")});
  EXPECT_EQ(annotation(world, "contains-group-kinds"), "ConfigMap,Secret");
  EXPECT_EQ(annotation(world, "additional-namespaces"), "default,ml");
  EXPECT_EQ(annotation(world, "tooling"), "slipway/1.2.3");

  ApplySet set(world.api, world.kinds, "demo", "1.2.3");
  EXPECT_FALSE(set.widen({{"Deployment", "apps", "default", "web"}}));
  EXPECT_EQ(annotation(world, "contains-group-kinds"), "ConfigMap,Deployment.apps,Secret");

  const auto pruned = bring_up(world, {config_map("default", "a", "1")});
  ASSERT_EQ(pruned.size(), 1u);
  EXPECT_EQ(pruned[0].outcome, Outcome::Deleted);
  EXPECT_EQ(annotation(world, "contains-group-kinds"), "ConfigMap");
  EXPECT_EQ(annotation(world, "additional-namespaces"), "default");
  EXPECT_EQ(world.server.paths().size(), 3u) << "the namespace ml, the ConfigMap, the parent";
}

TEST(ApplySet, NothingIsWrittenWhenNothingChanges) {
  ClusterWorld world;
  const std::vector<std::string> texts{config_map("default", "a", "1"), secret("default", "s")};
  (void)bring_up(world, texts);
  const auto before = world.server.writes();
  (void)bring_up(world, texts);
  EXPECT_EQ(world.server.writes(), before);
}

TEST(ApplySet, AnothersConfigMapIsLeftAlone) {
  for (const std::string tooling : {"", "kubectl/v1.36"}) {
    ClusterWorld world;
    world.server.put(kParent,
                     R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"slipway-demo","annotations":{)" +
                         (tooling.empty() ? "" : R"("applyset.kubernetes.io/tooling":")" + tooling + "\"") + "}}}");
    ApplySet set(world.api, world.kinds, "demo", "1");
    const auto failure = set.widen({{"ConfigMap", "", "default", "a"}});
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->reason, "ForeignSet");
    EXPECT_TRUE(world.server.writes().empty());
  }
}

TEST(ApplySet, WithoutItsParentItKnowsOfNoMembers) {
  ClusterWorld world;
  (void)bring_up(world, {config_map("default", "a", "1")});
  world.server.remove(kParent);
  ApplySet set(world.api, world.kinds, "demo", "1");
  EXPECT_TRUE(set.members()->empty());
}

TEST(Prune, KeepsWhatIsAnnotatedAndWhatHoldsOthersData) {
  ClusterWorld world;
  const std::string claim =
      R"({"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"default"}})";
  const std::string kept = secret("default", "s", R"("annotations":{"slipway.dev/keep":"true"},)");
  (void)bring_up(world, {claim, kept, config_map("default", "a", "1")});
  auto pruned = bring_up(world, {});
  ASSERT_EQ(pruned.size(), 3u);
  std::map<std::string, std::string> why;
  for (const Pruned& one : pruned) why[one.key.kind] = one.outcome == Outcome::Kept ? one.why : "deleted";
  EXPECT_EQ(why["ConfigMap"], "deleted");
  EXPECT_EQ(why["Secret"], "it is annotated slipway.dev/keep");
  EXPECT_EQ(why["PersistentVolumeClaim"], "the data on its volume may go with it");
  pruned = bring_up(world, {}, {.holders = Holders::Delete});
  EXPECT_EQ(pruned.size(), 2u) << "what was kept is still of the set";
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/default/persistentvolumeclaims/data"));
}

TEST(Prune, DeletesInTheReverseOfCreation) {
  ClusterWorld world;
  (void)bring_up(world, {R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ml"}})",
                         R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a"}})",
                         R"({"apiVersion":"karpenter.k8s.aws/v1","kind":"EC2NodeClass","metadata":{"name":"a"}})",
                         R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"a"}})",
                         R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}})",
                         R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"a"}})"});
  std::string order;
  for (const Pruned& one : bring_up(world, {}, {.holders = Holders::Delete})) order += one.key.kind + " ";
  EXPECT_EQ(order, "Ingress Deployment NodePool EC2NodeClass ServiceAccount Namespace ");
}

TEST(Prune, WaitsForFinalizersBeforeWhatStandsUnderIt) {
  ClusterWorld world;
  (void)bring_up(
      world,
      {R"({"apiVersion":"karpenter.k8s.aws/v1","kind":"EC2NodeClass","metadata":{"name":"a"}})",
       R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"a","finalizers":["karpenter.sh/termination"]}})"});
  const std::string pool = "/apis/karpenter.sh/v1/nodepools/a";
  int idle = 0;
  world.server.when_idle = [&] {
    EXPECT_TRUE(world.server.find("/apis/karpenter.k8s.aws/v1/ec2nodeclasses/a")) << "while its pool is there";
    if (++idle == 5) world.server.remove(pool);
  };
  for (const Pruned& one : bring_up(world, {})) EXPECT_EQ(one.outcome, Outcome::Deleted) << one.why;
  EXPECT_EQ(idle, 5);

  (void)bring_up(
      world,
      {R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"a","finalizers":["karpenter.sh/termination"]}})"});
  world.server.when_idle = {};
  const auto pruned = bring_up(world, {});
  EXPECT_EQ(pruned[0].outcome, Outcome::Ending);
  EXPECT_EQ(pruned[0].why, "its finalizers hold it: karpenter.sh/termination");
  EXPECT_EQ(annotation(world, "contains-group-kinds"), "NodePool.karpenter.sh") << "it is looked for next time";
}

TEST(Prune, WhatWasMadeAnewUnderTheNameIsNotDeleted) {
  ClusterWorld world;
  (void)bring_up(world, {config_map("default", "a", "1")});
  ApplySet set(world.api, world.kinds, "demo", "1");
  const auto members = set.members();
  const std::string path = "/api/v1/namespaces/default/configmaps/a";
  world.server.remove(path);
  world.server.put(path, config_map("default", "a", "theirs"));
  const auto pruned = prune(world.api, world.kinds, *members, [](const Member&) { return false; }, {});
  EXPECT_EQ(pruned[0].outcome, Outcome::Deleted) << "the one of the set is gone";
  EXPECT_TRUE(world.server.find(path));
}

TEST(ApplySet, KilledAtAnyRequestNothingIsForgotten) {
  const std::vector<std::string> before{config_map("default", "a", "1"), secret("default", "old")};
  const std::vector<std::string> after{config_map("default", "a", "2"),
                                       R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}})"};
  std::vector<std::string> expected;
  {
    ClusterWorld world;
    (void)bring_up(world, before);
    (void)bring_up(world, after);
    expected = world.server.paths();
  }
  bool was_killed = true;
  int at = 1;
  for (; was_killed; ++at) {
    ClusterWorld world;
    (void)bring_up(world, before);
    world.server.kill_at = at;
    was_killed = false;
    try {
      (void)bring_up(world, after);
    } catch (const testing::Killed&) {
      was_killed = true;
    }
    world.server.revive();
    (void)bring_up(world, after);
    EXPECT_EQ(world.server.paths(), expected) << "killed at request " << at;
    EXPECT_EQ(annotation(world, "contains-group-kinds"), "ConfigMap,Deployment.apps");
  }
  EXPECT_GT(at, 10);
}

}  // namespace
}  // namespace slipway::cluster
