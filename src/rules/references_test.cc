#include <gtest/gtest.h>

#include <tuple>

#include "base/steps.h"
#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Members of the pod's spec begin at line 6.
std::string pod(const std::string& spec) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml}\nspec:\n  containers: [{name: a, image: "
         "\"a:1\"}]\n" +
         spec;
}
std::string object(const std::string& kind, const std::string& name) {
  return "---\napiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + ", namespace: ml}\n";
}
/// So many objects that what is missing is missing.
std::string others() {
  std::string out;
  for (int i = 0; i < 4; ++i)
    for (const char* kind : {"ConfigMap", "Secret", "Service"}) out += object(kind, "o" + std::to_string(i));
  return out;
}

TEST(ReferenceRules, SaysWhatNobodyMakes) {
  const std::string claim = pod("  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n");
  const std::string account = pod("  serviceAccountName: models\n");
  EXPECT_EQ(linted("REF001", {{"f.yaml", claim}}), (Said{"f.yaml:7 note: nothing here makes the claim models"}));
  EXPECT_EQ(linted("REF001", {{"f.yaml", claim + others()}}),
            (Said{"f.yaml:7 warning: nothing here makes the claim models"}));
  EXPECT_EQ(linted("REF001", {{"f.yaml", claim + others() + object("PersistentVolumeClaim", "other")}}),
            (Said{"f.yaml:7 error: nothing here makes the claim models"}));
  EXPECT_EQ(lines("REF001", claim + object("PersistentVolumeClaim", "models")), "");
  EXPECT_EQ(lines("REF002", account), "6");
  EXPECT_EQ(lines("REF002", account + object("ServiceAccount", "models")), "");
  EXPECT_EQ(lines("REF003", pod("") + others()), "3");
  EXPECT_EQ(lines("REF003", pod("") + others() + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ml}\n"), "");
}

TEST(ReferenceRules, ItsLikeInAnotherFolderDoesNotMakeItAnError) {
  const std::string claim = pod("  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n");
  const std::string account = pod("  serviceAccountName: models\n");
  for (const auto& [id, kind, text] :
       {std::tuple("REF001", "PersistentVolumeClaim", claim), {"REF002", "ServiceAccount", account}}) {
    const auto severity = [&](const std::string& file) {
      const auto said = linted(id, {{"k/f.yaml", text + others()}, {file, object(kind, "other")}});
      EXPECT_EQ(said.size(), 1u);
      return said.empty() ? "" : said.front().substr(0, said.front().find(": "));
    };
    EXPECT_EQ(severity("other/a.yaml"), text == claim ? "k/f.yaml:7 warning" : "k/f.yaml:6 warning") << id;
  }
  EXPECT_EQ(linted("REF001", {{"k/f.yaml", claim + others()}, {"k/a.yaml", object("PersistentVolumeClaim", "other")}}),
            (Said{"k/f.yaml:7 error: nothing here makes the claim models"}));
}

TEST(ReferenceRules, ANamespaceThatIsFilledInMayBeAny) {
  const std::string claim = "  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n";
  const auto in = [](std::string text, const std::string& ns) {
    for (std::size_t at = 0; (at = text.find("namespace: ml", at)) != text.npos; ++at)
      text.replace(at, 13, "namespace: " + ns);
    return text;
  };
  const auto said = [&](const std::string& pods, const std::string& makers) {
    std::size_t all = 0;
    for (const auto& [id, kind, spec] : {std::tuple("REF001", "PersistentVolumeClaim", claim),
                                         {"REF002", "ServiceAccount", "  serviceAccountName: models\n"}})
      all += linted(id, {{"p.yaml", in(pod(spec), pods)}, {"o.yaml", in(object(kind, "models"), makers)}}).size();
    return all;
  };
  EXPECT_EQ(said("ml", "ml"), 0u);
  EXPECT_EQ(said("ml", "other"), 2u);
  for (const char* variable : {"'${NAMESPACE}'", "$NAMESPACE", "'{{ .Values.namespace }}'", "'team-${TEAM}'"}) {
    EXPECT_EQ(said(variable, "ml"), 0u) << variable;
    EXPECT_EQ(said("ml", variable), 0u) << variable;
  }
  const std::string job = "kubectl apply -f - <<EOF\n" + in(pod(claim), "$NAMESPACE") + "EOF\n";
  EXPECT_EQ(linted("REF001", {{"s.sh", job}, {"a.yaml", object("PersistentVolumeClaim", "models")}}).size(), 0u);
  EXPECT_EQ(linted("REF001", {{"s.sh", job}, {"a.yaml", object("PersistentVolumeClaim", "others")}}).size(), 1u);
}

/// A release with these values, of which nobody says what its chart makes.
std::string release(const std::string& values, const std::string& chart = "rook-ceph-cluster") {
  return "---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r, namespace: "
         "ml}\nspec: {chart: {spec: {chart: " +
         chart + "}}, values: {" + values + "}}\n";
}

TEST(ReferenceRules, OneBaseOfSeveralOverlaysIsAppliedInTheNamespaceOfEach) {
  const auto without_namespace = [](std::string text) {
    const std::size_t at = text.find(", namespace: ml");
    return at == text.npos ? text : text.erase(at, 15);
  };
  const auto said = [&](const std::string& id, const std::string& kind, const std::string& user,
                        const std::string& hooks) {
    return linted(id, {{"made/o.yaml", without_namespace(object(kind, "models"))},
                       {"made/kustomization.yaml", "resources: [o.yaml]\n"},
                       {"used/p.yaml", user + others()},
                       {"used/kustomization.yaml", "namespace: default\nresources: [p.yaml]\n"},
                       {"all/kustomization.yaml", "resources: [../made, ../used]\n"},
                       {"hooks/kustomization.yaml", "namespace: hooks\n" + hooks}});
  };
  const std::string both = "resources: [../made, ../used]\n";
  const std::string set =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: ml}\nspec:\n  serviceName: models\n";
  for (const auto& [id, kind, user] :
       {std::tuple("REF001", "PersistentVolumeClaim",
                   pod("  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n")),
        {"REF002", "ServiceAccount", pod("  serviceAccountName: models\n")},
        {"REF011", "Service", set}}) {
    EXPECT_EQ(said(id, kind, user, both), Said{}) << id;
    EXPECT_EQ(said(id, "ConfigMap", user, both).size(), 1u) << id << ": of that name there is something else";
  }
  // Only what one kustomization takes meets.
  EXPECT_EQ(linted("REF002", {{"made/o.yaml", object("ServiceAccount", "models")},
                              {"used/p.yaml", without_namespace(pod("  serviceAccountName: models\n"))},
                              {"used/kustomization.yaml", "resources: [p.yaml]\n"},
                              {"a/kustomization.yaml", "namespace: a\nresources: [../used]\n"},
                              {"b/kustomization.yaml", "namespace: b\nresources: [../used]\n"},
                              {"c/kustomization.yaml", "namespace: c\nresources: [../made]\n"}})
                .size(),
            1u);
}

