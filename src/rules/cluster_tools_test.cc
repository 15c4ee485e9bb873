#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules {
namespace {

using testing::lines;

TEST(ClusterToolRules, StepsNameTemplatesThatAreThere) {
  const std::string head =
      "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  templates:\n";
  EXPECT_EQ(lines("ARG001",
                  head + "  - name: main\n    dag: {tasks: [{name: x, template: gone}, {name: y, template: main}]}\n"),
            "7");
  EXPECT_EQ(lines("ARG001", head + "  - name: main\n    steps: [[{name: x, template: gone}]]\n"), "7");
  // Where it begins, what ends it, and what hooks call, too.
  const auto whole = [](const std::string& spec) {
    return lines("ARG001", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  " + spec +
                               "\n  templates: [{name: main, container: {image: a}}]\n");
  };
  for (const char* wrong : {"entrypoint: start", "onExit: notify", "hooks: {exit: {template: notify}}"})
    EXPECT_EQ(whole(wrong), "5") << wrong;
  for (const char* right : {"entrypoint: main", "onExit: main", "entrypoint: \"{{workflow.parameters.e}}\""})
    EXPECT_EQ(whole(right), "") << right;
  EXPECT_EQ(lines("ARG001", head + "  - name: main\n    dag: {tasks: [{name: x, templateRef: {name: a}}]}\n"), "");
}

TEST(ClusterToolRules, SelfHealLeavesReplicasAlone) {
  const std::string scaler = "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {}\n";
  const std::string head =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  syncPolicy: {automated: "
      "{selfHeal: true}}\n";
  EXPECT_EQ(lines("ARG002", head + scaler), "5");
  EXPECT_EQ(lines("ARG002", head), "");
  // What leaves replicas out is not set back.
  const auto deployment = [](const char* spec) {
    return std::string("---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {") + spec + "}\n";
  };
  const std::string of_a =
      "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {scaleTargetRef: {name: a}}\n";
  EXPECT_EQ(lines("ARG002", head + of_a + deployment("")), "");
  EXPECT_EQ(lines("ARG002", head + of_a + deployment("replicas: 2")), "5");
  EXPECT_EQ(lines("ARG002", head + of_a), "5") << "it may write them";
  EXPECT_EQ(
      lines("ARG002",
            head + "  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]\n" + scaler),
      "");
}

// What an Application does not deploy it does not set back.
TEST(ClusterToolRules, SelfHealIsOfWhatTheApplicationDeploys) {
  const auto application = [](const std::string& path, const std::string& ns) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: {path: " + path +
           "}\n  destination: {namespace: " + ns + "}\n  syncPolicy: {automated: {selfHeal: true}}\n";
  };
  const std::string scaler =
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: web}\nspec: "
      "{scaleTargetRef: {kind: Deployment, name: d}}\n";
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
  const auto said = [&](const std::string& path, const std::string& ns) {
    return testing::linted(
               "ARG002",
               {{"argo/a.yaml", application(path, ns)}, {"apps/web/h.yaml", scaler}, {"apps/other/c.yaml", map}})
        .size();
  };
  EXPECT_EQ(said("apps/web", "web"), 1u);
  EXPECT_EQ(said("apps/web", "other"), 1u) << "it lies there, whatever its namespace";
  EXPECT_EQ(said("apps/other", "web"), 0u);
  EXPECT_EQ(said("guestbook", "guestbook"), 0u) << "of another repository";
  EXPECT_EQ(said("guestbook", "web"), 1u) << "nobody knows what lies there";
  const std::string workload =
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: web}\nspec: {replicas: 2}\n";
  const auto beside = [&](const std::string& others) {
    return testing::linted("ARG002", {{"a.yaml", application("guestbook", "guestbook") + others},
                                      {"apps/web/h.yaml", scaler + workload}})
        .size();
  };
  EXPECT_EQ(beside(""), 1u) << "replicas are in Git, and no other Application is here for them";
  EXPECT_EQ(beside("---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: b}\nspec: {source: "
                   "{path: apps/web}}\n"),
            0u);
}

