// The readers of workloads, jobs, services, storage, nodes and autoscalers: what they read, and the defaults that they
// fill in.
#include <gtest/gtest.h>

#include "kube/objects/autoscaler.h"
#include "kube/objects/cluster_node.h"
#include "kube/objects/jobs.h"
#include "kube/objects/reading_for_tests.h"
#include "kube/objects/service.h"
#include "kube/objects/storage.h"
#include "kube/objects/workloads.h"

namespace slipway::kube {
namespace {

/// Reads with `read`, expecting nothing to be said. The reading stays alive, as nodes point into it.
template <class T>
T read(T (*reader)(const doc::Node&, Diagnostics&), std::string_view text) {
  static std::vector<std::unique_ptr<Reading>> alive;
  Reading& reading = *alive.emplace_back(std::make_unique<Reading>(text));
  T out = reader(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{})) << text;
  return out;
}

TEST(Workloads, Deployment) {
  const auto written = read(read_deployment, R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web:v1}]}
)");
  EXPECT_EQ(written.replicas, 3);
  EXPECT_EQ(written.selector, (LabelSelector{{{"app", "web"}}, {}}));
  EXPECT_EQ(written.max_surge, IntOrPercent(1));
  EXPECT_EQ(written.pods.labels, (Labels{{"app", "web"}}));
  EXPECT_EQ(written.pods.spec.containers.at(0).image, "web:v1");
  const auto bare = read(read_deployment, "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {}}");
  EXPECT_EQ(bare.replicas, 1);
  EXPECT_EQ(bare.strategy, "RollingUpdate");
  EXPECT_EQ(bare.max_surge.to_string(), "25%");
}

TEST(Workloads, StatefulSetsBringClaims) {
  const auto set = read(read_stateful_set, R"(
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  podManagementPolicy: Parallel
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: gp3, resources: {requests: {storage: 10Gi}}}
)");
  EXPECT_EQ(set.pod_management, "Parallel");
  EXPECT_EQ(set.claims.at(0).object.name, "data");
  EXPECT_EQ(set.claims.at(0).spec.resources.requests.at("storage").to_string(), "10Gi");
}

TEST(Workloads, DaemonSetAndReplicaSet) {
  const auto daemons = read(read_daemon_set, "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: d}, spec: {}}");
  EXPECT_EQ(daemons.max_unavailable, IntOrPercent(1));
  EXPECT_EQ(daemons.max_surge, IntOrPercent(0));
  EXPECT_EQ(read(read_replica_set, "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r}, spec: {replicas: 0}}")
                .replicas,
            0);
}

TEST(Jobs, Defaults) {
  const auto plain = read(read_job, "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {}}").spec;
  EXPECT_EQ(plain.parallelism, 1);
  EXPECT_EQ(plain.completions, 1);
  EXPECT_EQ(plain.backoff_limit, 6);
  const auto queue =
      read(read_job, "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {parallelism: 4}}").spec;
  EXPECT_EQ(queue.completions, std::nullopt) << "a work queue: done when one pod succeeded";
  EXPECT_EQ(read(read_job, "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {backoffLimitPerIndex: 1}}")
                .spec.backoff_limit,
            2147483647);
}

TEST(Jobs, CronJob) {
  const auto cron = read(read_cron_job, R"(
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: 0 3 * * *
  concurrencyPolicy: Forbid
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never}}}}
)");
  EXPECT_EQ(cron.schedule, "0 3 * * *");
  EXPECT_EQ(cron.concurrency_policy, "Forbid");
  EXPECT_EQ(cron.job.pods.spec.restart_policy, "Never");
}

TEST(Services, PortsAndBudgets) {
  const auto service = read(read_service, R"(
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: http}, {port: 443, targetPort: 8443}]}
)");
  EXPECT_TRUE(service.is_load_balancer());
  EXPECT_EQ(service.ports.at(0).target_port, IntOrPercent("http"));
  EXPECT_EQ(service.ports.at(1).target_port, IntOrPercent(8443));
  const auto budget = read(read_pod_disruption_budget, R"(
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 50%, selector: {matchLabels: {app: web}}}
)");
  EXPECT_EQ(budget.min_available->to_string(), "50%");
  EXPECT_EQ(budget.max_unavailable, std::nullopt);
}