TEST(ReferenceRules, ChartsMakeClasses) {
  const std::string storage =
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: a\n---\napiVersion: "
      "v1\nkind: PersistentVolumeClaim\nmetadata: {name: c, namespace: ml}\nspec: {storageClassName: slow}\n";
  const std::string classes = pod("  priorityClassName: slow\n  runtimeClassName: slow\n") + others();
  const auto severities = [](const char* id, const std::string& text) {
    std::string out;
    for (const std::string& one : linted(id, {{"f.yaml", text}}))
      out += (out.empty() ? "" : " ") + one.substr(one.find(' ') + 1, one.find(": ") - one.find(' ') - 1);
    return out;
  };
  for (const auto& [id, text, alone] :
       {std::tuple("REF006", storage, "error"), {"REF008", classes, "warning warning"}}) {
    EXPECT_EQ(severities(id, text), alone);
    for (const char* made : {"pools: [{storageClass: {enabled: true, name: slow}}]", "priorityClasses: {slow: {}}",
                             "classes: [{name: slow}]"}) {
      EXPECT_EQ(severities(id, text + release(made)), "") << made;
      EXPECT_EQ(severities(id, text + release(made, "keda")), "") << made;
    }
    const std::string note = id == std::string("REF006") ? "note" : "note note";
    for (const char* other : {"storageClass: slow", "priority_class_name: slow", "name: slower", ""}) {
      EXPECT_EQ(severities(id, text + release(other)), note) << other << ": nobody knows the chart";
      EXPECT_EQ(severities(id, text + release(other, "keda")), alone) << other << ": it makes none";
    }
  }
}

