#include "model/workload.h"

#include <gtest/gtest.h>

#include "model/testing.h"

namespace slipway::model {
namespace {

/// "Deployment default/web 1 3 5": title, then pods at the least, as declared, at the most.
std::vector<std::string> counted(Manifests& manifests) {
  const Autoscaling autoscaling(manifests.objects());
  std::vector<std::string> out;
  for (const doc::Node* object : manifests.objects())
    for (const Workload& one : workloads_of(*object, autoscaling, manifests.diagnostics))
      out.push_back(fmt::format("{} {} {} {}", one.title(), one.count.least, one.count.declared, one.count.most));
  return out;
}

TEST(Workload, CountsPodsAtEachLevel) {
  struct Case {
    std::string_view text;
    std::vector<std::string> counted;
  };
  const Case cases[] = {
      {"{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: []}}}}",
       {"Deployment default/web 1 1 1"}},
      {"{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 3, template: {spec: "
       "{}}}}\n---\n"
       "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: s}, spec: {scaleTargetRef: {name: web}, "
       "maxReplicaCount: 9}}",
       {"Deployment default/web 0 3 9"}},
      {"{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: ml}, spec: {replicas: 2, template: "
       "{spec: {}}}}\n---\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: "
       "ml}, spec: {scaleTargetRef: {kind: StatefulSet, name: db}, minReplicas: 2, maxReplicas: 4}}",
       {"StatefulSet ml/db 2 2 4"}},
      {"{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: "
       "{}}}}\n---\n{apiVersion: "
       "autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: {kind: Deployment, "
       "name: web}, minReplicas: 2, maxReplicas: 4}}",
       {"Deployment default/web 2 2 4"}},
      {"{apiVersion: v1, kind: Pod, metadata: {name: shell}, spec: {containers: []}}", {"Pod default/shell 1 1 1"}},
      {"{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {parallelism: 8, completions: 3, template: {spec: "
       "{}}}}",
       {"Job default/j 0 3 3"}},
      {"{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {suspend: true, parallelism: 8, template: {spec: "
       "{}}}}",
       {"Job default/j 0 0 8"}},
      {"{apiVersion: keda.sh/v1alpha1, kind: ScaledJob, metadata: {name: j}, spec: {maxReplicaCount: 5, jobTargetRef: "
       "{parallelism: 2, template: {spec: {}}}}}",
       {"ScaledJob default/j 0 0 10"}},
      {"{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: {enableInTreeAutoscaling: true, "
       "headGroupSpec: {template: {spec: {}}}, workerGroupSpecs: [{groupName: gpu, replicas: 2, minReplicas: 1, "
       "maxReplicas: 4, numOfHosts: 2, template: {spec: {}}}]}}",
       {"RayCluster default/r head 1 1 1", "RayCluster default/r gpu 2 4 8"}},
      {"{apiVersion: ray.io/v1, kind: RayJob, metadata: {name: r}, spec: {rayClusterSpec: {headGroupSpec: {template: "
       "{spec: {}}}}}}",
       {"RayJob default/r head 0 1 1"}},
      {"{apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet, metadata: {name: l}, spec: {replicas: 2, "
       "leaderWorkerTemplate: {size: 4, workerTemplate: {spec: {}}}}}",
       {"LeaderWorkerSet default/l leader 2 2 2", "LeaderWorkerSet default/l workers 6 6 6"}},
      {"{apiVersion: kubeflow.org/v1, kind: PyTorchJob, metadata: {name: t}, spec: {pytorchReplicaSpecs: {Master: "
       "{template: {spec: {}}}, Worker: {replicas: 3, template: {spec: {}}}}}}",
       {"PyTorchJob default/t master 0 1 1", "PyTorchJob default/t worker 0 3 3"}},
      {"{apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, metadata: {name: s}, spec: {replicatedJobs: [{name: w, "
       "replicas: 2, template: {spec: {parallelism: 4, template: {spec: {}}}}}]}}",
       {"JobSet default/s w 0 8 8"}},
      {"{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: d}, spec: {template: {spec: {containers: [{}]}}}}", {}},
  };
  for (const Case& c : cases) {
    Manifests manifests(c.text);
    EXPECT_EQ(counted(manifests), c.counted) << c.text;
    EXPECT_TRUE(manifests.said().empty()) << c.text;
  }
}

TEST(Workload, RefusesNumbersThatAreNone) {
  const auto deployment = [](std::string_view replicas) {
    return fmt::format(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: {}\n  template: {{spec: "
        "{{}}}}\n",
        replicas);
  };
  for (const std::string_view replicas : {"-1", "5e9", "2.5", "\"3\"", "true"}) {
    Manifests manifests(deployment(replicas));
    EXPECT_TRUE(counted(manifests).empty());
    EXPECT_EQ(manifests.said(),
              (std::vector<std::string>{"5:13 MODEL002 the number of pods must be a whole number, 0 or more"}))
        << replicas;
  }
  Manifests many(deployment("200000"));
  EXPECT_TRUE(counted(many).empty());
  EXPECT_EQ(
      many.said(),
      (std::vector<std::string>{"3:18 MODEL001 Deployment default/web asks for 200000 pods, more than 100000 in all"}));
}

TEST(Workload, GivesPodsOfATrainJobWhatItAsksForEachNode) {
  Manifests manifests(
      "{apiVersion: trainer.kubeflow.org/v1alpha1, kind: TrainJob, metadata: {name: t}, spec: {trainer: {numNodes: 2, "
      "resourcesPerNode: {requests: {cpu: 90}, limits: {nvidia.com/gpu: 8}}}, runtimePatches: [{trainingRuntimeSpec: "
      "{template: {spec: {replicatedJobs: [{name: node, template: {spec: {template: {spec: {nodeSelector: {a: "
      "b}}}}}}]}}}}]}}");
  Diagnostics said;
  const auto made = workloads_of(*manifests.objects()[0], Autoscaling(), said);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].title(), "TrainJob default/t node");
  EXPECT_EQ(made[0].count, (Counts{0, 2, 2}));
  EXPECT_EQ(made[0].pods.spec.node_selector, (kube::Labels{{"a", "b"}}));
  ASSERT_EQ(made[0].pods.spec.containers.size(), 1u);
  EXPECT_EQ(made[0].pods.spec.containers[0].resources.requests.at("nvidia.com/gpu").to_string(), "8");
  EXPECT_EQ(said.count(Severity::Note), 1);
}

TEST(Workload, SaysWhosePodsCannotBeForetold) {
  Manifests manifests(
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template: {spec: "
      "{}}}}}}\n"
      "---\n{apiVersion: example.com/v1, kind: Thing, metadata: {name: t}, spec: {template: {spec: {containers: "
      "[{name: c}]}}}}");
  EXPECT_EQ(counted(manifests), (std::vector<std::string>{"CronJob default/c 0 0 1"}));
  EXPECT_EQ(manifests.said(),
            (std::vector<std::string>{"1:30 MODEL005 CronJob default/c runs at its times: its pods count only at the "
                                      "most replicas, once",
                                      "3:36 MODEL005 which pods a Thing makes is not known: none are counted"}));
}

}  // namespace
}  // namespace slipway::model
