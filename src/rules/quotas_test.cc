#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string quota(const std::string& hard, const std::string& more = "") {
  return "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: ml}\nspec:\n  hard: {" + hard + "}\n" +
         more + "---\n";
}
std::string range(const std::string& limits) {
  return "apiVersion: v1\nkind: LimitRange\nmetadata: {name: r, namespace: ml}\nspec:\n  limits: [{" + limits +
         "}]\n---\n";
}
std::string service(const std::string& name, int replicas, const std::string& resources, const std::string& ns = "ml",
                    const std::string& pod = "") {
  return fmt::format(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {0}, namespace: {3}}}\nspec:\n  replicas: {1}\n"
      "  selector: {{matchLabels: {{app: {0}}}}}\n  template: {{metadata: {{labels: {{app: {0}}}}}, spec: {{{4}"
      "containers: [{{name: main, resources: {{{2}}}}}]}}}}\n---\n",
      name, replicas, resources, ns, pod);
}
std::string job(int pods, const std::string& resources, const std::string& more = "") {
  return fmt::format(
      "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j, namespace: ml}}\nspec:\n  parallelism: {0}\n"
      "  completions: {0}\n{2}  template: {{spec: {{restartPolicy: Never, containers: [{{name: main, resources: "
      "{{{1}}}}}]}}}}\n---\n",
      pods, resources, more);
}
std::string scaler(int least, int most) {
  return fmt::format(
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: s, namespace: ml}}\nspec:\n"
      "  scaleTargetRef: {{name: a}}\n  minReplicaCount: {}\n  maxReplicaCount: {}\n",
      least, most);
}
const std::string kGpu = "limits: {nvidia.com/gpu: 2}", kGpus = "requests.nvidia.com/gpu: 4";

Said of(std::string_view id, const std::string& yaml) { return linted(id, {{"f.yaml", yaml}}); }

TEST(QuotaRules, PodsFitIntoTheQuotaOfTheirNamespace) {
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 2, kGpu)), Said{});
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 3, kGpu)),
            (Said{"f.yaml:9 error: not all 3 pods of Deployment ml/a are made: they take 6 of "
                  "requests.nvidia.com/gpu"}));
  EXPECT_EQ(of("QUOTA001", quota("requests.nvidia.com/gpu: 1") + service("a", 1, kGpu)),
            (Said{"f.yaml:9 error: no pod of Deployment ml/a is ever made: one takes 2 of requests.nvidia.com/gpu"}));
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 3, kGpu, "web")), Said{});
  EXPECT_EQ(of("QUOTA001", quota("pods: 2") + service("a", 3, "")).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("limits.memory: 1Gi") + service("a", 3, "limits: {memory: 512Mi}")).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("memory: 1Gi") + service("a", 2, "limits: {memory: 512Mi}")).size(), 0u);
}

TEST(QuotaRules, DevicesAreCountedByTheirRequestsAlone) {
  for (const std::string name : {"limits.nvidia.com/gpu", "nvidia.com/gpu"}) {
    EXPECT_EQ(of("QUOTA001", quota(name + ": 1") + service("a", 3, kGpu)), Said{}) << name;
    EXPECT_EQ(of("QUOTA005", quota(name + ": 1")),
              (Said{"f.yaml:5 warning: ResourceQuota ml/q counts nothing by the name " + name}));
    EXPECT_EQ(fixed("QUOTA005", quota(name + ": 1")), quota("requests.nvidia.com/gpu: 1"));
  }
  for (const std::string name :
       {"requests.nvidia.com/gpu", "limits.cpu", "memory", "pods", "count/jobs.batch", "hugepages-2Mi",
        "gp3.storageclass.storage.k8s.io/requests.storage", "gpu.deviceclass.resource.k8s.io/devices"})
    EXPECT_EQ(of("QUOTA005", quota(name + ": 1")), Said{}) << name;
}

TEST(QuotaRules, WhatStandsTogetherFitsToo) {
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 1, kGpu) + service("b", 2, kGpu)),
            (Said{"f.yaml:5 error: the pods that always stand in ml take 6 of requests.nvidia.com/gpu, more than "
                  "ResourceQuota ml/q has"}));
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 1, kGpu) + service("b", 1, kGpu)), Said{});
}

