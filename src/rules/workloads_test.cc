#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string deployment(const std::string& spec, const std::string& metadata = "name: d, namespace: ml") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {" + metadata + "}\nspec:\n" + spec;
}
const std::string kPods =
    "  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: "
    "a}]}}\n";

TEST(WorkloadRules, AWorkloadSelectsItsPods) {
  EXPECT_EQ(lines("WRK001", deployment("  template: {}\n")), "4");
  EXPECT_EQ(lines("WRK002", deployment("  template: {spec: {containers: []}}\n")), "5");
  EXPECT_EQ(
      linted("WRK002",
             {{"f.yaml",
               deployment("  selector:\n    matchLabels: {app: b}\n  template: {metadata: {labels: {app: a}}}\n")}}),
      (Said{"f.yaml:6 error: the pods of Deployment ml/d are not what it selects"}));
  EXPECT_EQ(lines("WRK001", deployment(kPods)), "");
  EXPECT_EQ(lines("WRK002", deployment(kPods)), "");
}

TEST(WorkloadRules, WhatKustomizationsDoCounts) {
  const std::string bare = deployment("  template: {spec: {containers: [{name: a, image: b}]}}\n");
  const auto of = [&](const std::string& id, const std::string& kustomization) {
    return linted(id, {{"k/d.yaml", bare}, {"k/kustomization.yaml", kustomization}});
  };
  EXPECT_EQ(of("WRK001", "resources: []\n"), (Said{"k/d.yaml:4 error: Deployment ml/d has no selector"}));
  EXPECT_EQ(of("WRK001", "resources: [d.yaml]\n"), (Said{"k/d.yaml:4 note: Deployment ml/d has no selector"}))
      << "of a base: an overlay may give it";
  EXPECT_EQ(of("WRK002", "resources: [d.yaml]\n").at(0).find("note"), 11u);
  EXPECT_EQ(of("WRK001", "resources: [d.yaml]\ncommonLabels: {a: b}\n"), Said{});
  const std::string wrong =
      deployment("  selector:\n    matchLabels: {app: b}\n  template: {metadata: {labels: {app: a}}}\n");
  EXPECT_EQ(
      linted("WRK002", {{"k/d.yaml", wrong}, {"k/kustomization.yaml", "resources: [d.yaml]\n"}}).at(0).find("error"),
      11u)
      << "what is written stays";
  // Names that get something before or behind them are others.
  const auto twice = [&](const std::string& a, const std::string& b) {
    return linted("WRK003", {{"k/a/d.yaml", deployment(kPods)},
                             {"k/a/kustomization.yaml", "resources: [d.yaml]\n" + a},
                             {"k/b/d.yaml", deployment(kPods)},
                             {"k/b/kustomization.yaml", "resources: [d.yaml]\n" + b}})
        .size();
  };
  EXPECT_EQ(twice("", ""), 1u);
  EXPECT_EQ(twice("namePrefix: x-\n", "namePrefix: x-\n"), 1u);
  EXPECT_EQ(twice("namePrefix: x-\n", ""), 0u);
  EXPECT_EQ(twice("namePrefix: x-\n", "namePrefix: y-\n"), 0u);
  EXPECT_EQ(twice("", "nameSuffix: -y\n"), 0u);
  // Where it lands an overlay says.
  std::string placed;
  for (int i = 0; i < 6; ++i)
    placed += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + ", namespace: ml}\n";
  const std::string loose = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
  EXPECT_EQ(linted("WRK004", {{"a.yaml", placed}, {"k/c.yaml", loose}}).size(), 1u);
  EXPECT_EQ(
      linted("WRK004", {{"a.yaml", placed}, {"k/c.yaml", loose}, {"k/kustomization.yaml", "resources: [c.yaml]\n"}})
          .size(),
      0u);
  // A tag, and a port, that a kustomization gives.
  const std::string image = deployment(
      "  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: a}}, spec: "
      "{containers: [{name: a, image: \"r/controller:latest\"}]}}\n");
  const std::string service =
      "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ml}\nspec: {selector: {app: "
      "a}, ports: [{port: 1, targetPort: https}]}\n";
  const auto judged = [&](const std::string& id, const std::string& more) {
    return linted(id, {{"k/d.yaml", image},
                       {"k/s.yaml", service},
                       {"k/kustomization.yaml", "resources: [d.yaml, s.yaml]\n" + more}})
        .size();
  };
  EXPECT_EQ(judged("IMG001", ""), 1u);
  EXPECT_EQ(judged("IMG001", "images: [{name: other, newTag: v1}]\n"), 1u);
  EXPECT_EQ(judged("IMG001", "images: [{name: r/controller, newTag: v1}]\n"), 0u);
  EXPECT_EQ(judged("IMG001", "images: [{name: r/controller, newName: q/controller}]\n"), 1u);
  EXPECT_EQ(judged("SVC001", ""), 1u);
  EXPECT_EQ(judged("SVC001", "patches: [{path: p.yaml}]\n"), 0u) << "nobody sees what it gives";
  const auto patched = [&](const std::string& patch, const std::string& target = "") {
    return judged("SVC001", "patches:\n- patch: '" + patch + "'\n" + target);
  };
  const std::string to_workload = "kind: Deployment, metadata: {name: d}, spec: ";
  EXPECT_EQ(patched("{" + to_workload + "{replicas: 2}}"), 1u);
  EXPECT_EQ(patched("{" + to_workload + "{template: {spec: {containers: [{name: a, ports: [{name: https}]}]}}}}"), 0u);
  EXPECT_EQ(patched("{kind: Deployment, metadata: {name: other}, spec: {ports: 1}}"), 1u);
  EXPECT_EQ(patched("{kind: Service, metadata: {name: s}, spec: {ports: [{port: 1, targetPort: 8080}]}}"), 0u);
  EXPECT_EQ(patched("[{op: replace, path: /spec/replicas, value: 2}]", "  target: {kind: Deployment}\n"), 1u);
  EXPECT_EQ(patched("[{op: add, path: /spec/template/spec/containers/0/ports, value: []}]",
                    "  target: {kind: Deployment, name: d.*}\n"),
            0u);
  EXPECT_EQ(judged("SVC001", "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n"), 1u) << "of something else";
}

