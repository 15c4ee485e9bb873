#include "cluster/wait.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/objects.h"
#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

using testing::ClusterWorld;

const std::string kWeb = "/apis/apps/v1/namespaces/default/deployments/web";
const kube::ObjectKey kWebKey{"Deployment", "apps", "default", "web"};
constexpr const char* kReady =
    R"({"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1})";

struct WaitWorld : ClusterWorld {
  int idle = 0;
  WaitWorld() {
    server.put(kWeb, R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
                         "spec":{"selector":{"matchLabels":{"app":"web"}}}})");
  }
  /// What happens after each second in which nothing did.
  void at_second(int second, std::function<void()> what) {
    happens_.emplace(second, std::move(what));
    server.when_idle = [this] {
      const auto [from, to] = happens_.equal_range(++idle);
      for (auto one = from; one != to; ++one) one->second();
    };
  }
  std::size_t count(const std::string& part) const {
    const auto asked = server.asked();
    return static_cast<std::size_t>(
        std::ranges::count_if(asked, [&](const std::string& one) { return one.find(part) != one.npos; }));
  }

 private:
  std::multimap<int, std::function<void()>> happens_;
};

TEST(Wait, WatchesUntilAllIsReadyAndTellsWhatChanges) {
  WaitWorld world;
  world.at_second(2, [&] { world.server.set_status(kWeb, R"({"observedGeneration":1})"); });
  world.at_second(4, [&] { world.server.set_status(kWeb, kReady); });
  std::vector<std::string> told;
  const auto waited = wait_until_ready(world.api, world.kinds, {kWebKey}, {},
                                       [&](std::size_t, const Readiness& one) { told.push_back(one.why); });
  ASSERT_TRUE(waited);
  EXPECT_TRUE(waited->at(0).readiness.is_ready());
  EXPECT_EQ(told, (std::vector<std::string>{"its controller has not seen the change yet", "0 of 1 replicas are updated",
                                            ""}));
  EXPECT_EQ(world.count("watch=1"), 1u) << "one stream";
  EXPECT_EQ(world.count("deployments?fieldSelector=metadata.name%3Dweb"), 1u) << "one look";
}

TEST(Wait, WhatIsReadyIsNotWatched) {
  WaitWorld world;
  world.server.set_status(kWeb, kReady);
  EXPECT_TRUE(wait_until_ready(world.api, world.kinds, {kWebKey}, {})->at(0).readiness.is_ready());
  EXPECT_EQ(world.count("watch=1"), 0u);
}

TEST(Wait, EndsInTimeAndSaysWhatThePodsSay) {
  WaitWorld world;
  world.server.set_status(kWeb, R"({"observedGeneration":1,"replicas":1,"updatedReplicas":1})");
  world.server.put(
      "/api/v1/namespaces/default/pods/web-1",
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","labels":{"app":"web"}},"status":{"phase":"Pending",
                       "containerStatuses":[{"name":"c","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}})");
  const auto began = world.server.clock.now();
  const auto waited = wait_until_ready(world.api, world.kinds, {kWebKey, {"ConfigMap", "", "default", "none"}},
                                       {.milliseconds = 60'000});
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->at(0).readiness.why, "0 of 1 replicas are available; pod web-1: container c: ImagePullBackOff");
  EXPECT_EQ(waited->at(1).readiness.why, "it is not there");
  EXPECT_GE(world.server.clock.now() - began, 60'000);
  EXPECT_LT(world.server.clock.now() - began, 130'000) << "two streams share the clock";
}

TEST(Wait, EndsAtOnceWhenItFailed) {
  WaitWorld world;
  world.at_second(1, [&] {
    world.server.set_status(kWeb, R"({"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False",
                                      "reason":"ProgressDeadlineExceeded","message":"timed out"}]})");
  });
  const auto waited = wait_until_ready(world.api, world.kinds, {kWebKey}, {});
  EXPECT_EQ(waited->at(0).readiness.state, Readiness::State::Failed);
}

TEST(Wait, GoesOnWhereTheStreamBrokeOff) {
  WaitWorld world;
  world.at_second(1, [&] { world.server.away_until = world.server.clock.now() + 20'000; });
  world.at_second(5, [&] { world.server.set_status(kWeb, kReady); });
  EXPECT_TRUE(wait_until_ready(world.api, world.kinds, {kWebKey}, {})->at(0).readiness.is_ready());
  EXPECT_EQ(world.count("deployments?fieldSelector"), 1u) << "it is not listed again";
}

TEST(Wait, LooksAgainWhenHistoryIsForgotten) {
  WaitWorld world;
  world.at_second(1, [&] { world.server.forget_history(); });
  world.at_second(2, [&] { world.server.set_status(kWeb, kReady); });
  EXPECT_TRUE(wait_until_ready(world.api, world.kinds, {kWebKey}, {})->at(0).readiness.is_ready());
}

TEST(Wait, AnObjectMayComeLater) {
  WaitWorld world;
  world.server.remove(kWeb);
  world.at_second(3, [&] {
    world.server.put(kWeb,
                     R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"}})");
    world.server.set_status(kWeb, kReady);
  });
  EXPECT_TRUE(wait_until_ready(world.api, world.kinds, {kWebKey}, {})->at(0).readiness.is_ready());
}

TEST(Wait, AKindMayComeLater) {
  WaitWorld world;
  const auto began = world.server.clock.now();
  world.server.trouble = [&](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
    if (request.url.ends_with("/apis") && world.server.clock.now() - began > 5000) {
      world.server.trouble = {};
      world.server.offer({"example.com", "v1", "Widget", "widgets"});
      world.server.put(
          "/apis/example.com/v1/namespaces/default/widgets/w",
          R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"default"}})");
    }
    return std::nullopt;
  };
  const auto waited = wait_until_ready(world.api, world.kinds, {{"Widget", "example.com", "default", "w"}}, {});
  EXPECT_TRUE(waited->at(0).readiness.is_ready()) << waited->at(0).readiness.why;
}

TEST(Wait, StopsWhenTold) {
  WaitWorld world;
  bool is_stopped = false;
  world.at_second(2, [&] { is_stopped = true; });
  const auto began = world.server.clock.now();
  const auto waited = wait_until_ready(world.api, world.kinds, {kWebKey}, {.stop = [&] { return is_stopped; }});
  EXPECT_FALSE(waited->at(0).readiness.is_ready());
  EXPECT_LT(world.server.clock.now() - began, 10'000);
}

TEST(Wait, ARefusalToBeAskedIsAFailure) {
  WaitWorld world;
  world.server.trouble = [](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
    if (request.url.find("/deployments") == std::string::npos) return std::nullopt;
    return Result<io::HttpResponse>(io::HttpResponse{403, {}, R"({"reason":"Forbidden","message":"cannot list"})"});
  };
  const auto waited = wait_until_ready(world.api, world.kinds, {kWebKey}, {});
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().status, 403);
}

TEST(WaitGone, UntilFinalizersLetGo) {
  WaitWorld world;
  world.server.put(
      "/apis/karpenter.sh/v1/nodepools/gpu",
      R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"gpu","finalizers":["karpenter.sh/termination"]}})");
  const kube::ObjectKey pool{"NodePool", "karpenter.sh", "", "gpu"};
  const auto resource = **world.kinds.known_group_kind("karpenter.sh", "NodePool");
  EXPECT_TRUE(*delete_object(world.api, resource, "", "gpu"));
  auto waited = wait_until_gone(world.api, world.kinds, {pool}, {.milliseconds = 5000});
  EXPECT_EQ(waited->at(0).readiness.why, "its finalizers hold it: karpenter.sh/termination");
  world.at_second(1, [&] { world.server.remove("/apis/karpenter.sh/v1/nodepools/gpu"); });
  waited = wait_until_gone(world.api, world.kinds, {pool, pool, {"Widget", "example.com", "", "never"}}, {});
  for (const Waited& one : *waited) EXPECT_TRUE(one.readiness.is_ready()) << one.readiness.why;
  EXPECT_FALSE(*delete_object(world.api, resource, "", "gpu")) << "it was not there";
}

