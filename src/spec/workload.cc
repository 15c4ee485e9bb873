#include "spec/workload.h"

#include "spec/read_scalar.h"
#include "spec/rows.h"

namespace slipway::spec {

std::span<const Word> words_of(TrainingOperator) {
  static constexpr Word kWords[] = {
      {"PyTorchJob", "Kubeflow Training Operator v1", int(TrainingOperator::PyTorchJob)},
      {"TrainJob", "Kubeflow Trainer v2", int(TrainingOperator::TrainJob)},
      {"Job", "an indexed Kubernetes Job", int(TrainingOperator::Job)},
      {"RayJob", "KubeRay", int(TrainingOperator::RayJob)},
      {"AwsBatch", "a multi-node job of AWS Batch, outside of the cluster", int(TrainingOperator::AwsBatch)},
  };
  return kWords;
}

const StructType& type_of(const Namespace*) {
  static const StructType type =
      Rows(Of<Namespace>{}, "Namespace", "A namespace with its limits. Those that workloads name are there without it.")
          .field("podSecurity", &Namespace::pod_security, "Pod Security Standard that is enforced.")
          .one_of({{"restricted"}, {"baseline"}, {"privileged"}})
          .field("quota", &Namespace::quota, "Most of each resource that its pods may request together.")
          .names_are(format::kLabelKey)
          .field("defaultDeny", &Namespace::default_deny,
                 "Whether NetworkPolicies let nothing in or out but what workloads name.")
          .field("blockMetadata", &Namespace::block_metadata,
                 "Whether pods are kept from the instance metadata service; Pod Identity's address stays open.")
          .field("egress", &Namespace::egress,
                 "Further address ranges that pods here may reach: all of them by any port, the internet (0.0.0.0/0) "
                 "by TLS "
                 "on port 443 only.")
          .is(format::kCidr);
  return type;
}

const StructType& type_of(const Grant*) {
  static const StructType type =
      Rows(Of<Grant>{}, "Grant", "What a role may do to something.")
          .field("to", &Grant::to,
                 "queue/NAME, bucket/NAME, database/NAME, registry/NAME or topic/NAME of this platform; cluster; "
                 "metrics/NAMESPACE; websocket; SERVICE:PATTERN such as sqs:asya-*; or an ARN.")
          .is(format::kNotEmpty)
          .required()
          .known_as({"resource", "on"})
          .field("actions", &Grant::actions,
                 "send, receive, read, write, delete, manage, pass, connect, or IAM actions such as sqs:GetQueueUrl.")
          .is(format::kNotEmpty)
          .required()
          .known_as({"action"});
  return type;
}

const StructType& type_of(const Role*) {
  static const StructType type =
      Rows(Of<Role>{}, "Role", "An IAM role for service accounts, with what it is allowed and no more.")
          .field("roleName", &Role::role_name, "Its name in IAM.")
          .default_is("<platform>-<name>")
          .field("serviceAccounts", &Role::service_accounts,
                 "Who takes it, as namespace/name; without it an operator binds it later.")
          .is(format::kNamespacedName)
          .known_as({"serviceAccount"})
          .field("allow", &Role::allow, "What it may do.")
          .known_as({"grants", "permissions"})
          .field("managedPolicies", &Role::managed_policies, "AWS managed policies: names, or ARNs.")
          .is(format::kNotEmpty)
          .field("assumedBy", &Role::assumed_by,
                 "Who else may take it: ARNs of roles or users, service principals such as ecs.amazonaws.com.")
          .is(format::kPrincipal);
  return type;
}

const StructType& type_of(const ScaleOn*) {
  static const StructType type =
      Rows(Of<ScaleOn>{}, "ScaleOn", "What a workload scales on: one of queue, redisStream, metric, prometheus, cpu.")
          .field("queue", &ScaleOn::queue, "Messages waiting in one of `queues`.")
          .field("redisStream", &ScaleOn::redis_stream, "Entries waiting in a stream of a cache.")
          .field("cache", &ScaleOn::cache, "The stream's cache, one of `caches`.")
          .field("consumerGroup", &ScaleOn::consumer_group, "The consumer group whose pending entries count.")
          .field("metric", &ScaleOn::metric, "A CloudWatch metric as namespace/name.")
          .is(format::kMetricName)
          .field("dimensions", &ScaleOn::dimensions, "Its dimensions; none only if it is published without.")
          .field("statistic", &ScaleOn::statistic, "Its statistic.")
          .one_of({{"Average"}, {"Sum"}, {"Minimum"}, {"Maximum"}, {"SampleCount"}})
          .is(format::kPercentile)
          .field("prometheus", &ScaleOn::prometheus, "A Prometheus query.")
          .field("cpu", &ScaleOn::cpu, "Percent of the requested CPU; 0: not on CPU.")
          .between(0, 1000)
          .field("perReplica", &ScaleOn::per_replica,
                 "Messages, entries, or the metric's value, that one replica is meant for.")
          .at_least(1)
          .known_as({"queueLength", "target", "threshold"});
  return type;
}

const StructType& type_of(const Scale*) {
  static const StructType type =
      Rows(Of<Scale>{}, "Scale", "How many replicas a workload has.")
          .field("on", &Scale::on, "What it scales on; of several, the one that wants most replicas counts.")
          .one_or_list()
          .also_written("true")  // YAML 1.1 reads the key `on` as a boolean
          .known_as({"triggers"})
          .field("min", &Scale::min, "Fewest replicas; 0 needs KEDA and something to scale on.")
          .at_least(0)
          .known_as({"minReplicas", "minReplicaCount"})
          .field("max", &Scale::max, "Most replicas.")
          .at_least(1)
          .known_as({"maxReplicas", "maxReplicaCount", "replicas"})
          .field("cooldown", &Scale::cooldown, "How long there must be nothing to do before the last replica goes.")
          .is(format::kDuration)
          .known_as({"cooldownPeriod"})
          .field("polling", &Scale::polling, "How often KEDA asks.")
          .is(format::kDuration)
          .known_as({"pollingInterval"})
          .field("behavior", &Scale::behavior, "Native `behavior` of a HorizontalPodAutoscaler.");
  return type;
}

const StructType& type_of(const Probe*) {
  static const StructType type =
      Rows(Of<Probe>{}, "Probe", "How the kubelet asks a container whether it is well.")
          .field("path", &Probe::path, "HTTP path on the container's port.")
          .is(format::kUrlPath)
          .required()
          .field("initialDelaySeconds", &Probe::initial_delay_seconds, "Wait before the first time.")
          .between(0, 86400)
          .field("periodSeconds", &Probe::period_seconds, "Between one time and the next.")
          .between(1, 86400)
          .field("failureThreshold", &Probe::failure_threshold, "Failures in a row that count.")
          .between(1, 1000)
          .or_short("its path", format::kUrlPath.pattern,
                    [](void* owner, std::string_view path, const doc::Node& node, Diagnostics& diagnostics) {
                      read_part(type_of(static_cast<const Probe*>(nullptr)), "path", path, node.text(), node,
                                static_cast<Probe*>(owner)->path, diagnostics);
                    });
  return type;
}

const StructType& type_of(const Serve*) {
  static const StructType type =
      Rows(Of<Serve>{}, "Serve", "The container of a workload.")
          .field("image", &Serve::image, "Its image; name:tag alone may be one of `registries`.")
          .is(format::kImage)
          .required()
          .field("port", &Serve::port, "Port it listens on; 0: none (a queue's consumer), and no Service.")
          .between(0, 65535)
          .known_as({"containerPort"})
          .field("command", &Serve::command, "In place of the image's entrypoint.")
          .field("args", &Serve::args, "In place of the image's arguments.")
          .field("readiness", &Serve::readiness, "When it may get requests.")
          .known_as({"readinessProbe"})
          .field("liveness", &Serve::liveness, "When it must be restarted.")
          .known_as({"livenessProbe"})
          .field("startWithin", &Serve::start_within,
                 "How long it may take to get ready, a model loading: becomes a start-up probe of that length.")
          .is(format::kDuration)
          .field("stopWithin", &Serve::stop_within, "How long the work in hand may take when it is told to stop.")
          .is(format::kDuration)
          .known_as({"terminationGracePeriodSeconds", "gracePeriod"});
  return type;
}

const StructType& type_of(const Workload*) {
  static const StructType type =
      Rows(Of<Workload>{}, "Workload",
           "Short form of a service: becomes a Deployment, Service, ScaledObject or HorizontalPodAutoscaler, "
           "PodDisruptionBudget, ServiceAccount, NetworkPolicy and route (`slipway expand` shows them).")
          .field("namespace", &Workload::name_space, "Where it runs.")
          .is(format::kDnsLabel)
          .field("serve", &Workload::serve, "Its container.")
          .required()
          .known_as({"container"})
          .field("resources", &Workload::resources,
                 "What each replica requests; memory and devices are its limits too.")
          .names_are(format::kLabelKey)
          .known_as({"requests"})
          .field("env", &Workload::env, "Environment variables.")
          .names_are(format::kVariableName)
          .field("secretEnv", &Workload::secret_env, "Environment variables out of Secrets, as secret/key.")
          .is(format::kSecretKey)
          .names_are(format::kVariableName)
          .field("pool", &Workload::pool,
                 "The node pool or group it runs on; node selector and tolerations follow from it.")
          .known_as({"nodePool", "nodeSelector", "nodeGroup"})
          .field("labels", &Workload::labels, "Labels of its pods.")
          .is(format::kLabelValue)
          .names_are(format::kLabelKey)
          .field("role", &Workload::role, "What it may do in AWS: one of `roles`.")
          .field("serviceAccount", &Workload::service_account, "Its service account.")
          .is(format::kDnsName)
          .default_is("the workload's name")
          .field("caches", &Workload::caches,
                 "Some of `caches`: REDIS_ADDRESS and REDIS_PASSWORD come into its environment.")
          .field(
              "databases", &Workload::databases,
              "Some of `databases`: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME and DATABASE_SECRET_ARN come into its "
              "environment.")
          .field("runAsUser", &Workload::run_as_user,
                 "User id of its processes; 0: as the image says, in a namespace that allows it.")
          .between(0, 4294967294)
          .field("priority", &Workload::priority, "A PriorityClass.")
          .is(format::kDnsName)
          .field("scale", &Workload::scale, "How many replicas, and when.")
          .known_as({"autoscaling", "replicas"})
          .field("route", &Workload::route, "Path on the load balancer.")
          .is(format::kUrlPath)
          .field("spread", &Workload::spread, "Whether replicas lie in different zones.")
          .one_of({{"prefer", "where it can be had"}, {"require", "or they wait"}, {"none", "no matter"}})
          .field("sharedMemory", &Workload::shared_memory, "Size of /dev/shm; it counts as memory of the pod.")
          .is(format::kSize)
          .known_as({"/dev/shm", "shm"})
          .field("modelCache", &Workload::model_cache, "Size of a volume at /models, one for each replica.")
          .is(format::kSize)
          .field("fileSystem", &Workload::file_system, "One of storage.fileSystems, shared by all replicas at /models.")
          .field("files", &Workload::files, "Directories and the ConfigMaps whose files stand there.")
          .is(format::kDnsName);
  return type;
}

const StructType& type_of(const Training*) {
  static const StructType type =
      Rows(Of<Training>{}, "Training", "A training job of one or more nodes, with checkpoints.")
          .field("namespace", &Training::name_space, "Where it runs.")
          .is(format::kDnsLabel)
          .field("with", &Training::with, "What runs it.")
          .known_as({"engine", "operator"})
          .field("image", &Training::image, "Its image.")
          .is(format::kImage)
          .required()
          .field("command", &Training::command, "In place of the image's entrypoint.")
          .field("nodes", &Training::nodes, "Pods that work together, one a node.")
          .between(1, 4096)
          .known_as({"replicas", "numNodes"})
          .field("resources", &Training::resources, "What each of them requests.")
          .names_are(format::kLabelKey)
          .field("env", &Training::env, "Environment variables.")
          .names_are(format::kVariableName)
          .field("pool", &Training::pool, "The node pool or group it runs on.")
          .known_as({"nodePool", "nodeGroup"})
          .field("role", &Training::role, "What it may do in AWS: one of `roles`.")
          .field("queue", &Training::queue,
                 "With AwsBatch: one of `batch`; else a LocalQueue of Kueue, in its namespace, by which it waits for "
                 "its turn.")
          .known_as({"localQueue", "kueue.x-k8s.io/queue-name"})
          .field("checkpoints", &Training::checkpoints, "Where checkpoints are kept.")
          .is(format::kS3Uri)
          .field("checkpointEverySteps", &Training::checkpoint_every_steps, "Steps between two checkpoints.")
          .at_least(1)
          .field("sharedMemory", &Training::shared_memory, "Size of /dev/shm; it counts as memory of the pod.")
          .is(format::kSize)
          .known_as({"/dev/shm", "shm"})
          .field("fileSystem", &Training::file_system, "One of storage.fileSystems, mounted at /fsx.")
          .field("files", &Training::files, "Directories and the ConfigMaps whose files stand there.")
          .is(format::kDnsName)
          .field("runtime", &Training::runtime, "With TrainJob: a ClusterTrainingRuntime.")
          .is(format::kDnsName)
          .field("serviceAccount", &Training::service_account, "Its service account.")
          .is(format::kDnsName)
          .default_is("the job's name")
          .field("priority", &Training::priority, "A PriorityClass.")
          .is(format::kDnsName)
          .field("runAsUser", &Training::run_as_user,
                 "User id of its processes; 0: as the image says, in a namespace that allows it.")
          .between(0, 4294967294)
          .field("efa", &Training::efa, "Whether its pods get all EFA devices of their nodes.")
          .field("retries", &Training::retries, "How often it may begin again, from its last checkpoint.")
          .between(0, 100)
          .known_as({"backoffLimit", "attempts"});
  return type;
}

const StructType& type_of(const RayGroup*) {
  static const StructType type = Rows(Of<RayGroup>{}, "RayGroup", "Pods of a Ray cluster that are alike.")
                                     .field("image", &RayGroup::image, "Their image; without it the cluster's.")
                                     .is(format::kImage)
                                     .field("replicas", &RayGroup::replicas, "Pods at creation.")
                                     .at_least(0)
                                     .field("min", &RayGroup::min, "Fewest pods.")
                                     .at_least(0)
                                     .known_as({"minReplicas"})
                                     .field("max", &RayGroup::max, "Most pods.")
                                     .at_least(1)
                                     .known_as({"maxReplicas"})
                                     .field("resources", &RayGroup::resources, "What each requests.")
                                     .names_are(format::kLabelKey)
                                     .field("pool", &RayGroup::pool, "The node pool or group they run on.")
                                     .known_as({"nodePool", "nodeGroup"});
  return type;
}

const StructType& type_of(const RayCluster*) {
  static const StructType type =
      Rows(Of<RayCluster>{}, "RayCluster", "A Ray cluster, run by KubeRay.")
          .field("namespace", &RayCluster::name_space, "Where it runs.")
          .is(format::kDnsLabel)
          .field("rayVersion", &RayCluster::ray_version, "Ray's version; the image must have it.")
          .is(format::kVersion)
          .field("image", &RayCluster::image, "Image of the head and of groups that name none.")
          .is(format::kImage)
          .field("autoscaling", &RayCluster::autoscaling, "Whether Ray's autoscaler adds and removes workers.")
          .field("runAsUser", &RayCluster::run_as_user, "User id of its processes: that of Ray's own images.")
          .between(0, 4294967294)
          .field("head", &RayCluster::head, "The head.")
          .field("workers", &RayCluster::workers, "Groups of workers by name.")
          .names_are(format::kDnsLabel)
          .known_as({"workerGroups", "workerGroupSpecs"});
  return type;
}

}  // namespace slipway::spec
