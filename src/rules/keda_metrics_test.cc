#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string scaled(const std::string& query, const std::string& server = "prometheus-operated.monitoring:9090") {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n"
         "  scaleTargetRef: {name: llm}\n  triggers:\n  - type: prometheus\n    metadata: {serverAddress: "
         "\"http://" +
         server + "\", threshold: \"1\", query: '" + query + "'}\n";
}
std::string server(const std::string& image = "vllm/vllm-openai:v0.11.0", const std::string& name = "llm") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
         ", namespace: ml}\nspec: {selector: {"
         "matchLabels: {app: " +
         name + "}}, template: {metadata: {labels: {app: " + name + "}}, spec: {containers: [{name: c, image: \"" +
         image + "\"}]}}}\n";
}
std::string monitor(const std::string& kind, const std::string& spec, const std::string& ns = "ml") {
  return "---\napiVersion: monitoring.coreos.com/v1\nkind: " + kind + "\nmetadata: {name: m, namespace: " + ns +
         "}\nspec: {" + spec + "}\n";
}
const std::string kPrometheus = monitor("Prometheus", "replicas: 1", "monitoring");
const std::string kWaiting = "sum(vllm:num_requests_waiting)";

TEST(KedaMetrics, SomebodyScrapesWhatIsAskedFor) {
  const auto of = [](const std::string& more, const std::string& query = kWaiting) {
    return lines("KED029", scaled(query) + server() + more);
  };
  EXPECT_EQ(linted("KED029", {{"f.yaml", scaled(kWaiting) + server() + kPrometheus}}),
            std::vector<std::string>{"f.yaml:8 warning: nothing brings vllm:… of Deployment ml/llm to the Prometheus "
                                     "that ScaledObject ml/s asks"});
  // The pods that the object scales, wherever they stand.
  const Files two = {{"a.yaml", server("vllm/vllm-openai:v0.11.0", "aa")},
                     {"f.yaml", scaled(kWaiting) + server() + kPrometheus}};
  EXPECT_EQ(linted("KED029", two),
            std::vector<std::string>{"f.yaml:8 warning: nothing brings vllm:… of Deployment ml/llm to the Prometheus "
                                     "that ScaledObject ml/s asks"});
  Files with_terraform = two;
  with_terraform.emplace_back("m.tf",
                              "resource \"kubectl_manifest\" \"m\" {\n  yaml_body = yamlencode({\n    kind = "
                              "\"ServiceMonitor\"\n    metadata = { name = \"llm\" }\n  })\n}\n");
  EXPECT_EQ(linted("KED029", with_terraform).size(), 0u) << "what that selects nobody reads here";
  EXPECT_EQ(of(""), "") << "whose Prometheus it is nobody knows";
  EXPECT_EQ(of(kPrometheus, "sum(http_requests_total)"), "") << "of whom that is nobody knows";
  EXPECT_EQ(of(kPrometheus, "sum(my_vllm:waiting)"), "");
  EXPECT_EQ(of(kPrometheus + monitor("PodMonitor", "selector: {matchLabels: {app: llm}}")), "");
  EXPECT_EQ(of(kPrometheus + monitor("PodMonitor", "selector: {matchLabels: {app: other}}")), "8");
  EXPECT_EQ(of(kPrometheus + monitor("PodMonitor", "selector: {}", "other")), "8") << "it looks into its own namespace";
  EXPECT_EQ(of(kPrometheus + monitor("PodMonitor", "selector: {}, namespaceSelector: {any: true}", "other")), "");
  EXPECT_EQ(of(kPrometheus + monitor("PodMonitor", "selector: {}, namespaceSelector: {matchNames: [ml]}", "other")),
            "");
  EXPECT_EQ(of(kPrometheus + monitor("ScrapeConfig", "staticConfigs: []")), "");
  EXPECT_EQ(of(monitor("Prometheus", "additionalScrapeConfigs: {name: s, key: k}", "monitoring")), "");
  EXPECT_EQ(of(kPrometheus + server("vllm/vllm-openai:v0.11.0", "second") +
               monitor("PodMonitor", "selector: {matchLabels: {app: second}}")),
            "")
      << "another server publishes the same metric";
}

