#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Line 6 is the first of the pool's disruption.
std::string pool(const std::string& disruption, const std::string& family = "m7i") {
  return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  disruption:\n" + disruption +
         "  template: {spec: {requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [" +
         family + "]}]}}\n";
}

TEST(DisruptionRules, ScheduleAndDurationGoTogether) {
  EXPECT_EQ(lines("KRP010", pool("    budgets:\n    - nodes: 20%\n      schedule: \"* * * * *\"\n")), "8");
  EXPECT_EQ(lines("KRP010", pool("    budgets:\n    - nodes: 20%\n      duration: 1h\n")), "8");
  EXPECT_EQ(
      lines("KRP010", pool("    budgets:\n    - nodes: 20%\n      schedule: \"0 9 * * 1\"\n      duration: 1h\n")), "");
}

TEST(DisruptionRules, AScheduleOfEveryMinuteIsNone) {
  const std::string always = pool("    budgets:\n    - nodes: 20%\n      schedule: \"* * * * *\"  # always\n");
  const std::string taken = pool("    budgets:\n    - nodes: 20%\n        # always\n");
  EXPECT_EQ(fixed("KRP010", always), taken);
}

TEST(DisruptionRules, AWindowMustBeNarrowerThanWhatAlwaysHolds) {
  const auto two = [](const std::string& always, const std::string& window) {
    return pool("    budgets:\n    - nodes: " + always +
                "\n    - {schedule: \"0 9 * * 1\", duration: 4h, nodes: " + window + "}\n");
  };
  EXPECT_EQ(lines("KRP011", two("10%", "50%")), "8");
  EXPECT_EQ(lines("KRP011", two("\"1\"", "\"5\"")), "8");
  EXPECT_EQ(lines("KRP011", two("50%", "10%")), "");
  EXPECT_EQ(lines("KRP011", two("10%", "\"5\"")), "");  // depends on how many nodes there are
  EXPECT_EQ(lines("KRP011", two("10%", "\"0\"")), "");
  EXPECT_EQ(lines("KRP011", two("10%\n      reasons: [Empty]", "50%")), "");
  EXPECT_EQ(lines("KRP011", two("10%\n      schedule: \"* * * * *\"", "50%")), "9");
  EXPECT_EQ(lines("KRP011", two("10%\n      schedule: \"@monthly\"\n      duration: 8h", "50%")), "");
}

TEST(DisruptionRules, KnowsThreeReasons) {
  EXPECT_EQ(
      lines("KRP012", pool("    budgets:\n    - nodes: 100%\n      reasons:\n      - Expired\n      - Drifted\n")),
      "9");
}

TEST(DisruptionRules, ZeroForUnderutilizedAloneLeavesDrift) {
  EXPECT_EQ(lines("KRP013", pool("    budgets:\n    - nodes: \"0\"\n      reasons: [Underutilized]\n")), "7");
  EXPECT_EQ(lines("KRP013", pool("    budgets:\n    - nodes: \"0\"\n      reasons: [Underutilized, Drifted]\n")), "");
  EXPECT_EQ(lines("KRP013", pool("    budgets:\n    - nodes: 10%\n")), "");
}

TEST(DisruptionRules, AlwaysZeroNeverOpens) {
  EXPECT_EQ(lines("KRP016", pool("    budgets:\n    - nodes: \"0\"\n")), "7");
  EXPECT_EQ(lines("KRP016", pool("    budgets:\n    - {nodes: \"0\", schedule: \"0 9 * * 1\", duration: 1h}\n")), "");
  EXPECT_EQ(lines("KRP016", pool("    budgets:\n    - {nodes: \"0\", reasons: [Underutilized]}\n")), "");
  const auto window = [](const std::string& schedule, const std::string& duration) {
    return pool("    budgets:\n    - {nodes: \"0\", schedule: \"" + schedule + "\", duration: " + duration + "}\n");
  };
  EXPECT_EQ(lines("KRP016", window("0 0 * * *", "24h")), "7");
  EXPECT_EQ(lines("KRP016", window("@hourly", "1h30m")), "7");
  EXPECT_EQ(lines("KRP016", window("0 */6 * * *", "6h")), "7");
  EXPECT_EQ(lines("KRP016", window("0 0 * * *", "23h")), "");
  EXPECT_EQ(lines("KRP016", window("0 0 * * 1-5", "24h")), "");
  EXPECT_EQ(lines("KRP016", window("0  0 * * *", "24h")), "7");
  EXPECT_EQ(lines("KRP016", window("@weekly", "168h")), "7");
  for (const char* seldom :
       {"0 0 1 * *", "0  0 1 * *", "0 0  15 * *", "@monthly", "@yearly", "@annually", "0 0 * 6 *", "@every 1000h"})
    EXPECT_EQ(lines("KRP016", window(seldom, "24h")), "") << seldom;
}

