#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "doc/json.h"
#include "ops/apply.h"
#include "ops/destroy.h"
#include "ops/testing/fake_world.h"
#include "render/testing/graphs.h"

/// Whole runs of apply and destroy in a FakeWorld, for tests.
namespace slipway::ops::testing {

namespace graphs = render::testing_graphs;

/// Nobody watches.
struct Unwatched final : Watcher {
  void begun(const Step& step, std::size_t, std::size_t, std::int64_t) override { names.push_back(step.name); }
  void told(const std::string&) override {}
  void ended(const Step& step, Journal::State, const std::string& text, std::int64_t) override {
    said[step.name] = text;
  }
  std::vector<std::string> names;
  std::map<std::string, std::string> said;
};

inline void quiet(const std::string&) {}

/// A queue, a chart, a pool of it, a Job, and objects that speak of the queue.
inline void fill(platform::Graph& graph) {
  graph.setting.platform = "demo";
  graph.setting.cluster = "demo";
  graph.setting.region = "eu-west-1";
  graph.add(platform::Resource{{"aws_eks_cluster", "main"}, {}, "eks-cluster", {}, {}, {}});
  graph.add(platform::Resource{{"aws_sqs_queue", "q"}, {}, "queues", {}, {}, {}});
  graph.add(graphs::object("v1", "Namespace", "", "ml"));
  graph.add(
      graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: ml}, "
                   "data: {queue: '${aws_sqs_queue.q.url}'}}"));
  graph.add(platform::Release{.name = "karpenter",
                              .namespace_ = "kube-system",
                              .chart = "karpenter",
                              .repository = "oci://public.ecr.aws/karpenter",
                              .version = "1.14.1",
                              .values = {},
                              .component = "karpenter",
                              .origin = {},
                              .brings = {"karpenter.sh"}});
  graph.add(graphs::object("karpenter.sh/v1", "NodePool", "", "general"));
  graph.add(
      graphs::read("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: ml}, "
                   "spec: {replicas: 2, template: {spec: {containers: [{name: web, image: a}]}}}}"));
  graph.add(
      graphs::read("{apiVersion: batch/v1, kind: Job, metadata: {name: train, namespace: ml}, "
                   "spec: {template: {spec: {containers: [{name: t, image: a}]}}}}"));
  graph.add(
      platform::LiveCheck{"web is available",
                          platform::KubernetesQuestion{"apps/v1", "Deployment", "ml", "web"},
                          {.path = "metadata.name", .holds = platform::Expectation::Holds::Equals, .value = "web"},
                          "workloads"});
}

struct Ran {
  Changes changes;
  StepsOutcome outcome;
  Unwatched watched;
  std::string refused, refused_fix;  // why there were no steps, and what helps
};

inline Ran apply(FakeWorld& world, ApplyWish wish = {}) {
  const auto process = world.process();
  Apply apply(process->site, *world.journal, std::move(wish));
  Ran ran;
  auto changes = apply.plan(quiet);
  if (!changes) {
    ran.refused = changes.error().message;
    ran.refused_fix = changes.error().fix;
    return ran;
  }
  ran.changes = *changes;
  if (ran.changes.is_empty()) return ran;
  const auto steps = apply.steps();
  const auto run = world.journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 1});
  ran.outcome = run_steps(steps, *world.journal, *run, world.server.clock, world.interrupts, ran.watched);
  [[maybe_unused]] const auto ended = world.journal->end_run(*run, Journal::State::Done, "", 2);
  return ran;
}

inline Ran destroy(FakeWorld& world, Destroy::Wish wish = {}) {
  const auto process = world.process();
  Destroy destroy(process->site, *world.journal, wish);
  Ran ran;
  auto changes = destroy.plan(quiet);
  if (!changes) {
    ran.refused = changes.error().message;
    ran.refused_fix = changes.error().fix;
    return ran;
  }
  ran.changes = *changes;
  const auto run = world.journal->begin_run({.verb = "destroy", .who = "me", .version = "0", .begun = 1});
  ran.outcome = run_steps(destroy.steps(), *world.journal, *run, world.server.clock, world.interrupts, ran.watched);
  return ran;
}

/// Does it to one prepared world after the other, killed at every place where a process can die, until it no longer
/// reaches the next; each time the run after it must end in `wanted`. Gives how many places there were.
inline int kill_everywhere(const std::function<void(FakeWorld&)>& prepare, const std::function<Ran(FakeWorld&)>& act,
                           const std::set<std::string>& wanted) {
  int at = 1;
  for (bool was_killed = true; was_killed && !::testing::Test::HasFailure(); ++at) {
    FakeWorld world;
    prepare(world);
    world.revive();
    world.kill_at = at;
    was_killed = false;
    try {
      (void)act(world);
    } catch (const Killed&) {
      was_killed = true;
    }
    world.revive();
    const auto ran = act(world);
    EXPECT_EQ(ran.outcome.failed + ran.refused, "") << "killed at " << at << ": " << ran.outcome.failure.message;
    EXPECT_EQ(world.state(), wanted) << "killed at " << at;
  }
  return at;
}

inline Ran destroy_all_of_it(FakeWorld& world) { return destroy(world); }
inline Ran apply_all_of_it(FakeWorld& world) { return apply(world); }
inline void fill_world(FakeWorld& world) { fill(world.graph); }
inline void bring_up(FakeWorld& world) {
  fill_world(world);
  EXPECT_EQ(apply(world).outcome.failed, "");
}

/// The graph without what `goes` says of these.
inline platform::Graph without(const platform::Graph& graph,
                               const std::function<bool(std::string_view kind_or_type)>& goes) {
  platform::Graph smaller;
  smaller.setting = graph.setting;
  for (const auto& resource : graph.resources())
    if (!goes(resource.id.type)) smaller.add(resource);
  for (const auto& release : graph.releases())
    if (!goes(release.name)) smaller.add(release);
  for (const auto& object : graph.objects())
    if (!goes(object.kind())) smaller.add(object);
  for (const auto& check : graph.checks()) smaller.add(check);
  return smaller;
}

/// Karpenter as it is: it holds each NodePool by a finalizer, and lets go of it while it runs and has its role.
inline void run_karpenter(FakeWorld& world) {
  world.graph.add(platform::Resource{{"aws_iam_role", "karpenter"}, {}, "karpenter", {}, {}, {}});
  world.server.on_write = [&world, others = world.server.on_write](const std::string& path) {
    others(path);
    const auto object = world.server.find(path);
    if (!object || path.find("/nodepools/") == path.npos) return;
    const auto& metadata = object->root()["metadata"];
    if (metadata["deletionTimestamp"].is_absent()) {
      if (!metadata["finalizers"].is_absent()) return;
      auto held = doc::canonical_json(object->root());
      held.insert(held.find(R"("metadata":{)") + 12, R"("finalizers":["karpenter.sh/termination"],)");
      world.server.put(path, held, "karpenter");
    } else if (world.resources.contains("aws_iam_role.karpenter") &&
               world.server.find("/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1")) {
      world.server.remove(path);
    }
  };
}

inline bool is_of_karpenter(std::string_view what) {
  return what == "aws_iam_role" || what == "karpenter" || what == "NodePool";
}

}  // namespace slipway::ops::testing
