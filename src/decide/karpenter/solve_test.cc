#include "decide/karpenter/solve.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <thread>

#include "decide/karpenter/read_cluster.h"
#include "doc/json.h"

namespace slipway::karpenter {
namespace {

/// A pool "default" over two types in two zones: "small" has 2 processors at $0.1, "large" 8 at $0.4, both 16Gi.
class Solve : public testing::Test {
 protected:
  Solve() {
    for (const auto& [name, cpu, price] : {std::tuple("small", 2, 0.1), {"large", 8, 0.4}}) {
      InstanceType& type = cluster_.types.emplace_back();
      type.type.name = name;
      type.type.labels = {{"node.kubernetes.io/instance-type", {name}}, {"topology.kubernetes.io/zone", {"a", "b"}}};
      type.type.capacity = {
          {"cpu", kube::Quantity(cpu)}, {"memory", kube::Quantity(16'000)}, {"pods", kube::Quantity(10)}};
      for (const char* zone : {"a", "b"}) type.offerings.push_back({zone, "on-demand", price, true, "", 0});
    }
    add(R"({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "default"}, "spec": {"template": {"spec":
        {"nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"}}}}, "status": {"conditions":
        [{"type": "ValidationSucceeded", "status": "True"}, {"type": "NodeClassReady", "status": "True"},
        {"type": "Ready", "status": "True"}]}})");
    cluster_.pools.front().types = {0, 1};
  }

  void add(std::string text) {
    Diagnostics diagnostics;
    documents_.push_back(doc::read_json(std::make_shared<SourceText>("test", std::move(text)), diagnostics));
    read_into(cluster_, documents_.back().root(), diagnostics);
    ASSERT_TRUE(diagnostics.all().empty());
  }
  void add_pod(std::string_view name, std::string_view cpu, std::string_view more = "") {
    add(R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "ml", "name": ")" + std::string(name) +
        R"(", "uid": ")" + std::string(name) + R"(", "labels": {"app": "web"}}, "spec": {)" + std::string(more) +
        R"("containers": [{"name": "c", "resources": {"requests": {"cpu": ")" + std::string(cpu) +
        R"("}}}]}, "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason":
        "Unschedulable"}]}})");
  }

  Cluster cluster_;
  std::vector<doc::Document> documents_;
};

TEST_F(Solve, BuysOneNodeForPodsThatFitTogether) {
  add_pod("p0", "1");
  add_pod("p1", "1");
  const Decision decision = solve(cluster_);
  ASSERT_EQ(decision.claims.size(), 1u);
  EXPECT_EQ(decision.claims[0].pods, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(decision.claims[0].types, (std::vector<std::uint32_t>{0, 1})) << "the cheapest first";
  EXPECT_EQ(decision.claims[0].requests.at("cpu").to_string(), "2");
  EXPECT_TRUE(decision.unplaced.empty());
}

TEST_F(Solve, SaysHowManyTypesAPodIsTooLargeFor) {
  add_pod("p0", "9");
  const Decision decision = solve(cluster_);
  ASSERT_EQ(decision.unplaced.size(), 1u);
  const PodRefusal& refusal = decision.unplaced[0].refusal;
  EXPECT_EQ(
      refusal.to_text(),
      "no instance type has enough resources, requirements=karpenter.k8s.aws/ec2nodeclass In [default], "
      "karpenter.sh/initialized In [true], karpenter.sh/nodepool In [default], karpenter.sh/registered In [true], "
      "resources={\"cpu\":\"9\",\"pods\":\"1\"}");
  const TypeLosses& losses = refusal.pools.at(0).types.losses;
  EXPECT_EQ(losses.considered, 2u);
  EXPECT_EQ(losses.too_small, 2u);
  EXPECT_EQ(losses.by_resource.at("cpu"), 2u);
}

TEST_F(Solve, KeepsPodsApartThatRepelEachOther) {
  constexpr std::string_view kApart =
      R"("affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
      [{"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}]}}, )";
  for (const char* name : {"p0", "p1", "p2"}) add_pod(name, "100m", kApart);
  EXPECT_EQ(solve(cluster_).claims.size(), 3u);
}

TEST_F(Solve, NamesTheTaintAndTheLimit) {
  cluster_.pools[0].pool.nodes.taints = {{"dedicated", "ml", "NoSchedule"}};
  add_pod("p0", "1");
  EXPECT_EQ(solve(cluster_).unplaced.at(0).refusal.to_text(), "did not tolerate taint (taint=dedicated=ml:NoSchedule)");
  cluster_.pools[0].pool.nodes.taints.clear();
  cluster_.pools[0].pool.limits = {{"cpu", kube::Quantity(1)}};
  const PodRefusal refusal = solve(cluster_).unplaced.at(0).refusal;
  EXPECT_EQ(refusal.pools.at(0).kind, PoolRefusal::Kind::ResourceLimit);
  EXPECT_EQ(refusal.pools.at(0).types.losses.over_limit, 2u);
}

TEST_F(Solve, DecidesNothingWithoutAReadyPool) {
  cluster_.pools[0].is_ready = false;
  add_pod("p0", "1");
  const Decision decision = solve(cluster_);
  EXPECT_TRUE(decision.has_no_pool);
  EXPECT_TRUE(decision.claims.empty() && decision.unplaced.empty());
}

TEST_F(Solve, LeavesOutPodsThatAskForWhatNoNodeMayHave) {
  add_pod("p0", "1", R"("nodeSelector": {"kubernetes.io/hostname": "n1"}, )");
  const Decision decision = solve(cluster_);
  ASSERT_EQ(decision.ignored.size(), 1u);
  EXPECT_TRUE(decision.ignored[0].text.starts_with("using label kubernetes.io/hostname is not allowed"));
}

std::string text_of(const Decision& decision) {
  std::string out;
  for (const NewClaim& claim : decision.claims) {
    out += "claim";
    for (std::uint32_t pod : claim.pods) out += fmt::format(" {}", pod);
    for (std::uint32_t type : claim.types) out += fmt::format(" type {}", type);
    for (const ClaimRequirement& one : claim.requirements) {
      out += fmt::format(" {} {}", one.key, one.op);
      for (const std::string& value : one.values) out += " " + value;
    }
    for (const auto& [name, quantity] : claim.requests) out += fmt::format(" {}={}", name, quantity.to_string());
    out += '\n';
  }
  for (const UnplacedPod& one : decision.unplaced) out += fmt::format("{}: {}\n", one.pod, one.refusal.to_text());
  return out;
}

TEST_F(Solve, DecidesTheSameOnEveryThreadThatSharesTheCluster) {
  constexpr std::string_view kTraits[] = {
      "",
      R"("topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable":
      "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}}}], )",
      R"("affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm":
      {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}}]}}, )",
      R"("nodeSelector": {"topology.kubernetes.io/zone": "c"}, )"};
  for (int i = 0; i < 40; ++i) add_pod(fmt::format("p{}", i), fmt::format("{}m", 200 + 100 * (i % 7)), kTraits[i % 4]);
  const std::string alone = text_of(solve(cluster_));
  ASSERT_NE(alone.find("claim"), std::string::npos);
  ASSERT_NE(alone.find("topology.kubernetes.io/zone In [c]"), std::string::npos) << alone;
  std::vector<std::string> texts(4);
  std::vector<std::thread> threads;
  for (std::string& text : texts) threads.emplace_back([&] { text = text_of(solve(cluster_)); });
  for (std::thread& one : threads) one.join();
  for (const std::string& text : texts) EXPECT_EQ(text, alone);
}

}  // namespace
}  // namespace slipway::karpenter
