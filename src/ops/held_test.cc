#include "ops/held.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "ops/testing/asked_elsewhere.h"
#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

constexpr std::int64_t kShortTime = 20'000;
const CommandFlags kCommands{.kubectl = " --kubeconfig .slipway/demo/kubeconfig"};

/// Puts a finalizer on what is there.
void hold(FakeWorld& world, const std::string& path, const std::string& finalizer) {
  const auto object = world.server.find(path);
  ASSERT_TRUE(object) << path;
  auto held = doc::canonical_json(object->root());
  held.insert(held.find(R"("metadata":{)") + 12, fmt::format(R"("finalizers":["{}"],)", finalizer));
  world.server.put(path, held, "someone");
}

struct Heard final : Watcher {
  explicit Heard(io::Clock& c) : clock(c) {}
  void begun(const Step&, std::size_t, std::size_t, std::int64_t) override { step_begun = clock.now(); }
  void told(const std::string&) override {}
  void ended(const Step& step, Journal::State, const std::string& text, std::int64_t) override {
    said[step.name] = text;
  }
  void notice(const std::string& text) {
    if (notices.empty()) after = clock.now() - step_begun;
    notices.push_back(text);
  }
  io::Clock& clock;
  std::int64_t step_begun = 0, after = 0;  // after: of the first notice
  std::vector<std::string> notices;
  std::map<std::string, std::string> said;
  StepsOutcome outcome;
};

template <class Verb, class Wish>
Heard run(FakeWorld& world, Wish wish) {
  const auto process = world.process();
  Heard heard(world.server.clock);
  process->site.notice = [&heard](const std::string& text) { heard.notice(text); };
  Verb verb(process->site, *world.journal, wish);
  const auto changes = verb.plan(quiet);
  EXPECT_TRUE(changes) << (changes ? "" : changes.error().message);
  if (!changes) return heard;
  const auto begun = world.journal->begin_run({.verb = "a", .who = "me", .version = "0", .begun = 1});
  heard.outcome = run_steps(verb.steps(), *world.journal, *begun, world.server.clock, world.interrupts, heard);
  return heard;
}
Heard run_destroy(FakeWorld& world) { return run<Destroy>(world, Destroy::Wish{}); }

/// Whoever waits presses Ctrl-C after so many seconds in which nothing came.
void interrupt_after(FakeWorld& world, int seconds, int times) {
  world.server.when_idle = [&world, left = seconds, times]() mutable {
    if (--left == 0) world.interrupts.came = times;
  };
}

struct Row {
  const char* path;
  const char* title;
  const char* patch;
};
constexpr Row kOurs[] = {
    {"/api/v1/namespaces/ml/configmaps/settings", "ConfigMap ml/settings",
     "patch ConfigMap settings --namespace ml --type merge"},
    {"/apis/apps/v1/namespaces/ml/deployments/web", "Deployment ml/web",
     "patch Deployment.apps web --namespace ml --type merge"},
    {"/apis/karpenter.sh/v1/nodepools/general", "NodePool general", "patch NodePool.karpenter.sh general --type merge"},
};

void expect_all_is_said(const std::string& text, const Row& row) {
  EXPECT_NE(text.find(row.title), text.npos) << text;
  EXPECT_NE(text.find("example.com/hold"), text.npos) << text;
  EXPECT_NE(text.find(row.patch), text.npos) << text;
  EXPECT_NE(text.find(R"('{"metadata":{"finalizers":null}}')"), text.npos) << text;
  EXPECT_EQ(asked_elsewhere(text, kCommands), "");
}

TEST(Held, ByAStrangersFinalizerItIsNamedSoonAtTheEndAndWhenInterrupted) {
  enum class End { TimeIsOver, Interrupted, InterruptedTwice };
  for (const Row& row : kOurs)
    for (const auto end : {End::TimeIsOver, End::Interrupted, End::InterruptedTwice}) {
      FakeWorld world;
      bring_up(world);
      hold(world, row.path, "example.com/hold");
      if (end != End::TimeIsOver) interrupt_after(world, 40, end == End::Interrupted ? 1 : 2);
      const auto heard = run_destroy(world);
      ASSERT_EQ(heard.notices.size(), 1u) << row.title;
      EXPECT_LE(heard.after, kShortTime) << row.title;
      expect_all_is_said(heard.notices[0], row);
      ASSERT_NE(heard.outcome.failed, "") << row.title;
      const auto& failure = heard.outcome.failure;
      EXPECT_EQ(failure.is_interruption, end != End::TimeIsOver);
      expect_all_is_said(failure.message + "\n" + failure.fix, row);
    }
}

