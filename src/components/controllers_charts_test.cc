#include <algorithm>

#include "components/testing/expanded.h"

/// Charts and add-ons: KEDA, GPU agents, Prometheus, CloudWatch, GitOps, operators, the user's own.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kGpuPool =
    "nodePools: {gpu: {instanceTypes: [g5.xlarge], taints: [\"nvidia.com/gpu=true:NoSchedule\"]}}\n";
constexpr const char* kSystem =
    "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3, taints: [CriticalAddonsOnly]}}\n";

bool releases(const Expanded& e, std::string_view name) {
  for (const auto& release : e.releases())
    if (release == name) return true;
  return false;
}

TEST(Keda, ReadsTheQueuesOnWhichWorkloadsScaleAndThoseItIsTold) {
  const Expanded e(
      "aws: {region: us-west-2, accountId: \"111122223333\"}\ncomponents: [keda: {queues: [\"asya-*\"]}]\n"
      "queues: {tasks: {}, other: {}}\n"
      "workloads: {a: {serve: {image: \"a:1\", port: 0}, scale: {on: [{queue: tasks}], min: 0, max: 2}}}");
  EXPECT_EQ(e.argument("aws_iam_role_policy.keda_operator", "policy.Statement.0.Resource"),
            R"(["${aws_sqs_queue.tasks.arn}","arn:aws:sqs:us-west-2:111122223333:asya-*"])");
  EXPECT_EQ(e.argument("aws_iam_role_policy.keda_operator", "policy.Statement.0.Action"),
            R"(["sqs:GetQueueAttributes","sqs:GetQueueUrl"])");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.keda_operator", "service_account"), "keda-operator");
}

TEST(Keda, RunsOnTheSystemNodes) {
  const Expanded e(std::string(kSystem) + "components: [keda]");
  EXPECT_EQ(e.value("keda", "tolerations"),
            R"([{"key":"CriticalAddonsOnly","operator":"Equal","value":"true","effect":"NoSchedule"}])");
}

TEST(Keda, OfIrsaHasItsRoleOnTheOperatorAlone) {
  const Expanded e("identity: irsa\ncomponents: [keda: {queues: [a]}]");
  EXPECT_EQ(e.value("keda", "serviceAccount.operator.annotations.eks.amazonaws.com/role-arn"),
            "${aws_iam_role.keda_operator.arn}");
}

TEST(DevicePlugin, ComesWithGpuPoolsWhoseImageHasNone) {
  EXPECT_TRUE(releases(Expanded(kGpuPool), "kube-system/nvidia-device-plugin"));
  EXPECT_FALSE(releases(Expanded("nodePools: {cpu: {families: [m7i]}}"), "kube-system/nvidia-device-plugin"));
  EXPECT_FALSE(
      releases(Expanded(std::string(kGpuPool) + "components: [gpu-operator]"), "kube-system/nvidia-device-plugin"));
  EXPECT_FALSE(releases(Expanded("nodeClasses: {default: {amiFamily: bottlerocket}}\n" + std::string(kGpuPool)),
                        "kube-system/nvidia-device-plugin"));
  EXPECT_FALSE(releases(Expanded("cluster: {mode: auto}\nautoscaler: {nodes: auto}\n" + std::string(kGpuPool)),
                        "kube-system/nvidia-device-plugin"));
}

TEST(DevicePlugin, ToleratesWhateverTaintGpuNodesHave) {
  const Expanded e(kGpuPool);
  EXPECT_EQ(e.value("nvidia-device-plugin", "tolerations"), R"([{"operator":"Exists"}])");
  EXPECT_EQ(e.value("nvidia-device-plugin",
                    "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.0."
                    "matchExpressions.0"),
            R"({"key":"nvidia.com/gpu.present","operator":"In","values":["true"]})");
}

TEST(DevicePlugin, LeavesRdmaDevicesToEfa) {
  const Expanded e(
      "autoscaler: {nodes: clusterAutoscaler}\n"
      "nodeGroups: {train: {instanceTypes: [p4d.24xlarge], efa: true, max: 2}}");
  EXPECT_EQ(e.value("nvidia-device-plugin", "mofedEnabled"), "false");
}

TEST(DevicePlugin, MayShareGpusInTurns) {
  const Expanded e(std::string(kGpuPool) + "components: [nvidia-device-plugin: {timeSlices: 4}]");
  EXPECT_NE(e.value("nvidia-device-plugin", "config.map.default").find("\"replicas\": 4"), std::string::npos);
}

TEST(GpuOperator, LeavesDriversToTheImage) {
  const Expanded e(std::string(kGpuPool) + "components: [gpu-operator]");
  EXPECT_EQ(e.value("gpu-operator", "driver.enabled"), "false");
  EXPECT_EQ(e.value("gpu-operator", "toolkit.enabled"), "false");
  EXPECT_EQ(e.field("Namespace", "gpu-operator", "metadata.labels.pod-security.kubernetes.io/enforce"), "privileged");
  EXPECT_EQ(Expanded(std::string(kGpuPool) + "components: [gpu-operator, nvidia-device-plugin]")
                .value("gpu-operator", "devicePlugin.enabled"),
            "false");
}

