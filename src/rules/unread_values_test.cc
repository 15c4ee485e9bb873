#include "catalog/chart_keys.h"
#include "rules/testing/fix_said.h"
#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::fixed;
using testing::hold;
using testing::planned;
using testing::said;
using testing::script;

const std::string kKeda = "# chart: keda\n", kKarpenter = "# chart: karpenter 1.14.1\n";

TEST(ChartKeys, OfValuesFiles) {
  hold({
      {"CHART009",
       {{"v.yaml", kKarpenter + "relicas: 2\n"}},
       "v.yaml:2 warning: the chart karpenter 1.14.1 has no value relicas",
       {{"v.yaml", kKarpenter + "replicas: 2\n"}}},
      {"CHART009",
       {{"v.yaml", kKarpenter + "setting:\n  clusterName: ml\n"}},
       "has no value setting",
       {{"v.yaml", kKarpenter + "settings:\n  clusterName: ml\n"}}},
      {"CHART009",
       {{"v.yaml", kKarpenter + "settings:\n  featureGates:\n    nodeRepiar: true\n"}},
       "v.yaml:4 warning: the chart karpenter 1.14.1 has no value settings.featureGates.nodeRepiar",
       {{"v.yaml", kKarpenter + "settings:\n  featureGates:\n    nodeRepair: true\n"}}},
      {"CHART009",
       {{"v.yaml", kKeda + "replicaCount: 2\n"}},
       "the chart keda 2.20.2 has no value replicaCount any more: 1.4.1 had it",
       {{"v.yaml", kKeda + "operator: {replicaCount: 2}\n"}}},
      // What Kubernetes reads, and maps whose keys are the user's, are not the chart's.
      {"CHART009",
       {{"v.yaml", kKarpenter + "tolerations: []\nnodeSelektor: {role: system}\n"}},
       "nodeSelektor",
       {{"v.yaml", kKarpenter + "nodeSelector: {role: system}\ncontroller:\n  resources: {limits: {cpu: 1}}\n"
                                "serviceMonitor: {additionalLabels: {release: prometheus}}\nglobal: {x: 1}\n"
                                "x-labels: &labels {a: b}\ncommon: &common {a: b}\npodLabels: *labels\n"}}},
  });
}

TEST(ChartKeys, OfEachWayToInstall) {
  const std::string install = "helm install keda kedacore/keda -n keda --set ";
  const auto release = [](const std::string& values) {
    return "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: k, namespace: keda}\nspec:\n"
           "  interval: 5m\n  chart: {spec: {chart: keda, sourceRef: {kind: HelmRepository, name: kedacore}}}\n"
           "  values:\n    " +
           values;
  };
  const auto application = [](const std::string& values) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: k, namespace: argocd}\nspec:\n"
           "  project: default\n  destination: {namespace: keda, server: https://kubernetes.default.svc}\n  source:\n"
           "    repoURL: https://kedacore.github.io/charts\n    chart: keda\n    targetRevision: 2.20.2\n    helm:\n" +
           values;
  };
  const auto terraform = [](const std::string& more) {
    return "resource \"helm_release\" \"keda\" {\n  name = \"keda\"\n  chart = \"keda\"\n"
           "  repository = \"https://kedacore.github.io/charts\"\n" +
           more + "}\n";
  };
  const auto resource = [](const std::string& more) {
    return planned({{"helm_release.r", R"({"name": "keda", "chart": "keda", )" + more + "}"}});
  };
  hold({
      {"CHART009", script(install + "operator.replicas=2,crds.install=true\n"),
       "a.sh:1 warning: the chart keda 2.20.2 has no value operator.replicas",
       script(install + "operator.replicaCount=2\n")},
      {"CHART009",
       {{"a.sh", "helm install keda kedacore/keda -f v.yaml\n"}, {"v.yaml", "watchNamespaces: a\n"}},
       "v.yaml:1",
       {{"a.sh", "helm install keda kedacore/keda -f v.yaml\n"}, {"v.yaml", "watchNamespace: a\n"}}},
      {"CHART009", script("helm install keda kedacore/keda -f - <<'EOF'\noperator:\n  replicas: 2\nEOF\n"),
       "a.sh:3 warning", script("helm install keda kedacore/keda -f - <<'EOF'\noperator:\n  replicaCount: 2\nEOF\n")},
      {"CHART009",
       {{"a.yaml", release("crd: {install: true}\n")}},
       "a.yaml:8 warning",
       {{"a.yaml", release("crds: {install: true}\n")}}},
      {"CHART009",
       {{"a.yaml", application("      values: |\n        operator:\n          replica: 2\n")}},
       "a.yaml:14 warning",
       {{"a.yaml", application("      values: |\n        operator:\n          replicaCount: 2\n")}}},
      {"CHART009",
       {{"a.yaml", application("      valuesObject:\n        operater: {replicaCount: 2}\n")}},
       "a.yaml:13 warning",
       {{"a.yaml", application("      valuesObject:\n        operator: {replicaCount: 2}\n")}}},
      {"CHART009",
       {{"a.tf", terraform("  set {\n    name = \"operator.replica\"\n    value = \"2\"\n  }\n")}},
       "a.tf:6 warning",
       {{"a.tf", terraform("  set {\n    name = \"operator.replicaCount\"\n    value = \"2\"\n  }\n")}}},
      {"CHART009",
       {{"a.tf", terraform("  values = [<<-EOT\n    operator:\n      replica: ${var.replicas}\n    EOT\n  ]\n")}},
       "a.tf:7 warning",
       {{"a.tf", terraform("  values = [<<-EOT\n    operator:\n      replicaCount: ${var.replicas}\n    EOT\n  ]\n")}}},
      {"CHART009", resource(R"("values": ["operater: {replicaCount: 2}\n"])"), "has no value operater",
       resource(R"("values": ["operator: {replicaCount: 2}\n"])")},
      {"CHART009", resource(R"("set": [{"name": "operator.replica", "value": "2"}])"), "operator.replica",
       resource(R"("set": [{"name": "operator.replicaCount", "value": "2"}])")},
  });
}

