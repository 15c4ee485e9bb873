#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// The port stands in line 6.
std::string monitor(const std::string& port, const std::string& namespaces = "{}") {
  return "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m, namespace: ml}\nspec:\n"
         "  endpoints:\n  - {" +
         port + "}\n  namespaceSelector: " + namespaces + "\n  selector: {matchLabels: {app: llm}}\n";
}

std::string service(const std::string& port, const std::string& ns = "ml", const std::string& app = "llm") {
  return "---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: " + ns + ", labels: {app: " + app +
         "}}\nspec: {selector: {app: llm}, ports: [{" + port + "}]}\n";
}

std::string pod_monitor(const std::string& port) {
  return "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: m, namespace: ml}\nspec:\n"
         "  podMetricsEndpoints:\n  - {" +
         port + "}\n  selector: {matchLabels: {app: llm}}\n";
}

std::string pod(const std::string& ports, const std::string& ns = "ml") {
  return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: " + ns +
         ", labels: {app: llm}}\nspec: {containers: [{name: a, image: \"a:1\", ports: [" + ports + "]}]}\n";
}

TEST(Monitors, NamePortsOfTheService) {
  EXPECT_EQ(linted("SVC004", {{"f.yaml", monitor("port: metrics") + service("name: http, port: 80")}}),
            (Said{"f.yaml:6 warning: nothing that ServiceMonitor ml/m selects names a port metrics"}));
  EXPECT_EQ(lines("SVC004", monitor("port: metrics") + service("port: 8000")), "6") << "it has no name at all";
  EXPECT_EQ(lines("SVC004", monitor("port: http") + service("name: http, port: 80")), "");
  EXPECT_EQ(lines("SVC004", monitor("targetPort: metrics") + service("name: http, port: 80")), "");
  EXPECT_EQ(lines("SVC004",
                  monitor("port: metrics") + service("name: http, port: 80") + service("name: metrics, port: 9090")),
            "")
      << "one of those that it selects has it";
  EXPECT_EQ(lines("SVC004", monitor("port: metrics") + service("name: http, port: 80", "ml", "other")), "");
}

TEST(Monitors, LookIntoTheirNamespaces) {
  const std::string elsewhere = service("name: http, port: 80", "web");
  EXPECT_EQ(lines("SVC004", monitor("port: metrics") + elsewhere), "");
  EXPECT_EQ(lines("SVC004", monitor("port: metrics", "{matchNames: [web]}") + elsewhere), "6");
  EXPECT_EQ(lines("SVC004", monitor("port: metrics", "{any: true}") + elsewhere), "6");
  EXPECT_EQ(linted("SVC004", {{"f.yaml", monitor("port: metrics") + service("name: http, port: 80")},
                              {"a.sh", "helm install vllm repo/vllm -n ml\n"}}),
            Said{})
      << "the chart's Service may be meant";
}

TEST(Monitors, OfWhatIsNotHereMayFindMore) {
  const std::string wrong = monitor("port: metrics") + service("port: 80");
  EXPECT_EQ(linted("SVC004", {{"f.yaml", wrong},
                              {"templates/s.yaml", "kind: Service\nmetadata: {{- include \"a\" . | nindent 2 }}\n"}}),
            Said{});
  EXPECT_EQ(linted("SVC004", {{"examples/a/f.yaml", monitor("port: metrics")},
                              {"examples/b/f.yaml", service("port: 80")},
                              {"c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"}}),
            Said{})
      << "of another example";
  const std::string ray =
      "---\napiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r, namespace: ml}\nspec:\n  headGroupSpec:\n"
      "    template:\n      metadata: {labels: {app: llm}}\n"
      "      spec: {containers: [{name: a, image: \"a:1\", ports: [{name: gcs, containerPort: 6379}]}]}\n";
  EXPECT_EQ(lines("SVC004", pod_monitor("port: metrics") + ray), "") << "KubeRay adds the port";
}

TEST(Monitors, OfPodsNamePortsOfContainers) {
  EXPECT_EQ(lines("SVC004", pod_monitor("port: metrics") + pod("{name: http, containerPort: 8000}")), "6");
  EXPECT_EQ(lines("SVC004", pod_monitor("port: http") + pod("{name: http, containerPort: 8000}")), "");
  EXPECT_EQ(lines("SVC004", pod_monitor("portNumber: 8000") + pod("{containerPort: 8000}")), "");
  EXPECT_EQ(lines("SVC004", pod_monitor("port: metrics") + pod("{containerPort: 8000}", "web")), "");
  const auto nowhere = [](std::string text) {
    for (std::size_t at = text.find(", namespace: ml"); at != text.npos; at = text.find(", namespace: ml"))
      text.erase(at, 15);
    return text;
  };
  EXPECT_EQ(lines("SVC004", nowhere(pod_monitor("port: metrics") + pod("{containerPort: 8000}"))), "6");
  EXPECT_EQ(lines("SVC004", nowhere(monitor("port: metrics") + service("port: 80"))), "6");
  const Found found =
      run_rule("SVC004", {{"f.yaml", pod_monitor("port: metric") + pod("{name: metrics, containerPort: 8000}")}});
  ASSERT_EQ(found.findings.all().size(), 1u);
  EXPECT_EQ(found.findings.all()[0].hint, "did you mean metrics?");
}

}  // namespace
}  // namespace slipway::rules::testing
