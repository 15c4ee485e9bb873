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
  Number stickiness_seconds;    // 0: none
  Flag web_socket_api = false;  // an API Gateway WebSocket API in front of an internal NLB
  Number expected_lcus = 1;     // for the bill
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
  Text notify;  // a topic of `topics`
  SourceRange where;
};

struct Topic {
  Texts email;
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

struct GitOps {
  Text repository, path, revision = std::string("main"), project = std::string("default");
  Text name_space = std::string("default");
  Flag prune = true, self_heal = true;
  SourceRange where;
};

}  // namespace slipway::spec
