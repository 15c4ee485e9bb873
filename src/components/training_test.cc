#include "components/testing/expanded.h"

/// Training jobs, Ray clusters and AWS Batch.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kPool =
    "nodeClasses: {default: {efa: true}}\nnodePools: {train: {instanceTypes: [p4d.24xlarge], taints: "
    "[\"nvidia.com/gpu=true:NoSchedule\"]}}\n";

std::string job(const std::string& with, const std::string& more = "") {
  return std::string(kPool) + "training: {tune: {namespace: ml, with: " + with +
         ", image: \"t:1\", command: [torchrun, train.py], nodes: 2, pool: train, efa: true, "
         "resources: {nvidia.com/gpu: 8, cpu: 90, memory: 950Gi}, checkpoints: \"s3://checkpoints/tune\"" +
         more + "}}";
}

TEST(TrainJob, RunsOneProcessForEachGpuWithAllEfaDevices) {
  const Expanded e(job("TrainJob"));
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.numNodes"), "2");
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.numProcPerNode"), "8");
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.resourcesPerNode.limits"),
            R"({"nvidia.com/gpu":"8","memory":"950Gi","vpc.amazonaws.com/efa":"4"})");
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.runtimeRef.name"), "torch-distributed");
}

TEST(TrainJob, IsNotDisturbedAndStaysInOneZone) {
  const Expanded e(job("TrainJob"));
  const std::string pod =
      "spec.runtimePatches.0.trainingRuntimeSpec.template.spec.replicatedJobs.0.template.spec.template.";
  EXPECT_EQ(e.field("TrainJob", "tune", pod + "metadata.annotations.karpenter.sh/do-not-disrupt"), "true");
  EXPECT_EQ(e.field("TrainJob", "tune",
                    pod + "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.0."
                          "topologyKey"),
            "topology.kubernetes.io/zone");
  EXPECT_EQ(e.field("TrainJob", "tune", pod + "spec.terminationGracePeriodSeconds"), "110");
  EXPECT_EQ(e.field("TrainJob", "tune", pod + "spec.nodeSelector"), R"({"karpenter.sh/nodepool":"train"})");
}

TEST(TrainJob, WithAPriorityHasARuntimeThatSaysIt) {
  const Expanded e(job("TrainJob", ", priority: low"));
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.runtimeRef"),
            R"({"apiGroup":"trainer.kubeflow.org","kind":"TrainingRuntime","name":"tune"})");
  const std::string pod = "spec.template.spec.replicatedJobs.0.template.spec.template.spec.";
  EXPECT_EQ(e.field("TrainingRuntime", "tune", pod + "priorityClassName"), "low");
  EXPECT_EQ(e.field("TrainingRuntime", "tune", "spec.mlPolicy"), R"({"numNodes":2,"torch":{}})");
  const Expanded own(job("TrainJob", ", priority: low, runtime: ours"));
  EXPECT_EQ(own.field("TrainJob", "tune", "spec.runtimeRef.name"), "ours");
  EXPECT_EQ(own.findings(), Names{"CMP171 a TrainJob cannot say a priority, and runtime 'ours' is yours"});
}

TEST(TrainJob, KnowsWhereCheckpointsGo) {
  const Expanded e(job("TrainJob", ", checkpointEverySteps: 50"));
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.env.0"),
            R"({"name":"CHECKPOINT_URI","value":"s3://checkpoints/tune"})");
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.env.1"), R"({"name":"CHECKPOINT_EVERY_STEPS","value":"50"})");
  EXPECT_EQ(e.field("TrainJob", "tune", "spec.trainer.env.2"), R"({"name":"FI_PROVIDER","value":"efa"})");
}

TEST(TrainJob, SpeaksFreelyWithItsPeersAndNobodyElse) {
  const Expanded e(job("TrainJob"));
  EXPECT_EQ(e.field("NetworkPolicy", "allow-tune", "spec.ingress.0.ports"), "");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-tune", "spec.ingress.0.from.0.podSelector.matchLabels"),
            R"({"app.kubernetes.io/name":"tune","app.kubernetes.io/component":"training"})");
}

