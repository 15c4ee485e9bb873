#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kPool =
    "nodePools: {gpu: {instanceTypes: [g5.2xlarge], taints: [\"nvidia.com/gpu=true:NoSchedule\", "
    "\"team=llm:NoSchedule\"]}}\n";

TEST(Workloads, BecomeDeploymentServiceAccountAndBudget) {
  const Expanded e(
      "workloads: {api: {serve: {image: \"api:1\", port: 8080, readiness: /ready}, scale: {min: 2, max: 2}}}");
  EXPECT_EQ(e.field("Deployment", "api", "spec.replicas"), "2");
  EXPECT_EQ(e.field("Deployment", "api", "spec.selector.matchLabels"), R"({"app.kubernetes.io/name":"api"})");
  EXPECT_EQ(e.field("Service", "api", "spec.ports"), R"([{"name":"http","port":8080,"targetPort":"http"}])");
  EXPECT_EQ(e.field("PodDisruptionBudget", "api", "spec.maxUnavailable"), "1");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.serviceAccountName"), "api");
  EXPECT_TRUE(e.graph.has_object("ServiceAccount", "default", "api"));
}

TEST(Workloads, PassTheRestrictedPodSecurityStandard) {
  const Expanded e("workloads: {api: {serve: {image: \"api:1\"}}}");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.securityContext"),
            R"({"runAsNonRoot":true,"runAsUser":10001,"fsGroup":10001,"seccompProfile":{"type":"RuntimeDefault"}})");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.containers.0.securityContext"),
            R"({"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}})");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.automountServiceAccountToken"), "false");
}

TEST(Workloads, LimitAllButTheProcessor) {
  const Expanded e(
      "workloads: {llm: {serve: {image: \"llm:1\"}, resources: {nvidia.com/gpu: 1, cpu: 6, memory: 24Gi}}}");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.containers.0.resources"),
            R"({"requests":{"nvidia.com/gpu":"1","cpu":"6","memory":"24Gi"},)"
            R"("limits":{"nvidia.com/gpu":"1","memory":"24Gi"}})");
}

TEST(Workloads, FollowThePoolTheyName) {
  const Expanded e(std::string(kPool) +
                   "workloads: {llm: {serve: {image: \"llm:1\"}, pool: gpu, resources: {nvidia.com/gpu: 1}}}");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.nodeSelector"), R"({"karpenter.sh/nodepool":"gpu"})");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.tolerations"),
            R"([{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"},)"
            R"({"key":"team","operator":"Equal","value":"llm","effect":"NoSchedule"}])");
}

TEST(Workloads, FollowTheGroupTheyName) {
  const Expanded e(
      "autoscaler: {nodes: clusterAutoscaler}\n"
      "nodeGroups: {gpu: {instanceTypes: [g5.xlarge], taints: [\"nvidia.com/gpu=true:NoSchedule\"]}}\n"
      "workloads: {llm: {serve: {image: \"llm:1\"}, pool: gpu, resources: {nvidia.com/gpu: 1}}}");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.nodeSelector"), R"({"slipway.dev/node-group":"gpu"})");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.tolerations"),
            R"([{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}])");
}

TEST(Workloads, MayTakeLongToStartAndMayFinishTheirWork) {
  const Expanded e(
      "workloads: {llm: {serve: {image: \"llm:1\", readiness: /ready, liveness: /health, startWithin: 10m, "
      "stopWithin: 110s}}}");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.containers.0.startupProbe"),
            R"({"httpGet":{"path":"/ready","port":"http"},"periodSeconds":10,"failureThreshold":60})");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.terminationGracePeriodSeconds"), "110");
}

TEST(Workloads, WithARouteLeaveTheLoadBalancerFirst) {
  const Expanded e("workloads: {api: {serve: {image: \"api:1\", readiness: /ready, stopWithin: 30s}, route: /v1}}");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.containers.0.lifecycle"),
            R"({"preStop":{"sleep":{"seconds":15}}})");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.terminationGracePeriodSeconds"), "45");
  EXPECT_EQ(e.field("Service", "api", "metadata.annotations.alb.ingress.kubernetes.io/healthcheck-path"), "/ready");
}

