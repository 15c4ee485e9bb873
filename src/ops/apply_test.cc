#include "ops/apply.h"

#include <gtest/gtest.h>

#include "ops/destroy.h"
#include "ops/testing/fake_world.h"
#include "render/testing/graphs.h"

namespace slipway::ops {
namespace {

using testing::FakeWorld;
using testing::Killed;
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

void quiet(const std::string&) {}

/// A queue, a chart, a pool of it, a Job, and objects that speak of the queue.
void fill(platform::Graph& graph) {
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
  std::string refused;  // why there were no steps
};

Ran apply(FakeWorld& world, ApplyWish wish = {}) {
  const auto process = world.process();
  Apply apply(process->site, *world.journal, std::move(wish));
  Ran ran;
  auto changes = apply.plan(quiet);
  if (!changes) {
    ran.refused = changes.error().message;
    return ran;
  }
  ran.changes = *changes;
  if (ran.changes.is_empty()) return ran;
  const auto steps = apply.steps();
  const auto run = world.journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 1});
  ran.outcome = run_steps(*steps, *world.journal, *run, world.server.clock, world.interrupts, ran.watched);
  [[maybe_unused]] const auto ended = world.journal->end_run(*run, Journal::State::Done, "", 2);
  return ran;
}

Ran destroy(FakeWorld& world) {
  const auto process = world.process();
  Destroy destroy(process->site, *world.journal, {});
  Ran ran;
  auto changes = destroy.plan(quiet);
  if (!changes) {
    ran.refused = changes.error().message;
    return ran;
  }
  ran.changes = *changes;
  const auto run = world.journal->begin_run({.verb = "destroy", .who = "me", .version = "0", .begun = 1});
  ran.outcome = run_steps(destroy.steps(), *world.journal, *run, world.server.clock, world.interrupts, ran.watched);
  return ran;
}

/// Does it to one prepared world after the other, killed at every place where a process can die, until it no longer
/// reaches the next; each time the run after it must end in `wanted`. Gives how many places there were.
int kill_everywhere(const std::function<void(FakeWorld&)>& prepare, const std::function<Ran(FakeWorld&)>& act,
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

Ran apply_all_of_it(FakeWorld& world) { return apply(world); }
void fill_world(FakeWorld& world) { fill(world.graph); }
void bring_up(FakeWorld& world) {
  fill_world(world);
  EXPECT_EQ(apply(world).outcome.failed, "");
}

TEST(Apply, BringsUpAWSThenTheClusterInOrderAndChecksIt) {
  FakeWorld world;
  fill(world.graph);
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message << ran.refused;
  EXPECT_EQ(ran.watched.names,
            (std::vector<std::string>{"aws", "access", "00-namespaces", "25-configuration", "chart/karpenter",
                                      "50-node-pools", "70-workloads", "90-jobs", "prune", "verify"}));
  EXPECT_EQ(world.resources, (std::set<std::string>{"aws_eks_cluster.main", "aws_sqs_queue.q"}));
  EXPECT_EQ(world.server.find("/api/v1/namespaces/ml/configmaps/settings")->root()["data"]["queue"].text(),
            "https://sqs/q")
      << "what AWS made is filled in";
  EXPECT_EQ(ran.watched.said.at("verify"), "1 ok");
}

TEST(Apply, ASecondTimeDoesNothing) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto writes = world.server.writes();
  world.ran.clear();
  const auto again = apply(world);
  EXPECT_TRUE(again.changes.is_empty());
  EXPECT_EQ(again.changes.resources, 2u);
  EXPECT_EQ(world.server.writes(), writes);
  EXPECT_EQ(world.ran, (std::vector<std::string>{"terraform plan"}));
}

TEST(Apply, DoesWhatChangedAndRemovesWhatHasGone) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.graph = {};
  fill(world.graph);
  platform::Graph smaller;
  smaller.setting = world.graph.setting;
  for (const auto& resource : world.graph.resources())
    if (resource.id.type != "aws_sqs_queue") smaller.add(resource);
  for (const auto& object : world.graph.objects())
    if (object.kind() != "ConfigMap" && object.kind() != "Namespace") smaller.add(object);
  world.graph = smaller;
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  std::vector<std::string> lines;
  for (const auto& change : ran.changes.all)
    lines.push_back((change.action == Change::Action::Delete ? "- "
                     : change.action == Change::Action::Keep ? "= "
                                                             : "~ ") +
                    change.what);
  EXPECT_EQ(lines, (std::vector<std::string>{"- aws_sqs_queue.q", "- karpenter in kube-system",
                                             "- ConfigMap ml/settings", "= Namespace ml"}));
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/ml/configmaps/settings"));
  EXPECT_TRUE(world.server.find("/api/v1/namespaces/ml")) << "what others' data may stand in stays";
}

TEST(Apply, AJobThatHasRunAndIsGoneIsNotRunAgain) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove("/apis/batch/v1/namespaces/ml/jobs/train");
  EXPECT_TRUE(apply(world).changes.is_empty());
}

TEST(Apply, WhatWentWrongNamesTheStepAndStaysInTheJournal) {
  FakeWorld world;
  fill(world.graph);
  world.terraform_error = "creating SQS Queue: AccessDenied: not authorized to perform sqs:CreateQueue";
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_NE(ran.outcome.failure.fix.find("--deployer-policy"), std::string::npos);
  const auto last = world.journal->last("aws");
  ASSERT_TRUE(last && *last);
  EXPECT_EQ((*last)->state, Journal::State::Failed);
  EXPECT_EQ(apply(world).outcome.failed, "");
}

