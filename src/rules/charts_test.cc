#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::said;
using testing::script;

Planned release(const std::string& chart, const std::string& more = "") {
  return {"helm_release.r", R"({"name": ")" + chart + R"(", "chart": ")" + chart + "\"" + more + "}"};
}
Planned association(const std::string& account, const std::string& ns = "kube-system") {
  return {"aws_eks_pod_identity_association.p",
          R"({"namespace": ")" + ns + R"(", "service_account": ")" + account + "\"}"};
}

/// A plan that binds external-dns-private in the namespace dns, and releases of external-dns, each "NAMESPACE NAME".
Files installed(const std::vector<std::pair<std::string, std::string>>& releases) {
  Files files = planned({association("external-dns-private", "dns")});
  std::string text;
  for (const auto& [ns, name] : releases)
    text += "helm upgrade --install " + name + " external-dns/external-dns -n " + ns + "\n";
  files.emplace_back("a.sh", text);
  return files;
}

TEST(Charts, RepositoriesThatAreThere) {
  hold({
      {"CHART001",
       planned({release("training-operator", R"(, "repository": "https://kubeflow.github.io/training-operator")")}),
       "nothing is there", planned({release("keda", R"(, "repository": "https://kedacore.github.io/charts")")})},
      {"CHART001", script("helm repo add karpenter https://charts.karpenter.sh\n"), "it ends with version 0.16",
       script("helm repo add kedacore https://kedacore.github.io/charts\n")},
      {"CHART001",
       {{"main.tf", "resource \"helm_release\" \"r\" {\n  repository = \"https://charts.helm.sh/stable\"\n}\n"}},
       "main.tf:2",
       {{"main.tf", "resource \"helm_release\" \"r\" {\n  repository = \"oci://public.ecr.aws/karpenter\"\n}\n"}}},
  });
}

TEST(Charts, KedasRole) {
  const std::string install = "helm upgrade --install keda kedacore/keda --namespace keda --set ";
  hold(
      {{"CHART002",
        script(install +
               R"(serviceAccount.annotations."eks\.amazonaws\.com/role-arn"=arn:aws:iam::111122223333:role/keda)" +
               "\n"),
        "webhooks too",
        script(
            install +
            R"(serviceAccount.operator.annotations."eks\.amazonaws\.com/role-arn"=arn:aws:iam::111122223333:role/keda)" +
            "\n")},
       {"CHART002",
        {{"m.tf",
          "resource \"helm_release\" \"k\" {\n  name = \"keda\"\n  chart = \"keda\"\n  set = [{ name = "
          "\"serviceAccount.annotations.eks\\\\.amazonaws\\\\.com/role-arn\", value = \"arn:a\" }]\n}\n"}},
        "m.tf:4",
        {{"m.tf",
          "resource \"helm_release\" \"k\" {\n  name = \"keda\"\n  chart = \"keda\"\n  set = [{ name = "
          "\"serviceAccount.operator.annotations.eks\\\\.amazonaws\\\\.com/role-arn\", value = \"arn:a\" }]\n}\n"}}}});
}

TEST(Charts, ClusterAutoscalerOfTheClustersMinor) {
  const Planned cluster{"aws_eks_cluster.c", R"({"version": "1.35"})"};
  const std::string named = R"(, "set": [{"name": "rbac.serviceAccount.name", "value": "cluster-autoscaler"}])";
  hold({
      {"CHART003", planned({cluster, release("cluster-autoscaler", R"(, "version": "9.37.0")")}),
       "chart 9.37.0 holds Cluster Autoscaler 1.30, the cluster is 1.35",
       planned({cluster, release("cluster-autoscaler", R"(, "version": "9.59.0")")})},
      {"CHART003", planned({cluster, release("cluster-autoscaler", R"(, "values": ["image: {tag: v1.31.0}\n"])")}),
       "Cluster Autoscaler v1.31.0, the cluster is 1.35",
       planned({cluster, release("cluster-autoscaler", R"(, "values": ["image: {tag: v1.35.0}\n"])")})},
      {"CHART004",
       planned({{"helm_release.r", R"({"name": "lbc", "chart": "aws-load-balancer-controller"})"},
                association("aws-load-balancer-controller")}),
       "the chart makes lbc-aws-load-balancer-controller",
       planned({release("aws-load-balancer-controller"), association("aws-load-balancer-controller")})},
      // Of several releases each makes its own, in its namespace.
      {"CHART004", installed({{"dns", "public"}}), "external-dns-private, the chart makes public-external-dns",
       installed({{"dns", "external-dns-public"}, {"dns", "external-dns-private"}})},
      {"CHART004", installed({{"dns", "external-dns-public"}, {"other", "external-dns-private"}}),
       "external-dns-private, the chart makes external-dns-public", installed({{"other", "external-dns-public"}})},
      {"CHART004", planned({{"helm_release.r", R"({"name": "k", "chart": "karpenter"})"}, association("karpenter")}),
       "the chart makes k-karpenter",
       planned({{"helm_release.r",
                 R"({"name": "k", "chart": "karpenter", "set": [{"name": "fullnameOverride", "value": "karpenter"}]})"},
                association("karpenter")})},
      {"CHART004", planned({release("cluster-autoscaler"), association("cluster-autoscaler")}),
       "the chart makes cluster-autoscaler-aws-cluster-autoscaler",
       planned({release("cluster-autoscaler", named), association("cluster-autoscaler")})},
  });
}

/// With a file that says which version the cluster has.
Files on(std::string_view kubernetes, Files files) {
  files.emplace_back("version.env", "K8S_VERSION=" + std::string(kubernetes) + "\n");
  return files;
}

TEST(Charts, Karpenter) {
  const std::string install =
      "helm upgrade --install karpenter oci://public.ecr.aws/karpenter/karpenter --namespace kube-system --set "
      "settings.clusterName=ml";
  const Files in_its_namespace = [&] {
    Files files = script(install + "\n");
    files.emplace_back("a.tfplan.json", testing::plan({association("karpenter")}));
    return files;
  }();
  const Files in_another = [&] {
    Files files = script(install + "\n");
    files.emplace_back("a.tfplan.json", testing::plan({association("karpenter", "karpenter")}));
    return files;
  }();
  const auto with = [](const std::string& more) {
    return "resource \"helm_release\" \"karpenter\" {\n  name = \"karpenter\"\n  namespace = \"kube-system\"\n"
           "  repository = \"oci://public.ecr.aws/karpenter\"\n  chart = \"karpenter\"\n  version = \"1.0.8\"\n" +
           more + "}\n";
  };
  const std::string release = with("");
  hold({
      {"CHART005", script("helm install karpenter oci://public.ecr.aws/karpenter/karpenter\n"),
       "settings.clusterName is not set, and without --namespace it goes to default", script(install + "\n")},
      {"CHART006", in_another, "the role is for karpenter in karpenter, the release is in kube-system",
       in_its_namespace},
      {"CHART006", script(install + "\nkubectl get pods -n karpenter\n"), "a.sh:2",
       script(install + "\nkubectl get pods -n kube-system\n")},
      {"CHART007", on("1.35", script(install + " --version 1.0.8\n")),
       "Karpenter 1.0.8 does not run on Kubernetes 1.35: that needs 1.9 or later",
       on("1.35", script(install + " --version 1.14.1\n"))},
      {"CHART007", on("1.35", script(install + " --version 1.0.8\n")), "a.sh:1",
       script(install + " --version 1.0.8\n")},  // nobody says which version the cluster has
      {"CHART005",
       {{"a.tf", release}},
       "settings.clusterName is not set",
       {{"a.tf", with("  values = [<<-EOT\n    settings:\n      clusterName: ${var.name}\n    EOT\n  ]\n")}}},
      {"CHART007",
       on("1.35", {{"a.tf", release}}),
       "does not run on Kubernetes 1.35",
       {{"a.tf",
         release +
             "module \"eks\" {\n  source = \"terraform-aws-modules/eks/aws\"\n  kubernetes_version = \"1.29\"\n}\n"}}},
      {"CHART007", on("1.35", {{"a.env", "KARPENTER_VERSION=1.1.0\n"}}), "a.env:1",
       on("1.35", {{"a.env", "KARPENTER_VERSION=v1.9.0\n"}})},
      // What files say of the cluster counts, their own before others'.
      {"CHART007",
       {{"a.env", "K8S_VERSION=1.35\nKARPENTER_VERSION=0.37.0\n"}},
       "a.env:2",
       {{"a.env", "K8S_VERSION=1.30\nKARPENTER_VERSION=0.37.0\n"}}},
      {"CHART007",
       {{"a.env", "KARPENTER_VERSION=0.37.0\n"}, {"b.env", "EKS_VERSION=1.34\n"}},
       "does not run on Kubernetes 1.34",
       {{"a.env", "KARPENTER_VERSION=0.37.0\n"}, {"b.env", "EKS_VERSION=1.30\n"}}},
      {"CHART007",
       {{"a.env", "KARPENTER_VERSION=0.37.0\nK8S_VERSION=1.34\n"}, {"b.env", "K8S_VERSION=1.30\n"}},
       "does not run on Kubernetes 1.34",
       {{"a.env", "KARPENTER_VERSION=0.37.0\nK8S_VERSION=1.30\n"}, {"b.env", "K8S_VERSION=1.34\n"}}},
  });
}

TEST(Charts, HaveANodeToRunOn) {
  const Planned cluster{"aws_eks_cluster.c", "{}"};
  const Planned tainted{"aws_eks_node_group.system",
                        R"({"taint": [{"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}]})"};
  const Planned open{"aws_eks_node_group.general", "{}"};
  const std::string tolerations = R"(, "values": ["tolerations: [{key: CriticalAddonsOnly, operator: Exists}]\n"])";
  hold({
      {"CHART008", planned({cluster, tainted, release("keda")}),
       "keda has no node to run on: every group is tainted (CriticalAddonsOnly)",
       planned({cluster, tainted, open, release("keda")})},
      {"CHART008", planned({cluster, tainted, release("keda")}), "set no tolerations",
       planned({cluster, tainted, release("keda", tolerations)})},
      {"CHART008", planned({cluster, tainted, release("keda")}), "keda",
       planned({cluster, tainted, release("karpenter")})},
  });
  // GPU groups alone are not where DNS runs: the plan is a part.
  EXPECT_EQ(
      said("CHART008",
           planned({cluster,
                    {"aws_eks_node_group.gpu", R"({"taint": [{"key": "nvidia.com/gpu", "effect": "NO_SCHEDULE"}]})"},
                    release("keda")})),
      "");
}

// Values in files: of a release that names them, or alone where name, folder, comment or Chart.yaml says the chart.
TEST(Charts, ReadValuesFiles) {
  const std::string role = "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/keda\n";
  const std::string wrong = "serviceAccount:\n" + role;
  const std::string right = "serviceAccount:\n  operator:\n    annotations:\n      eks.amazonaws.com/role-arn: a\n";
  const std::string under = "keda:\n  serviceAccount:\n    annotations: {eks.amazonaws.com/role-arn: a}\n";
  const std::string chart = "apiVersion: v2\nname: mine\nversion: 0.1.0\ndependencies:\n- {name: keda, version: ~2.20";
  const std::string install = "helm install keda kedacore/keda -n keda -f ";
  hold({
      {"CHART002",
       {{"a.sh", install + "v/first.yaml\n"}, {"v/first.yaml", wrong}},
       "v/first.yaml:3 warning",
       {{"a.sh", install + "v/first.yaml\n"}, {"v/first.yaml", right}}},
      {"CHART002",
       {{"charts/keda/values-prod.yaml", wrong}},
       "charts/keda/values-prod.yaml:3 warning",
       {{"charts/keda/values-prod.yaml", right}}},
      {"CHART002", {{"keda-values.yaml", wrong}}, "keda-values.yaml:3", {{"kedaish-values.yaml", wrong}}},
      {"CHART002", {{"values-keda.yml", wrong}}, "values-keda.yml:3", {{"values-web.yml", wrong}}},
      {"CHART002", {{"keda.values.yaml", wrong}}, "keda.values.yaml:3", {{"keda/other.yaml", wrong}}},
      {"CHART002", {{"x.yaml", "# chart: kedacore/keda\n" + wrong}}, "x.yaml:4", {{"x.yaml", wrong}}},
      {"CHART002",
       {{"app/Chart.yaml", chart + "}\n"}, {"app/values.yaml", under}},
       "app/values.yaml:3",
       {{"app/Chart.yaml", chart + ", alias: scaler}\n"}, {"app/values.yaml", under}}},
      {"CHART003",
       {{"x.yaml", "# chart: cluster-autoscaler 9.37.0\nautoDiscovery: {clusterName: ml}\n"}},
       "x.yaml:1 warning",
       {{"x.yaml", "# chart: cluster-autoscaler\nautoDiscovery: {clusterName: ml}\n"}}},
      {"CHART007",
       on("1.35", {{"x.yaml", "---\n# chart: karpenter 1.0.8\nsettings: {clusterName: ml}\n"}}),
       "x.yaml:2 warning",
       {{"karpenter-values.yaml", "settings: {clusterName: ml}\n"}}},
  });
}

/// The file that names another one is told by a view of its name, which must live: long names are not kept in place.
TEST(Charts, ReadValuesFilesThatAnApplicationNames) {
  const std::string folder = "clusters/production/eu-west-1/applications/";
  const std::string application =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: keda, namespace: argocd}\nspec:\n"
      "  source: {repoURL: https://kedacore.github.io/charts, chart: keda, targetRevision: 2.20.2,\n"
      "           helm: {valueFiles: [values/keda.yaml]}}\n";
  const std::string annotation = "annotations: {eks.amazonaws.com/role-arn: a}";
  hold(
      {{"CHART002",
        {{folder + "keda.yaml", application}, {folder + "values/keda.yaml", "serviceAccount:\n  " + annotation + "\n"}},
        "values/keda.yaml:2",
        {{folder + "keda.yaml", application},
         {folder + "values/keda.yaml", "serviceAccount:\n  operator: {" + annotation + "}\n"}}}});
}

TEST(Charts, SayNothingOfKeysThatAnUnreadFileMayHold) {
  const std::string install = "helm install karpenter oci://public.ecr.aws/karpenter/karpenter -n kube-system ";
  hold({
      {"CHART005",
       {{"a.sh", install + "-f k/v.yaml\n"}, {"k/v.yaml", "replicas: 2\n"}},
       "settings.clusterName is not set",
       {{"a.sh", install + "-f k/v.yaml\n"}, {"k/v.yaml", "settings: {clusterName: ml}\n"}}},
      {"CHART005", script(install + "\n"), "settings.clusterName is not set", script(install + "-f k/v.yaml\n")},
      {"CHART005", script(install + "\n"), "settings.clusterName is not set",
       script(install + "--set-json 'settings={\"clusterName\": \"ml\"}'\n")},
  });
  // Values alone never say what is missing: who installs them may set it.
  EXPECT_EQ(said("CHART005", {{"karpenter-values.yaml", "replicas: 2\n"}}), "");
}

}  // namespace
}  // namespace slipway::rules