/// A word may set many: each path has its place, and none is searched for from the beginning.
TEST(ChartKeys, StandWhereTheirPathDoes) {
  const auto columns = [](const std::string& words) {
    Diagnostics unheard, found;
    subject::SubjectReader reader(testing::today(), unheard);
    reader.add(std::make_shared<const SourceText>("a.sh", "helm install keda kedacore/keda --set " + words + "\n"),
               subject::SubjectReader::Strangers::PassedOver);
    const subject::Subject subject = reader.finish();
    const Rule* rule = find(all(), "CHART009");
    run(std::span(&rule, 1), subject, found);
    std::string out;
    for (const Diagnostic& one : found.all()) out += fmt::format("{}+{} ", one.where.column, one.where.length);
    return out;
  };
  EXPECT_EQ(columns("operater.a=1,crds.install=true,operatr.b=2"), "39+10 70+9 ");
  EXPECT_EQ(columns("'operater.a=1,operatr.b=2'"), "40+10 53+9 ");
  EXPECT_EQ(columns("crds.install=true --set operater.a=1"), "63+10 ");
}

/// What an older or unknown version has nobody knows in full: a slip of a name is one in any version.
TEST(ChartKeys, OfOtherVersionsOnlySlips) {
  const std::string old = "# chart: karpenter 0.32.1\n", other = "helm install karpenter oci://x/karpenter --version ";
  hold({
      {"CHART009",
       {{"v.yaml", kKarpenter + "settings: {aws: {clusterName: ml}}\n"}},
       "has no value settings.aws any more: 0.32.2 had it",
       {{"v.yaml", old + "settings: {aws: {clusterName: ml}}\n"}}},
      {"CHART009",
       {{"v.yaml", kKarpenter + "quorum: 3\n"}},
       "has no value quorum",
       {{"v.yaml", "# chart: karpenter 2.1.0\nquorum: 3\n"}}},
      {"CHART009", script(other + "1.8.1 --set relicas=2\n"), "relicas", script(other + "1.8.1 --set quorum=2\n")},
      {"CHART009", script(other + "$V --set relicas=2\n"), "relicas",
       script(other + "$V --set webhook.enabled=false\n")},
  });
}

TEST(ChartKeys, NotOfChartsThatOnlyBearTheName) {
  EXPECT_EQ(said("CHART009", {{"a.sh", "helm install keda ./charts/keda -f v.yaml\n"}, {"v.yaml", "mine: 1\n"}}), "");
  EXPECT_EQ(said("CHART009", {{"a.sh", "helm install k bitnami/keda -f v.yaml\n"}, {"v.yaml", "mine: 1\n"}}), "");
  // A chart that has keda inside, and values that two charts share.
  EXPECT_EQ(said("CHART009", {{"keda/values.yaml", "keda:\n  operator: {}\nmine: 1\n"}}), "");
  EXPECT_EQ(said("CHART009", {{"keda-values.yaml", "a: 1\nb: 2\nc: 3\noperator: {}\n"}}), "");
  EXPECT_EQ(said("CHART009", {{"a.sh",
                               "helm install keda kedacore/keda -f v.yaml\n"
                               "helm install karpenter oci://x/karpenter -f v.yaml\n"},
                              {"v.yaml", "settings: {clusterName: ml}\noperator: {}\n"}}),
            "");
}

