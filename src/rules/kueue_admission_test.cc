#include <gtest/gtest.h>

#include "base/steps.h"
#include "rules/testing/fix_said.h"

namespace slipway::rules::testing {
namespace {

/// A Job of namespace team-a: two pods of 8 GPUs and 4 cores each, in the queue `team-a`.
struct Job {
  std::string requests = "cpu: 4, nvidia.com/gpu: 8", pod = "", metadata = "";
  int pods = 2;
};
std::string text_of(const Job& job) {
  return fmt::format(R"(---
apiVersion: batch/v1
kind: Job
metadata: {{name: j, namespace: team-a, labels: {{kueue.x-k8s.io/queue-name: team-a}}{}}}
spec:
  parallelism: {}
  completions: {}
  template: {{spec: {{{}containers: [{{name: c, resources: {{requests: {{{}}}, limits: {{{}}}}}}}]}}}}
)",
                     job.metadata, job.pods, job.pods, job.pod, job.requests, job.requests);
}

std::string flavor(const std::string& name, const std::string& spec = "") {
  return "---\napiVersion: kueue.x-k8s.io/v1beta2\nkind: ResourceFlavor\nmetadata: {name: " + name + "}\nspec: {" +
         spec + "}\n";
}
/// One flavour of a resource group: gpus of it, and more members.
std::string gpus(const std::string& name, int count, const std::string& more = "") {
  return fmt::format(
      "{{name: {}, resources: [{{name: cpu, nominalQuota: 100}}, {{name: nvidia.com/gpu, nominalQuota: {}{}}}]}}", name,
      count, more);
}
std::string queue(const std::string& flavors, const std::string& more = "namespaceSelector: {}",
                  const std::string& name = "q") {
  return "---\napiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: " + name + "}\nspec: {" + more +
         ", resourceGroups: [{coveredResources: [cpu, nvidia.com/gpu], flavors: [" + flavors + "]}]}\n";
}
const std::string kLocal =
    "---\napiVersion: kueue.x-k8s.io/v1beta2\nkind: LocalQueue\nmetadata: {name: team-a, namespace: team-a}\n"
    "spec: {clusterQueue: q}\n";

std::vector<std::string> said(const std::string& id, const std::string& text) { return linted(id, {{"f.yaml", text}}); }
using Said = std::vector<std::string>;

TEST(KueueAdmission, NamespacesAreSelected) {
  const auto of = [](const std::string& selector, const std::string& labels = "none") {
    const std::string ns =
        labels == "none" ? ""
                         : "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: team-a, labels: {" + labels + "}}\n";
    return said("KUE004", text_of(Job()) + kLocal + flavor("f") + queue(gpus("f", 16), selector) + ns);
  };
  const Said kNever{"f.yaml:4 error: ClusterQueue q admits nothing of namespace team-a: Job team-a/j never starts"};
  EXPECT_EQ(of("namespaceSelector: {}"), Said{});
  EXPECT_EQ(of("stopPolicy: None"), kNever) << "null selects nothing";
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team-a}}"), Said{});
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team-b}}"), kNever);
  const std::string names = "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: ";
  EXPECT_EQ(of(names + "In, values: [team-a, team-b]}]}"), Said{});
  EXPECT_EQ(of(names + "NotIn, values: [team-a]}]}"), kNever);
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {queue: q}}"), Said{}) << "its labels are not known";
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {queue: q}}", "queue: q"), Said{});
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {queue: q}}", "queue: r"), kNever);
}

// Whoever applies a manifest that says no namespace says it (`kubectl apply -n team-a`).
TEST(KueueAdmission, OfANamespaceThatNobodyNamesLittleIsKnown) {
  const auto of = [](const std::string& selector) {
    std::string text = text_of(Job()) + kLocal;
    for (std::size_t at; (at = text.find(", namespace: team-a")) != text.npos;) text.erase(at, 19);
    return said("KUE004", text + flavor("f") + queue(gpus("f", 16), selector));
  };
  EXPECT_EQ(of("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team-a}}"), Said{});
  EXPECT_EQ(of("stopPolicy: None"),
            Said{"f.yaml:4 error: ClusterQueue q admits nothing of any namespace: Job j never starts"});
}