TEST(Apply, AnInterruptionEndsAfterTheStepInHand) {
  FakeWorld world;
  fill(world.graph);
  world.interrupts.came = 1;
  const auto ran = apply(world);
  EXPECT_EQ(ran.outcome.failed, "aws");
  EXPECT_TRUE(ran.outcome.failure.is_interruption);
  EXPECT_TRUE(world.resources.empty());
}

TEST(Apply, OnlySomeComponentsAndFromAStep) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.server.remove("/api/v1/namespaces/ml/configmaps/settings");
  world.server.remove("/apis/karpenter.sh/v1/nodepools/general");
  const auto from = apply(world, {.from = "50-node-pools"});
  EXPECT_EQ(from.outcome.failed, "");
  EXPECT_TRUE(world.server.find("/apis/karpenter.sh/v1/nodepools/general"));
  EXPECT_FALSE(world.server.find("/api/v1/namespaces/ml/configmaps/settings"));
  EXPECT_EQ(apply(world, {.from = "51"}).refused, "there is no step '51'");
}

TEST(Apply, WhatIsInAwsAloneIsMadeBeforeThereIsACluster) {
  FakeWorld world;
  fill(world.graph);
  const auto ran = apply(world, {.choice = {.components = {"queues"}}});
  EXPECT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{"aws", "verify"}));
  EXPECT_EQ(world.resources, (std::set<std::string>{"aws_sqs_queue.q"}));
}

TEST(Apply, NamesOfAWSThatWereLostAreAskedForAgain) {
  for (const char* lost : {"{broken", "{}", R"({"kubernetes":{"value":{}}})"}) {
    FakeWorld world;
    fill(world.graph);
    ASSERT_EQ(apply(world).outcome.failed, "");
    world.disk().files[".slipway/demo/outputs.json"] = lost;
    EXPECT_TRUE(apply(world).changes.is_empty()) << lost;
    EXPECT_NE(world.disk().files[".slipway/demo/outputs.json"].find("https://sqs/q"), std::string::npos) << lost;
  }
}

TEST(Apply, WithoutHelmNothingIsMadeFirst) {
  FakeWorld world;
  fill(world.graph);
  const auto process = world.process();
  process->site.helm = "terraform";  // a program that is no helm
  Apply apply(process->site, *world.journal, {});
  const auto changes = apply.plan(quiet);
  ASSERT_FALSE(changes);
  EXPECT_NE(changes.error().fix.find("3.14"), std::string::npos);
  EXPECT_TRUE(world.resources.empty());
}

/// A platform that is there and grows: what the first apply knew of AWS is not enough for the second.
TEST(Apply, KilledAnywhereWhileItGrowsTheNextRunEndsTheSame) {
  const auto grow = [](FakeWorld& world) {
    world.graph.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
    world.graph.add(
        graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: ml}, "
                     "data: {queue: '${aws_sqs_queue.more.url}'}}"));
    world.outputs["aws_sqs_queue_more_url"] = "https://sqs/more";
  };
  FakeWorld whole;
  fill(whole.graph);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  grow(whole);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  const auto wanted = whole.state();
  const auto prepare = [&](FakeWorld& world) {
    bring_up(world);
    grow(world);
  };
  EXPECT_GT(kill_everywhere(prepare, apply_all_of_it, wanted), 30);
}

TEST(Destroy, GoesBackwardsAndLeavesNothing) {
  FakeWorld world;
  const auto before = world.state();
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const auto ran = destroy(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(world.state(), before);
  EXPECT_EQ(ran.watched.names, (std::vector<std::string>{"earlier", "90-jobs", "70-workloads", "volumes",
                                                         "50-node-pools", "chart/karpenter", "25-configuration",
                                                         "00-namespaces", "rest", "aws", "search"}));
  EXPECT_EQ(ran.watched.said.at("search"), "nothing is left");
}

TEST(Destroy, JobsRunAgainInTheNextCluster) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  ASSERT_EQ(destroy(world).outcome.failed, "");
  ASSERT_EQ(apply(world).outcome.failed, "");
  EXPECT_TRUE(world.server.find("/apis/batch/v1/namespaces/ml/jobs/train"));
}

TEST(Destroy, LeavesReleasesOfOthersAlone) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  const std::string path = "/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.karpenter.v1";
  world.server.put(path,
                   R"({"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"kube-system",
                      "name":"sh.helm.release.v1.karpenter.v1","labels":{"owner":"helm","name":"karpenter","version":"1",
                      "status":"deployed","slipway.dev/platform":"another"}}})",
                   "helm");
  ASSERT_EQ(destroy(world).outcome.failed, "");
  EXPECT_TRUE(world.server.find(path));
}

TEST(Apply, KilledAnywhereTheNextRunEndsTheSame) {
  FakeWorld whole;
  fill(whole.graph);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  const auto wanted = whole.state();
  EXPECT_GT(kill_everywhere(fill_world, apply_all_of_it, wanted), 60) << "files, requests, programs";
}

TEST(Destroy, KilledAnywhereTheNextRunLeavesNothing) {
  EXPECT_GT(kill_everywhere(bring_up, destroy, FakeWorld().state()), 30);
}

}  // namespace
}  // namespace slipway::ops
