#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::kService;
using testing::run_in;
using testing::Said;
using testing::says;

TEST(Checking, ReadsStandardInputAndFolders) {
  io::FakeFiles files;
  files.files["-"] = kService;
  files.files["k8s/a.yaml"] = kService;
  files.files["k8s/values.yaml"] = "replicas: 2\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "-"}).out, "<stdin>:7:9"));
  const Said folder = run_in(files, {"validate", "k8s"});
  EXPECT_TRUE(says(folder.out, "k8s/a.yaml:7:9")) << folder.out;
  EXPECT_TRUE(says(folder.out, "1 error, 0 warnings, 0 notes in 2 files")) << folder.out;
  EXPECT_EQ(run_in(files, {"validate", "nothing.yaml"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(run_in(files, {"validate"}).code, ExitCode::WrongUsage);
}

TEST(Checking, ManifestsOfAPlanAreJudgedWhereTheyStandInIt) {
  std::string body;  // as a string of JSON has it
  for (const char c : std::string(kService)) body += c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
  io::FakeFiles files;
  files.files["a.tfplan.json"] =
      R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
{"address": "kubectl_manifest.a", "mode": "managed", "type": "kubectl_manifest", "name": "a", "values": {"yaml_body":
")" + body +
      R"("}},
{"address": "kubernetes_manifest.b", "mode": "managed", "type": "kubernetes_manifest", "name": "b", "values": {"manifest":
{"apiVersion": "apps/v1", "kind": "Deploymnt", "metadata": {"name": "d"}}}}]}},
"resource_changes": [{"address": "kubernetes_manifest.b", "change": {"after_unknown": {"manifest": {}}}}]})";
  for (const char* verb : {"validate", "lint"}) {
    const Said said = run_in(files, {verb, "a.tfplan.json"});
    EXPECT_EQ(said.code, ExitCode::FindingsReported);
    EXPECT_TRUE(says(said.out, "a.tfplan.json:3:82: error: spec.type: unsupported value")) << said.out;
    EXPECT_TRUE(says(said.out, "a.tfplan.json:5:35: error: no matches for kind Deploymnt")) << said.out;
  }
  // The plan is what came of something else: nothing in it is mended.
  const std::string before = files.files["a.tfplan.json"];
  EXPECT_FALSE(says(run_in(files, {"lint", "-o", "sarif", "a.tfplan.json"}).out, "\"fixes\""));
  run_in(files, {"lint", "--fix", "a.tfplan.json"});
  EXPECT_EQ(files.files["a.tfplan.json"], before);
}

TEST(Checking, WhatCannotBeReadDoesNotStopTheRest) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  files.denied = {"secret.yaml"};
  for (const char* verb : {"lint", "validate"}) {
    const Said said = run_in(files, {verb, "gone.yaml", "a.yaml", "*.none", "secret.yaml"});
    for (const char* name : {"gone.yaml", "*.none", "secret.yaml"}) EXPECT_TRUE(says(said.err, name)) << said.err;
    EXPECT_TRUE(says(said.out, "a.yaml:7:9")) << said.out;
    EXPECT_EQ(said.code, ExitCode::WrongUsage);
  }
  // Neither a file nor a baseline is written by half of what was asked for.
  EXPECT_EQ(run_in(files, {"lint", "a.yaml", "gone.yaml", "--baseline", "b.json", "--write-baseline"}).code,
            ExitCode::WrongUsage);
  EXPECT_EQ(run_in(files, {"lint", "a.yaml", "gone.yaml", "--fix"}).code, ExitCode::WrongUsage);
  EXPECT_FALSE(files.files.contains("b.json"));
  EXPECT_EQ(files.files["a.yaml"], kService);
}

