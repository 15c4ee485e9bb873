#pragma once

#include <optional>

#include "doc/node.h"
#include "spec/located.h"

namespace slipway::spec {

/// How requests come in: one load balancer whose routes the workloads declare.
struct Edge {
  Text host;                                     // api.example.com; empty: no ingress
  Text scheme = std::string("internet-facing");  // internet-facing, internal
  Text certificate = std::string("create");      // create, none, or an ARN
  Text hosted_zone;                              // Route 53 zone for validation and the record; empty: by hand
  Flag waf = false;
  Text access_logs;  // a bucket of `buckets`
  Number idle_timeout_seconds = 60;
  Number deregistration_seconds = 30;  // how long a leaving pod may finish its requests
  Text health_path;                    // empty: a workload's readiness path
  Number stickiness_seconds;           // 0: none
  Flag web_socket_api = false;         // an API Gateway WebSocket API in front of an internal NLB
  Text web_socket_to;                  // the workload that gets its messages; empty: the first with a route
  Number expected_lcus = 1;            // for the bill
  SourceRange where;
};

struct Alarm {
  Text metric;  // namespace/name
  TextMap dimensions;
  Text statistic = std::string("Average");
  Text comparison = std::string("GreaterThanThreshold");
  Text threshold;
  Text period = std::string("5m");
  Number evaluation_periods = 2;
  Text missing_data = std::string("notBreaching");  // breaching, notBreaching, ignore, missing
  Text notify;                                      // a topic of `topics`
  SourceRange where;
};

struct Topic {
  Texts email;
  Flag spot_warnings = false;
  SourceRange where;
};

struct Dashboard {
  const doc::Node* widgets = nullptr;  // native CloudWatch widgets
  SourceRange where;
};

struct Observability {
  Named<Topic> topics;
  Named<Alarm> alarms;
  Named<Dashboard> dashboards;
  Flag token_metering = false;  // prompt and completion tokens, cost per million
  Flag cost_metering = false;
  SourceRange where;
};

struct Budget {
  Text limit;  // "6000 USD" a month
  Texts notify_email;
  Number alert_percent = 80;
  SourceRange where;
};

/// An AWS Batch compute environment and queue of its own.
struct BatchQueue {
  Texts instance_types;
  Text capacity = std::string("spot");
  Number max_vcpus = 256;
  Flag efa = false;
  Number priority = 10;
  SourceRange where;
};

/// A repository of container images in ECR. A workload's image "name:tag" or "name@digest" that is one of these comes
/// from it.
struct Registry {
  Text repository_name;  // default: the name
  Flag immutable_tags = true;
  Flag scan = true;
  Number keep_images = 20;  // older ones are deleted
  Text expected_data = std::string("0Gi");
  SourceRange where;
};

/// A Helm chart that slipway knows nothing of.
struct Chart {
  Text chart;       // default: the name
  Text repository;  // https:// or oci://
  Text version;
  Text name_space;                    // `namespace`; default: the name
  const doc::Node* values = nullptr;  // native; "${aws_…}" is put in at apply
  SourceRange where;
};

struct GitOps {
  Text repository, path, revision = std::string("main"), project = std::string("default");
  Text name_space = std::string("default");
  Flag prune = true, self_heal = true;
  SourceRange where;
};

}  // namespace slipway::spec