TEST(PyTorchJob, HasWorkersLikeItsMasterAndSaysThatItsOperatorIsMissing) {
  const Expanded e(job("PyTorchJob"));
  EXPECT_EQ(e.field("PyTorchJob", "tune", "spec.nprocPerNode"), "8");
  EXPECT_EQ(e.field("PyTorchJob", "tune", "spec.pytorchReplicaSpecs.Worker.replicas"), "1");
  EXPECT_EQ(e.field("PyTorchJob", "tune", "spec.pytorchReplicaSpecs.Worker.template"),
            e.field("PyTorchJob", "tune", "spec.pytorchReplicaSpecs.Master.template"));
  EXPECT_EQ(e.findings()[0].substr(0, 6), "CMP170");
  EXPECT_NE(e.findings()[0].find("which has no chart"), std::string::npos) << e.findings()[0];
  const Expanded beside(job("PyTorchJob") + "\ncomponents: [training-operator]\n");
  EXPECT_NE(beside.findings()[0].find("is Trainer v2, which does not run it"), std::string::npos)
      << beside.findings()[0];
}

TEST(Training, WaitsForItsTurnInAQueueOfKueue) {
  for (const char* with : {"TrainJob", "PyTorchJob", "Job", "RayJob"}) {
    const Expanded e(job(with, ", queue: gpu"));
    EXPECT_NE(e.field(with, "tune", "metadata.labels").find(R"("kueue.x-k8s.io/queue-name":"gpu")"), std::string::npos)
        << e.field(with, "tune", "metadata.labels");
  }
  const Expanded none(job("Job"));
  EXPECT_EQ(none.field("Job", "tune", "metadata.labels").find("kueue"), std::string::npos);
}

TEST(IndexedJob, FindsItsFirstPodByName) {
  const Expanded e(job("Job"));
  EXPECT_EQ(e.field("Job", "tune", "spec.completionMode"), "Indexed");
  EXPECT_EQ(e.field("Job", "tune", "spec.template.spec.subdomain"), "tune");
  EXPECT_NE(e.field("Job", "tune", "spec.template.spec.containers.0.env")
                .find(R"({"name":"MASTER_ADDR","value":"tune-0.tune"})"),
            std::string::npos);
  EXPECT_EQ(e.field("Service", "tune", "spec.clusterIP"), "None");
}

TEST(RayJob, BringsItsOwnClusterAndKubeRay) {
  const Expanded e(job("RayJob"));
  EXPECT_EQ(e.field("RayJob", "tune", "spec.entrypoint"), "torchrun train.py");
  EXPECT_EQ(e.field("RayJob", "tune", "spec.rayClusterSpec.workerGroupSpecs.0.replicas"), "2");
  EXPECT_EQ(e.value("kuberay-operator", "metrics.serviceMonitor.enabled"), "false");
}

TEST(RayClusters, KeepTasksOffTheHeadAndScaleGpuWorkersFromZero) {
  const Expanded e(
      std::string(kPool) +
      "rayClusters: {ray: {head: {resources: {cpu: 2, memory: 8Gi}}, workers: {gpu: {min: 0, max: 4, pool: train, "
      "resources: {nvidia.com/gpu: 1, cpu: 8, memory: 60Gi}}}}}");
  EXPECT_EQ(e.field("RayCluster", "ray", "spec.headGroupSpec.rayStartParams.num-cpus"), "0");
  EXPECT_EQ(e.field("RayCluster", "ray", "spec.enableInTreeAutoscaling"), "true");
  EXPECT_EQ(e.field("RayCluster", "ray", "spec.workerGroupSpecs.0.minReplicas"), "0");
  EXPECT_EQ(e.field("RayCluster", "ray", "spec.workerGroupSpecs.0.template.spec.volumes.0.emptyDir.sizeLimit"),
            "18432Mi");
  EXPECT_EQ(e.field("RayCluster", "ray", "spec.workerGroupSpecs.0.template.spec.tolerations.0.key"), "nvidia.com/gpu");
}