TEST(KedaMetrics, AServiceLeadsToThePods) {
  const auto service = [](const std::string& selector) {
    return "---\napiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: ml, labels: {app: llm}}\nspec: "
           "{selector: {" +
           selector + "}, ports: [{port: 80}]}\n";
  };
  const std::string watched = kPrometheus + monitor("ServiceMonitor", "selector: {matchLabels: {app: llm}}");
  EXPECT_EQ(lines("KED029", scaled(kWaiting) + server() + watched), "8");
  EXPECT_EQ(lines("KED029", scaled(kWaiting) + server() + watched + service("app: llm")), "");
  EXPECT_EQ(lines("KED029", scaled(kWaiting) + server() + watched + service("app: other")), "8");
}

TEST(KedaMetrics, AnotherPrometheusMayHaveIt) {
  const auto of = [](const std::string& server, const std::string& ns = "monitoring") {
    return lines("KED029", scaled(kWaiting, server) + ::slipway::rules::testing::server() +
                               monitor("Prometheus", "replicas: 1", ns));
  };
  EXPECT_EQ(of("monitoring-kube-prometheus-prometheus.monitoring.svc.cluster.local:9090"), "8");
  EXPECT_EQ(of("prometheus-operated:9090", "ml"), "8") << "in the namespace of the ScaledObject";
  EXPECT_EQ(of("prometheus-operated:9090"), "");
  EXPECT_EQ(of("prometheus.observability.svc:9090"), "");
  EXPECT_EQ(of("thanos-query.monitoring.svc:9090"), "") << "it asks others too";
  EXPECT_EQ(of("mimir.example.com"), "");
  EXPECT_EQ(of("prometheus.monitoring.example.com"), "") << "not of this cluster";
  EXPECT_EQ(of("${PROMETHEUS}"), "");
}

TEST(KedaMetrics, TheChartMakesMonitorsOfItsValues) {
  const auto of = [](const std::string& values) {
    return linted(
               "KED029",
               {{"f.yaml", scaled(kWaiting) + server()},
                {"a.yaml",
                 "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: p}\nspec:\n  destination: "
                 "{namespace: monitoring}\n  source: {chart: kube-prometheus-stack, repoURL: "
                 "https://prometheus-community.github.io/helm-charts, targetRevision: 80.0.0, helm: {valuesObject: {" +
                     values + "}}}\n"}})
        .size();
  };
  EXPECT_EQ(of(""), 1u);
  const std::string selector = "selector: {matchLabels: {app: llm}}, namespaceSelector: {any: true}";
  EXPECT_EQ(of("prometheus: {additionalPodMonitors: [{name: m, " + selector + "}]}"), 0u);
  EXPECT_EQ(of("prometheus: {additionalPodMonitors: [{name: m, selector: {matchLabels: {app: other}}}]}"), 1u);
  EXPECT_EQ(of("prometheus: {additionalServiceMonitors: [{name: m, " + selector + "}]}"), 1u)
      << "no Service leads there";
  EXPECT_EQ(of("namespaceOverride: elsewhere"), 0u) << "another is asked";
}

// As many of each kind: pairs are looked at once, not each monitor's services for each trigger's pods.
TEST(KedaMetrics, TakesBoundedTimeOnManyOfAll) {
  constexpr int kMany = 300;  // where all are looked at for all: minutes
  std::string text = kPrometheus;
  for (int i = 0; i < kMany; ++i) {
    const std::string labels = "selector: {matchLabels: {app: other}}";
    text += "---\n" + scaled(kWaiting) + server("vllm/vllm-openai:v0.11.0", fmt::format("s{}", i)) +
            monitor("ServiceMonitor", labels) + monitor("PodMonitor", labels) +
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: v, namespace: ml, labels: {app: other}}\nspec: "
            "{selector: {app: none}}\n";
  }
  EXPECT_EQ(linted("KED029", {{"f.yaml", text}}).size(), static_cast<std::size_t>(kMany));
}

TEST(KedaMetrics, EachServerIsKnownByItsMetrics) {
  for (const auto& [query, image] :
       {std::pair{"sglang:num_queue_reqs", "lmsysorg/sglang:v0.5.0"},
        {"avg(tgi_queue_size)", "ghcr.io/huggingface/text-generation-inference:3.0"},
        {"rate(nv_inference_pending_request_count[1m])", "nvcr.io/nvidia/tritonserver:25.01"}}) {
    EXPECT_EQ(lines("KED029", scaled(query) + server(image) + kPrometheus), "8") << query;
    EXPECT_EQ(lines("KED029", scaled(query) + server("other:1") + kPrometheus), "") << query << ": not among the files";
  }
}

}  // namespace
}  // namespace slipway::rules::testing
