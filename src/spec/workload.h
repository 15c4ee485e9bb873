#pragma once

#include <optional>

#include "doc/node.h"
#include "kube/quantity.h"
#include "spec/located.h"

namespace slipway::spec {

struct Namespace {
  Text pod_security = std::string("restricted");
  Named<Located<kube::Quantity>> quota;
  Flag default_deny = true;    // NetworkPolicy: nothing in or out but what a workload names
  Flag block_metadata = true;  // … and never the instance metadata address
  Texts egress;                // further CIDRs that pods here may reach
  SourceRange where;
};

/// An IAM role for a service account, least privilege: each `allow` names a queue, bucket or ARN and what for.
struct Grant {
  Text to;  // queue/<name>, bucket/<name>, database/, registry/, topic/, metrics/<namespace>, cluster, websocket, an
            // ARN, or a name pattern such as sqs:asya-*
  Texts actions;  // send, receive, manage, read, write, or IAM actions
  SourceRange where;
};

struct Role {
  Text role_name;          // default: <platform>-<name>
  Texts service_accounts;  // namespace/name; empty: bound later (an operator makes the associations)
  std::vector<Grant> allow;
  Texts managed_policies;
  Texts assumed_by;  // who else may take it: ARNs of roles or users, service principals (ecs.amazonaws.com)
  SourceRange where;
};

struct ScaleOn {
  Text queue;         // a queue of `queues`
  Text redis_stream;  // stream name on `cache`
  Text cache;
  Text consumer_group;
  Text metric;                              // CloudWatch namespace/name
  TextMap dimensions;                       // of the metric; it has none only if it is published without
  Text statistic = std::string("Average");  // of the metric: Average, Sum, p95 …
  Text prometheus;                          // query
  Number cpu;                               // percent of the request; 0: not
  Number per_replica = 5;                   // messages, or the value of the metric, that one replica is meant for
  SourceRange where;
};

struct Scale {
  std::vector<ScaleOn> on;
  Number min = 1;
  Number max = 1;
  Text cooldown = std::string("5m");
  Text polling = std::string("10s");
  const doc::Node* behavior = nullptr;  // native HPA behavior
  SourceRange where;
};

struct Probe {
  Text path;
  Number initial_delay_seconds = 0;
  Number period_seconds = 10;
  Number failure_threshold = 3;
  SourceRange where;
};

struct Serve {
  Text image;
  Number port = 8080;  // 0: takes no connections (a queue's consumer): no Service
  Texts command, args;
  std::optional<Probe> readiness, liveness;
  Text start_within;  // how long it may take to get ready, a model loading: a start-up probe of that length
  Text stop_within = std::string("30s");  // how long the work in hand may take when it is told to stop
  SourceRange where;
};

/// Short form of a service: expands to Deployment, Service, ScaledObject or HPA, PodDisruptionBudget,
/// ServiceAccount, NetworkPolicy and a route.
struct Workload {
  Text name_space = std::string("default");  // `namespace`
  Serve serve;
  Named<Located<kube::Quantity>> resources;  // requests; limits equal for memory and devices
  TextMap env;
  TextMap secret_env;  // variable: secret/key
  Text pool;           // node pool or group: node selector and tolerations follow from it
  TextMap labels;
  Text role;                   // of `roles`
  Text service_account;        // default: the workload's name
  Texts caches;                // of `caches`: REDIS_ADDRESS and REDIS_PASSWORD come into its environment
  Texts databases;             // of `databases`: DATABASE_HOST, _PORT, _NAME and _SECRET_ARN come into its environment
  Number run_as_user = 10001;  // never root; 0: as the image says, in a namespace that allows it
  Text priority;               // a PriorityClass
  Scale scale;
  Text route;                           // path on the load balancer, e.g. /v1/general
  Text spread = std::string("prefer");  // zones: require, prefer, none
  Text shared_memory;                   // size of /dev/shm
  Text model_cache;                     // size of a volume at /models, one for each replica
  Text file_system;                     // of storage.fileSystems, shared by all replicas at /models
  TextMap files;                        // directory: the ConfigMap whose files stand there
  SourceRange where;
};

enum class TrainingOperator { PyTorchJob, TrainJob, Job, RayJob, AwsBatch };

/// A multi-node training job with checkpoints.
struct Training {
  Text name_space = std::string("default");
  Located<TrainingOperator> with = TrainingOperator::PyTorchJob;
  Text image;
  Texts command;
  Number nodes = 1;
  Named<Located<kube::Quantity>> resources;  // of each node
  TextMap env;
  Text pool, role, queue;  // queue: AWS Batch
  Text checkpoints;        // s3://bucket/prefix
  Number checkpoint_every_steps = 100;
  Text shared_memory;
  Text file_system;                                 // of storage.fileSystems, mounted at /fsx
  TextMap files;                                    // directory: the ConfigMap whose files stand there
  Text runtime = std::string("torch-distributed");  // TrainJob: a ClusterTrainingRuntime
  Text service_account;                             // default: the job's name
  Text priority;                                    // a PriorityClass
  Number run_as_user = 10001;                       // as of workloads
  Flag efa = false;
  Number retries = 3;
  SourceRange where;
};

struct RayGroup {
  Text image;
  Number replicas = 0, min = 0, max = 1;
  Named<Located<kube::Quantity>> resources;
  Text pool;
  SourceRange where;
};

struct RayCluster {
  Text name_space = std::string("ray");
  Text ray_version = std::string("2.46.0");
  Text image = std::string("rayproject/ray:2.46.0");
  Flag autoscaling = true;
  Number run_as_user = 1000;  // the images' own user
  RayGroup head;
  Named<RayGroup> workers;
  SourceRange where;
};

}  // namespace slipway::spec
