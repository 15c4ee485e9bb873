#include <algorithm>

#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/data_names.h"
#include "components/parts/grants.h"
#include "components/parts/identity.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/options.h"

namespace slipway::components {

namespace {

struct KedaOptions {
  spec::Texts queues;
  spec::Number replicas = 2;
  SourceRange where;
};

const spec::StructType& type_of(const KedaOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<KedaOptions>{}, "KEDA", "Event-driven autoscaling of pods.")
          .field("queues", &KedaOptions::queues,
                 "Name patterns of further SQS queues that ScaledObjects read, such as asya-*. Queues of the spec on "
                 "which workloads scale need not be named.")
          .field("replicas", &KedaOptions::replicas, "Operators, of which one leads.")
          .between(1, 5);
  return type;
}

bool scales_on_metrics(const spec::Platform& platform) {
  return std::ranges::any_of(platform.workloads.entries, [](const auto& entry) {
    return std::ranges::any_of(entry.value.scale.on, [](const auto& on) { return !on.metric.value.empty(); });
  });
}

/// The operator asks SQS and CloudWatch in its own name; TriggerAuthentications that name no role mean it.
std::vector<platform::Statement> statements(Expansion& in, const KedaOptions& options) {
  std::vector<doc::Value> queues;
  for (const auto& [name, queue] : in.platform.queues)
    if (std::ranges::any_of(in.platform.workloads.entries, [&](const auto& entry) {
          return std::ranges::any_of(entry.value.scale.on,
                                     [&](const auto& on) { return on.queue.value == name.value; });
        }))
      queues.push_back(queue_id(name.value).attribute("arn"));
  for (const auto& pattern : options.queues) queues.push_back(arn_of(in, "sqs", pattern.value));
  std::vector<platform::Statement> all;
  if (!queues.empty()) all.push_back(platform::allow({"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}, std::move(queues)));
  if (scales_on_metrics(in.platform)) all.push_back(platform::allow({"cloudwatch:GetMetricData"}, {"*"}));
  return all;
}

void expand(Expansion& in) {
  const auto options = in.read_options<KedaOptions>();
  add_namespace_of_chart(in, "keda", "restricted");
  doc::Map service_account{{"create", true}, {"name", "keda-operator"}};
  if (auto may = statements(in, options); !may.empty()) {
    const auto made = role_for_service_accounts(in, {"keda-operator", std::move(may)}, {{"keda", "keda-operator"}});
    if (!made.annotations.empty()) service_account.set("annotations", made.annotations);
  }
  doc::Map values{{"clusterName", in.graph.setting.cluster},
                  {"operator", doc::Map{{"replicaCount", options.replicas.value}}},
                  {"serviceAccount", doc::Map{{"operator", std::move(service_account)}}},
                  {"tolerations", chart_values::on_system_nodes(in.platform)}};
  if (chart_values::has_prometheus(in))
    values.set("prometheus",
               doc::Map{{"operator", doc::Map{{"enabled", true}, {"serviceMonitor", doc::Map{{"enabled", true}}}}}});
  in.add_release("keda", "keda", std::move(values)).brings = {"keda.sh", "eventing.keda.sh"};
  check_deployment(in, "keda", "keda-operator");
  check_api_service(in, "v1beta1.external.metrics.k8s.io");
  in.add_check("each ScaledObject reads its metrics",
               platform::KubernetesQuestion{"keda.sh/v1alpha1", "ScaledObject", "", ""},
               {"items[].status.conditions[type=Ready].status", platform::Expectation::Holds::EachEquals, "True"});
}

/// A workload that scales on anything but its own processor.
bool wanted(const spec::Platform& platform) {
  if (platform.autoscaler.pods.value != spec::PodAutoscaler::Keda) return false;
  return std::ranges::any_of(platform.workloads.entries,
                             [](const auto& entry) { return !entry.value.scale.on.empty(); });
}

}  // namespace

extern const Component keda = {"keda",
                               "event-driven autoscaling of pods, to zero",
                               Stage::Controllers,
                               {},
                               wanted,
                               options_type<KedaOptions>,
                               expand,
                               [](const spec::Platform& platform) { return platform.autoscaler.pods.where; }};

}  // namespace slipway::components