TEST(ChartKeys, OfWrongTypes) {
  hold({
      {"CHART010",
       {{"v.yaml", kKarpenter + "replicas: two\n"}},
       "v.yaml:2 error: replicas takes a whole number, this is a text",
       {{"v.yaml", kKarpenter + "replicas: \"2\"\n"}}},
      {"CHART010",
       {{"v.yaml", kKarpenter + "settings: ml\n"}},
       "error: settings takes a map, this is a text",
       {{"v.yaml", kKarpenter + "settings:\n"}}},
      {"CHART010",
       {{"v.yaml", kKarpenter + "tolerations:\n  key: a\n  operator: Exists\n"}},
       "error: tolerations takes a list, this is a map",
       {{"v.yaml", kKarpenter + "tolerations: {}\n"}}},
      {"CHART010",
       {{"v.yaml", kKarpenter + "nodeSelector: [{role: system}]\n"}},
       "error: nodeSelector takes a map, this is a list",
       {{"v.yaml", kKarpenter + "nodeSelector: []\n"}}},
      {"CHART010",
       {{"v.yaml", kKarpenter + "serviceMonitor: {enabled: \"false\"}\n"}},
       "warning: to the chart's templates serviceMonitor.enabled is true: it is the text \"false\"",
       {{"v.yaml", kKarpenter + "serviceMonitor: {enabled: false}\n"}}},
      {"CHART010",
       {{"v.yaml", kKeda + "watchNamespace: [a, b]\n"}},
       "warning: watchNamespace takes one value, this is a list",
       {{"v.yaml", kKeda + "watchNamespace: a,b\n"}}},
      {"CHART010", script("helm install karpenter oci://x/karpenter --set replicas=two\n"), "a.sh:1 error",
       script("helm install karpenter oci://x/karpenter --set replicas=$N\n")},
  });
}

TEST(ChartKeys, SlipsAreMended) {
  EXPECT_EQ(fixed("CHART009", kKarpenter + "relicas: 2\nsettings: {clustername: a, interuptionQueue: q}\n"),
            kKarpenter + "replicas: 2\nsettings: {clusterName: a, interruptionQueue: q}\n");
  // Not what may be another key, nor what is there already.
  for (const char* kept : {"settings: {cluster: a}\n", "replica: 1\nreplicas: 2\n"})
    EXPECT_EQ(fixed("CHART009", kKarpenter + kept), kKarpenter + kept);
}

/// Every row is of a chart that lint knows, below a map of the same table, and takes what is known.
TEST(ChartKeys, NothingIsMovedToWhereItIsGone) {
  const auto fix = [](const std::string& gates) {
    return testing::fix_said("CHART009",
                             {{"v.yaml", kKarpenter + "settings: {clusterName: ml}\nfeatureGates: {" + gates + "}\n"}});
  };
  EXPECT_EQ(fix("nodeRepair: true"), "write it as settings.featureGates\n");
  EXPECT_EQ(fix("drift: true"), "take it out: settings.featureGates has no drift either\n");
  EXPECT_EQ(fix("drift: true, nodeRepair: true"), "write it as settings.featureGates, without drift\n");
}

TEST(ChartKeys, TheTableIsWhole) {
  for (const catalog::ComponentVersion& chart : catalog::component_versions()) {
    const auto keys = catalog::ChartKeys::of(chart.name);
    if (chart.kind != catalog::ComponentKind::Chart || !keys) continue;
    EXPECT_FALSE(keys->version().empty()) << chart.name;
    std::vector<std::string> maps = {""};
    while (!maps.empty()) {
      const std::string map = std::move(maps.back());
      maps.pop_back();
      const auto below = keys->below(map);
      EXPECT_FALSE(below.empty()) << chart.name << " " << map;
      for (const catalog::ChartKey* key : below) {
        EXPECT_EQ(keys->find(key->path), key);
        for (const char* kind : {"map", "open", "list", "int", "bool", "text", "any"})
          if (key->takes_a(kind)) goto known;
        ADD_FAILURE() << chart.name << " " << key->path << " takes " << key->takes;
      known:
        if (key->takes_a("map")) maps.emplace_back(key->path);
      }
    }
  }
}

TEST(ChartKeys, TakeBoundedTimeOnManyAndDeepValues) {
  constexpr int kMany = 20'000;
  std::string many = kKeda + "podLabels:\n  keda:\n", wide = kKeda, deep = kKeda + "podLabels:\n  keda: ";
  for (int i = 0; i < kMany; ++i) {
    many += "    k" + std::to_string(i) + ": v\n";
    wide += "k" + std::to_string(i) + ": v\n";
  }
  for (int i = 0; i < 900; ++i) deep += "{a: ";
  deep += "1" + std::string(900, '}') + "\n";
  for (const char* id : {"CHART009", "CHART010"}) {
    EXPECT_EQ(said(id, {{"v.yaml", many}}), "") << "whose keys are the user's";
    EXPECT_EQ(said(id, {{"v.yaml", wide}}), "") << "another chart's";
    EXPECT_EQ(said(id, {{"v.yaml", deep}}), "");
  }
}

}  // namespace
}  // namespace slipway::rules