TEST(WorkloadRules, ANameIsGivenOnce) {
  EXPECT_EQ(linted("WRK003", {{"a.yaml", deployment(kPods)}, {"b.yaml", deployment(kPods)}}),
            (Said{"b.yaml:3 warning: Deployment ml/d is defined twice"}));
  EXPECT_EQ(linted("WRK003", {{"a.yaml", deployment(kPods) + "---\n" + deployment(kPods)}}).size(), 1u);
  EXPECT_NE(linted("WRK003", {{"a.yaml", deployment(kPods) + "---\n" + deployment(kPods)}})[0].find("error"),
            std::string::npos);
  EXPECT_EQ(linted("WRK003", {{"dev/a.yaml", deployment(kPods)}, {"prod/a.yaml", deployment(kPods)}}),
            (Said{"prod/a.yaml:3 note: Deployment ml/d is defined elsewhere too"}));
  EXPECT_EQ(linted("WRK003", {{"a.yaml", deployment(kPods)}, {"b.yaml", deployment(kPods, "name: d")}}),
            (Said{"b.yaml:3 warning: Deployment d may take the place of Deployment ml/d"}));
  EXPECT_EQ(linted("WRK003", {{"a.yaml", deployment(kPods)}, {"b.yaml", deployment(kPods, "name: d, namespace: web")}}),
            Said{});
  const auto group = [](const std::string& ns) {
    return "---\napiVersion: fleet.cattle.io/v1alpha1\nkind: ClusterGroup\nmetadata: {name: all, namespace: " + ns +
           "}\n";
  };
  EXPECT_EQ(linted("WRK003", {{"a.yaml", group("fleet-local") + group("fleet-default")}}), Said{});
  EXPECT_EQ(linted("WRK003", {{"a.yaml", group("fleet-local") + group("fleet-local")}}).size(), 1u);
}

TEST(WorkloadRules, WhatFilesHaveInCommonIsSaidOnce) {
  const auto map = [](const std::string& name) {
    return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: '" + name + "'}\n";
  };
  const std::string all = map("a") + map("b") + map("c");
  EXPECT_EQ(linted("WRK003", {{"a.yaml", all}, {"b.yaml", all}}),
            (Said{"b.yaml:4 warning: ConfigMap a and 2 more of this file are defined twice"}));
  EXPECT_EQ(linted("WRK003", {{"a.yaml", all}, {"b.yaml", all}, {"c.yaml", map("b")}}),
            (Said{"b.yaml:4 warning: ConfigMap a and 2 more of this file are defined twice",
                  "c.yaml:4 warning: ConfigMap b is defined twice"}));
  EXPECT_EQ(
      linted(
          "WRK003",
          {{"dev/a.yaml", map("a")}, {"dev/b.yaml", map("b")}, {"prod/a.yaml", map("a")}, {"prod/b.yaml", map("b")}}),
      (Said{"prod/a.yaml:4 note: ConfigMap a and 1 more of this folder are defined elsewhere too"}));
  EXPECT_EQ(linted("WRK003", {{"a.yaml", all + all}}).size(), 3u) << "in one file each is a mistake";
  const std::string filled = map("${X}") + map("b");
  EXPECT_EQ(linted("WRK003", {{"a.yaml", filled}, {"b.yaml", filled}}),
            (Said{"b.yaml:8 warning: ConfigMap b is defined twice"}));
}

