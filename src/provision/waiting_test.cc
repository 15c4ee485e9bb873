#include "provision/waiting.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "model/testing.h"
#include "provision/outcome.h"

namespace slipway::provision {
namespace {

/// Sources with their counts and reasons, as text: what a failing test shows.
using Told = std::map<std::string, std::pair<std::int64_t, std::string>>;

Told told(const model::Model& model) {
  Told out;
  for (const Waiting& one : who_waits(model)) out[model.sources[one.source].title] = {one.count, one.why};
  return out;
}

/// The plain way: everything decided, written and summed up, then those who wait picked out.
Told plain(const model::Model& model, const model::Setting& setting, bool explain_each) {
  Settings settings;
  settings.find_fixes = false;
  settings.karpenter.explain_each = explain_each;
  const Outcome outcome = run(model, setting, settings);
  Told out;
  for (const Pending& group : outcome.pending) {
    if (!group.counts) continue;
    auto& [count, why] = out[outcome.sources[group.source].title];
    count += group.count;
    if (!why.empty()) continue;
    why = group.text;
    if (!why.empty()) continue;
    for (const bool is_meant : {true, false})
      for (const PoolReason& reason : group.pools) {
        if ((reason.kind != "taints" && reason.kind != "requirements") != is_meant || why.size() > 300) continue;
        why += fmt::format("{}{}: {}", why.empty() ? "" : "; ", reason.pool, reason.text);
      }
  }
  return out;
}

Told counts_of(Told told) {
  for (auto& [source, one] : told) one.second.clear();
  return told;
}

/// Pools with limits, taints and labels, and pods that want them or not, so few of each that they meet.
class Manifest {
 public:
  explicit Manifest(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string out =
        "{apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: c}, spec: {amiSelectorTerms: "
        "[{alias: al2023@latest}]}}\n";
    const int pools = 1 + below(5), workloads = 1 + below(12);
    for (int i = 0; i < pools; ++i) out += pool(i);
    for (int i = 0; i < workloads; ++i) out += workload(i);
    return out;
  }

 private:
  int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  bool chance(int percent) { return below(100) < percent; }
  template <std::size_t N>
  const char* one_of(const char* const (&all)[N]) {
    return all[below(N)];
  }

  std::string pool(int index) {
    std::string requirements =
        fmt::format("{{key: node.kubernetes.io/instance-type, operator: In, values: [{}, {}]}}",
                    one_of({"m5.large", "m5.xlarge", "g5.xlarge"}), one_of({"m5.large", "c5.2xlarge", "m5.4xlarge"}));
    if (chance(30)) requirements += ", {key: topology.kubernetes.io/zone, operator: In, values: [us-east-1a]}";
    if (chance(15))
      requirements +=
          ", {key: node.kubernetes.io/instance-type, operator: Exists, minValues: " + std::to_string(1 + below(3)) +
          "}";
    const std::string limits = chance(70) ? fmt::format("limits: {{cpu: {}}}, ", 2 + below(16)) : "";
    const std::string labels =
        chance(40) ? fmt::format("metadata: {{labels: {{team: {}}}}}, ", one_of({"a", "b"})) : "";
    const std::string taints = chance(40) ? fmt::format("taints: [{{key: {}, effect: {}}}], ", one_of({"gpu", "own"}),
                                                        one_of({"NoSchedule", "NoExecute", "PreferNoSchedule"}))
                                          : "";
    return fmt::format(
        "---\n{{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {{name: pool-{}}}, spec: {{weight: {}, "
        "{}template: "
        "{{{}spec: {{{}nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}, requirements: "
        "[{}]}}}}}}}}\n",
        index, 1 + below(10), limits, labels, taints, requirements);
  }

  std::string workload(int index) {
    std::string spec;
    if (chance(30)) spec += fmt::format("nodeSelector: {{team: {}}}, ", one_of({"a", "b", "nobody"}));
    if (chance(40)) spec += fmt::format("tolerations: [{{key: {}, operator: Exists}}], ", one_of({"gpu", "own"}));
    if (chance(20))
      spec +=
          "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: "
          "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [us-east-1b]}]}}]}}, ";
    else if (chance(20))
      spec += fmt::format(
          "affinity: {{{}: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: {}, labelSelector: "
          "{{matchLabels: {{app: w-{}}}}}}}]}}}}, ",
          one_of({"podAffinity", "podAntiAffinity"}), one_of({"kubernetes.io/hostname", "topology.kubernetes.io/zone"}),
          below(4));
    if (chance(20))
      spec += fmt::format(
          "topologySpreadConstraints: [{{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: {}, "
          "labelSelector: {{matchLabels: {{app: w-{}}}}}}}], ",
          one_of({"DoNotSchedule", "ScheduleAnyway"}), index);
    const std::string ports = chance(10) ? ", ports: [{containerPort: 80, hostPort: 80}]" : "";
    // Few amounts, so that some pods are alike and others nearly so.
    return fmt::format(
        "---\n{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: w-{0}}}, spec: {{replicas: {1}, template: "
        "{{metadata: {{labels: {{app: w-{2}}}}}, spec: {{{3}containers: [{{name: c, resources: {{requests: {{cpu: "
        "{4}}}}}{5}}}]}}}}}}}}\n",
        index, 1 + below(6), chance(80) ? index : below(3), spec, one_of({"500m", "1", "1500m", "3", "20"}), ports);
  }

  std::mt19937 random_;
};

class WhoWaits : public testing::Test {
 protected:
  WhoWaits() : setting_(model::in_virginia()) {
    setting_.only_types = {"c5.2xlarge", "g5.xlarge", "m5.4xlarge", "m5.large", "m5.xlarge"};
  }
  model::Setting setting_;
};

TEST_F(WhoWaits, IsWhatTheWholeOutcomeSaysForPodsAndPoolsOfAllKinds) {
  int waiting = 0, silent = 0;
  for (unsigned seed = 0; seed < 80; ++seed) {
    const std::string text = Manifest(seed).text();
    model::Manifests manifests(text);
    const model::Model model = manifests.model(setting_);
    const Told told_now = told(model);
    ASSERT_EQ(told_now, plain(model, setting_, /*explain_each=*/false)) << "seed " << seed << "\n" << text;
    // Where each pod is explained each is tried in earnest, as often as Karpenter tries it.
    ASSERT_EQ(counts_of(told_now), counts_of(plain(model, setting_, /*explain_each=*/true))) << "seed " << seed << "\n"
                                                                                             << text;
    (told_now.empty() ? silent : waiting) += 1;
  }
  EXPECT_GT(waiting, 20);
  EXPECT_GT(silent, 4);
}

TEST_F(WhoWaits, TellsOfPodsThatNoPoolIsThereFor) {
  model::Manifests manifests("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}]}}\n");
  const model::Model model = manifests.model(setting_);
  EXPECT_EQ(told(model), (Told{{"Pod default/p", {1, "no NodePool is there to make a node for it"}}}));
}

}  // namespace
}  // namespace slipway::provision