TEST(Dcgm, IsThereOnceOnANode) {
  EXPECT_EQ(Expanded(std::string(kGpuPool) + "components: [gpu-operator, dcgm-exporter]")
                .value("gpu-operator", "dcgmExporter.enabled"),
            "false");
  const Expanded both(std::string(kGpuPool) + "components: [dcgm-exporter, cloudwatch-observability]");
  EXPECT_EQ(both.argument("aws_eks_addon.amazon_cloudwatch_observability", "configuration_values.dcgmExporter"),
            R"({"enabled":false})");
  EXPECT_EQ(both.value("dcgm-exporter", "serviceMonitor.enabled"), "false");
}

TEST(Prometheus, SeesTheMonitorsOfOthersAndNoControlPlane) {
  const Expanded e("components: [kube-prometheus-stack: {retention: 7d, size: 100Gi}, dcgm-exporter]");
  EXPECT_EQ(e.value("kube-prometheus-stack", "prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues"),
            "false");
  EXPECT_EQ(e.value("kube-prometheus-stack", "prometheus.prometheusSpec.retention"), "7d");
  EXPECT_EQ(e.value("kube-prometheus-stack", "kubeEtcd.enabled"), "false");
  EXPECT_EQ(e.value("dcgm-exporter", "serviceMonitor.enabled"), "true");
}

TEST(Prometheus, HasAPasswordForGrafanaThatNobodyKnows) {
  const Expanded e("components: [kube-prometheus-stack]");
  EXPECT_EQ(e.value("kube-prometheus-stack", "grafana.admin.existingSecret"), "grafana-admin");
  EXPECT_EQ(e.argument("aws_secretsmanager_secret.grafana", "name"), "demo/grafana");
  EXPECT_TRUE(e.graph.has_object("ExternalSecret", "monitoring", "grafana-admin"));
}

TEST(CloudWatch, KeepsLogsForAWhileInGroupsThatAreThereBeforeTheAgent) {
  const Expanded e(std::string(kGpuPool) +
                   "components: [cloudwatch-observability: {retentionDays: 14, gigabytesPerMonth: 50}]");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.container_insights_application", "name"),
            "/aws/containerinsights/demo/application");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.container_insights_application", "retention_in_days"), "14");
  EXPECT_EQ(e.fact("aws_cloudwatch_log_group.container_insights_application", "gigabytesPerMonth"), "50");
  const auto& before = e.find("aws_eks_addon.amazon_cloudwatch_observability")->depends_on;
  EXPECT_NE(std::ranges::find(before, platform::ResourceId{"aws_cloudwatch_log_group", "container_insights_host"}),
            before.end());
  const Expanded silent("components: [cloudwatch-observability: {containerLogs: false}]");
  EXPECT_FALSE(silent.has("aws_cloudwatch_log_group.container_insights_application"));
  EXPECT_TRUE(silent.has("aws_cloudwatch_log_group.container_insights_performance"));
}

TEST(CloudWatch, FindsWhatGpusAndPodsSaidOfAnErrorByOneQuery) {
  const Expanded e(std::string(kGpuPool) + "components: [cloudwatch-observability]");
  EXPECT_EQ(e.argument("aws_cloudwatch_query_definition.gpu_errors", "name"), "demo/gpu-errors");
  EXPECT_EQ(e.argument("aws_cloudwatch_query_definition.gpu_errors", "log_group_names.0"),
            "aws_cloudwatch_log_group.container_insights_application.name");
  EXPECT_FALSE(Expanded("components: [cloudwatch-observability]").has("aws_cloudwatch_query_definition.gpu_errors"));
}

TEST(CloudWatch, IsAnAddOnWithARole) {
  const Expanded e(std::string(kGpuPool) + "components: [cloudwatch-observability]");
  EXPECT_EQ(e.argument("aws_eks_addon.amazon_cloudwatch_observability", "pod_identity_association.service_account"),
            "cloudwatch-agent");
  const auto attachments = e.names("aws_iam_role_policy_attachment");
  EXPECT_NE(std::find(attachments.begin(), attachments.end(), "cloudwatch_agent_cloud_watch_agent_server_policy"),
            attachments.end());
  EXPECT_EQ(e.argument("aws_eks_addon.amazon_cloudwatch_observability", "configuration_values"),
            R"({"containerLogs":{"enabled":true},"applicationSignals":{"enabled":false}})");
}