TEST(WorkloadRules, WhatLeavesItsNamespaceOpenMeetsWhatComesWithIt) {
  const std::string shared = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
  const std::string placed = deployment(kPods), open = deployment(kPods, "name: d");
  const auto said = [&](const Files& files) {
    std::string out;
    for (const std::string& one : linted("WRK003", files))
      if (one.find("may take the place") != one.npos) out += one.substr(0, one.find(": ")) + '\n';
    return out;
  };
  EXPECT_EQ(said({{"a/d.yaml", placed}, {"b/d.yaml", open}}), "b/d.yaml:3 warning\n");
  EXPECT_EQ(said({{"dev/d.yaml", placed + shared}, {"prod/d.yaml", open + shared}}), "prod/d.yaml:3 note\n")
      << "of two examples one is applied";
  EXPECT_EQ(said({{"dev/d.yaml", placed + shared}, {"prod/c.yaml", placed}, {"prod/d.yaml", open + shared}}),
            "prod/d.yaml:3 warning\n")
      << "there is one beside it";
  EXPECT_EQ(said({{"a/d.yaml", open}, {"b/d.yaml", open}}), "") << "none says where";
}

TEST(WorkloadRules, ScriptsWriteOneAfterOrInsteadOfAnother) {
  const std::string here = "kubectl apply -f - <<EOF\n" + deployment(kPods) + "EOF\n";
  const auto said = [](const std::string& script) { return linted("WRK003", {{"a.sh", script}}); };
  ASSERT_EQ(said("if $GPU; then\n" + here + "else\n" + here + "fi\n").size(), 1u);
  EXPECT_NE(said(here + here)[0].find("note: "), std::string::npos);
  const std::string both = "kubectl apply -f - <<EOF\n" + deployment(kPods) + "---\n" + deployment(kPods) + "EOF\n";
  EXPECT_NE(said(both)[0].find("error: "), std::string::npos) << "one here document is applied at once";
}

TEST(WorkloadRules, KustomizeAddsLabels) {
  const std::string bare = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {}}}\n";
  const Files files = {{"k/d.yaml", bare}, {"k/kustomization.yaml", "resources: [d.yaml]\ncommonLabels: {a: b}\n"}};
  EXPECT_EQ(linted("WRK001", files).size() + linted("WRK002", files).size(), 0u);
  EXPECT_EQ(linted("WRK001", {files[0]}).size() + linted("WRK002", {files[0]}).size(), 2u);
}

TEST(WorkloadRules, WhereMostNameANamespaceAllDo) {
  std::string most;
  for (int i = 0; i < 6; ++i)
    most += "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + ", namespace: ml}\n---\n";
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n";
  EXPECT_EQ(lines("WRK004", most + service), "27");
  EXPECT_EQ(lines("WRK004", service), "");
}

TEST(WorkloadRules, ABudgetLetsOnePodGo) {
  const auto budget = [](const std::string& bound) {
    return deployment("  replicas: 3\n" + kPods) +
           "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: ml}\nspec:\n  "
           "selector: {matchLabels: {app: a}}\n"
           "  " +
           bound + "\n";
  };
  for (const char* wrong : {"maxUnavailable: 0", "maxUnavailable: 0%", "minAvailable: 100%", "minAvailable: 3",
                            "minAvailable: 4", "minAvailable: 99%", "minAvailable: 67%"})
    EXPECT_EQ(lines("WRK005", budget(wrong)), "14") << wrong;
  for (const char* right : {"maxUnavailable: 1", "minAvailable: 2", "minAvailable: 50%", "minAvailable: 66%"})
    EXPECT_EQ(lines("WRK005", budget(right)), "") << right;
}

