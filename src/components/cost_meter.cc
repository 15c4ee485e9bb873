#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/cost_meter_files.h"
#include "components/parts/identity.h"
#include "components/parts/metering.h"
#include "components/parts/namespaces.h"
#include "components/parts/pods.h"
#include "components/parts/policies.h"

namespace slipway::components {

namespace {

using chart_values::only;

constexpr const char* kName = "cost-meter";
constexpr const char* kNamespace = "metering";
constexpr const char* kImage = "public.ecr.aws/aws-cli/aws-cli:2.31.0";

doc::Map container(const Expansion& in) {
  doc::List env, command, mounts;
  const std::pair<const char*, std::string> variables[] = {{"AWS_REGION", in.graph.setting.region},
                                                           {"CLUSTER", in.graph.setting.cluster},
                                                           {"METRICS_NAMESPACE", metering::cost(in.platform)},
                                                           {"HOME", "/tmp"}};
  for (const auto& [name, value] : variables) env.add(doc::Map{{"name", name}, {"value", value}});
  for (const auto* word : {"/bin/bash", "/etc/cost-meter/meter.sh"}) command.add(word);
  mounts.add(doc::Map{{"name", "files"}, {"mountPath", "/etc/cost-meter"}, {"readOnly", true}});
  mounts.add(doc::Map{{"name", "tmp"}, {"mountPath", "/tmp"}});
  auto security = pods::container_security();
  security.set("readOnlyRootFilesystem", true);
  return {{"name", "meter"},
          {"image", kImage},
          {"command", std::move(command)},
          {"env", std::move(env)},
          {"resources", doc::Map{{"requests", doc::Map{{"cpu", "50m"}, {"memory", "128Mi"}}},
                                 {"limits", doc::Map{{"memory", "256Mi"}}}}},
          {"securityContext", std::move(security)},
          {"volumeMounts", std::move(mounts)}};
}

doc::Map job(const Expansion& in) {
  doc::List volumes;
  volumes.add(doc::Map{{"name", "files"}, {"configMap", doc::Map{{"name", kName}}}});
  volumes.add(doc::Map{{"name", "tmp"}, {"emptyDir", doc::Map{{"sizeLimit", "64Mi"}}}});
  const doc::Map pod{{"serviceAccountName", kName},
                     {"automountServiceAccountToken", false},
                     {"restartPolicy", "Never"},
                     {"tolerations", chart_values::on_system_nodes(in.platform)},
                     {"securityContext", pods::pod_security(10001)},
                     {"containers", only(container(in))},
                     {"volumes", std::move(volumes)}};
  return {{"schedule", "*/5 * * * *"},
          {"concurrencyPolicy", "Forbid"},
          {"successfulJobsHistoryLimit", 1},
          {"failedJobsHistoryLimit", 1},
          {"jobTemplate",
           doc::Map{{"spec", doc::Map{{"backoffLimit", 0},
                                      {"activeDeadlineSeconds", 240},
                                      {"template", doc::Map{{"metadata", doc::Map{{"labels", pods::name_label(kName)}}},
                                                            {"spec", pod}}}}}}}};
}

void expand(Expansion& in) {
  add_namespace_of_chart(in, kNamespace, "restricted");
  const auto made = role_for_service_accounts(
      in,
      {kName,
       {platform::allow({"ec2:DescribeInstances"}, {"*"}),
        platform::allow({"cloudwatch:PutMetricData"}, {"*"},
                        {{"StringEquals", "cloudwatch:namespace", {doc::Value(metering::cost(in.platform))}}})},
       {},
       {}},
      {{kNamespace, kName}});
  auto account = pods::metadata(kName, kNamespace);
  if (!made.annotations.empty()) account.set("annotations", made.annotations);
  in.add_object(doc::Map{{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", std::move(account)}});
  in.add_object(doc::Map{{"apiVersion", "v1"},
                         {"kind", "ConfigMap"},
                         {"metadata", pods::metadata(kName, kNamespace)},
                         {"data", doc::Map{{"meter.sh", cost_meter_script()},
                                           {"prices.txt", cost_meter_prices(in.platform, in.graph.setting.region)}}}});
  in.add_object(doc::Map{{"apiVersion", "batch/v1"},
                         {"kind", "CronJob"},
                         {"metadata", pods::metadata(kName, kNamespace)},
                         {"spec", job(in)}});
}

bool wanted(const spec::Platform& platform) { return platform.observability.cost_metering.value; }

}  // namespace

extern const Component cost_meter = {
    "cost-meter",     "publishes what the nodes cost an hour, by pool and capacity",
    Stage::Workloads, {},
    wanted,           nullptr,
    expand,           [](const spec::Platform& platform) { return platform.observability.cost_metering.where; }};

}  // namespace slipway::components
