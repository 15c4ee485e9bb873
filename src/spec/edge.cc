#include "spec/edge.h"

#include "spec/rows.h"

namespace slipway::spec {

const StructType& type_of(const Edge*) {
  static const StructType type =
      Rows(Of<Edge>{}, "Edge", "How requests come in: one load balancer, whose routes the workloads declare.")
          .field("host", &Edge::host, "Its name, such as api.example.com; without it there is no load balancer.")
          .is(format::kDnsName)
          .field("scheme", &Edge::scheme, "Whether the internet reaches it.")
          .one_of({{"internet-facing"}, {"internal", "only from the VPC"}})
          .field("certificate", &Edge::certificate, "Its TLS certificate.")
          .one_of({{"create", "by ACM, validated through hostedZone"}, {"none", "plain HTTP"}})
          .is(format::kArn)
          .known_as({"certificateArn"})
          .field("hostedZone", &Edge::hosted_zone,
                 "Route 53 zone in which the certificate is validated and the name is set; without it by hand.")
          .is(format::kDnsName)
          .known_as({"zone"})
          .field("waf", &Edge::waf, "Whether a web application firewall with AWS's common rules stands before it.")
          .field("accessLogs", &Edge::access_logs, "One of `buckets`, with accessLogsTarget.")
          .field("idleTimeoutSeconds", &Edge::idle_timeout_seconds, "How long a connection may be silent.")
          .between(1, 4000)
          .field("deregistrationSeconds", &Edge::deregistration_seconds,
                 "How long a leaving pod may finish its requests.")
          .between(0, 3600)
          .known_as({"deregistrationDelay"})
          .field("healthPath", &Edge::health_path, "Path it asks for health; without it a workload's readiness path.")
          .is(format::kUrlPath)
          .field("stickinessSeconds", &Edge::stickiness_seconds, "How long a client stays with one pod; 0: not at all.")
          .between(0, 604800)
          .field("webSocketApi", &Edge::web_socket_api,
                 "Whether an API Gateway WebSocket API stands before an internal network load balancer.")
          .field("webSocketTo", &Edge::web_socket_to,
                 "Workload that gets the messages of the WebSocket API; without it the first one with a route.")
          .field("expectedLcus", &Edge::expected_lcus, "Load balancer capacity units in use, for the bill.")
          .at_least(0);
  return type;
}

const StructType& type_of(const Alarm*) {
  static const StructType type =
      Rows(Of<Alarm>{}, "Alarm", "A CloudWatch alarm.")
          .field("metric", &Alarm::metric, "The metric as namespace/name.")
          .is(format::kMetricName)
          .required()
          .field("dimensions", &Alarm::dimensions, "Its dimensions.")
          .field("statistic", &Alarm::statistic, "Its statistic.")
          .one_of({{"Average"}, {"Sum"}, {"Minimum"}, {"Maximum"}, {"SampleCount"}})
          .is(format::kPercentile)
          .field("comparison", &Alarm::comparison, "How it compares with the threshold.")
          .one_of({{"GreaterThanThreshold"},
                   {"GreaterThanOrEqualToThreshold"},
                   {"LessThanThreshold"},
                   {"LessThanOrEqualToThreshold"}})
          .known_as({"comparisonOperator"})
          .field("threshold", &Alarm::threshold, "The threshold, in the metric's unit.")
          .is(format::kDecimal)
          .required()
          .field("period", &Alarm::period, "Over how long the statistic is taken.")
          .is(format::kDuration)
          .field("evaluationPeriods", &Alarm::evaluation_periods, "Periods in a row that must be beyond it.")
          .between(1, 1440)
          .field("missingData", &Alarm::missing_data, "What a period without data counts as.")
          .one_of({{"notBreaching"}, {"breaching"}, {"ignore"}, {"missing"}})
          .known_as({"treatMissingData"})
          .field("notify", &Alarm::notify, "One of `topics`.")
          .known_as({"topic", "alarmActions"});
  return type;
}

const StructType& type_of(const Topic*) {
  static const StructType type = Rows(Of<Topic>{}, "Topic", "An SNS topic for alarms.")
                                     .field("email", &Topic::email, "Who is written to; each must confirm once.")
                                     .is(format::kEmail)
                                     .one_or_list()
                                     .field("spotWarnings", &Topic::spot_warnings,
                                            "Whether EC2's two-minute warnings of Spot interruptions, those of the "
                                            "account in this region, go there too.");
  return type;
}

const StructType& type_of(const Dashboard*) {
  static const StructType type =
      Rows(Of<Dashboard>{}, "Dashboard", "A CloudWatch dashboard.")
          .field("widgets", &Dashboard::widgets,
                 "Native widgets; {cluster} and {region} as texts of their own are this platform's.")
          .native_list()
          .required();
  return type;
}

const StructType& type_of(const Observability*) {
  static const StructType type =
      Rows(Of<Observability>{}, "Observability", "Alarms, dashboards and meters, besides what components bring.")
          .field("topics", &Observability::topics, "SNS topics by name.")
          .names_are(format::kDnsLabel)
          .field("alarms", &Observability::alarms, "CloudWatch alarms by name.")
          .names_are(format::kDnsLabel)
          .field("dashboards", &Observability::dashboards, "CloudWatch dashboards by name.")
          .names_are(format::kDnsLabel)
          .field("tokenMetering", &Observability::token_metering,
                 "Whether prompt and completion tokens are counted, and their cost.")
          .field("costMetering", &Observability::cost_metering,
                 "Whether what nodes and jobs cost is published as metrics.");
  return type;
}

const StructType& type_of(const Budget*) {
  static const StructType type =
      Rows(Of<Budget>{}, "Budget", "An AWS budget for a month.")
          .field("limit", &Budget::limit, "US dollars a month.")
          .is(format::kUsd)
          .required()
          .field("notifyEmail", &Budget::notify_email, "Who is written to.")
          .is(format::kEmail)
          .one_or_list()
          .known_as({"email"})
          .field("alertPercent", &Budget::alert_percent, "Percent of the limit at which they are.")
          .between(1, 1000);
  return type;
}

const StructType& type_of(const BatchQueue*) {
  static const StructType type =
      Rows(Of<BatchQueue>{}, "BatchQueue", "An AWS Batch job queue with a compute environment of its own.")
          .field("instanceTypes", &BatchQueue::instance_types, "EC2 instance types.")
          .required()
          .at_least(1)
          .known_as({"instanceType"})
          .field("capacity", &BatchQueue::capacity, "How they are bought.")
          .one_of({{"spot"}, {"onDemand"}})
          .field("maxVcpus", &BatchQueue::max_vcpus, "Most vCPUs together.")
          .at_least(1)
          .field("efa", &BatchQueue::efa, "Elastic Fabric Adapter, with a placement group.")
          .field("priority", &BatchQueue::priority, "Among queues of one compute environment, higher goes first.")
          .between(0, 1000);
  return type;
}

const StructType& type_of(const Registry*) {
  static const StructType type =
      Rows(Of<Registry>{}, "Registry",
           "A repository of container images in ECR. A workload's image name:tag that is one of these comes from it.")
          .field("repositoryName", &Registry::repository_name, "Its name in ECR.")
          .default_is("the name")
          .field("immutableTags", &Registry::immutable_tags, "Whether a tag, once pushed, keeps its image.")
          .field("scan", &Registry::scan, "Whether pushed images are scanned.")
          .field("keepImages", &Registry::keep_images, "Images that are kept; older ones are deleted.")
          .between(1, 10000)
          .field("expectedData", &Registry::expected_data, "Data kept, for the bill.")
          .is(format::kSize);
  return type;
}

const StructType& type_of(const Chart*) {
  static const StructType type =
      Rows(Of<Chart>{}, "Chart", "A Helm chart that slipway knows nothing of.")
          .field("chart", &Chart::chart, "The chart.")
          .default_is("the name")
          .field("repository", &Chart::repository, "Where it is, https:// or oci://.")
          .is(format::kUrl)
          .required()
          .known_as({"repo"})
          .field("version", &Chart::version, "Its version.")
          .is(format::kVersion)
          .required()
          .field("namespace", &Chart::name_space, "Where it is installed.")
          .is(format::kDnsLabel)
          .default_is("the name")
          .field("values", &Chart::values, "Its values; ${aws_…} in them is put in when it is applied.");
  return type;
}

const StructType& type_of(const GitOps*) {
  static const StructType type = Rows(Of<GitOps>{}, "Application", "An Argo CD Application.")
                                     .field("repository", &GitOps::repository, "The Git repository.")
                                     .is(format::kUrl)
                                     .required()
                                     .known_as({"repoURL", "repo"})
                                     .field("path", &GitOps::path, "Folder in it.")
                                     .is(format::kFilePattern)
                                     .required()
                                     .field("revision", &GitOps::revision, "Branch, tag or commit.")
                                     .is(format::kNotEmpty)
                                     .known_as({"targetRevision", "branch"})
                                     .field("project", &GitOps::project, "Argo CD project.")
                                     .is(format::kDnsLabel)
                                     .field("namespace", &GitOps::name_space, "Where its objects go.")
                                     .is(format::kDnsLabel)
                                     .field("prune", &GitOps::prune, "Whether what is gone from Git is deleted.")
                                     .field("selfHeal", &GitOps::self_heal, "Whether changes by hand are undone.");
  return type;
}

}  // namespace slipway::spec