TEST(Workloads, ThatConsumeAQueueHaveNoServiceAndNoReplicasOfTheirOwn) {
  const Expanded e(
      "queues: {tasks: {}}\nworkloads: {actor: {serve: {image: \"a:1\", port: 0}, "
      "scale: {on: [{queue: tasks, perReplica: 5}], min: 0, max: 10, cooldown: 5m, polling: 10s}}}");
  EXPECT_FALSE(e.graph.has_object("Service", "default", "actor"));
  EXPECT_EQ(e.field("Deployment", "actor", "spec.replicas"), "");
  EXPECT_EQ(e.field("ScaledObject", "actor", "spec.minReplicaCount"), "0");
  EXPECT_EQ(e.field("ScaledObject", "actor", "spec.cooldownPeriod"), "300");
  EXPECT_EQ(e.field("ScaledObject", "actor", "spec.triggers.0"),
            R"({"type":"aws-sqs-queue","metadata":{"queueURL":"${aws_sqs_queue.tasks.url}","queueLength":"5",)"
            R"("awsRegion":"us-west-2"},"authenticationRef":{"name":"actor-aws"}})");
  EXPECT_EQ(e.field("TriggerAuthentication", "actor-aws", "spec"), R"({"podIdentity":{"provider":"aws"}})");
}

TEST(Workloads, ScaleOnTheBacklogOfAStreamNotOnWhatWorkersHold) {
  const Expanded e(
      "caches: {tasks: {on: cluster}}\nworkloads: {llm: {serve: {image: \"l:1\"}, scale: {max: 5, min: 0, "
      "on: [{redisStream: work, cache: tasks, consumerGroup: llm, perReplica: 3}]}}}");
  EXPECT_EQ(e.field("ScaledObject", "llm", "spec.triggers.0.metadata"),
            R"({"address":"tasks.default.svc.cluster.local:6379","stream":"work","consumerGroup":"llm","lagCount":"3",)"
            R"("activationLagCount":"0"})");
  EXPECT_EQ(e.field("TriggerAuthentication", "llm-tasks", "spec.secretTargetRef.0.name"), "tasks-auth");
}

TEST(Workloads, ScaleOnMetricsWithTheirDimensions) {
  const Expanded e(
      "workloads: {llm: {serve: {image: \"l:1\"}, scale: {max: 5, on: [{metric: App/LLM/Latency, "
      "dimensions: {Model: a, Zone: b}, statistic: p95, perReplica: 2000}]}}}");
  EXPECT_EQ(e.field("ScaledObject", "llm", "spec.triggers.0.metadata"),
            R"({"namespace":"App/LLM","metricName":"Latency","dimensionName":"Model;Zone","dimensionValue":"a;b",)"
            R"("metricStat":"p95","targetMetricValue":"2000","minMetricValue":"0","awsRegion":"us-west-2"})");
  EXPECT_EQ(e.argument("aws_iam_role_policy.keda_operator", "policy.Statement.0.Action"), "cloudwatch:GetMetricData");
}

TEST(Workloads, ThatScaleOnTheProcessorAloneNeedNoKeda) {
  const Expanded e("workloads: {api: {serve: {image: \"a:1\"}, scale: {on: [{cpu: 70}], min: 2, max: 10}}}");
  EXPECT_EQ(e.field("HorizontalPodAutoscaler", "api", "spec.metrics.0.resource.target.averageUtilization"), "70");
  EXPECT_EQ(e.field("HorizontalPodAutoscaler", "api", "spec.minReplicas"), "2");
  EXPECT_TRUE(e.graph.of_kind("ScaledObject").empty());
}