TEST(Storage, ClassesClaimsAndVolumes) {
  const auto fast = read(read_storage_class, R"(
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: ebs.csi.aws.com
parameters: {type: gp3}
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:
- matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [us-west-2a]}]
)");
  EXPECT_TRUE(fast.is_default());
  EXPECT_EQ(fast.allowed_topologies.at(0).match_expressions.at(0),
            (NodeSelectorRequirement{"topology.kubernetes.io/zone", "In", {"us-west-2a"}}));
  const auto claim =
      read(read_persistent_volume_claim,
           "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {storageClassName: ''}}");
  EXPECT_EQ(claim.spec.storage_class_name, "") << "not the default class, but none";
  const auto volume = read(read_persistent_volume, R"(
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv}
spec:
  capacity: {storage: 100Gi}
  csi: {driver: fsx.csi.aws.com, volumeHandle: fs-1}
  claimRef: {namespace: ml, name: data}
)");
  EXPECT_EQ(volume.capacity.at("storage").to_string(), "100Gi");
  EXPECT_EQ(volume.csi_driver, "fsx.csi.aws.com");
  EXPECT_EQ(volume.claim_ns + "/" + volume.claim_name, "ml/data");
}

TEST(Nodes, AreSeenBySelectors) {
  const auto node = read(read_node, R"(
apiVersion: v1
kind: Node
metadata: {name: n0, labels: {gpu: "8"}}
spec: {providerID: "aws:///us-west-2a/i-0", taints: [{key: nvidia.com/gpu, effect: NoSchedule}]}
status:
  allocatable: {cpu: 95690m, nvidia.com/gpu: 8}
  conditions: [{type: Ready, status: "True"}]
)");
  EXPECT_TRUE(node.is_ready);
  EXPECT_EQ(node.taints.at(0).to_string(), "nvidia.com/gpu:NoSchedule");
  EXPECT_TRUE(NodeSelectorMatcher({{{{{"gpu", "Gt", {"4"}}}, {}}}}).match(node.view()).matches);
  EXPECT_EQ(read(read_namespace, "{apiVersion: v1, kind: Namespace, metadata: {name: ml}}").object.name, "ml");
}

TEST(Autoscalers, MetricsOfAllTypes) {
  const auto hpa = read(read_horizontal_pod_autoscaler, R"(
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 10
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
  - {type: External, external: {metric: {name: queue, selector: {matchLabels: {q: a}}}, target: {type: AverageValue, averageValue: 5}}}
  - {type: Object, object: {describedObject: {kind: Service, name: s}, metric: {name: rps}, target: {type: Value, value: 2k}}}
  behavior: {scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Pods, value: 1, periodSeconds: 30}]}}
)");
  EXPECT_EQ(hpa.target, (ObjectReference{"apps/v1", "Deployment", "web"}));
  EXPECT_EQ(hpa.min_replicas, 1);
  EXPECT_EQ(hpa.metrics.at(0).target.average_utilization, 70);
  EXPECT_EQ(hpa.metrics.at(1).name, "queue");
  EXPECT_EQ(hpa.metrics.at(1).selector, (LabelSelector{{{"q", "a"}}, {}}));
  EXPECT_EQ(hpa.metrics.at(2).described_object.name, "s");
  EXPECT_EQ(hpa.metrics.at(2).target.value, Quantity(2000));
  EXPECT_EQ(hpa.behavior->scale_up, std::nullopt);
  EXPECT_EQ(hpa.behavior->scale_down->policies->at(0), (ScalingPolicy{"Pods", 1, 30}));
}

TEST(Autoscalers, OfV1AndWithoutMetricsLookAtCpu) {
  const auto old = read(read_horizontal_pod_autoscaler, R"(
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: 3, targetCPUUtilizationPercentage: 60}
)");
  EXPECT_EQ(old.metrics.at(0).target.average_utilization, 60);
  const auto bare = read(read_horizontal_pod_autoscaler,
                         "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: w}, spec: {}}");
  EXPECT_EQ(bare.metrics.at(0).target.average_utilization, 80);
}

}  // namespace
}  // namespace slipway::kube
