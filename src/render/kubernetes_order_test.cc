#include "render/kubernetes_order.h"

#include <gtest/gtest.h>

#include "doc/yaml.h"
#include "render/testing/graphs.h"

namespace slipway::render {
namespace {

using testing_graphs::chart;
using testing_graphs::object;

/// "00-namespaces(0) karpenter(41) …"
std::string order_of(const platform::Graph& graph) {
  std::string text;
  for (const auto& step : steps_of(graph))
    text += (text.empty() ? "" : " ") + step.name + "(" + std::to_string(step.wave) + ")";
  return text;
}

TEST(Order, FollowsThePartsAndPutsChartsBetweenSecretsAndExtensions) {
  platform::Graph graph;
  graph.add(object("apps/v1", "Deployment", "shop", "web"));
  graph.add(object("networking.k8s.io/v1", "NetworkPolicy", "shop", "deny"));
  graph.add(object("v1", "Namespace", "", "shop"));
  graph.add(object("storage.k8s.io/v1", "StorageClass", "", "gp3"));
  graph.add(chart("metrics-server", "kube-system"));
  EXPECT_EQ(order_of(graph), "00-namespaces(0) 30-guards(30) 40-storage(40) metrics-server(41) 70-workloads(70)");
}

TEST(Order, PutsAChartBeforeObjectsOfItsKinds) {
  platform::Graph graph;
  graph.add(object("karpenter.sh/v1", "NodePool", "", "general"));
  graph.add(chart("keda", "keda", {"keda.sh"}));
  graph.add(chart("karpenter-crd", "kube-system", {"karpenter.sh", "karpenter.k8s.aws"}));
  graph.add(chart("karpenter", "kube-system"));
  graph.add(object("keda.sh/v1alpha1", "ScaledObject", "shop", "web"));
  EXPECT_EQ(order_of(graph), "karpenter-crd(0) 50-node-pools(50) keda(51) karpenter(51) 75-scaling(75)");
}

TEST(Order, PutsTheControllerBehindTheChartOfItsDefinitions) {
  platform::Graph graph;
  graph.add(object("karpenter.sh/v1", "NodePool", "", "general"));
  graph.add(chart("keda", "keda"));
  graph.add(chart("karpenter", "kube-system", {"karpenter.sh"}));
  graph.add(chart("karpenter-crd", "kube-system", {"karpenter.sh"}));
  EXPECT_EQ(order_of(graph), "karpenter-crd(0) karpenter(1) 50-node-pools(50) keda(51)");
}

TEST(Order, PutsSecretsBeforeAChartWhoseValuesNameThem) {
  platform::Graph graph;
  auto grafana = chart("grafana", "monitoring");
  grafana.values.set("admin", doc::Map{{"existingSecret", "grafana-admin"}});
  graph.add(std::move(grafana));
  graph.add(chart("external-secrets", "external-secrets", {"external-secrets.io"}));
  graph.add(object("external-secrets.io/v1", "ExternalSecret", "monitoring", "grafana-admin"));
  graph.add(object("v1", "Namespace", "", "monitoring"));
  EXPECT_EQ(order_of(graph), "00-namespaces(0) external-secrets(1) 60-secrets(60) grafana(61)");
}

TEST(Order, PutsPrometheusBeforeChartsThatWantMonitors) {
  platform::Graph graph;
  auto keda = chart("keda", "keda");
  keda.values.set("prometheus", doc::Map{{"operator", doc::Map{{"serviceMonitor", doc::Map{{"enabled", true}}}}}});
  graph.add(std::move(keda));
  graph.add(chart("kuberay", "ray"));
  graph.add(chart("kube-prometheus-stack", "monitoring", {"monitoring.coreos.com"}));
  EXPECT_EQ(order_of(graph), "kube-prometheus-stack(0) keda(1) kuberay(0)");
}

TEST(Order, TakesKindsThatOtherObjectsDefineLast) {
  platform::Graph graph;
  graph.add(testing_graphs::read(R"({apiVersion: kro.run/v1alpha1, kind: ResourceGraphDefinition,
      metadata: {name: shop}, spec: {schema: {apiVersion: v1alpha1, kind: Shop}}})"));
  graph.add(object("kro.run/v1alpha1", "Shop", "shop", "mine"));
  graph.add(object("asya.sh/v1alpha1", "AsyncActor", "shop", "actor"));
  graph.add(chart("kro", "kro-system", {"kro.run"}));
  graph.add(chart("asya", "asya"));
  EXPECT_EQ(order_of(graph), "kro(0) asya(0) 65-extensions(65) 95-instances(95)");
  EXPECT_EQ(groups_from_elsewhere(graph), std::vector<std::string>{"asya.sh"});
}

TEST(Order, DoesNotTakeWhatIsMadeAnewEachTime) {
  platform::Graph graph;
  graph.add(testing_graphs::read("{apiVersion: batch/v1, kind: Job, metadata: {generateName: probe-}}"));
  const auto steps = steps_of(graph);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].part, Part::OnDemand);
}

TEST(Order, WaitsForTheChartThatMakesANamespace) {
  platform::Graph graph;
  graph.add(object("rbac.authorization.k8s.io/v1", "Role", "asya-system", "reader"));
  graph.add(chart("asya", "asya-system"));
  EXPECT_EQ(order_of(graph), "asya(0) 20-access(20)");
}

TEST(Order, ComesToAnEndWhenChartsWaitForOneAnother) {
  platform::Graph graph;
  graph.add(object("external-secrets.io/v1", "ExternalSecret", "secrets", "token"));
  auto operator_chart = chart("external-secrets", "secrets", {"external-secrets.io"});
  operator_chart.values.set("token", "token");
  graph.add(std::move(operator_chart));
  EXPECT_EQ(steps_of(graph).size(), 2u);
}

TEST(Order, KeepsWavesWhereTheyAreWhenAChartIsAdded) {
  platform::Graph graph;
  graph.add(object("apps/v1", "Deployment", "shop", "web"));
  graph.add(chart("keda", "keda"));
  EXPECT_EQ(order_of(graph), "keda(0) 70-workloads(70)");
  graph.add(chart("kro", "kro-system"));
  EXPECT_EQ(order_of(graph), "keda(0) kro(0) 70-workloads(70)");
}

TEST(Order, SortsKindsWithinAPart) {
  platform::Graph graph;
  graph.add(object("karpenter.sh/v1", "NodePool", "", "general"));
  graph.add(object("karpenter.k8s.aws/v1", "EC2NodeClass", "", "general"));
  EXPECT_EQ(steps_of(graph)[0].objects[0]->kind(), "EC2NodeClass");
}

}  // namespace
}  // namespace slipway::render