TEST(DisruptionRules, GpuNodesAreNotConsolidatedSoonerThanTheyStart) {
  const std::string soon = "    consolidationPolicy: WhenEmptyOrUnderutilized\n    consolidateAfter: 30s\n";
  EXPECT_EQ(lines("KRP014", pool(soon, "g5")), "7");
  EXPECT_EQ(lines("KRP014", pool(soon, "m7i")), "");
  EXPECT_EQ(lines("KRP014", pool("    consolidationPolicy: WhenEmpty\n    consolidateAfter: 30s\n", "g5")), "");
  EXPECT_EQ(lines("KRP014", pool("    consolidateAfter: 10m\n", "g5")), "");
  for (const char* of_no_time : {"    consolidationPolicy: WhenEmptyOrUnderutilized\n", "    consolidateAfter: Never\n",
                                 "    consolidateAfter:\n", "    consolidateAfter: soon\n"})
    EXPECT_EQ(lines("KRP014", pool(of_no_time, "g5")), "") << of_no_time;
  subject::Context context;
  context.facts["cold-start"] = "20s";
  EXPECT_EQ(lines("KRP014", pool(soon, "g5"), context), "");
}

TEST(DisruptionRules, SchedulesMustBeRead) {
  EXPECT_EQ(lines("KRP015", pool("    budgets:\n    - {nodes: \"0\", schedule: \"0 25 * * *\", duration: 1h}\n")), "7");
  EXPECT_EQ(lines("KRP015", pool("    budgets:\n    - {nodes: \"0\", schedule: \"@daily\", duration: 1h}\n")), "");
}

// Of a schedule without a next time Karpenter reads that the budget is active.
TEST(DisruptionRules, ASchedulesDayComes) {
  const auto budget = [](const std::string& schedule) {
    return pool("    budgets:\n    - {nodes: \"0\", schedule: \"" + schedule + "\", duration: 1h}\n");
  };
  for (const char* never : {"0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"}) {
    EXPECT_EQ(linted("KRP015", {{"p.yaml", budget(never)}}),
              Said{fmt::format("p.yaml:7 warning: '{}' never comes", never)});
    EXPECT_EQ(lines("KRP016", budget(never)), "7") << never;
  }
  for (const char* rare : {"0 0 29 2 *", "0 0 31 1,2 *", "0 0 31 2 mon"}) {
    EXPECT_EQ(lines("KRP015", budget(rare)), "") << rare;
    EXPECT_EQ(lines("KRP016", budget(rare)), "") << rare;
  }
}

TEST(DisruptionRules, AnnotationsAreThoseThatKarpenterReads) {
  const auto pod = [](const std::string& annotations) {
    return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n" + annotations +
           "spec: {nodeSelector: {kubernetes.io/arch: amd64}, containers: [{name: a}]}\n---\n";
  };
  const std::string old = "    karpenter.sh/do-not-evict: \"true\"\n",
                    now = "    karpenter.sh/do-not-disrupt: \"true\"\n",
                    others = "    cluster-autoscaler.kubernetes.io/safe-to-evict: \"false\"\n";
  EXPECT_EQ(lines("KRP032", pod(old)), "6");
  EXPECT_EQ(fixed("KRP032", pod(old)), pod(now));
  EXPECT_EQ(fixed("KRP032", pod(old + now)), pod(old + now)) << "a key is there once";
  EXPECT_EQ(lines("KRP032", pod(now)), "");
  EXPECT_EQ(lines("KRP032", pod(others) + pool("")), "6");
  EXPECT_EQ(lines("KRP032", pod(others + now) + pool("")), "");
  EXPECT_EQ(lines("KRP032", pod(others)), "") << "no pool of Karpenter";
}