/// `helm uninstall --wait` says nothing of what it waits for, nor of what it has waited for in vain.
TEST(Held, OfAChartsItIsNamedSoonAndAtTheEnd) {
  const std::string role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/karpenter";
  for (const Row& row : {Row{"/api/v1/namespaces/kube-system/services/karpenter", "Service kube-system/karpenter",
                             "patch Service karpenter --namespace kube-system --type merge"},
                         Row{role.c_str(), "ClusterRole karpenter",
                             "patch ClusterRole.rbac.authorization.k8s.io karpenter --type merge"}}) {
    FakeWorld world;
    fill(world.graph);
    auto& made = world.of_charts["karpenter"];
    made["/api/v1/namespaces/kube-system/services/karpenter"] =
        R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"karpenter","namespace":"kube-system"}})";
    made[role] =
        R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"karpenter"}})";
    ASSERT_EQ(apply(world).outcome.failed, "");
    hold(world, row.path, "example.com/hold");
    const auto heard = run_destroy(world);
    EXPECT_EQ(heard.outcome.failed, "chart/karpenter");
    ASSERT_EQ(heard.notices.size(), 1u) << "once";
    expect_all_is_said(heard.notices[0], row);
    const auto& failure = heard.outcome.failure;
    EXPECT_NE(failure.message.find("timed out waiting"), std::string::npos) << failure.message;
    expect_all_is_said(failure.message + "\n" + failure.fix, row);
    world.server.remove(row.path);  // somebody takes the finalizer away
    EXPECT_EQ(run_destroy(world).outcome.failed, "");
    EXPECT_EQ(world.state(), FakeWorld().state());
  }
}

TEST(Held, ByAStrangersFinalizerApplyNamesItInWhatItPrunes) {
  FakeWorld world;
  bring_up(world);
  hold(world, kOurs[0].path, "example.com/hold");
  world.graph = without(world.graph, [](std::string_view kind) { return kind == "ConfigMap"; });
  const auto heard = run<Apply>(world, ApplyWish{});
  EXPECT_EQ(heard.outcome.failed, "") << heard.outcome.failure.message;
  ASSERT_EQ(heard.notices.size(), 1u);
  EXPECT_LE(heard.after, kShortTime);
  expect_all_is_said(heard.notices[0], kOurs[0]);
  expect_all_is_said(heard.said.at("prune"), kOurs[0]);
}

/// What stands in a Namespace holds it, and the Namespace says only of which kind that is.
TEST(Held, OfANamespaceWhatIsLeftInIt) {
  FakeWorld world;
  bring_up(world);
  const std::string ns = "/api/v1/namespaces/ml", inside = ns + "/configmaps/of-somebody";
  hold(world, ns, "of-the-fake");  // the fake server has no namespace controller
  world.server.put(inside, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"of-somebody","namespace":"ml",
      "finalizers":["example.com/hold"],"deletionTimestamp":"2026-11-26T00:00:00Z"}})",
                   "");
  world.server.on_write = [&world, ns, others = world.server.on_write](const std::string& path) {
    others(path);
    const auto object = world.server.find(path);
    if (path != ns || !object || object->root()["metadata"]["deletionTimestamp"].is_absent()) return;
    auto held = doc::canonical_json(object->root());
    held.replace(held.find("of-the-fake"), 11, "kubernetes");
    if (held.find("NamespaceContentRemaining") != held.npos) return;
    world.server.put(ns, held, "");
    world.server.set_status(ns, R"({"phase":"Terminating","conditions":[
      {"type":"NamespaceDeletionContentFailure","status":"False","message":"All content successfully deleted"},
      {"type":"NamespaceContentRemaining","status":"True",
       "message":"Some resources are remaining: configmaps. has 1 resource instances"}]})");
  };
  const auto heard = run_destroy(world);
  EXPECT_EQ(heard.outcome.failed, "00-namespaces");
  const Row row{"", "ConfigMap ml/of-somebody", "patch ConfigMap of-somebody --namespace ml"};
  ASSERT_FALSE(heard.notices.empty());
  expect_all_is_said(heard.notices[0], row);
  expect_all_is_said(heard.outcome.failure.message + "\n" + heard.outcome.failure.fix, row);
}