TEST(ArgoCd, ComesWithApplicationsWhoseReplicasItLeavesAlone) {
  const Expanded e(
      "applications: {llm: {repository: \"https://git.example.com/c\", path: llm, project: ai, namespace: ai}}");
  EXPECT_TRUE(releases(e, "argocd/argo-cd"));
  EXPECT_EQ(e.field("Application", "llm", "spec.destination"),
            R"({"server":"https://kubernetes.default.svc","namespace":"ai"})");
  EXPECT_EQ(e.field("Application", "llm", "spec.ignoreDifferences.0.jsonPointers"), R"(["/spec/replicas"])");
  EXPECT_EQ(e.field("AppProject", "ai", "spec.sourceRepos"), R"(["https://git.example.com/c"])");
}

TEST(ArgoCd, JudgesApplicationsSoThatWavesWait) {
  const Expanded e("components: [argo-cd]");
  EXPECT_NE(e.value("argo-cd", "configs.cm.resource.customizations.health.argoproj.io_Application").find("obj.status"),
            std::string::npos);
}

TEST(ArgoCd, AsACapabilityKnowsTheClusterByItsArn) {
  const Expanded e(
      "cluster: {capabilities: [argocd]}\n"
      "components: [eks-capabilities: {identityCenter: \"arn:aws:sso:::instance/ssoins-0123456789abcdef\"}]\n"
      "applications: {llm: {repository: \"https://git.example.com/c\", path: llm}}");
  EXPECT_FALSE(releases(e, "argocd/argo-cd"));
  EXPECT_EQ(e.field("Application", "llm", "spec.destination.server"), "${aws_eks_cluster.main.arn}");
  EXPECT_EQ(e.argument("aws_eks_access_policy_association.capability_argocd", "policy_arn"),
            "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy");
}

TEST(ArgoWorkflows, KeepArtifactsInABucketInTheirPodsOwnName) {
  const Expanded e("buckets: {artifacts: {}}\ncomponents: [argo-workflows: {bucket: artifacts, namespaces: [ai]}]");
  EXPECT_EQ(e.value("argo-workflows", "artifactRepository.s3.useSDKCreds"), "true");
  EXPECT_EQ(e.value("argo-workflows", "artifactRepository.s3.bucket"), "${aws_s3_bucket.artifacts.id}");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.argo_workflow", "namespace"), "ai");
  EXPECT_EQ(Expanded("components: [argo-workflows: {bucket: nowhere}]").findings(),
            Names{"CMP192 there is no bucket 'nowhere' in buckets"});
}

TEST(Ack, TouchesOnlyWhatBearsThePlatformsName) {
  const Expanded e("aws: {region: us-west-2, accountId: \"111122223333\"}\ncomponents: [ack: {services: [s3]}]");
  EXPECT_EQ(e.argument("aws_iam_role_policy.ack_s3_controller", "policy.Statement.0.Resource"),
            R"(["arn:aws:s3:::demo-*","arn:aws:s3:::demo-*/*"])");
  EXPECT_EQ(e.value("s3-chart", "aws.region"), "us-west-2");
  EXPECT_EQ(e.value("s3-chart", "deletionPolicy"), "retain");
  EXPECT_EQ(Expanded("components: [ack]").findings(),
            Names{"CMP191 ack has no services: its controllers are one for each"});
}

TEST(Ack, AsACapabilityTakesARoleForEachService) {
  const Expanded e("cluster: {capabilities: [ack]}\ncomponents: [ack: {services: [s3], prefix: shop}]");
  EXPECT_EQ(e.releases(), Names{});
  EXPECT_EQ(e.argument("aws_iam_role.ack_s3", "name"), "demo-ack-s3");
  EXPECT_EQ(e.argument("aws_iam_role.ack_s3", "assume_role_policy.Statement.0.Principal.AWS"),
            "aws_iam_role.capability_ack.arn");
  EXPECT_EQ(e.field("IAMRoleSelector", "ack-s3", "spec.arn"), "${aws_iam_role.ack_s3.arn}");
}

TEST(Trainer, ComesWithTrainJobsAndTheirRuntime) {
  const Expanded e("training: {tune: {with: TrainJob, image: \"t:1\", resources: {nvidia.com/gpu: 1}}}");
  EXPECT_EQ(e.value("kubeflow-trainer", "runtimes.torchDistributed.enabled"), "true");
}

TEST(Charts, OfTheUserAreReleasedAsTheyAre) {
  const Expanded e(
      "charts: {gateway: {repository: \"https://charts.example.com\", version: 1.2.0, namespace: web, values: {a: "
      "1}}}");
  ASSERT_EQ(e.releases(), Names{"web/gateway"});
  EXPECT_EQ(e.graph.releases()[0].version, "1.2.0");
  EXPECT_EQ(e.value("gateway", "a"), "1");
}

TEST(ExternalSecrets, ReadWhatBearsThePlatformsNameAndWhatTheyAreTold) {
  const Expanded e(
      "aws: {region: us-west-2, accountId: \"111122223333\"}\ncomponents: [external-secrets: {secrets: "
      "[\"partner/*\"]}]");
  EXPECT_EQ(e.argument("aws_iam_role_policy.external_secrets", "policy.Statement.0.Resource"),
            R"(["arn:aws:secretsmanager:us-west-2:111122223333:secret:demo/*",)"
            R"("arn:aws:secretsmanager:us-west-2:111122223333:secret:partner/*"])");
}

}  // namespace
}  // namespace slipway::components