/// Once, and of those alone that are still there then; what comes of each stands in the order of the objects.
TEST(WaitGone, OfWhatIsSlowItIsHeardWhileItIsWaitedFor) {
  WaitWorld world;
  std::vector<kube::ObjectKey> keys;
  for (const std::string name : {"a", "b", "c", "d"}) {
    world.server.put("/api/v1/namespaces/default/configmaps/" + name,
                     R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name +
                         R"(","namespace":"default","finalizers":["example.com/hold"]}})");
    keys.push_back({"ConfigMap", "", "default", name});
  }
  world.at_second(2, [&] { world.server.remove("/api/v1/namespaces/default/configmaps/b"); });
  world.at_second(30, [&] { world.server.remove("/api/v1/namespaces/default/configmaps/c"); });
  const auto begun = world.server.clock.now();
  std::vector<std::string> slow;
  std::int64_t after = 0;
  const auto waited = wait_until_gone(world.api, world.kinds, keys,
                                      {.milliseconds = 60'000, .on_slow = [&](const std::vector<Waited>& late) {
                                         after = world.server.clock.now() - begun;
                                         for (const Waited& one : late) slow.push_back(one.key.name);
                                       }});
  ASSERT_TRUE(waited);
  EXPECT_EQ(slow, (std::vector<std::string>{"a", "c", "d"}));
  EXPECT_LE(after, 20'000);
  EXPECT_GE(world.server.clock.now() - begun, 60'000);
  std::string gone;
  for (const Waited& one : *waited) gone += one.key.name + (one.readiness.is_ready() ? "+" : "-");
  EXPECT_EQ(gone, "a-b+c+d-");
}

TEST(WaitGone, ManyKindsShareEightStreams) {
  ClusterWorld world;
  std::vector<kube::ObjectKey> keys;
  for (int i = 0; i < 20; ++i) {
    const std::string ns = "n" + std::to_string(i);
    world.server.put("/api/v1/namespaces/" + ns,
                     R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + ns + "\"}}");
    world.server.put("/api/v1/namespaces/" + ns + "/configmaps/a", testing::config_map(ns, "a", "1"));
    keys.push_back({"ConfigMap", "", ns, "a"});
  }
  std::atomic<int> idle = 0;
  world.server.when_idle = [&] {
    const int now = ++idle;
    if (now % 7 == 0 && now / 7 <= 20)
      world.server.remove("/api/v1/namespaces/n" + std::to_string(now / 7 - 1) + "/configmaps/a");
  };
  const auto waited = wait_until_gone(world.api, world.kinds, keys, {.milliseconds = 3'600'000});
  for (const Waited& one : *waited) EXPECT_TRUE(one.readiness.is_ready()) << one.key.to_string();
  EXPECT_LE(world.server.most_in_flight(), kInFlight);
}

TEST(Objects, TheEndOfALogIsKept) {
  ClusterWorld world;
  world.server.logs["/api/v1/namespaces/ml/pods/p"] = "first\nlast\n";
  EXPECT_EQ(*pod_log(world.api, "ml", "p", "c", 5), "last\n");
  EXPECT_EQ(pod_log(world.api, "ml", "q").error().status, 404);
}

}  // namespace
}  // namespace slipway::cluster