TEST(QuotaRules, JobsWantTheirPodsBesideWhatStands) {
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + job(1, kGpu) + service("a", 2, kGpu)),
            (Said{"f.yaml:9 warning: not all pods of Job ml/j are made while the others of the namespace stand: "
                  "together they take 6 of requests.nvidia.com/gpu"}));
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + job(1, kGpu) + service("a", 1, kGpu)), Said{});
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + job(3, kGpu, "  suspend: true\n")).size(), 1u);
}

TEST(QuotaRules, AutoscalersThatStopAtAQuotaAreANote) {
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 1, kGpu) + scaler(0, 3)),
            (Said{"f.yaml:9 note: Deployment ml/a cannot reach its most replicas: they take 6 of "
                  "requests.nvidia.com/gpu"}));
  EXPECT_EQ(of("QUOTA001", quota(kGpus) + service("a", 1, kGpu) + scaler(0, 2)), Said{});
}

TEST(QuotaRules, ScopesSayWhichPodsCountAndUnknownOnesNothing) {
  const std::string three = service("a", 3, "requests: {cpu: 1}");
  const std::string urgent = service("a", 3, "requests: {cpu: 1}", "ml", "priorityClassName: urgent, ");
  const auto selecting = [](const std::string& op, const std::string& values) {
    return "  scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: " + op + values + "}]}\n";
  };
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", "  scopes: [NotTerminating]\n") + three).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", "  scopes: [Terminating]\n") + three).size(), 0u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", "  scopes: [BestEffort]\n") + three).size(), 0u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", "  scopes: [NotBestEffort]\n") + three).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", "  scopes: [CrossNamespacePodAffinity]\n") + three).size(), 0u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", selecting("In", ", values: [urgent]")) + urgent).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", selecting("NotIn", ", values: [urgent]")) + urgent).size(), 0u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", selecting("Exists", "")) + urgent).size(), 1u);
  EXPECT_EQ(of("QUOTA001", quota("pods: 1", selecting("In", ", values: [urgent]")) + three).size(), 0u);
}

TEST(QuotaRules, CountsOfObjectsHold) {
  EXPECT_EQ(of("QUOTA002", quota("count/deployments.apps: 1") + service("a", 1, "") + service("b", 1, "")),
            (Said{"f.yaml:17 error: Deployment ml/b is one more than ResourceQuota ml/q lets be there"}));
  EXPECT_EQ(of("QUOTA002", quota("count/deployments.apps: 2") + service("a", 1, "") + service("b", 1, "")), Said{});
}

TEST(QuotaRules, AContainerSaysWhatItsQuotaCounts) {
  EXPECT_EQ(of("QUOTA003", quota("requests.cpu: 4, limits.memory: 8Gi") + service("a", 1, "limits: {cpu: 1}")),
            (Said{"f.yaml:13 error: ResourceQuota ml/q refuses the pods of Deployment ml/a: must specify "
                  "limits.memory for main"}));
  EXPECT_EQ(of("QUOTA003", quota("requests.cpu: 4") + service("a", 1, "")).size(), 1u);
  EXPECT_EQ(of("QUOTA003", quota(kGpus) + service("a", 1, "")), Said{});
  EXPECT_EQ(of("QUOTA003",
               quota("requests.cpu: 4") + range("type: Container, defaultRequest: {cpu: 1}") + service("a", 1, "")),
            Said{});
}

TEST(QuotaRules, ContainersKeepToTheLimitRange) {
  const std::string within = range("type: Container, max: {cpu: 2}, min: {cpu: 100m}");
  EXPECT_EQ(of("QUOTA004", within + service("a", 1, "limits: {cpu: 4}")),
            (Said{"f.yaml:13 error: the limit of cpu is 4 in Deployment ml/a: LimitRange ml/r refuses its pods"}));
  EXPECT_EQ(of("QUOTA004", within + service("a", 1, "requests: {cpu: 50m}")).size(), 1u);
  EXPECT_EQ(of("QUOTA004", within + service("a", 1, "limits: {cpu: 1}")), Said{});
  EXPECT_EQ(of("QUOTA004", within + service("a", 1, "")), Said{});
  EXPECT_EQ(of("QUOTA004", range("type: Pod, max: {memory: 1Gi}") + service("a", 1, "limits: {memory: 2Gi}")).size(),
            1u);
}