// What is missing is asked of all that is here once, not for each name anew.
TEST(ReferenceRules, OfManyNamesThatLeadNowhereTakeBoundedTime) {
  constexpr int kMany = 300;
  std::string claims, pods, maps, keys;
  for (int i = 0; i < kMany; ++i) {
    claims += object("PersistentVolumeClaim", "c" + std::to_string(i));
    pods += "---\n" + pod("  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n");
    maps += object("ConfigMap", "m" + std::to_string(i)) + "data: {a: b}\n";
    keys +=
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml}\nspec: {containers: [{name: a, env: "
        "[{name: A, valueFrom: {configMapKeyRef: {name: m" +
        std::to_string(i) + ", key: none}}}]}]}\n";
  }
  for (const auto& [id, files] : {std::pair("REF001", Files{{"a/c.yaml", claims}, {"b/p.yaml", pods}}),
                                  {"REF005", Files{{"a/a.yaml", maps + keys}}}}) {
    const auto before = steps_done;
    EXPECT_EQ(linted(id, files).size(), static_cast<std::size_t>(kMany)) << id;
    EXPECT_LT(steps_done - before, 20u * kMany) << id;
  }
}

TEST(ReferenceRules, AMissingNamespaceIsSaidOnceAndMayBeMadeByHand) {
  const std::string other = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n";
  Files files = {{"a.yaml", pod("") + others() + other}, {"b.yaml", pod("")}, {"c.yaml", pod("")}};
  EXPECT_EQ(linted("REF003", files), (Said{"a.yaml:3 warning: nothing here makes the namespace ml"}));
  for (const char* command : {"kubectl create namespace ml",
                              "kubectl create ns ml --dry-run=client -o yaml | kubectl "
                              "apply -f -",
                              "kubectl create namespace \"$NS\"", "kubectl create --context a ns `cat name`",
                              "kubectl --kubeconfig=\"$K\" create ns ml", "helm install a b/c -n ml"}) {
    Files with = files;
    with.emplace_back("s.sh", std::string(command) + "\n");
    EXPECT_EQ(linted("REF003", with).size(), 0u) << command;
  }
  for (const char* command :
       {"kubectl create namespace mlx", "kubectl create namespace mlx --kubeconfig \"$KUBECONFIG\"",
        "kubectl --context=$C create ns mlx", "kubectl create ns mlx -o yaml --dry-run=$MODE"}) {
    Files with = files;
    with.emplace_back("s.sh", std::string(command) + "\n");
    EXPECT_EQ(linted("REF003", with).size(), 1u) << command;
  }
}

TEST(ReferenceRules, KeysAreThoseOfAnObjectThatIsMeant) {
  const std::string asks =
      pod("  containers: []\n  initContainers: [{name: a, env: [{name: A, valueFrom: "
          "{secretKeyRef: {name: s, key: host}}}]}]\n");
  const std::string secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: ml}\nstringData: {a: b}\n";
  const auto said = [&](const Files& more, const std::string& pods = "a/t/p.yaml") {
    Files files = {{pods, asks}};
    files.insert(files.end(), more.begin(), more.end());
    return linted("REF005", files).size();
  };
  EXPECT_EQ(said({{"a/t/s.yaml", secret}}), 1u);
  EXPECT_EQ(said({{"a/Chart.yaml", "name: a\n"}, {"a/t/s.yaml", secret}}), 1u) << "one chart";
  EXPECT_EQ(said({{"a/Chart.yaml", "name: a\n"}, {"b/Chart.yaml", "name: b\n"}, {"b/t/s.yaml", secret}}), 0u)
      << "another chart's";
  EXPECT_EQ(
      said({{"a/Chart.yaml", "name: a\n"}, {"a/charts/b/Chart.yaml", "name: b\n"}, {"a/charts/b/t/s.yaml", secret}}),
      0u);
  EXPECT_EQ(said({{"base/kustomization.yaml", "resources: [p.yaml]\n"},
                  {"dev/kustomization.yaml", "resources: [../base, s.yaml]\n"},
                  {"prod/kustomization.yaml", "resources: [../base, t.yaml]\n"},
                  {"prod/t.yaml",
                   "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: ml}\nstringData: "
                   "{host: b}\n"},
                  {"dev/s.yaml", secret}},
                 "base/p.yaml"),
            0u)
      << "another overlay's has it";
  for (const char* filler :
       {"apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x, namespace: ml}\nspec: {target: "
        "{name: s}}\n",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: s, namespace: ml}\nspec: {}\n",
        "apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\nmetadata: {name: x, namespace: "
        "ml}\nspec: {secretObjects: [{secretName: s}]}\n"})
    EXPECT_EQ(said({{"a/t/s.yaml", secret}, {"a/t/x.yaml", filler}}), 0u) << filler;
}