std::string batch(const std::string& queue, const std::string& training = "") {
  return "storage: {fileSystems: {data: {type: fsx-lustre, size: 1200Gi}}}\n"
         "batch: {train: {instanceTypes: [p4d.24xlarge], " +
         queue +
         "}}\n"
         "training: {tune: {with: AwsBatch, queue: train, image: \"t:1\", command: [torchrun, train.py], nodes: 2, "
         "resources: {nvidia.com/gpu: 8, cpu: 90, memory: 950Gi}" +
         training + "}}";
}

TEST(Batch, TakesAnImageForTheProcessorsOfItsTypes) {
  const std::pair<const char*, const char*> cases[] = {
      {"p4d.24xlarge", "ECS_AL2023_NVIDIA"}, {"g6", "ECS_AL2023_NVIDIA"}, {"m7i.large", "ECS_AL2023_NVIDIA"},
      {"optimal", "ECS_AL2023_NVIDIA"},      {"m7g.large", "ECS_AL2023"}, {"c8g", "ECS_AL2023"}};
  for (const auto& [type, image] : cases) {
    const Expanded e("batch: {train: {instanceTypes: [" + std::string(type) + "]}}\n");
    EXPECT_EQ(e.argument("aws_batch_compute_environment.batch_train", "compute_resources.ec2_configuration.image_type"),
              image)
        << type;
  }
}

TEST(Batch, RunsMultiNodeJobsOnDemandInOnePlace) {
  const Expanded e(batch("capacity: onDemand, efa: true, maxVcpus: 192"));
  EXPECT_EQ(e.findings(), Names{});
  const char* environment = "aws_batch_compute_environment.batch_train";
  EXPECT_EQ(e.argument(environment, "compute_resources.type"), "EC2");
  EXPECT_EQ(e.argument(environment, "compute_resources.min_vcpus"), "0");
  EXPECT_EQ(e.argument(environment, "compute_resources.subnets.0"), "aws_subnet.private_a.id");
  EXPECT_EQ(e.argument(environment, "compute_resources.subnets.1"), "");
  EXPECT_EQ(e.argument(environment, "compute_resources.security_group_ids"), "");  // they stand in the interfaces
  EXPECT_EQ(e.argument("aws_launch_template.batch_train", "network_interfaces.0.interface_type"), "interface");
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune", "type"), "multinode");
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune", "node_properties.numNodes"), "2");
  const std::string container = "node_properties.nodeRangeProperties.0.container.";
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune", container + "resourceRequirements.0"),
            R"({"type":"GPU","value":"8"})");
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune", container + "linuxParameters.devices.3.hostPath"),
            "/dev/infiniband/uverbs3");
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune", "retry_strategy.evaluate_on_exit.0.on_status_reason"),
            "Host EC2*");
}

TEST(Batch, RefusesMultiNodeJobsOnSpot) {
  EXPECT_EQ(Expanded(batch("capacity: spot")).findings(),
            Names{"CMP180 job 'tune' has several nodes: AWS Batch runs such jobs on no Spot queue"});
}

TEST(Batch, MountsLustreWhereJobsUseIt) {
  const Expanded e(batch("capacity: onDemand", ", fileSystem: data"));
  EXPECT_NE(e.argument("aws_launch_template.batch_train", "user_data")
                .find("${aws_fsx_lustre_file_system.data.dns_name}@tcp:/"),
            std::string::npos);
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.batch_train_to_lustre_988", "security_group_id"),
            "aws_security_group.fsx.id");
  EXPECT_EQ(e.argument("aws_batch_job_definition.tune",
                       "node_properties.nodeRangeProperties.0.container.mountPoints.0.containerPath"),
            "/fsx");
}

}  // namespace
}  // namespace slipway::components
