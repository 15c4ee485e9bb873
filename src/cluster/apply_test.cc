#include "cluster/apply.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

using testing::ClusterWorld;
using testing::config_map;
using Outcome = Applied::Outcome;

std::string deployment(int replicas, const std::string& image = "web:1") {
  return R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":)" +
         std::to_string(replicas) + R"(,"template":{"spec":{"containers":[{"name":"web","image":")" + image +
         R"("},{"name":"side","image":"side:1"}]}}}})";
}

std::string paths_of(const Applied& applied) {
  std::string text;
  for (const FieldChange& one : applied.changes) text += one.path + " ";
  return text;
}

TEST(Apply, SaysWhatWasCreatedChangedAndLeftAsItWas) {
  ClusterWorld world;
  const ApplyOptions set{.set_id = "set-1"};
  auto results = world.apply({config_map("default", "a", "1"), config_map("default", "b", "1")}, set);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].outcome, Outcome::Created);
  EXPECT_EQ(results[0].key.to_string(), "ConfigMap/default/a");
  EXPECT_NE(results[0].uid, "");
  EXPECT_EQ(world.server.find("/api/v1/namespaces/default/configmaps/a")->root()["metadata"]["labels"][kPartOf].text(),
            "set-1");

  results = world.apply({config_map("default", "a", "1"), config_map("default", "b", "2")}, set);
  EXPECT_EQ(results[0].outcome, Outcome::Unchanged);
  EXPECT_EQ(results[1].outcome, Outcome::Changed);
  EXPECT_EQ(results[1].changes, (std::vector<FieldChange>{{".data.key", "\"1\"", "\"2\""}}));
}

TEST(Apply, AnObjectWithoutANamespaceGoesWhereTheContextSays) {
  ClusterWorld world;
  EXPECT_EQ(world.apply({deployment(1)})[0].key.ns, "default");
  EXPECT_TRUE(world.server.find("/apis/apps/v1/namespaces/default/deployments/web"));
}

TEST(Apply, WhatIsThereAsWeWouldMakeItIsNotSent) {
  ClusterWorld world;
  (void)world.apply({deployment(1), config_map("default", "a", "1")}, {.set_id = "s"});
  const int before = world.server.requests();
  const auto results = world.apply({deployment(1), config_map("default", "a", "1")}, {.set_id = "s"});
  EXPECT_EQ(world.server.requests() - before, 2) << "a list of each kind";
  EXPECT_EQ(results[0].outcome, Outcome::Unchanged);
  EXPECT_EQ(results[0].object.root()["kind"].text(), "Deployment");
  EXPECT_NE(results[0].uid, "");
}

TEST(Apply, WhatControllersDoMeanwhileIsNoChange) {
  ClusterWorld world;
  const ApplyOptions set{.set_id = "set-1"};
  (void)world.apply({deployment(1)}, set);
  Kinds& kinds = world.kinds;
  const auto before = members_of(world.api, {**kinds.known("apps/v1", "Deployment")}, "set-1");
  ASSERT_TRUE(before);
  const std::string path = "/apis/apps/v1/namespaces/default/deployments/web";
  doc::Map annotated(world.server.find(path)->root());
  annotated.find("metadata")->map()->set("annotations", doc::Map{{"deployment.kubernetes.io/revision", "1"}});
  world.server.put(path, doc::write_json(doc::Value(annotated), doc::JsonLayout::Compact), "kube-controller-manager");
  world.server.set_status(path, R"({"replicas":1})");
  EXPECT_EQ(world.apply({deployment(1)}, {.set_id = "set-1", .before = &*before})[0].outcome, Outcome::Unchanged);
}

TEST(Apply, AFieldThatIsNoLongerSetGoes) {
  ClusterWorld world;
  const std::string two = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1","y":"2"}})";
  const std::string one = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"x":"1"}})";
  (void)world.apply({two});
  const auto results = world.apply({one});
  EXPECT_EQ(results[0].outcome, Outcome::Changed);
  EXPECT_EQ(results[0].changes, (std::vector<FieldChange>{{".data.y", "\"2\"", ""}}));
}

