#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/gpu_pools.h"
#include "components/parts/live_checks.h"
#include "components/parts/options.h"
#include "spec/rows.h"

namespace slipway::components {

namespace {

struct CloudWatchOptions {
  spec::Flag container_logs = true;
  spec::Flag application_signals = false;
  spec::Number retention_days = 30;
  spec::Number gigabytes;
  SourceRange where;
};

const spec::StructType& type_of(const CloudWatchOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<CloudWatchOptions>{}, "CloudWatchObservability",
                 "Container Insights with metrics of GPUs, and the pods' logs, in CloudWatch.")
          .field("containerLogs", &CloudWatchOptions::container_logs,
                 "Whether what pods print goes to CloudWatch Logs.")
          .field("applicationSignals", &CloudWatchOptions::application_signals,
                 "Whether it traces and measures applications, which costs by signal.")
          .field("retentionDays", &CloudWatchOptions::retention_days, "Days that logs are kept.")
          .only(spec::log_retention_days())
          .field("gigabytesPerMonth", &CloudWatchOptions::gigabytes, "GB that pods print in a month, for the bill.");
  return type;
}

/// The groups that the agent writes to. Made by the agent they would be kept forever.
std::vector<platform::ResourceId> add_log_groups(Expansion& in, const CloudWatchOptions& options) {
  std::vector<std::string> kinds{"performance"};
  if (options.container_logs.value) kinds.insert(kinds.end(), {"application", "dataplane", "host"});
  std::vector<platform::ResourceId> groups;
  for (const auto& kind : kinds) {
    const auto id = in.add("aws_cloudwatch_log_group", "container_insights_" + kind,
                           {{"name", "/aws/containerinsights/" + in.graph.setting.cluster + "/" + kind},
                            {"retention_in_days", options.retention_days.value}},
                           options.where);
    if (kind == "application" && options.gigabytes.value > 0)
      in.graph.find(id)->facts.set("gigabytesPerMonth", options.gigabytes.value);
    groups.push_back(id);
  }
  return groups;
}

/// What the driver says of a failing GPU (Xid) beside what its pods said at that time.
void add_gpu_errors_query(Expansion& in, const std::vector<platform::ResourceId>& groups, SourceRange where) {
  doc::List names;
  for (const auto& group : groups)
    if (!group.name.ends_with("performance")) names.add(group.attribute("name"));
  in.add("aws_cloudwatch_query_definition", "gpu_errors",
         {{"name", in.platform.name.value + "/gpu-errors"},
          {"log_group_names", std::move(names)},
          {"query_string",
           "fields @timestamp, coalesce(kubernetes.host, host) as node, kubernetes.pod_name as pod, @message\n"
           "| filter @message like /Xid|NVRM|CUDA error|CUDA out of memory|uncorrectable ECC|NCCL WARN/\n"
           "| sort @timestamp desc\n"
           "| limit 200"}},
         where);
}

/// Metrics of GPUs flow by default, by an exporter of its own: one of the two is enough on a node.
void expand(Expansion& in) {
  const auto options = in.read_options<CloudWatchOptions>();
  doc::Map configuration{{"containerLogs", doc::Map{{"enabled", options.container_logs.value}}},
                         {"applicationSignals", doc::Map{{"enabled", options.application_signals.value}}}};
  if (in.is_active("dcgm-exporter") || !has_nvidia_gpus(in.platform))
    configuration.set("dcgmExporter", doc::Map{{"enabled", false}});
  const auto groups = add_log_groups(in, options);
  const auto addon = add_addon(in, "amazon-cloudwatch-observability", std::move(configuration),
                               AddonIdentity{{"cloudwatch-agent", {}, {"CloudWatchAgentServerPolicy"}, {}},
                                             {"amazon-cloudwatch", "cloudwatch-agent"}});
  check_deployment(in, "amazon-cloudwatch", "amazon-cloudwatch-observability-controller-manager");
  check_daemon_set(in, "amazon-cloudwatch", "cloudwatch-agent");
  if (options.container_logs.value) check_daemon_set(in, "amazon-cloudwatch", "fluent-bit");
  for (const auto& group : groups) in.graph.find(addon)->depends_on.push_back(group);
  if (options.container_logs.value && has_nvidia_gpus(in.platform)) add_gpu_errors_query(in, groups, options.where);
}

}  // namespace

extern const Component cloudwatch_observability = {"cloudwatch-observability",
                                                   "Container Insights, metrics of GPUs and logs in CloudWatch",
                                                   Stage::Addons,
                                                   {},
                                                   nullptr,
                                                   options_type<CloudWatchOptions>,
                                                   expand};

}  // namespace slipway::components