TEST(WorkloadRules, ABudgetLetsOnePodGoWhereAnAutoscalerCounts) {
  const auto said = [](const std::string& least, const std::string& scaler, const std::string& replicas = "") {
    const auto all =
        linted("WRK005", {{"f.yaml", deployment(replicas + kPods) +
                                         "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, "
                                         "namespace: ml}\nspec: {selector: {matchLabels: {app: a}}, minAvailable: " +
                                         least + "}\n---\n" + scaler}});
    return all.empty() ? std::string() : all.front().substr(all.front().find("lets"));
  };
  const auto hpa = [](const std::string& bounds) {
    return "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: ml}\nspec: "
           "{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, " +
           bounds + "}\n";
  };
  const auto keda = [](const std::string& bounds) {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: h, namespace: ml}\nspec: "
           "{scaleTargetRef: {name: d}, " +
           bounds + "}\n";
  };
  const std::string at_two = "lets no pod be evicted while there are no more than 2",
                    at_one = "lets no pod be evicted while there are no more than 1",
                    never = "lets no pod ever be evicted";
  EXPECT_EQ(said("2", hpa("minReplicas: 2, maxReplicas: 5")), at_two);
  EXPECT_EQ(said("1", hpa("maxReplicas: 5")), at_one);  // the default
  EXPECT_EQ(said("51%", hpa("minReplicas: 2, maxReplicas: 5")), at_two);
  EXPECT_EQ(said("2", hpa("minReplicas: 2, maxReplicas: 2")), never);
  EXPECT_EQ(said("1", keda("minReplicaCount: 1, maxReplicaCount: 1")), never);
  EXPECT_EQ(said("1", keda("maxReplicaCount: 1")), never);
  EXPECT_EQ(said("1", keda("minReplicaCount: 1")), at_one);
  // Above its least there are pods to spare; of none nothing waits; what is written beside the autoscaler does not
  // count.
  EXPECT_EQ(said("1", hpa("minReplicas: 2, maxReplicas: 5")), "");
  EXPECT_EQ(said("50%", hpa("minReplicas: 2, maxReplicas: 5")), "");
  EXPECT_EQ(said("1", keda("minReplicaCount: 0, maxReplicaCount: 4")), "");
  EXPECT_EQ(said("2", keda("minReplicaCount: 0, maxReplicaCount: 4")), at_two);
  EXPECT_EQ(said("50%", keda("minReplicaCount: 0, maxReplicaCount: 4")), "");
  EXPECT_EQ(said("1", hpa("minReplicas: 2, maxReplicas: 5"), "  replicas: 1\n"), "");
}

TEST(WorkloadRules, GpuServicesHaveABudget) {
  const std::string pods =
      "  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, resources: {limits: {nvidia.com/gpu: "
      "1}}}]}}\n";
  const std::string pool =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: {}}}\n";
  const std::string budget =
      "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: ml}\nspec: {selector: "
      "{matchLabels: {app: a}}}\n";
  EXPECT_EQ(lines("WRK006", deployment(pods) + pool), "3");
  EXPECT_EQ(lines("WRK006", deployment(pods) + pool + budget), "");
  EXPECT_EQ(lines("WRK006", deployment(pods)), "");
  const std::string web =
      "  replicas: 3\n  template: {metadata: {labels: {app: a}}, spec: {nodeSelector: {karpenter.sh/nodepool: p}, "
      "containers: []}}\n";
  EXPECT_EQ(lines("WRK006", deployment(web) + pool), "3");
  EXPECT_EQ(lines("WRK006", deployment("  replicas: 3\n" + kPods) + pool), "");
}

TEST(WorkloadRules, APodHasOneBudget) {
  const auto budget = [](const std::string& name, const std::string& labels, const std::string& ns = "ml") {
    return "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: " + name + ", namespace: " + ns +
           "}\nspec: {maxUnavailable: 1, selector: {" + labels + "}}\n";
  };
  const std::string web = "matchLabels: {app: a}";
  EXPECT_EQ(linted("WRK007", {{"f.yaml", deployment(kPods) + budget("one", web) + budget("all", "")}}),
            (Said{"f.yaml:15 error: pods of Deployment ml/d are under PodDisruptionBudget ml/one and under "
                  "PodDisruptionBudget ml/all"}));
  EXPECT_EQ(lines("WRK007", deployment(kPods) + budget("one", web) + budget("two", "matchLabels: {app: b}")), "");
  EXPECT_EQ(lines("WRK007", deployment(kPods) + budget("one", web) + budget("two", web, "other")), "");
  EXPECT_EQ(lines("WRK007", deployment(kPods) + budget("one", web) + budget("one", web)), "") << "defined twice";
  const auto in = [&](const std::string& other, const std::string& text) {
    const auto said = linted("WRK007", {{"dev/f.yaml", deployment(kPods) + budget("one", web)}, {other, text}});
    std::string out;
    for (const std::string& one : said) out += one.substr(0, one.find(": ")) + " ";
    return out;
  };
  EXPECT_EQ(in("dev/g.yaml", budget("two", web)), "dev/g.yaml:4 warning ");
  EXPECT_EQ(in("budgets/f.yaml", budget("two", web)), "budgets/f.yaml:4 warning ") << "parts of one whole";
  EXPECT_EQ(in("prod/f.yaml", deployment(kPods) + budget("two", web)), "prod/f.yaml:10 note ")
      << "folders of clusters of their own";
  EXPECT_EQ(in("prod/f.yaml", deployment(kPods) + budget("one", web) + budget("two", web)), "prod/f.yaml:15 error ")
      << "the surest two are said";
}

}  // namespace
}  // namespace slipway::rules::testing
