#include "spec/platform.h"

#include "spec/rows.h"

namespace slipway::spec {

const StructType& type_of(const Aws*) {
  static const StructType type =
      Rows(Of<Aws>{}, "Aws", "Where the platform stands.")
          .field("region", &Aws::region, "AWS region, such as us-west-2.")
          .is(format::kNotEmpty)
          .required()
          .field("accountId", &Aws::account_id, "The account it must be applied to; without it any.")
          .is(format::kAccountId)
          .known_as({"account"})
          .field("tags", &Aws::tags, "Tags of every AWS resource.");
  return type;
}

const StructType& type_of(const Usage*) {
  static const StructType type =
      Rows(Of<Usage>{}, "Usage", "What a month brings that nobody can know before, for the bill.")
          .field("natGigabytes", &Usage::nat_gigabytes, "GB through NAT gateways.")
          .at_least(0)
          .field("internetGigabytes", &Usage::internet_gigabytes, "GB out to the internet.")
          .at_least(0)
          .field("crossZoneGigabytes", &Usage::cross_zone_gigabytes, "GB between zones.")
          .at_least(0)
          .field("logGigabytes", &Usage::log_gigabytes, "GB of logs.")
          .at_least(0)
          .field("customMetrics", &Usage::custom_metrics, "Custom CloudWatch metrics.")
          .at_least(0)
          .field("queueMillionRequests", &Usage::queue_million_requests, "Millions of SQS requests.")
          .at_least(0);
  return type;
}

const StructType& type_of(const Arrivals*) {
  static const StructType type =
      Rows(Of<Arrivals>{}, "Arrivals", "When requests come: by trace or by poisson.")
          .field("trace", &Arrivals::trace, "A file of requests with their times, relative to this one.")
          .is(format::kFilePattern)
          .field("poisson", &Arrivals::poisson, "How many come on average, each independent of the others.")
          .is(format::kRate)
          .known_as({"rate", "rps"});
  return type;
}

const StructType& type_of(const Service*) {
  static const StructType type =
      Rows(Of<Service>{}, "Service", "How long one request takes.")
          .field("model", &Service::model, "The model that answers.")
          .field("seconds", &Service::seconds, "How long one takes on average.")
          .is(format::kSeconds)
          .field("p95", &Service::p95, "95 of 100 take no longer.")
          .is(format::kSeconds)
          .field("p99", &Service::p99, "99 of 100 take no longer.")
          .is(format::kSeconds)
          .field("coldStart", &Service::cold_start,
                 "How long the first one waits where no replica runs: node, image and model.")
          .is(format::kSeconds)
          .field("prefillTokensPerSecond", &Service::prefill_tokens_per_second, "Tokens of prompts read a second.")
          .is(format::kNotNegative)
          .field("decodeTokensPerSecond", &Service::decode_tokens_per_second, "Tokens of answers written a second.")
          .is(format::kNotNegative);
  return type;
}

const StructType& type_of(const Load*) {
  static const StructType type =
      Rows(Of<Load>{}, "Load", "What a workload will meet: lint holds its queues and objectives against it.")
          .field("arrivals", &Load::arrivals, "When requests come: a trace, or a rate.")
          .field("service", &Load::service, "How long one takes.");
  return type;
}

const StructType& type_of(const Objective*) {
  static const StructType type = Rows(Of<Objective>{}, "Objective", "What a workload is held to.")
                                     .field("p95", &Objective::p95, "95 of 100 requests are answered in this time.")
                                     .is(format::kDuration)
                                     .field("within", &Objective::within, "Everything is done in this time.")
                                     .is(format::kDuration);
  return type;
}

const StructType& type_of(const LintAllowance*) {
  static const StructType type =
      Rows(Of<LintAllowance>{}, "LintAllowance", "A finding that may stand.")
          .field("rule", &LintAllowance::rule, "An id out of `slipway rules`, or an alias.")
          .is(format::kNotEmpty)
          .required()
          .field("reason", &LintAllowance::reason, "Why it may.")
          .is(format::kNotEmpty)
          .required()
          .field(
              "where", &LintAllowance::place,
              "Of which file, or which object as Kind/namespace/name, where * stands for anything; without it, all.");
  return type;
}

const StructType& type_of(const Lint*) {
  static const StructType type = Rows(Of<Lint>{}, "Lint", "What `slipway lint` need not say.")
                                     .field("allow", &Lint::allow, "Findings that may stand, each with its reason.");
  return type;
}

const StructType& type_of(const Platform*) {
  static const StructType type =
      Rows(Of<Platform>{}, "spec", "The platform.")
          .field("include", &Platform::include,
                 "Further files, relative to this one, read first: their maps are merged with these, later ones win, "
                 "lists are replaced (components are merged by name).")
          .is(format::kFilePattern)
          .field("aws", &Platform::aws, "Account, region and tags.")
          .required()
          .field("network", &Platform::network, "The VPC.")
          .known_as({"vpc"})
          .field("cluster", &Platform::cluster, "The EKS cluster.")
          .known_as({"eks"})
          .field("identity", &Platform::identity, "How pods get AWS credentials.")
          .field("nodeGroups", &Platform::node_groups, "EKS managed node groups by name.")
          .names_are(format::kDnsLabel)
          .known_as({"managedNodeGroups"})
          .field("nodePools", &Platform::node_pools, "Karpenter NodePools by name.")
          .names_are(format::kDnsLabel)
          .known_as({"pools"})
          .field("nodeClasses", &Platform::node_classes,
                 "Karpenter EC2NodeClasses by name; `default` is there without being named.")
          .names_are(format::kDnsLabel)
          .field("autoscaler", &Platform::autoscaler, "What grows and shrinks.")
          .known_as({"autoscaling"})
          .field("storage", &Platform::storage, "StorageClasses, CSI drivers, file systems.")
          .field("components", &Platform::components,
                 "What else runs in the cluster: names out of `slipway components`, each with or without options.")
          .field("queues", &Platform::queues, "SQS queues by name.")
          .names_are(format::kDnsLabel)
          .field("buckets", &Platform::buckets, "S3 buckets by name.")
          .names_are(format::kDnsLabel)
          .field("databases", &Platform::databases, "RDS databases by name.")
          .names_are(format::kDnsLabel)
          .field("caches", &Platform::caches, "Redis or Valkey caches by name.")
          .names_are(format::kDnsLabel)
          .field("namespaces", &Platform::namespaces, "Namespaces by name.")
          .names_are(format::kDnsLabel)
          .field("roles", &Platform::roles, "IAM roles of workloads by name.")
          .names_are(format::kDnsLabel)
          .field("workloads", &Platform::workloads, "Services by name.")
          .names_are(format::kDnsLabel)
          .known_as({"services", "deployments"})
          .field("training", &Platform::training, "Training jobs by name.")
          .names_are(format::kDnsLabel)
          .field("rayClusters", &Platform::ray_clusters, "Ray clusters by name.")
          .names_are(format::kDnsLabel)
          .field("edge", &Platform::edge, "How requests come in.")
          .known_as({"ingress"})
          .field("observability", &Platform::observability, "Alarms, dashboards, meters.")
          .field("budgets", &Platform::budgets, "AWS budgets by name.")
          .names_are(format::kDnsLabel)
          .field("batch", &Platform::batch, "AWS Batch queues by name.")
          .names_are(format::kDnsLabel)
          .field("applications", &Platform::applications, "Argo CD applications by name.")
          .names_are(format::kDnsLabel)
          .known_as({"gitops"})
          .field("registries", &Platform::registries, "ECR repositories by name.")
          .names_are(format::kDnsLabel)
          .field("charts", &Platform::charts, "Further Helm charts by release name.")
          .names_are(format::kDnsLabel)
          .field(
              "manifests", &Platform::manifests,
              "Your own Kubernetes objects: files and patterns relative to this file, linted and applied as they are.")
          .is(format::kFilePattern)
          .field("usage", &Platform::usage, "Amounts for the bill.")
          .field("load", &Platform::load, "What workloads will meet, by their names.")
          .names_are(format::kDnsLabel)
          .field("objectives", &Platform::objectives, "What workloads are held to, by their names.")
          .names_are(format::kDnsLabel)
          .field("lint", &Platform::lint, "What `slipway lint` need not say.");
  return type;
}

}  // namespace slipway::spec
