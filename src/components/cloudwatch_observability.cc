#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/gpu_pools.h"
#include "components/parts/options.h"

namespace slipway::components {

namespace {

struct CloudWatchOptions {
  spec::Flag container_logs = true;
  spec::Flag application_signals = false;
  SourceRange where;
};

const spec::StructType& type_of(const CloudWatchOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<CloudWatchOptions>{}, "CloudWatchObservability",
                 "Container Insights with metrics of GPUs, and the pods' logs, in CloudWatch.")
          .field("containerLogs", &CloudWatchOptions::container_logs,
                 "Whether what pods print goes to CloudWatch Logs.")
          .field("applicationSignals", &CloudWatchOptions::application_signals,
                 "Whether it traces and measures applications, which costs by signal.");
  return type;
}

/// Metrics of GPUs flow by default, by an exporter of its own: one of the two is enough on a node.
void expand(Expansion& in) {
  const auto options = in.read_options<CloudWatchOptions>();
  doc::Map configuration{{"containerLogs", doc::Map{{"enabled", options.container_logs.value}}},
                         {"applicationSignals", doc::Map{{"enabled", options.application_signals.value}}}};
  if (in.is_active("dcgm-exporter") || !has_nvidia_gpus(in.platform))
    configuration.set("dcgmExporter", doc::Map{{"enabled", false}});
  add_addon(in, "amazon-cloudwatch-observability", std::move(configuration),
            AddonIdentity{{"cloudwatch-agent", {}, {"CloudWatchAgentServerPolicy"}, {}},
                          {"amazon-cloudwatch", "cloudwatch-agent"}});
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
