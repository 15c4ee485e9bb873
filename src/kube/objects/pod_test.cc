#include "kube/objects/pod.h"

#include <gtest/gtest.h>

#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

TEST(Pod, IsReadAsFarAsSchedulingAndCostGo) {
  Reading reading(R"(
apiVersion: v1
kind: Pod
metadata: {name: train-0, namespace: ml}
spec:
  nodeSelector: {gpu: "true"}
  priorityClassName: high
  priority: 1000
  schedulingGates: [{name: quota}]
  tolerations:
  - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
        - matchExpressions: [{key: zone, operator: In, values: [a]}]
      preferredDuringSchedulingIgnoredDuringExecution:
      - {weight: 10, preference: {matchExpressions: [{key: spot, operator: Exists}]}}
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
      - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: train}}}
  topologySpreadConstraints:
  - {maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 3}
  initContainers:
  - {name: proxy, image: proxy, restartPolicy: Always}
  containers:
  - name: train
    image: train:v1
    resources: {limits: {nvidia.com/gpu: 8}}
    ports: [{containerPort: 80, hostPort: 8080}]
  volumes:
  - {name: data, persistentVolumeClaim: {claimName: data-0}}
  - {name: shm, emptyDir: {medium: Memory, sizeLimit: 64Gi}}
  - {name: scratch, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: gp3, resources: {requests: {storage: 1Ti}}}}}}
  - {name: cfg, configMap: {name: cfg}}
status: {phase: Pending}
)");
  const Pod pod = read_pod(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
  EXPECT_EQ(pod.object.key().to_string(), "Pod/ml/train-0");
  EXPECT_EQ(pod.phase, "Pending");
  const PodSpec& spec = pod.spec;
  EXPECT_EQ(spec.node_selector, (Labels{{"gpu", "true"}}));
  EXPECT_EQ(spec.priority, 1000);
  EXPECT_EQ(spec.scheduling_gates, (std::vector<std::string>{"quota"}));
  EXPECT_EQ(spec.tolerations, (std::vector<Toleration>{{"nvidia.com/gpu", "Exists", "", "NoSchedule", {}}}));
  EXPECT_EQ(spec.affinity.required_nodes, (NodeSelector{{{{{"zone", "In", {"a"}}}, {}}}}));
  EXPECT_EQ(spec.affinity.preferred_nodes.at(0).weight, 10);
  EXPECT_TRUE(spec.affinity.pods.empty());
  EXPECT_EQ(spec.affinity.anti_pods.required.at(0).selector, (LabelSelector{{{"app", "train"}}, {}}));
  EXPECT_EQ(spec.topology_spread.at(0).min_domains, 3);
  EXPECT_EQ(spec.topology_spread.at(0).node_taints_policy, "Ignore");
  EXPECT_TRUE(spec.init_containers.at(0).is_sidecar());
  EXPECT_EQ(spec.containers.at(0).resources.limits.at("nvidia.com/gpu").to_string(), "8");
  EXPECT_EQ(spec.containers.at(0).ports.at(0).host_port, 8080);
  EXPECT_EQ(spec.volumes.at(0).claim_name, "data-0");
  EXPECT_EQ(spec.volumes.at(1).size_limit->to_string(), "64Gi");
  EXPECT_EQ(spec.volumes.at(2).spec->storage_class_name, "gp3");
  EXPECT_EQ(spec.volumes.at(3).source, Volume::Source::Other);
  EXPECT_EQ((*spec.volumes.at(3).node)["configMap"]["name"].text(), "cfg") << "what we do not know is carried along";
}

TEST(Pod, LeftOutFieldsHaveTheServersDefaults) {
  Reading reading("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}}");
  const PodSpec spec = read_pod(reading.root(), reading.diagnostics).spec;
  EXPECT_EQ(spec.scheduler_name, "default-scheduler");
  EXPECT_EQ(spec.service_account, "default");
  EXPECT_EQ(spec.restart_policy, "Always");
  EXPECT_EQ(spec.termination_grace_period_seconds, 30);
  EXPECT_FALSE(spec.resources.has_value());
}

}  // namespace
}  // namespace slipway::kube