constexpr const char* kController = "/apis/apps/v1/namespaces/kube-system/deployments/karpenter";

/// Karpenter's chart, with a NodeClaim of the pool; nobody lets go of either.
void fill_with_nodes(FakeWorld& world) {
  fill(world.graph);
  world.server.offer({"karpenter.sh", "v1", "NodeClaim", "nodeclaims", false});
  world.of_charts["karpenter"][kController] =
      R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"karpenter","namespace":"kube-system",
          "labels":{"app.kubernetes.io/managed-by":"Helm"},"generation":1},"spec":{"replicas":2}})";
  EXPECT_EQ(apply(world).outcome.failed, "");
  world.server.put("/apis/karpenter.sh/v1/nodeclaims/general-x7",
                   R"({"apiVersion":"karpenter.sh/v1","kind":"NodeClaim","metadata":{"name":"general-x7",
                       "labels":{"karpenter.sh/nodepool":"general"},"finalizers":["karpenter.sh/termination"],
                       "ownerReferences":[{"kind":"NodePool","name":"general"}],
                       "deletionTimestamp":"2026-11-26T00:00:00Z"}})",
                   "");
  hold(world, "/apis/karpenter.sh/v1/nodepools/general", "foregroundDeletion");
  world.server.set_status(kController, R"({"observedGeneration":1,"replicas":2,"updatedReplicas":2,
      "readyReplicas":2,"availableReplicas":2})");
}

TEST(Held, ByAControllerThatIsNotThereOrNotWellIsSaidSoon) {
  struct Trouble {
    const char* why;
    std::function<void(FakeWorld&)> make;
  };
  const Trouble kTroubles[] = {
      {"Deployment kube-system/karpenter is not there", [](FakeWorld& world) { world.server.remove(kController); }},
      {"Deployment kube-system/karpenter is not ready",
       [](FakeWorld& world) {
         world.server.set_status(kController, R"({"observedGeneration":1,"replicas":2,"updatedReplicas":2})");
       }},
      {"Deployment kube-system/karpenter is scaled to 0",
       [](FakeWorld& world) {
         world.server.put(kController, R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"karpenter",
           "namespace":"kube-system"},"spec":{"replicas":0}})");
       }},
      {"no such chart is here",
       [](FakeWorld& world) {
         world.server.remove("/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1");
       }},
  };
  for (const auto& [why, make] : kTroubles) {
    FakeWorld world;
    fill_with_nodes(world);
    make(world);
    const auto heard = run_destroy(world);
    EXPECT_EQ(heard.outcome.failed, "50-node-pools");
    ASSERT_EQ(heard.notices.size(), 1u) << why;
    EXPECT_LE(heard.after, kShortTime);
    const auto& failure = heard.outcome.failure;
    for (const auto& text : {heard.notices[0], failure.message + "\n" + failure.fix}) {
      for (const char* part :
           {why, "NodeClaim general-x7 is held by karpenter.sh/termination", "slipway apply --only karpenter",
            "its instance, which runs on", "patch NodeClaim.karpenter.sh general-x7 --type merge"})
        EXPECT_NE(text.find(part), text.npos) << part << " is not in: " << text;
      EXPECT_EQ(asked_elsewhere(text, kCommands), "");
    }
  }
}

TEST(Held, WhereTheControllerIsWellNothingIsSaid) {
  FakeWorld world;
  fill_with_nodes(world);
  const auto heard = run_destroy(world);
  EXPECT_EQ(heard.outcome.failed, "50-node-pools");
  EXPECT_EQ(heard.notices, std::vector<std::string>{});
  EXPECT_NE(heard.outcome.failure.message.find("NodePool general does not go"), std::string::npos)
      << heard.outcome.failure.message;
}

}  // namespace
}  // namespace slipway::ops