TEST(DisruptionRules, NodesDoNotEndBeforeTheirPods) {
  const auto both = [](const std::string& node, const std::string& pod) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n      "
           "requirements: []\n" +
           node +
           "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: "
           "{kubernetes.io/arch: amd64}\n  containers: [{name: a}]\n" +
           pod;
  };
  const std::string grace = "      terminationGracePeriod: 10m\n";
  EXPECT_EQ(lines("KRP033", both(grace, "  terminationGracePeriodSeconds: 3600\n")), "8");
  EXPECT_EQ(lines("KRP033", both(grace, "  terminationGracePeriodSeconds: 600\n")), "");
  EXPECT_EQ(lines("KRP033", both(grace, "")), "");
  EXPECT_EQ(lines("KRP033", both("", "  terminationGracePeriodSeconds: 3600\n")), "");
}

TEST(DisruptionRules, ProtectionStandsWhereItIsRead) {
  const auto workload = [](const std::string& kind, const std::string& of_object, const std::string& of_pods) {
    return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata:\n  name: a\n  annotations: {" + of_object +
           "}\nspec:\n  template:\n    metadata: {annotations: {" + of_pods + "}}\n";
  };
  const std::string protects = "karpenter.sh/do-not-disrupt: \"true\"";
  EXPECT_EQ(lines("KRP036", workload("Deployment", protects, "")), "5");
  EXPECT_EQ(lines("KRP036", workload("Deployment", "", protects)), "");
  EXPECT_EQ(lines("KRP036", workload("Deployment", protects, protects)), "");
  EXPECT_EQ(lines("KRP036", "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata:\n  name: a\n  annotations: {" +
                                protects + "}\nspec: {template: {spec: {}}}\n"),
            "5");
  EXPECT_EQ(lines("KRP036", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {" + protects + "}}\n"), "");
}

TEST(DisruptionRules, OperatorsHandOnTheirTemplatesAnnotationsAlone) {
  const std::string protects = "karpenter.sh/do-not-disrupt: \"true\"";
  const auto object = [](const std::string& api_version, const std::string& kind, const std::string& annotations,
                         const std::string& spec) {
    return "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata:\n  name: a\n  annotations: {" + annotations +
           "}\nspec: " + spec + "\n";
  };
  const auto pod = [](const std::string& annotations) {
    return "{metadata: {annotations: {" + annotations + "}}, spec: {containers: [{name: a, image: a}]}}";
  };
  const auto ray = [&](const std::string& head, const std::string& worker) {
    return "{headGroupSpec: {template: " + pod(head) + "}, workerGroupSpecs: [{groupName: g, template: " + pod(worker) +
           "}]}";
  };
  EXPECT_EQ(linted("KRP036", {{"f.yaml", object("ray.io/v1", "RayCluster", protects, ray("", ""))}}),
            std::vector<std::string>{
                "f.yaml:5 warning: RayCluster a itself says karpenter.sh/do-not-disrupt, its pods do not"});
  EXPECT_EQ(lines("KRP036", object("ray.io/v1", "RayCluster", protects, ray(protects, protects))), "");
  EXPECT_EQ(lines("KRP036", object("ray.io/v1", "RayCluster", protects, ray(protects, ""))), "")
      << "workers may be meant to move";
  EXPECT_EQ(lines("KRP036", object("ray.io/v1", "RayCluster", "", ray("", ""))), "");
  EXPECT_EQ(lines("KRP036", object("ray.io/v1", "RayCluster", protects, "{}")), "") << "templates that nobody sees";
  const struct {
    const char *api_version, *kind, *before, *behind;
  } kKinds[] = {
      {"ray.io/v1", "RayJob", "{rayClusterSpec: {headGroupSpec: {template: ", "}}}"},
      {"ray.io/v1", "RayService", "{rayClusterConfig: {headGroupSpec: {template: ", "}}}"},
      {"leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", "{leaderWorkerTemplate: {workerTemplate: ", "}}"},
      {"jobset.x-k8s.io/v1alpha2", "JobSet", "{replicatedJobs: [{name: a, template: {spec: {template: ", "}}}]}"},
      {"kubeflow.org/v1", "PyTorchJob", "{pytorchReplicaSpecs: {Worker: {template: ", "}}}"},
      {"kubeflow.org/v2beta1", "MPIJob", "{mpiReplicaSpecs: {Worker: {template: ", "}}}"},
      {"batch.volcano.sh/v1alpha1", "Job", "{tasks: [{name: a, template: ", "}]}"}};
  for (const auto& one : kKinds) {
    EXPECT_EQ(lines("KRP036", object(one.api_version, one.kind, protects, one.before + pod("") + one.behind)), "5")
        << one.kind;
    EXPECT_EQ(lines("KRP036", object(one.api_version, one.kind, protects, one.before + pod(protects) + one.behind)), "")
        << one.kind;
  }
}

TEST(DisruptionRules, GpuNodesLiveLongerThanHours) {
  const auto pool = [](const std::string& node, const std::string& disruption = "") {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: inference}\nspec:\n  template:\n"
           "    metadata: {labels: {role: inference}}\n    spec:\n" +
           node + "      requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}]\n" +
           disruption + "---\n";
  };
  const auto workload = [](const std::string& kind, const std::string& gpus, const std::string& more = "",
                           const std::string& spec = "") {
    return std::string(kind == "Job" ? "apiVersion: batch/v1" : "apiVersion: apps/v1") + "\nkind: " + kind +
           "\nmetadata: {name: a}\nspec:\n" + spec + "  template:\n    metadata: {annotations: {" + more +
           "}}\n    spec:\n      nodeSelector: {role: inference}\n      containers: [{name: a, resources: {limits: "
           "{nvidia.com/gpu: " +
           gpus + "}}}]\n";
  };
  const std::string hour = pool("      expireAfter: 1h\n");
  EXPECT_EQ(
      linted("KRP040", {{"f.yaml", hour + workload("Job", "1")}}),
      std::vector<std::string>{"f.yaml:8 warning: nodes of NodePool inference live for 1h, and Job a runs on them"});
  EXPECT_EQ(lines("KRP040", hour + workload("Deployment", "1")), "8");
  EXPECT_EQ(lines("KRP040", hour + workload("Job", "0")), "8") << "it is aimed at the pool";
  EXPECT_EQ(lines("KRP040", pool("", "  disruption: {expireAfter: 2h}\n") + workload("Job", "1")), "9");
  EXPECT_EQ(lines("KRP040", hour + workload("Deployment", "0")), "");
  EXPECT_EQ(lines("KRP040", hour + workload("Job", "1", "karpenter.sh/do-not-disrupt: \"true\"")), "");
  EXPECT_EQ(lines("KRP040", hour + workload("Job", "1", "", "  activeDeadlineSeconds: 600\n")), "");
  EXPECT_EQ(lines("KRP040", hour + workload("Job", "1", "", "  activeDeadlineSeconds: 3600\n")), "8");
  EXPECT_EQ(lines("KRP040", hour), "");
  for (const char* life : {"12h", "720h", "Never"})
    EXPECT_EQ(lines("KRP040", pool("      expireAfter: " + std::string(life) + "\n") + workload("Job", "1")), "")
        << life;
  const std::string other =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: long}\nspec: {template: "
      "{metadata: {labels: {role: inference}}, spec: {requirements: []}}}\n";
  EXPECT_EQ(lines("KRP040", hour + workload("Job", "1") + other), "") << "it may run on nodes that stay";
}

}  // namespace
}  // namespace slipway::rules::testing