TEST(KueueAdmission, EachResourceHasAQuota) {
  const std::string queues = kLocal + flavor("f") + queue(gpus("f", 16));
  const auto of = [&](const std::string& requests, const std::string& more = "") {
    return said("KUE005", text_of({.requests = requests}) + queues + more);
  };
  EXPECT_EQ(of("cpu: 4, nvidia.com/gpu: 8"), Said{});
  EXPECT_EQ(of("cpu: 4, vpc.amazonaws.com/efa: 32"),
            Said{"f.yaml:8 error: ClusterQueue q covers no vpc.amazonaws.com/efa: Job team-a/j never starts"});
  const std::string other =
      "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: q}\nspec: "
      "{resourceGroups: [{coveredResources: [vpc.amazonaws.com/efa], flavors: []}]}\n";
  EXPECT_EQ(of("cpu: 4, vpc.amazonaws.com/efa: 32", other), Said{}) << "the alternative covers it";
  EXPECT_EQ(of("cpu: 4, memory: 1Gi"),
            Said{"f.yaml:8 error: ClusterQueue q covers no memory: Job team-a/j never starts"});
  EXPECT_EQ(of("cpu: 4, memory: 0"), Said{}) << "nothing of it";
  EXPECT_EQ(of("cpu: 4, nvidia.com/gpucores: 30"),
            Said{"f.yaml:8 warning: ClusterQueue q covers no nvidia.com/gpucores: Job team-a/j never starts"})
      << "Kueue's configuration may make nvidia.com/gpu of it, which nobody here asks for";
  EXPECT_EQ(of("nvidia.com/gpu: 1, nvidia.com/gpucores: 30"),
            Said{"f.yaml:8 error: ClusterQueue q covers no nvidia.com/gpucores: Job team-a/j never starts"});
  const auto configured = [](const std::string& resources) {
    return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: kueue-manager-config, namespace: kueue-system}\n"
           "data:\n  controller_manager_config.yaml: |\n    apiVersion: config.kueue.x-k8s.io/v1beta2\n"
           "    kind: Configuration\n    resources: {" +
           resources + "}\n";
  };
  const std::string efa = "cpu: 4, vpc.amazonaws.com/efa: 32";
  EXPECT_EQ(of(efa, configured("excludeResourcePrefixes: [vpc.amazonaws.com/]")), Said{});
  EXPECT_EQ(of(efa, configured("quotaCheckStrategy: IgnoreUndeclared")), Said{});
  EXPECT_EQ(of(efa, configured("excludeResourcePrefixes: [example.com/]")).size(), 1u);
}

TEST(KueueAdmission, AllPodsOfASetFitInOneFlavor) {
  const auto of = [](const std::string& flavors, const Job& job = {}) {
    return said("KUE006", text_of(job) + kLocal + flavor("f") + flavor("g") + queue(flavors));
  };
  const Said kNone{"f.yaml:8 error: no flavour of ClusterQueue q holds 2 pods of Job team-a/j: they never start"};
  EXPECT_EQ(of(gpus("f", 16)), Said{});
  EXPECT_EQ(of(gpus("f", 8)), kNone);
  EXPECT_EQ(of(gpus("f", 8) + ", " + gpus("g", 16)), Said{});
  EXPECT_EQ(of(gpus("f", 8) + ", " + gpus("g", 8)), kNone) << "flavours do not add up";
  EXPECT_EQ(of(gpus("f", 8), {.pods = 1}), Said{});
  EXPECT_EQ(of(gpus("f", 8), {.metadata = ", annotations: {kueue.x-k8s.io/job-min-parallelism: \"1\"}"}), Said{})
      << "it may start with one pod";
}

TEST(KueueAdmission, AllThatIsLackingIsSaid) {
  const Job job{.requests = "cpu: 80, nvidia.com/gpu: 8"};
  EXPECT_EQ(fix_said("KUE006", {{"f.yaml", text_of(job) + kLocal + flavor("f") + queue(gpus("f", 8))}}),
            "raise the nominalQuota in f of cpu to 160 and of nvidia.com/gpu to 16, or ask for less\n");
}