TEST(Workloads, KeepModelsOnAVolumeForEachReplica) {
  const Expanded e("workloads: {llm: {serve: {image: \"l:1\"}, modelCache: 100Gi, sharedMemory: 2Gi}}");
  EXPECT_EQ(
      e.field("Deployment", "llm", "spec.template.spec.volumes.0.ephemeral.volumeClaimTemplate.spec"),
      R"({"accessModes":["ReadWriteOnce"],"storageClassName":"gp3","resources":{"requests":{"storage":"100Gi"}}})");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.volumes.1.emptyDir"),
            R"({"medium":"Memory","sizeLimit":"2Gi"})");
}

TEST(Workloads, ShareAFileSystemByAClaim) {
  const Expanded e(
      "storage: {fileSystems: {models: {type: efs}}}\nworkloads: {llm: {serve: {image: \"l:1\"}, fileSystem: "
      "models}}");
  EXPECT_EQ(e.field("PersistentVolume", "default-models", "spec.csi"),
            R"({"driver":"efs.csi.aws.com","volumeHandle":"${aws_efs_file_system.models.id}"})");
  EXPECT_EQ(e.field("PersistentVolumeClaim", "models", "spec.accessModes"), R"(["ReadWriteMany"])");
  EXPECT_EQ(e.field("Deployment", "llm", "spec.template.spec.containers.0.volumeMounts.0"),
            R"({"name":"models","mountPath":"/models"})");
}

TEST(Workloads, InADeniedNamespaceReachOnlyWhatTheyName) {
  const Expanded e(
      "caches: {tasks: {on: cluster, namespace: data}}\n"
      "workloads: {api: {namespace: web, serve: {image: \"a:1\", port: 80}, caches: [tasks], route: /}}");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-api", "spec.egress.2.ports"), R"([{"protocol":"TCP","port":443}])");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-api", "spec.egress.4.to.0.podSelector.matchLabels"),
            R"({"app.kubernetes.io/name":"tasks"})");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-api", "spec.ingress.1.from.0.ipBlock.cidr"), "10.0.0.0/16");
  EXPECT_TRUE(Expanded("workloads: {api: {serve: {image: \"a:1\"}}}").graph.of_kind("NetworkPolicy").empty());
}

TEST(Workloads, SpreadOverZonesAsTheyWish) {
  const auto spread = [](const std::string& how) {
    return Expanded("workloads: {api: {serve: {image: \"a:1\"}, spread: " + how + "}}")
        .field("Deployment", "api", "spec.template.spec.topologySpreadConstraints.0.whenUnsatisfiable");
  };
  EXPECT_EQ(spread("prefer"), "ScheduleAnyway");
  EXPECT_EQ(spread("require"), "DoNotSchedule");
  EXPECT_EQ(spread("none"), "");
}

TEST(Workloads, TakeVariablesFromSecretsAndFilesFromConfigMaps) {
  const Expanded e(
      "workloads: {api: {serve: {image: \"a:1\"}, secretEnv: {TOKEN: hub/token}, files: {/etc/app: config}}}");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.containers.0.env.1"),
            R"({"name":"TOKEN","valueFrom":{"secretKeyRef":{"name":"hub","key":"token"}}})");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.volumes.0.configMap.name"), "config");
  EXPECT_EQ(e.field("Deployment", "api", "spec.template.spec.containers.0.volumeMounts.0.mountPath"), "/etc/app");
}

TEST(Workloads, CarryTheLineTheyComeFrom) {
  const Expanded e("workloads:\n  api:\n    serve: {image: \"a:1\"}\n    scale: {on: [{cpu: 70}], max: 3}");
  for (const auto& object : e.graph.objects()) {
    if (object.component != "workloads") continue;
    EXPECT_EQ(object.origin.line, object.kind() == "HorizontalPodAutoscaler" ? 9 : 7) << object.kind();
  }
}

}  // namespace
}  // namespace slipway::components
