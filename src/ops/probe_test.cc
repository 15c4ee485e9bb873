#include "ops/probe.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/testing/cluster_world.h"
#include "doc/json.h"

namespace slipway::ops {
namespace {

using cluster::testing::ClusterWorld;
using Outcome = platform::CheckResult::Outcome;

platform::Object object(const std::string& json) { return {ClusterWorld::object(json), "node-pools", {}}; }

platform::Graph graph(bool has_efa, const std::string& types = "\"g6.xlarge\"") {
  platform::Graph graph;
  graph.add(object(R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"cpu"},
    "spec":{"template":{"spec":{"requirements":[{"key":"node.kubernetes.io/instance-type","values":["m7i.large"]}]}}}})"));
  graph.add(object(R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"gpu"},
    "spec":{"template":{"metadata":{"labels":{"nvidia.com/gpu.present":"true"}},"spec":{
      "nodeClassRef":{"kind":"EC2NodeClass","name":"gpu"},
      "taints":[{"key":"nvidia.com/gpu","value":"true","effect":"NoSchedule"},{"key":"team","value":"ml","effect":"NoExecute"}],
      "requirements":[{"key":"node.kubernetes.io/instance-type","operator":"In","values":[)" +
                   types + "]}]}}}}"));
  graph.add(object(R"({"apiVersion":"karpenter.k8s.aws/v1","kind":"EC2NodeClass","metadata":{"name":"gpu"},"spec":{)" +
                   std::string(has_efa ? R"("placementGroupSelector":{"name":"x"})" : "") + "}}"));
  return graph;
}

TEST(Probes, OneForEachPoolWithGpusAndOneMoreWithEfa) {
  const auto plain = probes_of(graph(false), 60'000);
  ASSERT_EQ(plain.size(), 1u);
  EXPECT_EQ(plain[0].job, "slipway-probe-gpu-gpu");
  EXPECT_EQ(plain[0].checks.size(), 1u);
  const auto one = probes_of(graph(true, "\"g6.8xlarge\""), 60'000);
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(one[1].checks.size(), 1u) << "NCCL needs two GPUs";
  EXPECT_EQ(probes_of(graph(true, "\"g6.8xlarge\",\"p5.48xlarge\""), 60'000)[1].checks.size(), 3u);
}

TEST(Probes, TheJobGoesToThePoolAndToleratesItsTaints) {
  const auto text = doc::write_json(probes_of(graph(false), 60'000)[0].manifest["spec"], doc::JsonLayout::Compact);
  for (const char* part : {R"("nodeSelector":{"karpenter.sh/nodepool":"gpu"})",
                           R"({"key":"team","operator":"Exists","effect":"NoExecute"})", R"("nvidia.com/gpu":1)",
                           R"("backoffLimit":0)", R"("activeDeadlineSeconds":180)"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(Probes, AVolumeOfTheDefaultClassIsWrittenToUnlessItWouldStay) {
  const auto with_class = [](const std::string& is_default, const std::string& reclaim) {
    platform::Graph graph;
    graph.add(object(R"({"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"gp3","annotations":{
      "storageclass.kubernetes.io/is-default-class":")" +
                     is_default + R"("}},"reclaimPolicy":")" + reclaim + R"("})"));
    return graph;
  };
  EXPECT_TRUE(probes_of(with_class("false", "Delete"), 60'000).empty());
  EXPECT_TRUE(probes_of(with_class("true", "Retain"), 60'000).empty());
  const auto probes = probes_of(with_class("true", "Delete"), 60'000);
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_EQ(probes[0].job, "slipway-probe-volume");
  const auto text = doc::write_json(probes[0].manifest["spec"], doc::JsonLayout::Compact);
  EXPECT_EQ(text.find("storageClassName"), std::string::npos) << "the claim names no class";
  EXPECT_NE(text.find(R"("tolerations":[{"operator":"Exists"}])"), std::string::npos) << text;
}

TEST(Probes, NodeGroupsAreProbedToo) {
  platform::Graph graph;
  doc::List types, taints;
  types.add("p5.48xlarge");
  taints.add(doc::Map{{"key", "nvidia.com/gpu"}, {"value", "true"}, {"effect", "NO_SCHEDULE"}});
  doc::List interfaces;
  interfaces.add(doc::Map{{"interface_type", "efa"}});
  graph.add(
      platform::Resource{{"aws_launch_template", "train"}, {{"network_interfaces", interfaces}}, "node-groups", {}});
  graph.add(
      platform::Resource{{"aws_eks_node_group", "train"},
                         {{"labels", doc::Map{{"slipway.dev/node-group", "train"}, {"nvidia.com/gpu.present", "true"}}},
                          {"instance_types", types},
                          {"taint", taints},
                          {"launch_template", doc::Map{{"id", doc::Expression{"aws_launch_template.train.id"}}}}},
                         "node-groups",
                         {}});
  const auto pools = gpu_pools(graph);
  ASSERT_EQ(pools.size(), 1u);
  EXPECT_TRUE(pools[0].is_group && pools[0].has_efa);
  EXPECT_EQ(pools[0].gpus, 8);
  EXPECT_EQ(*pools[0].tolerations.items()[0]["effect"].string(), "NoSchedule");
}

TEST(Probes, ALongPoolNameStillGivesAName) {
  platform::Graph graph;
  graph.add(object(R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":")" + std::string(63, 'a') +
                   R"("},"spec":{"template":{"spec":{"taints":[{"key":"nvidia.com/gpu"}]}}}})"));
  EXPECT_EQ(probes_of(graph, 60'000)[0].job.size(), 63u);
}

const std::string kJobs = "/apis/batch/v1/namespaces/default/jobs/";
const std::string kJob = kJobs + "slipway-probe-gpu-gpu";

/// A cluster whose Job controller ends each Job with this status and its pod with this log.
struct ProbeWorld : ClusterWorld {
  std::string log = "NVIDIA L4, 570.172.08, 23034 MiB\n";
  std::string job_status = R"({"startTime":"x","conditions":[{"type":"Complete","status":"True"}]})";
  std::vector<std::string> progress;
  int seconds = 0;
  std::function<bool()> stop;
  std::vector<Probe> probes = probes_of(graph(false), 60'000);

  ProbeWorld() {
    server.when_idle = [this] {
      const std::string job = probes[0].job, pod = "/api/v1/namespaces/default/pods/" + job + "-x";
      if (++seconds != 3 || !server.find(kJobs + job)) return;
      server.put(pod, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + job + R"(-x","namespace":"default",
        "labels":{"batch.kubernetes.io/job-name":")" +
                          job + R"("}},"status":{"phase":"Succeeded"}})");
      server.logs[pod] = log;
      server.set_status(kJobs + job, job_status);
    };
  }
  std::string run() {
    std::string text;
    const auto results = run_probes(api, probes,
                                    {.milliseconds = 60'000,
                                     .stop = stop,
                                     .on_progress = [this](const std::string& line) { progress.push_back(line); }},
                                    [](const auto&) {});
    for (const auto& one : results) {
      text += one.outcome == Outcome::Ok ? "ok " : one.outcome == Outcome::Failed ? "FAIL " : "skip ";
      text += one.outcome == Outcome::Ok ? one.found : one.why;
    }
    return text;
  }
};

TEST(RunProbes, ReadsTheLogAndRemovesTheJob) {
  ProbeWorld world;
  EXPECT_EQ(world.run(), "ok NVIDIA L4, 570.172.08, 23034 MiB");
  EXPECT_FALSE(world.server.find(kJob));
  EXPECT_FALSE(world.progress.empty());
}

TEST(RunProbes, SaysWhatTheLogSaidInstead) {
  ProbeWorld world;
  world.log = "Failed to initialize NVML: Driver/library version mismatch\n";
  world.job_status =
      R"({"startTime":"x","conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]})";
  EXPECT_EQ(world.run(),
            "FAIL BackoffLimitExceeded; its log ends with: Failed to initialize NVML: Driver/library version mismatch");
  EXPECT_FALSE(world.server.find(kJob));
}

TEST(RunProbes, SaysOfALogNoSecret) {
  ProbeWorld world;
  world.log = "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\nNVIDIA L4 for AKIAIOSFODNN7EXAMPLE, 23034 MiB\n";
  EXPECT_EQ(world.run(), "ok NVIDIA L4 for ***, 23034 MiB");
  world.seconds = 0;
  world.log = "token: s3cr3t-of-many-letters\nAKIAIOSFODNN7EXAMPLE is not authorized\n";
  EXPECT_EQ(world.run(), "FAIL its log does not say 'MiB' and ends with: token: *** | *** is not authorized");
}

TEST(RunProbes, SaysWhatWentWrongInSeveralLines) {
  ProbeWorld world;
  world.log =
      "one\ntwo\n\nFailed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.126\n\n";
  EXPECT_EQ(world.run(),
            "FAIL its log does not say 'MiB' and ends with: two | Failed to initialize NVML: Driver/library version "
            "mismatch | NVML library version: 580.126");
}

TEST(RunProbes, NcclThatTakesAnotherWayIsFoundOutAndNamesIt) {
  ProbeWorld world;
  world.probes = probes_of(graph(true, "\"p5.48xlarge\""), 60'000);
  world.probes.erase(world.probes.begin());
  const std::string efa = "provider: efa\n", ends = "# Out of bounds values : 0 OK\n# Avg bus bandwidth : 1.06\n";
  const std::string finding = "its log does not say 'Selected provider is efa' ";
  for (const auto& [way, why] :
       {std::pair{"h:1:1 [0] NCCL INFO Using network Socket\n", "but: h:1:1 [0] NCCL INFO Using network Socket"},
        std::pair{"", "and ends with: provider: efa | # Out of bounds values : 0 OK | # Avg bus bandwidth : 1.06"}}) {
    world.log = efa + way + ends;
    world.seconds = 0;
    EXPECT_EQ(world.run(), "ok provider: efaFAIL " + finding + why + "ok # Avg bus bandwidth : 1.06");
  }
}

TEST(RunProbes, RemovesWhatAKilledRunLeft) {
  ProbeWorld world;
  world.server.put(kJob, R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"slipway-probe-gpu-gpu"},
    "status":{"conditions":[{"type":"Complete","status":"True"}]}})");
  EXPECT_EQ(world.run(), "ok NVIDIA L4, 570.172.08, 23034 MiB");
  EXPECT_EQ(world.progress.front(), "slipway-probe-gpu-gpu: a Job of an earlier run is removed");
}

TEST(RunProbes, RemovesTheJobWhenTimeIsOverAndWhenStopped) {
  for (const bool is_stopped : {false, true}) {
    ProbeWorld world;
    world.server.when_idle = [&] { ++world.seconds; };
    if (is_stopped) world.stop = [&] { return world.seconds > 5; };
    EXPECT_EQ(world.run(), is_stopped ? "skip stopped" : "FAIL not done in 1 min: it has not started");
    EXPECT_FALSE(world.server.find(kJob));
  }
}

TEST(RunProbes, SkipsWhatMayNotBeMade) {
  ProbeWorld world;
  world.server.trouble = [](const io::HttpRequest& request) -> std::optional<Result<io::HttpResponse>> {
    if (request.method == "GET") return std::nullopt;
    return Result<io::HttpResponse>(io::HttpResponse{403, {}, R"({"reason":"Forbidden","message":"no rights"})"});
  };
  EXPECT_EQ(world.run(), "skip no rights");
}

TEST(RunProbes, KilledAtAnyRequestTheNextRunCleansUp) {
  bool was_killed = true;
  int at = 1;
  for (; was_killed; ++at) {
    ProbeWorld world;
    world.server.kill_at = at;
    was_killed = false;
    try {
      (void)world.run();
    } catch (const cluster::testing::Killed&) {
      was_killed = true;
    }
    world.server.revive();
    world.seconds = 0;
    EXPECT_EQ(world.run(), "ok NVIDIA L4, 570.172.08, 23034 MiB") << at;
    EXPECT_FALSE(world.server.find(kJob)) << at;
  }
  EXPECT_GT(at, 6);
}

}  // namespace
}  // namespace slipway::ops