TEST(ReferenceRules, OfKindsWithoutNamespaceTheNamespaceIsNotRead) {
  const std::string claim =
      "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c, namespace: ml}\nspec: {storageClassName: "
      "NAME}\n";
  const auto said = [&](const std::string& name) {
    std::string text =
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast, namespace: "
        "ml}\nprovisioner: a\n" +
        claim;
    text.replace(text.find("NAME"), 4, name);
    return lines("REF006", text);
  };
  EXPECT_EQ(said("fast"), "");
  EXPECT_EQ(said("slow"), "9");
  EXPECT_EQ(lines("REF008", pod("  priorityClassName: high\n") + others() +
                                "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high, "
                                "namespace: ml}\nvalue: 1\n"),
            "");
}

TEST(ReferenceRules, OfManyFoldersNobodySaysThatTheyAreTheWhole) {
  const std::string claim = pod("  volumes:\n  - {name: v, persistentVolumeClaim: {claimName: models}}\n");
  Files files = {{"k/a.yaml", claim + others() + object("PersistentVolumeClaim", "other")}};
  EXPECT_EQ(linted("REF001", files), (Said{"k/a.yaml:7 error: nothing here makes the claim models"}));
  for (int i = 0; i < 8; ++i) files.emplace_back("k" + std::to_string(i) + "/a.yaml", object("Secret", "s"));
  EXPECT_EQ(linted("REF001", files), (Said{"k/a.yaml:7 note: nothing here makes the claim models"}));
}

std::string terraform(const std::string& type, const std::string& body) {
  return "resource \"" + type + "\" \"x\" {\n" + body + "}\n";
}