// What kustomize and Helm make objects of is none yet: nothing of it is an error.
TEST(Checking, PassesOverPatchesAndTemplates) {
  io::FakeFiles files;
  files.files = {
      {"k/base/kustomization.yaml", "resources: [d.yaml]\n"},
      {"k/prod/kustomization.yaml",
       "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\npatches:\n"
       "- path: more.yaml\n- {path: json.yaml, target: {kind: Deployment}}\npatchesStrategicMerge: [../old/p.yaml]\n"},
      {"k/prod/more.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"},
      {"k/prod/json.yaml", "- {op: replace, path: /spec/replicas, value: 5}\n"},
      {"k/old/p.yaml", "$patch: delete\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n"},
      {"c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"},
      {"c/values.yaml", "kind: x\n"},
      {"c/templates/d.yaml", "{{- if .Values.on }}\napiVersion: v1\n"},
      {"c/templates/sub/e.yaml", "kind: {{ .Values.kind }}\n"},
      {"c/templates/plain.yaml", kService},
      {"templates/t.yaml", "name: {{ no chart beside }}\n"}};
  const Said kustomize = run_in(files, {"lint", "k"});
  EXPECT_EQ(kustomize.code, ExitCode::Ok) << kustomize.out;
  EXPECT_TRUE(says(kustomize.out, "the first of 3 files, each a patch of k/prod")) << kustomize.out;
  EXPECT_TRUE(says(kustomize.out, "kubectl kustomize k/prod | slipway lint -")) << kustomize.out;
  EXPECT_FALSE(says(kustomize.out, "API013")) << "of the Kustomization itself: " << kustomize.out;
  const Said hook = run_in(files, {"lint", "k/prod/more.yaml"});
  EXPECT_EQ(hook.code, ExitCode::Ok) << "named alone: " << hook.out;
  const Said helm = run_in(files, {"lint", "c", "--fail-on", "never"});
  EXPECT_TRUE(says(helm.out, "the first of 2 files, each a template of c")) << helm.out;
  EXPECT_TRUE(says(helm.out, "c/templates/plain.yaml:7:9: error")) << "a whole object is judged: " << helm.out;
  EXPECT_TRUE(says(helm.out, "1 error,")) << helm.out;
  EXPECT_EQ(run_in(files, {"lint", "templates/t.yaml"}).code, ExitCode::FindingsReported) << "of no chart";
  EXPECT_TRUE(says(run_in(files, {"lint", "templates"}).out, "a template, which is no YAML before something fills it"))
      << "found in a folder";
}

// A repository may keep the definitions of several releases: by which of them an object is judged nobody can say.
TEST(Checking, ADefinitionOfSeveralFoldersJudgesNothing) {
  const auto crd = [](const std::string& field) {
    return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: "
           "things.a.example.com}\n"
           "spec:\n  group: a.example.com\n  scope: Namespaced\n"
           "  names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}\n"
           "  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n"
           "        type: object\n        properties: {spec: {type: object, properties: {" +
           field + ": {type: string}}}}\n";
  };
  io::FakeFiles files;
  files.files = {{"k/v1/crd.yaml", crd("old")},
                 {"k/t.yaml", "apiVersion: a.example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {new: a}\n"}};
  EXPECT_TRUE(says(run_in(files, {"validate", "k"}).out, "unknown field \"spec.new\""));
  files.files["k/v2/crd.yaml"] = crd("new");
  const Said both = run_in(files, {"validate", "k"});
  EXPECT_FALSE(says(both.out, "unknown field")) << both.out;
  EXPECT_EQ(both.code, ExitCode::Ok) << both.out;
}

// The namespace of what a base binds is often its overlay's to give.
TEST(Checking, KnowsThatAnOverlayMayGiveTheNamespace) {
  io::FakeFiles files;
  files.files["rbac/b.yaml"] =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: "
      "rbac.authorization.k8s.io, kind: ClusterRole, name: r}\nsubjects:\n- {kind: ServiceAccount, name: a}\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "rbac"}).out, "1 error,"));
  files.files["rbac/kustomization.yaml"] = "resources: [b.yaml]\n";
  const Said base = run_in(files, {"validate", "rbac"});
  EXPECT_TRUE(says(base.out, "0 errors, 0 warnings, 1 note")) << base.out;
  files.files["rbac/kustomization.yaml"] += "namespace: ml\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "rbac"}).out, "0 errors, 0 warnings, 0 notes"));
}

