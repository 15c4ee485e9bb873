#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/options.h"
#include "components/parts/secrets.h"

namespace slipway::components {

namespace {

constexpr std::string_view kNeeds[] = {"external-secrets"};

struct PrometheusOptions {
  spec::Text retention = std::string("10d");
  spec::Text size = std::string("50Gi");
  spec::Flag grafana = true;
  spec::Flag alertmanager = true;
  SourceRange where;
};

const spec::StructType& type_of(const PrometheusOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<PrometheusOptions>{}, "KubePrometheusStack", "Prometheus with its operator, and Grafana.")
          .field("retention", &PrometheusOptions::retention, "How long samples are kept, as Prometheus writes it: 10d.")
          .field("size", &PrometheusOptions::size, "Size of the volume that holds them.")
          .field("grafana", &PrometheusOptions::grafana, "Whether Grafana comes with it.")
          .field("alertmanager", &PrometheusOptions::alertmanager, "Whether Alertmanager comes with it.");
  return type;
}

doc::Map disabled() { return {{"enabled", false}}; }

doc::Map claim(const Expansion& in, const std::string& size) {
  return {{"volumeClaimTemplate",
           doc::Map{{"spec", doc::Map{{"storageClassName", in.platform.storage.default_class.value},
                                      {"accessModes", chart_values::only("ReadWriteOnce")},
                                      {"resources", doc::Map{{"requests", doc::Map{{"storage", size}}}}}}}}}};
}

/// Grafana's administrator gets a password that nobody has seen, in place of the chart's well-known one.
doc::Map grafana(Expansion& in) {
  constexpr const char* kSecret = "grafana-admin";
  secrets::add_password(in, "grafana", "grafana", in.where);
  secrets::add_external(in, kSecret, "monitoring", "grafana", {{"user", "admin"}}, in.where);
  return {{"admin", doc::Map{{"existingSecret", kSecret}, {"userKey", "user"}, {"passwordKey", "password"}}},
          {"tolerations", chart_values::on_system_nodes(in.platform)}};
}

void expand(Expansion& in) {
  const auto options = in.read_options<PrometheusOptions>();
  add_namespace_of_chart(in, "monitoring", "privileged", "the node exporter stands in the host's namespaces");
  const auto tolerations = chart_values::on_system_nodes(in.platform);
  in.add_release(
        "kube-prometheus-stack", "monitoring",
        {// EKS shows nobody its control plane's processes.
         {"kubeControllerManager", disabled()},
         {"kubeScheduler", disabled()},
         {"kubeEtcd", disabled()},
         {"alertmanager", options.alertmanager.value
                              ? doc::Map{{"alertmanagerSpec", doc::Map{{"tolerations", tolerations}}}}
                              : disabled()},
         {"grafana", options.grafana.value ? grafana(in) : disabled()},
         {"kube-state-metrics", doc::Map{{"tolerations", tolerations}}},
         {"prometheus-node-exporter", doc::Map{{"tolerations", chart_values::on_all_nodes()}}},
         {"prometheusOperator",
          doc::Map{{"tolerations", tolerations},
                   // The job that makes the webhook's certificate comes before everything else of the chart.
                   {"admissionWebhooks", doc::Map{{"patch", doc::Map{{"tolerations", tolerations}}}}}}},
         {"prometheus", doc::Map{{"prometheusSpec", doc::Map{{"retention", options.retention.value},
                                                             {"storageSpec", claim(in, options.size.value)},
                                                             {"tolerations", tolerations},
                                                             // Monitors of other charts count too.
                                                             {"serviceMonitorSelectorNilUsesHelmValues", false},
                                                             {"podMonitorSelectorNilUsesHelmValues", false},
                                                             {"ruleSelectorNilUsesHelmValues", false},
                                                             {"probeSelectorNilUsesHelmValues", false}}}}}})
      .brings = {"monitoring.coreos.com"};
  check_deployments_of_release(in, "kube-prometheus-stack", "monitoring");
  in.add_check("Prometheus has its volume and runs",
               platform::KubernetesQuestion{"monitoring.coreos.com/v1", "Prometheus", "monitoring", ""},
               {"items[].status.conditions[type=Available].status", platform::Expectation::Holds::Equals, "True"});
}

}  // namespace

/// Before the Controllers whose ServiceMonitors it reads.
extern const Component kube_prometheus_stack = {"kube-prometheus-stack",
                                                "Prometheus, its operator, Alertmanager and Grafana",
                                                Stage::Controllers,
                                                kNeeds,
                                                nullptr,
                                                options_type<PrometheusOptions>,
                                                expand};

}  // namespace slipway::components