TEST(KueueAdmission, CohortsLend) {
  const auto of = [](const std::string& quota, const std::string& others) {
    return said("KUE006", text_of(Job()) + kLocal + flavor("f") +
                              queue(gpus("f", 8, quota), "namespaceSelector: {}, cohortName: c") + others);
  };
  const auto other = [](int count, const std::string& quota = "", const std::string& cohort = "c") {
    return queue(gpus("f", count, quota), "namespaceSelector: {}, cohortName: " + cohort, "other");
  };
  const std::string none = ": no flavour of ClusterQueue q holds 2 pods of Job team-a/j: they never start";
  EXPECT_EQ(of("", ""), Said{}) << "who else is in the cohort is not known";
  EXPECT_EQ(of(", borrowingLimit: 4", ""), Said{"f.yaml:8 error" + none});
  EXPECT_EQ(of(", borrowingLimit: 8", other(8)), Said{});
  EXPECT_EQ(of("", other(8)), Said{});
  EXPECT_EQ(of("", other(4)), Said{"f.yaml:8 warning" + none});
  EXPECT_EQ(of("", other(8, ", lendingLimit: 4")), Said{"f.yaml:8 warning" + none});
  const auto cohort = [](const std::string& name, const std::string& spec) {
    return "---\napiVersion: kueue.x-k8s.io/v1beta2\nkind: Cohort\nmetadata: {name: " + name + "}\nspec: {" + spec +
           "}\n";
  };
  const std::string own =
      "resourceGroups: [{coveredResources: [cpu, nvidia.com/gpu], flavors: [" + gpus("f", 8) + "]}]";
  EXPECT_EQ(of("", cohort("c", own)), Said{});
  EXPECT_EQ(of("", cohort("c", "parentName: root") + cohort("d", "parentName: root") + other(8, "", "d")), Said{});
  const std::string under_root = cohort("c", "parentName: root");
  EXPECT_EQ(of("", under_root + cohort("root", "") + cohort("d", "") + other(8, "", "d")).size(), 1u);
  EXPECT_EQ(of("", under_root + cohort("d", "") + other(8, "", "d")), Said{}) << "what root lends is not known";
  EXPECT_EQ(of("", under_root), Said{});
  EXPECT_EQ(of("", cohort("c", "parentName: d") + cohort("d", "parentName: c")), Said{}) << "Kueue refuses a circle";
  EXPECT_EQ(of(", borrowingLimit: 4", under_root).size(), 1u) << "whatever it lends";
}

std::string cohort(const std::string& name, const std::string& parent) {
  return "---\napiVersion: kueue.x-k8s.io/v1beta2\nkind: Cohort\nmetadata: {name: " + name + "}\nspec: {" +
         (parent.empty() ? "" : "parentName: " + parent) + "}\n";
}

// Names that occur twice, chains up and down and circles: each cohort is added up once, and the stack is not used up.
TEST(KueueAdmission, CohortsTakeBoundedTimeAndStack) {
  const std::string of_c0 = text_of(Job()) + kLocal + flavor("f") + queue(gpus("f", 8), "cohortName: c0");
  std::string twice = of_c0 + cohort("c0", ""), up = of_c0, down = of_c0 + cohort("c0", ""), circle = of_c0;
  for (int i = 0; i < 40; ++i)  // each level doubled the work: 40 are years
    for (const std::string parent : {"a", "b"})
      twice += cohort(fmt::format("c{}", i + 1), fmt::format("{}{}", i == 0 ? "c" : parent, i)) +
               cohort(fmt::format("{}{}", parent, i + 1), fmt::format("c{}", i + 1));
  constexpr int kMany = 5'000;  // beyond the stack where each is a call, hours where each looks at all
  for (int i = 0; i < kMany; ++i) {
    up += cohort(fmt::format("c{}", i), i + 1 < kMany ? fmt::format("c{}", i + 1) : "");
    down += cohort(fmt::format("c{}", i + 1), fmt::format("c{}", i));
    circle += cohort(fmt::format("c{}", i), fmt::format("c{}", (i + 1) % kMany));
  }
  EXPECT_EQ(said("KUE006", twice), Said{});
  EXPECT_EQ(said("KUE006", up), Said{}) << "its root is farther than anybody's";
  EXPECT_EQ(said("KUE006", down), Said{});
  EXPECT_EQ(said("KUE006", circle), Said{});
}

/// A job of a team, the team's LocalQueue, and its ClusterQueue with one GPU of `f` in the cohort of all.
std::string of_team(const std::string& name) {
  const auto named = [&](std::string text) {
    for (std::size_t at; (at = text.find("team-a")) != text.npos;) text.replace(at, 6, name);
    return text;
  };
  std::string local = named(kLocal);
  local.replace(local.find(": q}"), 4, ": " + name + "}");
  return named(text_of(Job())) + local + queue(gpus("f", 1), "namespaceSelector: {}, cohortName: all", name);
}

// As many jobs as queues as flavours of each: every pair is looked at once.
TEST(KueueAdmission, TakesBoundedTimeOnManyJobsAndQueues) {
  constexpr int kMany = 200;  // minutes where each job looks at all queues of all flavours
  std::string text = flavor("f"), one_queue = flavor("f") + kLocal, flavors;
  for (int i = 0; i < kMany; ++i) {
    const std::string name = fmt::format("team{}", i);
    text += of_team(name);
    one_queue += text_of(Job());
    flavors += (flavors.empty() ? "" : ", ") + gpus(fmt::format("f{}", i), 1);
  }
  EXPECT_EQ(said("KUE006", text), Said{}) << "together they have enough";
  EXPECT_EQ(said("KUE006", one_queue + queue(flavors)).size(), static_cast<std::size_t>(kMany));
}

