#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string scaled(const std::string& query) {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n"
         "  scaleTargetRef: {name: llm}\n  triggers:\n  - type: prometheus\n    metadata: {serverAddress: "
         "\"http://p\", threshold: \"1\", query: '" +
         query + "'}\n";
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
