#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "doc/node.h"
#include "spec/cluster.h"
#include "spec/edge.h"
#include "spec/located.h"
#include "spec/network.h"
#include "spec/nodes.h"
#include "spec/storage.h"
#include "spec/workload.h"

namespace slipway::spec {

struct Aws {
  Text region;
  Text account_id;  // empty: known at apply
  TextMap tags;
  SourceRange where;
};

/// A line of `components`: a bare name, or a name with options that the component itself reads.
struct ComponentUse {
  Text name;
  const doc::Node* options = nullptr;
};

/// What cannot be known before the platform runs, for the bill; all default to 0.
struct Usage {
  Number nat_gigabytes, internet_gigabytes, cross_zone_gigabytes;  // a month
  Number log_gigabytes, custom_metrics;
  Number queue_million_requests;
  SourceRange where;
};

/// When requests come: one of these.
struct Arrivals {
  Text trace;    // a file
  Text poisson;  // "4/s": so many on average, each independent of the others
  SourceRange where;
};

/// How long one request takes. A time is a number of seconds or a duration.
struct Service {
  Text model;
  Text seconds, p95, p99, cold_start;
  Text prefill_tokens_per_second, decode_tokens_per_second;
  SourceRange where;
};

struct Load {
  std::optional<Arrivals> arrivals;
  std::optional<Service> service;
  SourceRange where;
};

struct Objective {
  Text p95, within;
  SourceRange where;
};

/// A finding of `slipway lint` that may stand.
struct LintAllowance {
  Text rule, reason;
  Text place;  // "where": of which file or object; empty: all
  SourceRange where;
};

struct Lint {
  std::vector<LintAllowance> allow;
  SourceRange where;
};

/// platform.yaml, typed and defaulted. Positions point into `document` and `included`, which it keeps alive.
struct Platform {
  doc::Document document;
  std::vector<doc::Document> included;  // in the order in which they were read
  Texts include;                        // files, relative to the one that names them
  Text name;
  Aws aws;
  Network network;
  Cluster cluster;
  Located<Identity> identity = Identity::PodIdentity;
  Named<NodeGroup> node_groups;
  Named<NodePool> node_pools;
  Named<NodeClass> node_classes;
  Autoscaler autoscaler;
  Storage storage;
  std::vector<ComponentUse> components;
  Named<Queue> queues;
  Named<Bucket> buckets;
  Named<Database> databases;
  Named<Cache> caches;
  Named<Namespace> namespaces;
  Named<Role> roles;
  Named<Workload> workloads;
  Named<Training> training;
  Named<RayCluster> ray_clusters;
  Edge edge;
  Observability observability;
  Named<Budget> budgets;
  Named<BatchQueue> batch;
  Named<GitOps> applications;  // Argo CD
  Named<Registry> registries;
  Named<Chart> charts;
  Texts manifests;  // files and globs, relative to platform.yaml
  Usage usage;
  Named<Load> load;
  Named<Objective> objectives;
  Lint lint;
  SourceRange where;
};

}  // namespace slipway::spec