TEST(ReferenceRules, WhatTerraformMakesIsNotMissing) {
  const std::string pool = "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: other}\nspec: {}\n";
  const std::string asked = pod("  nodeSelector: {karpenter.sh/nodepool: gpu}\n") + pool;
  const auto said = [&](const std::string& name, const std::string& text) {
    return linted("REF004", {{"f.yaml", asked}, {name, text}}).size();
  };
  const std::string body =
      "    apiVersion: karpenter.sh/v1\n    kind: NodePool\n    metadata:\n      name: NAME\n    spec: {}\n";
  const auto here_document = [&](std::string text, const std::string& name) {
    text.replace(text.find("NAME"), 4, name);
    return terraform("kubectl_manifest", "  yaml_body = <<-YAML\n" + text + "  YAML\n");
  };
  const auto manifest = [](const std::string& kind, const std::string& name) {
    return terraform("kubernetes_manifest", "  manifest = {\n    apiVersion = \"karpenter.sh/v1\"\n    kind = " + kind +
                                                "\n    metadata = { name = " + name + " }\n  }\n");
  };
  const auto plan = [](const std::string& type, const std::string& values) {
    return R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "a.b", "mode":
             "managed", "type": ")" +
           type + R"(", "name": "b", "values": )" + values + "}]}}}";
  };
  for (const std::string& text :
       {here_document(body, "gpu"), here_document("    ---\n" + body, "gpu"), here_document(body, "${each.key}"),
        here_document("    %{ for one in var.pools ~}\n" + body, "${one}"), manifest("\"NodePool\"", "\"gpu\""),
        manifest("\"NodePool\"", "var.name"), manifest("local.kind", "\"gpu\""),
        terraform("kubernetes_manifest", "  manifest = yamldecode(file(\"pool.yaml\"))\n"),
        terraform("kubectl_manifest", "  yaml_body = templatefile(\"pool.yaml\", {})\n"),
        terraform("kubectl_manifest", "  yaml_body = each.value\n")})
    EXPECT_EQ(said("k.tf", text), 0u) << text;
  for (const std::string& text :
       {here_document(body, "cpu"), manifest("\"NodePool\"", "\"cpu\""), manifest("\"Queue\"", "\"gpu\""),
        terraform("kubernetes_namespace", "  metadata {\n    name = \"gpu\"\n  }\n"),
        terraform("aws_sqs_queue", "  name = \"gpu\"\n")})
    EXPECT_EQ(said("k.tf", text), 1u) << text;
  EXPECT_EQ(
      said("p.json", plan("kubernetes_manifest", R"({"manifest": {"kind": "NodePool", "metadata": {"name": "gpu"}}})")),
      0u)
      << "part of it may be known after apply";
  EXPECT_EQ(said("p.json", plan("kubectl_manifest", R"({"yaml_body": "apiVersion: karpenter.sh/v1\nkind: NodePool\n)"
                                                    R"(metadata: {name: gpu}\n"})")),
            0u);
  EXPECT_EQ(said("p.json", plan("kubectl_manifest", "{}")), 0u) << "known after apply";
  EXPECT_EQ(
      said("p.json", plan("kubernetes_manifest", R"({"manifest": {"kind": "NodePool", "metadata": {"name": "cpu"}}})")),
      1u);
  // Resources of a type for one kind.
  const std::string whole = pod("  priorityClassName: high\n  serviceAccountName: models\n") + others();
  const Files files = {
      {"f.yaml", whole},
      {"k.tf", terraform("kubernetes_namespace_v1", "  metadata {\n    name = \"ml\"\n  }\n") +
                   terraform("kubernetes_priority_class", "  metadata {\n    name = \"high\"\n  }\n") +
                   terraform("kubernetes_service_account", "  metadata {\n    name = local.a\n  }\n")}};
  for (const char* id : {"REF002", "REF003", "REF008"}) {
    EXPECT_EQ(linted(id, files).size(), 0u) << id;
    EXPECT_EQ(linted(id, {{"f.yaml", whole}}).size(), 1u) << id;
  }
}

TEST(ReferenceRules, ManifestsInTerraformsTextAreJudgedAtTheirPlaces) {
  const std::string text = terraform("kubectl_manifest",
                                     "  yaml_body = <<-YAML\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: "
                                     "a}\n    spec: {nodeSelector: {karpenter.sh/nodepool: gone}}\n  YAML\n");
  const std::string pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {}\n";
  EXPECT_EQ(linted("REF004", {{"k.tf", "# one\n" + text + text}, {"p.yaml", pool}}),
            (Said{"k.tf:7 error: there is no NodePool gone", "k.tf:15 error: there is no NodePool gone"}));
  std::string tabs = text;
  for (std::size_t at = 0; (at = tabs.find("    ", at)) != tabs.npos;) tabs.replace(at, 4, "\t\t");
  EXPECT_EQ(linted("REF004", {{"k.tf", tabs}, {"p.yaml", pool}}), Said{"k.tf:6 error: there is no NodePool gone"});
}