TEST(Apply, ADryRunChangesNothingAndSaysWhatWould) {
  ClusterWorld world;
  const ApplyOptions set{.set_id = "s"}, dry{.set_id = "s", .mode = ApplyMode::DryRun};
  (void)world.apply({deployment(1)}, set);
  const auto writes = world.server.writes();
  EXPECT_EQ(world.apply({deployment(1)}, dry)[0].outcome, Outcome::Unchanged);
  const auto results = world.apply({deployment(3, "web:2"), config_map("default", "new", "1")}, dry);
  EXPECT_EQ(paths_of(results[0]), ".spec.replicas .spec.template.spec.containers[name=web].image ");
  EXPECT_EQ(results[1].outcome, Outcome::Created);
  EXPECT_EQ(world.server.writes(), writes);
}

TEST(Apply, DriftShowsAgainstWhatOthersMadeOfIt) {
  ClusterWorld world;
  (void)world.apply({deployment(1)}, {.set_id = "s"});
  const std::string path = "/apis/apps/v1/namespaces/default/deployments/web";
  doc::Map edited(world.server.find(path)->root());
  edited.find("spec")->map()->set("replicas", 7);
  world.server.put(path, doc::write_json(doc::Value(edited), doc::JsonLayout::Compact), "kubectl-edit");
  const auto results =
      world.apply({deployment(1)}, {.set_id = "s", .mode = ApplyMode::DryRun, .conflicts = Conflicts::Take});
  EXPECT_EQ(results[0].changes, (std::vector<FieldChange>{{".spec.replicas", "7", "1"}}));
}

TEST(Apply, AConflictNamesFieldOwnerAndOperation) {
  ClusterWorld world;
  world.server.put("/api/v1/namespaces/default/configmaps/a", config_map("default", "a", "theirs"),
                   "argocd-controller");
  const auto results = world.apply({config_map("default", "a", "ours")}, {.set_id = "s"});
  ASSERT_EQ(results[0].outcome, Outcome::Failed);
  EXPECT_EQ(results[0].failure.message,
            "ConfigMap default/a: another manager set a field to another value: .data.key is owned by "
            "'argocd-controller' (Update)");
  EXPECT_NE(results[0].failure.fix.find("Argo CD"), std::string::npos);
  EXPECT_EQ(world.apply({config_map("default", "a", "ours")}, {.set_id = "s", .conflicts = Conflicts::Take})[0].outcome,
            Outcome::Changed);
}

TEST(Apply, TakesBackWhatSomebodyDidByHandButNothingOfAController) {
  ClusterWorld world;
  world.server.put("/api/v1/namespaces/default/configmaps/a", config_map("default", "a", "theirs"), "kubectl-edit");
  world.server.put("/api/v1/namespaces/default/configmaps/b", config_map("default", "b", "theirs"), "keda-operator");
  const auto results = world.apply({config_map("default", "a", "ours"), config_map("default", "b", "ours")},
                                   {.set_id = "s", .conflicts = Conflicts::TakeFromPeople});
  EXPECT_EQ(results[0].outcome, Outcome::Changed);
  EXPECT_EQ(results[1].outcome, Outcome::Failed);
}

TEST(Apply, NamespacesAndDefinitionsGoFirstAndTheirKindsAreWaitedFor) {
  ClusterWorld world;
  world.server.run_controllers();
  const auto results = world.apply(
      {R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"new"}})",
       R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
           "spec":{"group":"example.com","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets"},
                   "versions":[{"name":"v1"}]}})",
       R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"new"}})"},
      {.set_id = "s"});
  for (const Applied& one : results) EXPECT_EQ(one.outcome, Outcome::Created) << one.failure.message;
}

TEST(Apply, SaysWhichKindIsMissing) {
  ClusterWorld world;
  const auto results = world.apply({R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}})",
                                    R"({"apiVersion":"apps/v1beta1","kind":"Deployment","metadata":{"name":"w"}})",
                                    R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"w-"}})",
                                    config_map("none", "a", "1"), config_map("default", "a", "1")});
  EXPECT_EQ(results[0].failure.message, "Widget w: the cluster has no kind Widget of example.com/v1");
  EXPECT_EQ(results[1].failure.message, "Deployment w: the cluster has this kind, but not as apps/v1beta1");
  EXPECT_EQ(results[2].failure.reason, "NoName");
  EXPECT_EQ(results[3].failure.message, "ConfigMap none/a: there is no namespace 'none'");
  EXPECT_EQ(results[4].outcome, Outcome::Created) << "the others go on";
}