TEST(QuotaRules, WhatTheLimitRangeBoundsIsWritten) {
  const std::string pod = "type: Pod, max: {memory: 1Gi}", least = "type: Pod, min: {cpu: 1}";
  EXPECT_EQ(of("QUOTA004", range(pod) + service("a", 1, "requests: {memory: 100Mi}")),
            (Said{"f.yaml:9 error: no limit of memory is written in Deployment ml/a: LimitRange ml/r refuses its "
                  "pods"}));
  EXPECT_EQ(of("QUOTA004", range(pod) + service("a", 1, "limits: {memory: 100Mi}")), Said{});
  EXPECT_EQ(of("QUOTA004", range(least) + service("a", 1, "")).size(), 1u);
  EXPECT_EQ(of("QUOTA004", range(least) + service("a", 1, "limits: {cpu: 2}")), Said{});
  EXPECT_EQ(of("QUOTA004", range(pod) + range("type: Container, default: {memory: 512Mi}") + service("a", 1, "")),
            Said{});
}

TEST(QuotaRules, LimitsKeepToTheRatioOfTheLimitRange) {
  const std::string ratio = range("type: Container, maxLimitRequestRatio: {memory: 2}");
  EXPECT_EQ(of("QUOTA004", ratio + service("a", 1, "requests: {memory: 1Gi}, limits: {memory: 3Gi}")),
            (Said{"f.yaml:13 error: the limit of memory is 3 times its request in Deployment ml/a: LimitRange ml/r "
                  "refuses its pods"}));
  EXPECT_EQ(of("QUOTA004", ratio + service("a", 1, "requests: {memory: 1Gi}, limits: {memory: 2Gi}")), Said{});
  EXPECT_EQ(of("QUOTA004", ratio + service("a", 1, "requests: {memory: 1Gi}")).size(), 1u);
}

TEST(QuotaRules, AnswerTheSameForEachOfManyNamespaces) {
  std::string many;
  constexpr int kNamespaces = 2'000;  // some seconds where each pair of them is looked at, hours where each triple is
  for (int i = 0; i < kNamespaces; ++i) {
    const std::string ns = fmt::format("team-{}", i);
    many += fmt::format(
        "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {0}}}\nspec:\n  hard: {{pods: 2}}\n---\n",
        ns);
    many += service("a", 3, "", ns);
  }
  EXPECT_EQ(of("QUOTA001", many).size(), static_cast<std::size_t>(kNamespaces));
}

// A range of another cluster fills nothing in.
TEST(QuotaRules, RangesFillInWhereTheyComeTogether) {
  const std::string dev = quota("requests.cpu: 4") + service("a", 1, "");
  const std::string filling = range("type: Container, defaultRequest: {cpu: 1}");
  EXPECT_EQ(linted("QUOTA003", {{"dev/all.yaml", dev + filling}}).size(), 0u);
  EXPECT_EQ(linted("QUOTA003", {{"dev/all.yaml", dev}, {"dev/range.yaml", filling}}).size(), 0u);
  EXPECT_EQ(linted("QUOTA003", {{"dev/all.yaml", dev}, {"prod/all.yaml", service("a", 1, "") + filling}}).size(), 1u);
}

// As many quotas and ranges as workloads: each pair is looked at once.
TEST(QuotaRules, TakeBoundedTimeOnManyOfAll) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += fmt::format(
        "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q{0}, namespace: ml}}\nspec:\n"
        "  hard: {{requests.cpu: 1k, limits.memory: 1Ti}}\n---\napiVersion: v1\nkind: LimitRange\n"
        "metadata: {{name: r{0}, namespace: ml}}\nspec:\n  limits: [{{type: Container, max: {{cpu: 4}}, "
        "default: {{memory: 1Gi}}}}]\n---\napiVersion: apps/v1\nkind: Deployment\n"
        "metadata: {{name: d{0}, namespace: ml}}\nspec:\n  template:\n    spec: {{containers: [{{name: a, "
        "image: 'a:1', resources: {{requests: {{cpu: {1}}}}}}}]}}\n---\n",
        i, i == 99 ? 5 : 1);
  }
  EXPECT_EQ(linted("QUOTA001", {{"f.yaml", text}}).size(), 0u);
  EXPECT_EQ(linted("QUOTA003", {{"f.yaml", text}}).size(), 0u) << "the ranges fill in what is not said";
  EXPECT_EQ(linted("QUOTA004", {{"f.yaml", text}}).size(), 100u) << "one container, by each of the ranges";
}

}  // namespace
}  // namespace slipway::rules::testing