TEST(ClusterToolRules, MetricsAreTrustedAndBounded) {
  EXPECT_EQ(lines("MET001", "args:\n- --kubelet-insecure-tls\n- --a\n"), "2");
  EXPECT_EQ(lines("MET001", "args:\n- --kubelet-insecure-tls=false\n"), "");
  EXPECT_EQ(lines("MET002",
                  "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
                  "nodeSelector: {karpenter.sh/capacity-type: on-demand}\n      containers: [{image: "
                  "nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1}]\n"),
            "7");
  EXPECT_EQ(lines("MET003",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.json: |\n    {\"dimensions\": "
                  "[[\"Model\",\n      \"PodName\"]]}\n"),
            "7");
  EXPECT_EQ(lines("MET003",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.json: |\n    {\"dimensions\": "
                  "[[\"Model\"]], \"x\": \"PodName\"}\n"),
            "");
  EXPECT_EQ(lines("ACK001",
                  "apiVersion: s3.services.k8s.aws/v1alpha1\nkind: Bucket\nmetadata: {name: a}\nspec: {tags: []}\n"),
            "4");
}

TEST(ClusterToolRules, AnIdleTimeoutIsLongEnough) {
  const std::string ingress =
      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations: "
      "{alb.ingress.kubernetes.io/scheme: internal}\nspec: {ingressClassName: alb}\n";
  subject::Context context;
  EXPECT_EQ(lines("ING001", ingress, context), "");
  context.facts["longest-response"] = "180s";
  EXPECT_EQ(lines("ING001", ingress, context), "5");
  const auto set_to = [](const std::string& attributes) {
    return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations:\n    "
           "alb.ingress.kubernetes.io/load-balancer-attributes: " +
           attributes + "\nspec: {ingressClassName: alb}\n";
  };
  EXPECT_EQ(lines("ING001", set_to("idle_timeout.timeout_seconds=90"), context), "6");
  EXPECT_EQ(lines("ING001", set_to("a=b,idle_timeout.timeout_seconds=200"), context), "");
  context.facts["longest-response"] = "30s";
  EXPECT_EQ(lines("ING001", ingress, context), "");
}

TEST(ClusterToolRules, ExportersOfChartsAndMetricsOfScriptsToo) {
  const auto exporter = [](const std::string& values) {
    return testing::linted("MET002",
                           {{"a.sh", "helm -n gpu upgrade -i d gpu-helm-charts/dcgm-exporter --set " + values + "\n"}});
  };
  EXPECT_EQ(exporter(R"('nodeSelector.karpenter\.sh/capacity-type=on-demand')").size(), 1u);
  EXPECT_EQ(exporter(R"('nodeSelector.nvidia\.com/gpu\.present=true')").size(), 0u);
  const auto metric = [](const std::string& dimensions) {
    return testing::linted(
               "MET003",
               {{"a.sh", "aws --region r cloudwatch put-metric-data --namespace a --metric-name t --value 1 " +
                             dimensions + "\n"}})
        .size();
  };
  EXPECT_EQ(metric("--dimensions Name=PodName,Value=$POD"), 1u);
  EXPECT_EQ(metric("--dimensions Model=x,PodName=$HOSTNAME"), 1u);
  EXPECT_EQ(metric("--metric-data 'MetricName=t,Dimensions=[{Name=PodName,Value=a}]'"), 1u);
  EXPECT_EQ(metric("--dimensions Name=Model,Value=PodName"), 0u);
  EXPECT_EQ(metric("--dimensions Model=x"), 0u);
}

TEST(ClusterToolRules, AnExporterIsOnAllGpuNodes) {
  const auto exporter = [](const std::string& wants) {
    return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
           "containers: [{image: nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1}]\n      " +
           wants + "\n";
  };
  const auto required = [](const std::string& expression) {
    return "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
           "[{matchExpressions: [{" +
           expression + "}]}]}}}";
  };
  const auto pool = [](const std::string& name, const std::string& capacity) {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: " + name +
           "}\nspec: {template: {spec: {requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: "
           "[g5]}, {key: karpenter.sh/capacity-type, operator: In, values: [" +
           capacity + "]}]}}}\n";
  };
  const std::string on_demand = required("key: karpenter.sh/capacity-type, operator: In, values: [on-demand]");
  EXPECT_EQ(lines("MET002", exporter(on_demand)), "8") << "some nodes will be Spot";
  EXPECT_EQ(lines("MET002", exporter(on_demand) + pool("p", "spot, on-demand")), "8");
  EXPECT_EQ(lines("MET002", exporter(on_demand) + pool("p", "on-demand")), "") << "no node is left out";
  EXPECT_EQ(lines("MET002", exporter(on_demand) + pool("p", "on-demand") + pool("q", "spot")), "8");
  EXPECT_EQ(lines("MET002", exporter(required("key: karpenter.sh/capacity-type, operator: Exists"))), "");
  const std::string spot = required("key: karpenter.sh/capacity-type, operator: In, values: [spot]");
  EXPECT_EQ(lines("MET002", exporter(on_demand) + "---\n" + exporter(spot)), "") << "one for each";
  EXPECT_NE(lines("MET002", exporter(on_demand) + "---\n" + exporter(on_demand)), "") << "both leave Spot out";
  EXPECT_EQ(
      lines("MET002", exporter(required("key: eks.amazonaws.com/capacityType, operator: In, values: [ON_DEMAND]")) +
                          pool("p", "on-demand")),
      "8")
      << "Karpenter's nodes do not carry it";
}

}  // namespace
}  // namespace slipway::rules