// A file for each queue: who is together is asked once for all of them, not for each.
TEST(KueueAdmission, TakesBoundedTimeOnManyFiles) {
  constexpr int kMany = 100;
  Files files = {{"k/f.yaml", flavor("f")}};
  for (int i = 0; i < kMany; ++i) files.emplace_back(fmt::format("k/{}.yaml", i), of_team(fmt::format("team{}", i)));
  const auto before = steps_done;
  EXPECT_EQ(linted("KUE006", files), Said{}) << "together they have enough";
  EXPECT_LT(steps_done - before, 20u * kMany);
}

TEST(KueueAdmission, PodsMayHaveTheFlavor) {
  const auto of = [](const std::string& spec, const std::string& pod) {
    return said("KUE006", text_of({.pod = pod}) + kLocal + flavor("f", spec) + queue(gpus("f", 16)));
  };
  const Said kNone{"f.yaml:4 error: no flavour of ClusterQueue q holds 2 pods of Job team-a/j: they never start"};
  const std::string tainted = "nodeTaints: [{key: gpu, value: \"true\", effect: NoSchedule}]";
  EXPECT_EQ(of(tainted, ""), kNone);
  EXPECT_EQ(of(tainted, "tolerations: [{key: gpu, operator: Exists}], "), Said{});
  EXPECT_EQ(of(tainted + ", tolerations: [{key: gpu, operator: Exists}]", ""), Said{});
  const std::string labelled = "nodeLabels: {type: p5}";
  EXPECT_EQ(of(labelled, "nodeSelector: {type: p5}, "), Said{});
  EXPECT_EQ(of(labelled, "nodeSelector: {type: p4}, "), kNone);
  EXPECT_EQ(of(labelled, "nodeSelector: {zone: a}, "), Said{}) << "that is for the scheduler";
}

TEST(KueueAdmission, WhatOneWorkloadIsDependsOnItsKind) {
  const auto of = [](const std::string& object, int quota) {
    return said("KUE006", object + kLocal + flavor("f") + queue(gpus("f", quota))).size();
  };
  const std::string pod = "spec: {containers: [{name: c, resources: {limits: {nvidia.com/gpu: 8}}}]}";
  const auto object = [](const std::string& api, const std::string& kind, const std::string& spec) {
    return "---\napiVersion: " + api + "\nkind: " + kind +
           "\nmetadata: {name: x, namespace: team-a, labels: {kueue.x-k8s.io/queue-name: team-a}}\nspec: " + spec +
           "\n";
  };
  const std::string deployment = object("apps/v1", "Deployment", "{replicas: 4, template: {" + pod + "}}");
  EXPECT_EQ(of(deployment, 8), 0u) << "each pod alone";
  EXPECT_EQ(of(deployment, 4), 1u);
  const std::string set = object("apps/v1", "StatefulSet", "{replicas: 2, template: {" + pod + "}}");
  EXPECT_EQ(of(set, 16), 0u);
  EXPECT_EQ(of(set, 8), 1u) << "all of them together";
  const std::string group = object("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet",
                                   "{replicas: 3, leaderWorkerTemplate: {size: 2, workerTemplate: {" + pod + "}}}");
  EXPECT_EQ(of(group, 16), 0u) << "a group alone";
  EXPECT_EQ(of(group, 8), 1u);
  const std::string torch = object("kubeflow.org/v1", "PyTorchJob",
                                   "{pytorchReplicaSpecs: {Master: {template: {" + pod +
                                       "}}, Worker: {replicas: 3, "
                                       "template: {" +
                                       pod + "}}}}");
  EXPECT_EQ(of(torch, 32), 0u);
  EXPECT_EQ(of(torch, 24), 1u) << "its roles take from the same quota";
  const std::string cron =
      "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x, namespace: team-a}\nspec: {schedule: \"0 3 * * "
      "*\", "
      "jobTemplate: {metadata: {labels: {kueue.x-k8s.io/queue-name: team-a}}, spec: {template: {" +
      pod + "}}}}\n";
  EXPECT_EQ(of(cron, 8), 0u);
  EXPECT_EQ(of(cron, 4), 1u);
}

}  // namespace
}  // namespace slipway::rules::testing