// What the kustomization beside a file does to it counts though a hook names the file alone.
TEST(Checking, ReadsTheKustomizationBesideANamedFile) {
  io::FakeFiles files;
  files.files["k/d.yaml"] =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template: {spec: {containers: [{name: a, "
      "image: \"a:1\"}]}}\n";
  files.files["k/ns.yaml"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n";
  for (const char* file : {"k/d.yaml", "k/ns.yaml"})
    EXPECT_EQ(run_in(files, {"validate", file}).code, ExitCode::FindingsReported) << file;
  files.files["k/kustomization.yaml"] = "resources: [d.yaml, ns.yaml]\nnamespace: ml\ncommonLabels: {a: b}\n";
  for (const char* file : {"k/d.yaml", "k/ns.yaml", "k"})
    EXPECT_EQ(run_in(files, {"validate", file}).code, ExitCode::Ok) << file << run_in(files, {"validate", file}).out;
  files.files["k/kustomization.yaml"] = "resources: [d.yaml]\n";
  const Said base = run_in(files, {"validate", "k/d.yaml"});
  EXPECT_TRUE(says(base.out, "0 errors")) << base.out;
  EXPECT_TRUE(says(base.out, "an overlay's `labels:` may give them")) << base.out;
}

TEST(Checking, OfTwoFamiliesNobodySaysWhichTheClusterHas) {
  io::FakeFiles files;
  files.files["s.yaml"] =
      "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6, "
      "IPv4], ports: [{port: 80}]}\n";
  const Said said = run_in(files, {"validate", "s.yaml"});
  EXPECT_TRUE(says(said.out, "0 errors, 1 warning")) << said.out;
  EXPECT_TRUE(says(said.out, "one family")) << said.out;
}

// kubebuilder writes patches of which the kustomization's lines are comments.
TEST(Checking, PassesOverPatchesThatAreNotTakenNow) {
  const std::string patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";
  io::FakeFiles files;
  files.files = {{"k/crd/kustomization.yaml", "resources: [a.yaml]\n# - patches/in_a.yaml\n"},
                 {"k/crd/a.yaml", kService},
                 {"k/crd/patches/in_a.yaml", patch},
                 {"k/crd/manager_patch.yaml", patch},
                 {"other/patches/b.yaml", patch},
                 {"k/named/kustomization.yaml", "resources: [patch-panel.yaml]\n"},
                 {"k/named/patch-panel.yaml", patch}};
  const Said crd = run_in(files, {"validate", "k/crd"});
  EXPECT_TRUE(says(crd.out, "the first of 2 files, each a patch of k/crd")) << crd.out;
  EXPECT_EQ(run_in(files, {"validate", "k/crd/patches"}).code, ExitCode::Ok) << "its kustomization stands above";
  EXPECT_EQ(run_in(files, {"validate", "other"}).code, ExitCode::FindingsReported) << "no kustomization is near";
  EXPECT_EQ(run_in(files, {"validate", "k/named"}).code, ExitCode::FindingsReported) << "it is a resource";
  files.files["k/crd/dispatch.yaml"] = patch;
  EXPECT_TRUE(says(run_in(files, {"validate", "k/crd"}).out, "k/crd/dispatch.yaml:4:")) << "not called a patch";
}

// So are those that scripts write or give to kubectl, and what has a patch's own words.
TEST(Checking, PassesOverPatchesOfScripts) {
  const std::string patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";
  io::FakeFiles files;
  files.files = {{"k/a.sh",
                  "kubectl patch deployment web --patch-file p.yaml\nkubectl patch deployment web "
                  "--patch-file /dev/stdin <<EOF\n" +
                      patch + "EOF\n"},
                 {"k/p.yaml", patch},
                 {"k/q.yaml", patch + "  template:\n    $patch: replace\n"}};
  const Said said = run_in(files, {"lint", "k"});
  EXPECT_EQ(said.code, ExitCode::Ok) << said.out;
  EXPECT_TRUE(says(said.out, "a patch of k/a.sh: nobody applies it")) << said.out;
  EXPECT_TRUE(says(said.out, "a patch by its directives")) << said.out;
  files.files.erase("k/q.yaml");
  files.files["k/a.sh"] = "kubectl apply -f p.yaml\nkubectl apply -f - <<EOF\n" + patch + "EOF\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "k"}).out, "k/a.sh:")) << "what is applied is judged";
  files.files.erase("k/p.yaml");
  files.files["k/a.sh"] = "cat > a-patch.yaml <<EOF\n" + patch + "EOF\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "k"}).out, "k/a.sh:2:1: note: a part of a workload, a patch of one"));
  files.files["k/a.sh"] += "kubectl apply -f a-patch.yaml\n";
  EXPECT_EQ(run_in(files, {"validate", "k"}).code, ExitCode::FindingsReported);
}

// What something fills in before the server reads it is refused as it stands, and no error of the file.
TEST(Checking, ValuesThatAreFilledInAreNoErrors) {
  const auto replicas = [](const std::string& value) {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: " + value +
           "\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
           "    spec: {containers: [{name: a, image: a}]}\n";
  };
  io::FakeFiles files;
  for (const char* value : {"$REPLICAS", "${REPLICAS}", "__REPLICAS__", "<REPLICAS>"}) {
    files.files["a.yaml"] = replicas(value);
    const Said said = run_in(files, {"validate", "a.yaml"});
    EXPECT_EQ(said.code, ExitCode::Ok) << said.out;
    EXPECT_TRUE(says(said.out, "a.yaml:5:13: note")) << said.out;
  }
  for (const char* name : {"my$app", "a$(b)c"}) {
    files.files["a.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + std::string(name) + "}\n";
    EXPECT_EQ(run_in(files, {"validate", "a.yaml"}).code, ExitCode::FindingsReported) << name << " is what it says";
  }
  files.files["a.yaml"] = replicas("many");
  EXPECT_EQ(run_in(files, {"validate", "a.yaml"}).code, ExitCode::FindingsReported);
  files.files["a.sh"] = "kubectl apply -f - <<EOF\n" + replicas("$REPLICAS") + "EOF\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "a.sh"}).out, "0 errors, 0 warnings, 0 notes"));
  files.files["a.sh"] = "kubectl apply -f - <<EOF\n" + replicas("many") + "EOF\n";
  EXPECT_EQ(run_in(files, {"validate", "a.sh"}).code, ExitCode::FindingsReported);
}

// A hook names the files that were changed: what Terraform reads with them is read too, and nothing is said of it.
TEST(Checking, KnowsTheRestOfAModule) {
  io::FakeFiles files;
  files.files = {
      {"infra/main.tf", "module \"vpc\" {\n  source = \"./modules/vpc\"\n  cidr   = var.cidr\n}\n"},
      {"infra/variables.tf", "variable \"cidr\" {}\nresource \"aws_iam_role\" \"r\" {\n  name = var.nowhere\n}\n"},
      {"infra/modules/vpc/main.tf", "module \"subnet\" {\n  source = \"../subnet\"\n}\n"},
      {"infra/modules/subnet/main.tf.json", "{}"},
      {"infra/prod.tfvars", "cidr = \"10.0.0.0/16\"\n"}};
  for (const std::vector<std::string>& named : std::vector<std::vector<std::string>>{
           {"infra/main.tf"}, {"infra/m*.tf"}, {"infra/main.tf", "infra/prod.tfvars"}}) {
    std::vector<std::string> words = {"lint", "--only", "TF1*,SUBJ*"};
    words.insert(words.end(), named.begin(), named.end());
    const Said said = run_in(files, words);
    EXPECT_TRUE(says(said.out, "0 errors, 0 warnings, 0 notes in")) << named[0] << said.out;
  }
  EXPECT_TRUE(says(run_in(files, {"lint", "infra/prod.tfvars"}).out, "in 1 file\n")) << "only what was asked about";
  EXPECT_TRUE(says(run_in(files, {"lint", "infra/variables.tf"}).out, "var.nowhere is declared nowhere"));
  files.files.erase("infra/modules/vpc/main.tf");
  EXPECT_TRUE(says(run_in(files, {"lint", "infra/main.tf"}).out, "nothing among these files is in ./modules/vpc"));
}

}  // namespace
}  // namespace slipway::cli