TEST(ReferenceRules, PoolsAndTheirLabels) {
  const std::string pool =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {metadata: {labels: "
      "{w: train}}, spec: {}}}\n";
  EXPECT_EQ(lines("REF004", pod("  nodeSelector: {karpenter.sh/nodepool: gpus}\n") + pool), "6");
  EXPECT_EQ(lines("REF004", pod("  nodeSelector: {karpenter.sh/nodepool: gpu}\n") + pool), "");
  for (const char* of_auto_mode : {"general-purpose", "system"})
    EXPECT_EQ(
        lines("REF004", pod("  nodeSelector: {karpenter.sh/nodepool: " + std::string(of_auto_mode) + "}\n") + pool),
        "");
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {node.kubernetes.io/instance-type: ml.g5.8xlarge}\n")), "")
      << "nodes of SageMaker HyperPod";
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {node.kubernetes.io/instance-type: g5.8xlagre}\n")), "6");
  const auto beside = [&](const std::string& terraform) {
    return linted("REF007", {{"a.yaml", pod("  nodeSelector: {w: training}\n") + pool}, {"m.tf", terraform}}).size();
  };
  EXPECT_EQ(beside("resource \"aws_eks_node_group\" \"a\" {\n}\n"), 0u) << "whose labels nobody reads";
  EXPECT_EQ(beside("module \"eks\" {\n  eks_managed_node_groups = {\n    a = {}\n  }\n}\n"), 0u);
  EXPECT_EQ(beside("resource \"aws_vpc\" \"a\" {\n}\n"), 1u);
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {w: training}\n") + pool), "6");
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {w: train}\n") + pool), "");
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {other: x}\n") + pool), "");
}

TEST(ReferenceRules, RequiredAffinityIsReadAsANodeSelectorIs) {
  const std::string pool =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {metadata: {labels: "
      "{w: train, empty: \"\"}}, spec: {}}}\n";
  const auto wants = [&](const std::string& expressions, const std::string& more = "") {
    return pod("  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n"
               "        nodeSelectorTerms:\n        - matchExpressions: [" +
               expressions + "]\n" + more) +
           pool;
  };
  EXPECT_EQ(lines("REF007", wants("{key: w, operator: In, values: [training, tune]}")), "10");
  EXPECT_EQ(lines("REF007", wants("{key: w, operator: In, values: [training, train]}")), "");
  EXPECT_EQ(lines("REF007", wants("{key: w, operator: Exists}")), "");
  EXPECT_EQ(lines("REF007", wants("{key: w, operator: NotIn, values: [train]}")), "");
  EXPECT_EQ(lines("REF007", wants("{key: w, operator: In, values: [training]}", "        - matchExpressions: []\n")),
            "")
      << "the other term is enough";
  EXPECT_EQ(lines("REF007", pod("  nodeSelector: {empty: \"\"}\n") + pool), "") << "a label may be empty";
  EXPECT_EQ(linted("REF004", {{"f.yaml", wants("{key: karpenter.sh/nodepool, operator: In, values: [a, b]}")}}),
            (Said{"f.yaml:10 error: there is no NodePool a or b"}));
  EXPECT_EQ(lines("REF004", wants("{key: karpenter.sh/nodepool, operator: In, values: [a, gpu]}")), "");
  EXPECT_EQ(lines("REF009", wants("{key: karpenter.sh/provisioner-name, operator: Exists}")), "10");
}

/// A pool with one requirement.
std::string buying(const std::string& key, const std::string& values) {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {spec: "
         "{requirements: "
         "[{key: " +
         key + ", operator: In, values: [" + values + "]}]}}}\n";
}

TEST(ReferenceRules, LabelsOfTypesThatPoolsMayBuy) {
  const std::string g5 = buying("karpenter.k8s.aws/instance-family", "g5, g6");
  const auto selects = [](const std::string& label) { return pod("  nodeSelector: {" + label + "}\n"); };
  EXPECT_EQ(linted("REF007", {{"f.yaml", selects("node.kubernetes.io/instance-type: g5.xlrage") + g5}}),
            (Said{"f.yaml:6 error: no EC2 type is labelled node.kubernetes.io/instance-type=g5.xlrage"}));
  EXPECT_EQ(linted("REF007", {{"f.yaml", selects("karpenter.k8s.aws/instance-family: p5") + g5}}),
            (Said{"f.yaml:6 warning: no NodePool may buy nodes with karpenter.k8s.aws/instance-family=p5"}));
  EXPECT_EQ(lines("REF007", selects("karpenter.k8s.aws/instance-gpu-name: a100") + g5), "6");
  EXPECT_EQ(lines("REF007", selects("karpenter.k8s.aws/instance-gpu-name: a10g") + g5), "");
  EXPECT_EQ(lines("REF007", selects("node.kubernetes.io/instance-type: g6.xlarge") + g5), "");
  // Of a type that exists other nodes may be; where much is here they would be here too.
  const std::string p5 = selects("node.kubernetes.io/instance-type: p5.48xlarge");
  EXPECT_EQ(linted("REF007", {{"f.yaml", p5 + g5}}),
            (Said{"f.yaml:6 note: no NodePool may buy nodes with node.kubernetes.io/instance-type=p5.48xlarge"}));
  EXPECT_EQ(lines("REF007", p5 + g5 + others()), "6");
  EXPECT_EQ(lines("REF007", p5 + others()), "");  // nothing is known of pools
}

TEST(ReferenceRules, TypesThatEc2DoesNotHave) {
  const auto selects = [](const std::string& type) {
    return pod("  nodeSelector: {node.kubernetes.io/instance-type: " + type + "}\n");
  };
  EXPECT_EQ(lines("REF007", selects("g5.xlrage")), "6");
  EXPECT_EQ(lines("REF007", selects("g5.xlarge")), "");
  EXPECT_EQ(lines("REF007", selects("a-machine-of-ours")), "");  // a hybrid node's
}

TEST(ReferenceRules, OnePoolHasAllThatAPodSelects) {
  const auto labelled = [](const std::string& name, const std::string& family) {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: " + name +
           "}\nspec: {template: {metadata: {labels: {team: " + name +
           "}}, spec: {requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [" + family +
           "]}]}}}\n";
  };
  const std::string two = labelled("a", "g5") + labelled("b", "g6, g6e");
  const auto selects = [](const std::string& labels) { return pod("  nodeSelector: {" + labels + "}\n"); };
  const std::string wrong = selects("team: a, karpenter.k8s.aws/instance-family: g6");
  EXPECT_EQ(linted("REF007", {{"f.yaml", wrong + two + others()}}),
            (Said{"f.yaml:6 warning: no NodePool's nodes have all that Pod ml/a selects"}));
  EXPECT_EQ(linted("REF007", {{"f.yaml", wrong + two}}),  // nodes may be made elsewhere
            (Said{"f.yaml:6 note: no NodePool's nodes have all that Pod ml/a selects"}));
  EXPECT_EQ(lines("REF007", selects("team: b, karpenter.k8s.aws/instance-family: g6") + two + others()), "");
  EXPECT_EQ(lines("REF007", selects("team: a, disk: ssd, karpenter.k8s.aws/instance-family: g6") + two + others()), "");
  // Of one pool, and of no type of it.
  EXPECT_EQ(lines("REF007", selects("karpenter.k8s.aws/instance-family: g6e, karpenter.k8s.aws/instance-gpu-name: l4") +
                                two + others()),
            "6");
}

TEST(ReferenceRules, CapacityThatPoolsBuy) {
  const auto selects = [](const std::string& value) {
    return pod("  nodeSelector: {karpenter.sh/capacity-type: " + value + "}\n");
  };
  EXPECT_EQ(lines("REF007", selects("spot") + buying("karpenter.sh/capacity-type", "on-demand")), "6");
  EXPECT_EQ(lines("REF007", selects("spot") + buying("karpenter.sh/capacity-type", "on-demand, spot")), "");
  EXPECT_EQ(lines("REF007", selects("spot") + buying("karpenter.k8s.aws/instance-family", "g5")), "");
  EXPECT_EQ(lines("REF007", selects("ondemand") + buying("karpenter.k8s.aws/instance-family", "g5")), "6");
  EXPECT_EQ(lines("REF007", selects("on_demand")), "6");  // Karpenter passes such pods over
}

TEST(ReferenceRules, LabelsThatKarpenterSets) {
  EXPECT_EQ(lines("REF009", pod("  nodeSelector: {karpenter.sh/provisioner-name: gpu}\n")), "6");
  EXPECT_EQ(lines("REF009", pod("  nodeSelector: {karpenter.k8s.aws/instance-gpu-nam: t4}\n")), "6");
  EXPECT_EQ(lines("REF009", pod("  nodeSelector: {karpenter.sh/nodepool: gpu, team: a}\n")), "");
}

TEST(ReferenceRules, ClassesOfPods) {
  EXPECT_EQ(lines("REF008", pod("  priorityClassName: training\n") + others()), "6");
  EXPECT_EQ(lines("REF008", pod("  priorityClassName: system-node-critical\n") + others()), "");
  EXPECT_EQ(lines("REF008", pod("  runtimeClassName: nvidia\n") + others()), "6");
  EXPECT_EQ(
      lines("REF008",
            pod("  runtimeClassName: nvidia\n") + others() +
                "---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\nhandler: nvidia\n"),
      "");
}

TEST(ReferenceRules, KeysAndClasses) {
  const std::string map =
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ml}\ndata: {model: a}\n";
  const auto reader = [](const std::string& key) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml}\nspec:\n  containers:\n  - name: a\n    "
           "env:\n    - name: M\n"
           "      valueFrom: {configMapKeyRef: {name: c, key: " +
           key + "}}\n";
  };
  EXPECT_EQ(lines("REF005", reader("modle") + map), "9");
  const std::string another =
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ml}\ndata: {modle: a}\n";
  EXPECT_EQ(lines("REF005", reader("modle") + map + another), "") << "either may be meant";
  EXPECT_EQ(lines("REF005", reader("model") + map), "");
  EXPECT_EQ(lines("REF005", reader("modle")), "");
  const auto secret = [](const std::string& more) {
    return "---\napiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: ml}\n" + more;
  };
  std::string of_secret = reader("token");
  of_secret.replace(of_secret.find("configMapKeyRef"), 15, "secretKeyRef");
  EXPECT_EQ(lines("REF005", of_secret + secret("stringData: {tokn: a}\n")), "9");
  EXPECT_EQ(lines("REF005", of_secret + secret("data: {tokn: YQ==}\n")), "9");
  for (const char* right :
       {"stringData: {token: a}\n", "data: {token: YQ==}\n", "", "type: a.com/b\ndata: {tokn: YQ==}\n"})
    EXPECT_EQ(lines("REF005", of_secret + secret(right)), "") << right << ": there, or somebody fills it";
  const auto annotated = [&](const std::string& annotation) {
    return linted("REF005", {{"f.yaml", of_secret +
                                            "---\napiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: ml, "
                                            "annotations: {" +
                                            annotation + ": a}}\nstringData: {user: a}\n"}});
  };
  EXPECT_EQ(annotated("secret-generator.v1.mittwald.de/autogenerate"), Said{});
  EXPECT_EQ(annotated("replicator.v1.mittwald.de/replicate-from"), Said{});
  for (const char* none : {"note", "kubectl.kubernetes.io/x", "helm.sh/hook", "argocd.argoproj.io/sync-wave"})
    EXPECT_EQ(annotated(none), (Said{"f.yaml:9 warning: Secret c has no key token"})) << none;
  const std::string mounts =
      pod("  volumes:\n  - {name: v, secret: {secretName: c, items: [{key: token, path: t}]}}\n"
          "  - {name: p, projected: {sources: [{configMap: {name: c, items: [{key: modle, path: m}]}}]}}\n");
  EXPECT_EQ(lines("REF005", mounts + secret("stringData: {tokn: a}\n") + map), "7 8");
  const std::string classes =
      "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: gp3}\nprovisioner: ebs.csi.aws.com\n";
  const auto claim = [](const std::string& name) {
    return "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: p}\nspec: {storageClassName: " + name + "}\n";
  };
  EXPECT_EQ(lines("REF006", claim("gp2-encrypted") + classes), "4");
  EXPECT_EQ(lines("REF006", claim("gp3") + classes), "");
  EXPECT_EQ(lines("REF006", claim("gp2-encrypted")), "");
}

TEST(ReferenceRules, RolesOfServiceAccounts) {
  const auto account = [](const std::string& arn) {
    return "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  annotations: {eks.amazonaws.com/role-arn: "
           "\"" +
           arn + "\"}\n";
  };
  for (const char* wrong : {"arn:aws:iam::12345:role/x", "arn:aws:iam::111122223333:policy/x", "my-role"})
    EXPECT_EQ(lines("REF010", account(wrong)), "5") << wrong;
  for (const char* right : {"arn:aws:iam::111122223333:role/x", "arn:aws-cn:iam::111122223333:role/a/b",
                            "arn:aws:iam::${ACCOUNT}:role/x", "arn:aws:iam::ACCOUNT_ID:role/x", "<role>"})
    EXPECT_EQ(lines("REF010", account(right)), "") << right;
}

TEST(ReferenceRules, AStatefulSetHasItsService) {
  const std::string set =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: ml}\nspec:\n  serviceName: redis\n";
  EXPECT_EQ(lines("REF011", set + others()), "5");
  EXPECT_EQ(lines("REF011", set + others() + object("Service", "redis")), "");
  EXPECT_EQ(lines("REF011", set), "");
}

}  // namespace
}  // namespace slipway::rules::testing