TEST(Apply, KeepsEightInFlightAndTheOrder) {
  ClusterWorld world;
  std::vector<std::string> texts;
  for (int i = 0; i < 200; ++i) texts.push_back(config_map("default", "c" + std::to_string(i), "1"));
  const auto results = world.apply(texts, {.set_id = "s"});
  for (int i = 0; i < 200; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].key.name, "c" + std::to_string(i));
  EXPECT_LE(world.server.most_in_flight(), kInFlight);
  EXPECT_EQ(world.server.requests(), 203) << "discovery (2), one list, and one for each";
}

TEST(Apply, SurvivesAServerThatIsAwayForHalfAMinute) {
  ClusterWorld world;
  world.api.be_patient(60'000);
  (void)world.kinds.refresh();
  world.server.away_until = world.server.clock.now() + 30'000;
  EXPECT_EQ(world.apply({config_map("default", "a", "1")}, {.set_id = "s"})[0].outcome, Outcome::Created);
  world.server.away_until = world.server.clock.now() + 300'000;
  const auto results = world.apply({config_map("default", "a", "2")}, {.set_id = "s"});
  EXPECT_EQ(results[0].failure.reason, "Unreachable");
}

TEST(Apply, TriesAgainWhatEndsByItself) {
  struct Case {
    int status;
    std::string reason, message;
    bool is_tried_again;
  };
  for (const Case& c :
       {Case{409, "Conflict", "Operation cannot be fulfilled on configmaps: the object has been modified", true},
        {500, "InternalError", "failed calling webhook \\\"w\\\": no endpoints available for service", true},
        {503, "ServiceUnavailable", "apiserver is shutting down", true},
        {403, "Forbidden", "unable to create new content in namespace x because it is being terminated", true},
        {403, "Forbidden", "pods is forbidden: error looking up service account a/b", true},
        {404, "NotFound", "the server could not find the requested resource", true},
        {500, "", "failed to create typed patch object (a/b; v1, Kind=ConfigMap): .foo: field not declared in schema",
         false},
        {403, "Forbidden", "exceeded quota: q", false},
        {422, "Invalid", "spec.selector: field is immutable", false}}) {
    ClusterWorld world;
    int left = 2;
    world.server.trouble = [&](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
      if (request.method != "PATCH" || left-- <= 0) return std::nullopt;
      return Result<io::HttpResponse>(io::HttpResponse{
          c.status, {}, R"({"kind":"Status","reason":")" + c.reason + R"(","message":")" + c.message + "\"}"});
    };
    const auto results = world.apply({config_map("default", "a", "1")}, {.set_id = "s"});
    EXPECT_EQ(results[0].outcome, c.is_tried_again ? Outcome::Created : Outcome::Failed) << c.message;
  }
}

TEST(Apply, StopsBetweenObjects) {
  ClusterWorld world;
  int asked = 0;
  const auto results =
      world.apply({config_map("default", "a", "1")}, {.set_id = "s", .stop = [&] { return ++asked > 0; }});
  EXPECT_EQ(results[0].outcome, Outcome::Skipped);
  EXPECT_TRUE(world.server.paths().empty());
}

TEST(Apply, KilledAtAnyRequestTheNextRunEndsTheSame) {
  const std::vector<std::string> texts{config_map("default", "a", "1"), config_map("default", "b", "1"), deployment(2)};
  for (int at = 1; at <= 7; ++at)
    for (const bool before : {false, true}) {
      ClusterWorld world;
      world.server.kill_at = at;
      world.server.kill_before = before;
      EXPECT_THROW((void)world.apply(texts, {.set_id = "s"}), testing::Killed) << at;
      world.server.revive();
      Kinds again(world.api);
      (void)world.apply(texts, {.set_id = "s"});
      EXPECT_EQ(world.server.paths().size(), 3u);
      for (const Applied& one : world.apply(texts, {.set_id = "s"})) EXPECT_EQ(one.outcome, Outcome::Unchanged);
    }
}

}  // namespace
}  // namespace slipway::cluster
