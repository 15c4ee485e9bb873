#include <gtest/gtest.h>

#include <filesystem>

#include "base/unified_diff.h"
#include "cli/edited_files.h"
#include "cli/fixes.h"
#include "cli/testing/verb_run.h"

namespace slipway::cli {
namespace {

constexpr const char* kService = R"(apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  # kept
  type: Unusual
  ports:
  - port: 80
)";

using testing::Said;
using testing::says;

Said run_in(io::FakeFiles& files, const std::vector<std::string>& words) { return testing::run_with(files, words); }

TEST(Checking, RefusesWhatTheApiServerRefusesWithItsPlace) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(said.out, "a.yaml:7:9: error: spec.type: unsupported value")) << said.out;
  EXPECT_TRUE(says(said.out, "1 error, 0 warnings, 0 notes in 1 file\n")) << said.out;
  EXPECT_EQ(run_in(files, {"validate", "--fail-on", "never", "a.yaml"}).code, ExitCode::Ok);
}

TEST(Checking, SaysAllOfAnObjectWhereTheServerStopsAtTheFirst) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n    protocol: HTTP\n";
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_TRUE(says(said.out, "a.yaml:10:5: error: unknown field 'nodeport'")) << said.out;
  EXPECT_TRUE(says(said.out, "a.yaml:7:9: error: spec.type")) << said.out;
  EXPECT_TRUE(says(said.out, "a.yaml:11:15: error: spec.ports[0].protocol")) << said.out;
}

// In place of what cannot be decoded the server has its defaults, and finds fault with these.
TEST(Checking, SaysNothingThatFollowsFromWhatCannotBeDecoded) {
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [";
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'a:1', ";
  for (const std::string& text :
       {service + "{port: \"8080\"}]}\n", service + "{port: 80, targetPort: true}]}\n",
        service + "{port: [80], name: a}]}\n", pod + "ports: [{containerPort: \"80\"}]}]}\n",
        pod + "livenessProbe: {httpGet: {port: {a: b}}}}]}\n",
        std::string(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {backoffLimit: \"3\", template: {spec: "
            "{restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}\n")}) {
    io::FakeFiles files;
    files.files["a.yaml"] = text;
    const Said said = run_in(files, {"validate", "a.yaml"});
    EXPECT_TRUE(says(said.out, "1 error, 0 warnings, 0 notes")) << text << said.out;
  }
  io::FakeFiles files;
  files.files["a.yaml"] = service + "{port: \"8080\", protocol: HTTP}, {port: 0, name: b}]}\n";
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_TRUE(says(said.out, "spec.ports[0].protocol") && says(said.out, "spec.ports[1].port")) << said.out;
}

// A rule's words are better than the server's for the same fault, and no answer to another one beside it.
TEST(Checking, SaysAFaultOnceAndNoOtherLess) {
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: g}\nspec:\n  template:\n    spec:\n"
      "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}\n      requirements:\n";
  struct Case {
    std::string text;
    std::vector<const char*> ids, not_ids;
  };
  for (const Case& c : {
           Case{pool + "      - {key: node.kubernetes.io/instance-type, operator: In, values: [g5.xlarg]}\n"
                       "      - {key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: [\"1\", \"2\"]}\n",
                {"KRP020", "API002"},
                {}},
           {pool + "      - {key: karpenter.k8s.aws/instance-family, operator: In, values: []}\n",
            {"KRP030"},
            {"API002"}},
           {pool + "      - {key: karpenter.sh/capacity-type, operator: In, values: [spot]}\n"
                   "  disruption: {consolidateAfter: 1m, budgets: [{nodes: \"1\", schedule: \"0 9 * * *\"}]}\n",
            {"KRP010"},
            {"API002"}},
           {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  selector: {matchLabels: {a: b}}\n"
            "  template:\n    metadata: {labels: {a: c}}\n    spec: {containers: [{name: a, image: 'a:1'}]}\n",
            {"WRK002"},
            {"API002"}},
           {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  selector: {matchLabels: {a: b}}\n"
            "  template:\n    metadata: {labels: {a: c}}\n    spec: {containers: [{name: A, image: 'a:1'}]}\n---\n"
            "apiVersion: v1\nkind: Service\nmetadata: {name: A}\nspec: {ports: [{port: 80}]}\n",
            {"WRK002", "API002"},
            {"selector` does not match"}},
       }) {
    io::FakeFiles files;
    files.files["a.yaml"] = c.text;
    const Said said = run_in(files, {"lint", "a.yaml"});
    for (const char* id : c.ids) EXPECT_TRUE(says(said.out, id)) << id << c.text << said.out;
    for (const char* id : c.not_ids) EXPECT_FALSE(says(said.out, id)) << id << c.text << said.out;
  }
}

TEST(Checking, ABaselineHidesWhatWasThereThoughLinesMoved) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json", "--write-baseline"}).code, ExitCode::Ok);
  files.files["a.yaml"] = "# moved\n" + std::string(kService);
  const Said same = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(same.code, ExitCode::Ok);
  EXPECT_TRUE(says(same.out, "1 in the baseline")) << same.out;
  files.files["./a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "./a.yaml", "--baseline", "b.json"}).code, ExitCode::Ok) << "another spelling";
  const auto runs_in = std::filesystem::current_path();
  const std::string whole = (runs_in / "a.yaml").string();
  files.files[whole] = kService;
  EXPECT_EQ(run_in(files, {"validate", whole, "--baseline", "b.json"}).code, ExitCode::Ok) << "from the root";
  const std::string outside = "../" + runs_in.filename().string();  // as from a folder beside
  files.files[outside + "/b.json"] = files.files["b.json"];
  files.files[outside + "/a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", outside + "/a.yaml", "--baseline", "b.json"}).code, ExitCode::Ok);
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", outside + "/b.json"}).code, ExitCode::Ok);
  files.files["a.yaml"] = std::string(kService) + "    protocol: HTTP\n";
  const Said more = run_in(files, {"validate", "a.yaml", "--baseline", "b.json"});
  EXPECT_EQ(more.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(more.out, "1 error, ")) << more.out;
  files.files["b.json"] = "{}";
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "b.json"}).code, ExitCode::WrongUsage);
}

TEST(Checking, FixesWhatIsSureAndKeepsTheRest) {
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000  # stays\n";
  const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE007", "a.yaml"});
  EXPECT_TRUE(says(diff.out, "-    nodeport: 30000  # stays\n+    nodePort: 30000  # stays\n")) << diff.out;
  EXPECT_EQ(diff.code, ExitCode::FindingsReported) << "there is something to change";
  EXPECT_TRUE(says(files.files["a.yaml"], "nodeport"));
  const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml"});
  EXPECT_EQ(fixed.code, ExitCode::Ok) << fixed.out;
  EXPECT_EQ(files.files["a.yaml"], std::string(kService) + "    nodePort: 30000  # stays\n");
}

TEST(Checking, SaysWhatIsFixedThoughTheNextFileCannotBeWritten) {
  io::FakeFiles files;
  for (const char* name : {"a.yaml", "b.yaml"}) files.files[name] = std::string(kService) + "    nodeport: 30000\n";
  files.changes_left = 1;
  const Said said = run_in(files, {"lint", "--fix", "--only", "KUBE007", "a.yaml", "b.yaml"});
  EXPECT_EQ(said.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(said.out, "+++ a.yaml\n") && says(said.out, "+    nodePort: 30000\n")) << said.out;
  EXPECT_FALSE(says(said.out, "b.yaml\n@@")) << said.out;
  EXPECT_TRUE(says(said.err, "made 1 fix in 1 file\nslipway: ")) << said.err;
}

TEST(Checking, FormsForProgramsHaveStandardOutputToThemselves) {
  for (const char* flag : {"--diff", "--fix"}) {
    io::FakeFiles files;
    files.files["a.yaml"] = std::string(kService) + "    nodeport: 30000\n";
    const Said said = run_in(files, {"lint", flag, "-o", "json", "--only", "KUBE007", "a.yaml"});
    EXPECT_TRUE(said.out.starts_with("{")) << said.out;
    EXPECT_TRUE(says(said.err, "+    nodePort: 30000\n")) << said.err;
  }
  io::FakeFiles files;
  files.files["a.yaml"] = std::string(kService) + "    nodePort: 30000\n";
  EXPECT_EQ(run_in(files, {"lint", "--diff", "--only", "KUBE007", "a.yaml"}).code, ExitCode::Ok) << "nothing to change";
}

TEST(Checking, RefusesToWriteABaselineToTwoPlaces) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "a.yaml", "--baseline", "b.json", "--write-baseline", "--out", "c.json"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "leave --out away")) << said.err;
  EXPECT_FALSE(files.files.contains("b.json"));
}

TEST(Checking, RefusesAnIdThatDoesNotExist) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "--skip", "API02", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "there is no rule API02 (did you mean API002?)")) << said.err;
}

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
  EXPECT_EQ(run_in(files, {"validate", "other"}).code, ExitCode::FindingsReported) << "no kustomization is near";
  EXPECT_EQ(run_in(files, {"validate", "k/named"}).code, ExitCode::FindingsReported) << "it is a resource";
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

TEST(Checking, JudgesUpdatesOfWhatWas) {
  io::FakeFiles files;
  const std::string role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: r}\nroleRef: {apiGroup: "
      "rbac.authorization.k8s.io, kind: Role, name: one}\n";
  std::string live = role, changed = role;
  live.replace(live.find("{name: r}"), 9, "{name: r, namespace: default, uid: u-1, resourceVersion: '7'}");
  changed.replace(changed.find("one"), 3, "two");
  files.files = {{"now/r.yaml", live}, {"r.yaml", changed}, {"same.yaml", role}};
  EXPECT_EQ(run_in(files, {"validate", "r.yaml"}).code, ExitCode::Ok) << "new, it is well";
  const Said said = run_in(files, {"validate", "--was", "now", "r.yaml"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(said.out, "change roleRef")) << said.out;
  EXPECT_EQ(run_in(files, {"validate", "--was", "now", "same.yaml"}).code, ExitCode::Ok);
  files.files["now/r.yaml"] = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: r}\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "--was", "now", "r.yaml"}).out, "[API017]"));
  EXPECT_EQ(run_in(files, {"validate", "--was", "nowhere", "r.yaml"}).code, ExitCode::WrongUsage);
}

// Kinds into which the server writes what no file repeats: a file is held against the whole of what is there.
TEST(Checking, JudgesUpdatesOfWhatTheServerHasFilledIn) {
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n";
  const std::string pod_spec =
      "  tolerations: [{key: gpu, operator: Exists}]\n  containers:\n  - {name: a, image: 'a:1', env: [{name: A, "
      "value: "
      "'1'}]}\n";
  const std::string live_pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: default, uid: u-1, resourceVersion: '7'}\nspec:\n"
      "  nodeName: node-1\n  priority: 0\n  serviceAccountName: default\n  tolerations:\n  - {key: gpu, operator: "
      "Exists}\n"
      "  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}\n"
      "  volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}]\n  containers:\n"
      "  - name: sidecar\n    image: s:1\n  - name: a\n    image: a:1\n    env: [{name: B, value: '2'}, {name: A, "
      "value: "
      "'1'}]\n    volumeMounts: [{name: t, mountPath: /t}]\nstatus: {phase: Running}\n";
  const std::string job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n";
  const std::string job_spec = "  template:\n    spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  const std::string live_job =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: default, uid: u-2}\nspec:\n  suspend: SUSPEND\n"
      "  selector: {matchLabels: {batch.kubernetes.io/controller-uid: u-2}}\n  template:\n    metadata:\n      labels: "
      "{batch.kubernetes.io/controller-uid: u-2, batch.kubernetes.io/job-name: j, controller-uid: u-2, job-name: j}\n"
      "    spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\nstatus: STATUS\n";
  const auto job_of = [&](const std::string& suspend, const std::string& status) {
    std::string out = live_job;
    out.replace(out.find("SUSPEND"), 7, suspend);
    return out.replace(out.find("STATUS"), 6, status);
  };
  const std::string claim =
      "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec:\n  accessModes: [ReadWriteOnce]\n";
  const std::string live_claim =
      "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c, namespace: default, uid: u-3}\nspec:\n"
      "  accessModes: [ReadWriteOnce]\n  storageClassName: gp3\n  volumeName: pvc-1\n  volumeMode: Filesystem\n"
      "  resources: {requests: {storage: 10Gi}}\n";
  const std::string bound = "status: {phase: Bound, capacity: {storage: 10Gi}}\n";
  const auto size = [](const std::string& amount) { return "  resources: {requests: {storage: " + amount + "}}\n"; };
  const std::string last =
      R"(, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"spec": {"nodeName": "node-1"}}'}})";
  std::string pod_with_last = live_pod;
  pod_with_last.replace(pod_with_last.find("'7'}") + 3, 1, last);
  const auto other_image = [](std::string text) { return text.replace(text.find("a:1"), 3, "a:2"); };
  struct Case {
    std::string was, now;
    std::string_view says;  // "": accepted
  };
  const Case cases[] = {
      {live_pod, pod + pod_spec, ""},
      {live_pod, pod + other_image(pod_spec), ""},
      {live_pod, pod + "  hostNetwork: true\n" + pod_spec, "pod updates may not change fields other than"},
      {live_pod, pod + "  activeDeadlineSeconds: 600\n" + pod_spec, ""},
      {pod_with_last, pod + pod_spec, "pod updates may not change fields other than"},  // nodeName was said, and is not
      {pod + pod_spec, pod + pod_spec, ""},
      {pod + "  hostNetwork: true\n" + pod_spec, pod + pod_spec, "pod updates may not change"},
      {pod + pod_spec, pod + "  containers: [{name: a, image: 'a:1', env: [{name: A, value: '1'}]}]\n",
       "existing toleration can not be modified"},
      {job_of("false", "{active: 1}"), job + job_spec, ""},
      {job_of("false", "{active: 1}"), job + "  parallelism: 2\n" + job_spec, ""},
      {job_of("false", "{active: 1}"), job + "  completions: 3\n" + job_spec, "spec.completions: "},
      {job_of("false", "{active: 1}"), job + "  completionMode: Indexed\n" + job_spec, "spec.completionMode: "},
      {job_of("false", "{active: 1}"), job + other_image(job_spec),
       "spec.template: invalid value: {…}: field is immutable"},
      {job_of("true", "{}"),
       job + "  template:\n    spec: {nodeSelector: {a: b}, restartPolicy: Never, containers: "
             "[{name: a, image: 'a:1', resources: {limits: {cpu: 1}}}]}\n",
       ""},
      {job_of("true", "{}"), job + other_image(job_spec), "spec.template.spec: "},
      {job_of("true", "{active: 1}"),
       job + "  template:\n    spec: {nodeSelector: {a: b}, restartPolicy: Never, "
             "containers: [{name: a, image: 'a:1'}]}\n",
       "spec.template: "},
      {job + job_spec, job + job_spec, ""},
      {job + job_spec, job + other_image(job_spec), "spec.template: "},
      {live_claim + bound, claim + size("10Gi"), ""},
      {live_claim + bound, claim + size("20Gi"), ""},
      {live_claim + bound, claim + "  volumeAttributesClassName: fast\n" + size("10Gi"), ""},
      {live_claim + bound, claim + size("5Gi"),
       "spec.resources.requests.storage: forbidden: field can not be less than status"},
      {live_claim + "status: {phase: Pending}\n", claim + size("20Gi"), "spec: forbidden: spec is immutable"},
      {live_claim + bound, claim + "  storageClassName: io2\n" + size("10Gi"), "spec: forbidden: spec is immutable"},
      {claim + size("10Gi"), claim + size("20Gi"), ""},  // a file does not say it: taken to be bound
      {claim + size("10Gi"), claim + size("5Gi"), "field can not be less than status"},
      {claim + size("10Gi"), claim + "  volumeMode: Block\n" + size("10Gi"), "spec: forbidden: spec is immutable"},
      {live_pod + "strange: 1\n", pod + pod_spec, "API017"},
  };
  for (const Case& c : cases) {
    io::FakeFiles files;
    files.files = {{"now.yaml", c.was}, {"f.yaml", c.now}};
    const Said said = run_in(files, {"validate", "-o", "json", "--was", "now.yaml", "f.yaml"});
    EXPECT_EQ(says(said.out, "\"id\""), !c.says.empty()) << c.was << c.now << said.out;
    EXPECT_TRUE(says(said.out, c.says)) << c.was << c.now << said.out;
  }
}

TEST(Checking, SaysWhichRulesOfADefinitionItCannotEvaluate) {
  io::FakeFiles files;
  files.files["crd.yaml"] =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.x.io}\nspec:\n"
      "  group: x.io\n  scope: Namespaced\n  names: {kind: Foo, plural: foos, singular: foo, listKind: FooList}\n"
      "  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n"
      "        type: object\n        properties:\n          a:\n            type: string\n            maxLength: 9\n"
      "            x-kubernetes-validations: [{rule: \"'%e'.format([1.5]) != self\"}]\n";
  files.files["foo.yaml"] = "apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\na: b\n";
  const Said said = run_in(files, {"validate", "--crd", "crd.yaml", "foo.yaml"});
  EXPECT_EQ(said.code, ExitCode::Ok) << said.out;
  EXPECT_TRUE(says(said.out, "[API016]")) << said.out;
}

// The server names no field of a number that its format does not take, nor of a rule about the whole object.
TEST(Checking, SaysErrorsThatNameNoFieldAtTheirPlaces) {
  io::FakeFiles files;
  files.files["crd.yaml"] =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.x.io}\nspec:\n"
      "  group: x.io\n  scope: Namespaced\n  names: {kind: Foo, plural: foos, singular: foo, listKind: FooList}\n"
      "  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n"
      "        type: object\n        x-kubernetes-validations: [{rule: 'self.metadata.name != \"bad\"', message: not "
      "bad}]\n"
      "        properties:\n          a: {type: integer, format: int32}\n          b: {type: string, enum: [x]}\n";
  const auto said_of = [&](const std::string& name, const std::string& rest) {
    files.files["foo.yaml"] = "apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: " + name + "}\n" + rest;
    return run_in(files, {"validate", "--crd", "crd.yaml", "foo.yaml"});
  };
  const Said large = said_of("f", "a: 3000000000\n");
  EXPECT_TRUE(says(large.out, "foo.yaml:4:4: error: a: checked value must be of type integer with format int32"))
      << large.out;
  EXPECT_TRUE(says(large.out, "1 error, 0 warnings, 0 notes")) << large.out;
  const Said split = said_of("f", "a: 1.5\n");
  EXPECT_TRUE(says(split.out, "1 error, 0 warnings, ")) << "once, though the server says it twice: " << split.out;
  const Said rule = said_of("bad", "");
  EXPECT_TRUE(says(rule.out, "foo.yaml:1:1: error: ") && says(rule.out, "not bad")) << rule.out;
  EXPECT_TRUE(says(rule.out, "1 error, 0 warnings, 0 notes")) << rule.out;
  const Said blocked = said_of("bad", "b: z\n");
  EXPECT_TRUE(says(blocked.out, "its CEL rules are checked when its other errors are mended")) << blocked.out;
  EXPECT_TRUE(says(blocked.out, "1 error, 0 warnings, 1 note")) << blocked.out;
  files.files["nc.yaml"] =
      "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: a}\nspec:\n  role: r\n"
      "  amiSelectorTerms: [{alias: al2023@latest}]\n  subnetSelectorTerms: [{id: subnet-0123456789abcdef0}]\n"
      "  securityGroupSelectorTerms: [{id: sg-0123456789abcdef0}]\n  kubelet: {maxPods: 3000000000}\n";
  const Said pods = run_in(files, {"validate", "nc.yaml"});
  EXPECT_TRUE(says(pods.out, "nc.yaml:9:22: error: spec.kubelet.maxPods: checked value must be")) << pods.out;
}

TEST(Checking, KnowsWhatWebhooksFillInAndWhatNamespacesAllow) {
  io::FakeFiles files;
  files.files["j.yaml"] =
      "apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata: {name: j}\nspec:\n  failurePolicy:\n    rules:\n"
      "    - {action: FailJobSet}\n  replicatedJobs:\n  - name: w\n    template:\n      spec:\n        template:\n"
      "          spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  EXPECT_EQ(run_in(files, {"validate", "j.yaml"}).code, ExitCode::Ok) << run_in(files, {"validate", "j.yaml"}).out;
  const std::string claim =
      "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: c, namespace: ns}\nspec:\n  devices:\n"
      "    requests:\n    - {name: a, exactly: {deviceClassName: gpu, adminAccess: true}}\n";
  const std::string space = "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns\n";
  files.files["c.yaml"] = claim;
  EXPECT_TRUE(says(run_in(files, {"validate", "c.yaml"}).out, "0 errors, 0 warnings, 1 note"));
  files.files["c.yaml"] = claim + space;
  EXPECT_TRUE(says(run_in(files, {"validate", "c.yaml"}).out, "1 error,"));
  files.files["c.yaml"] = claim + space + "  labels: {resource.kubernetes.io/admin-access: 'true'}\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "c.yaml"}).out, "0 errors, 0 warnings, 0 notes"));
}

// The range of its cluster, the health check's port: what is known of a Service only where it runs.
TEST(Checking, TakesServicesAsEksClustersHaveThem) {
  const auto service = [](const std::string& more) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}], clusterIP: 172.20.0.10, " +
           more + "}\n";
  };
  io::FakeFiles files;
  files.files["was.yaml"] = service("type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30500");
  for (const char* more :
       {"type: ClusterIP", "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30500",
        "type: LoadBalancer, healthCheckNodePort: 30500", "type: NodePort, healthCheckNodePort: 30500"}) {
    files.files["a.yaml"] = service(more);
    const Said said = run_in(files, {"validate", "--was", "was.yaml", "a.yaml"});
    EXPECT_TRUE(says(said.out, "0 errors, 0 warnings, 0 notes")) << more << said.out;
  }
  files.files["a.yaml"] = service("type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 2147483647");
  const Said said = run_in(files, {"validate", "a.yaml"});
  EXPECT_TRUE(says(said.out, "failed to allocate requested HealthCheck")) << said.out;
  EXPECT_TRUE(says(said.out, "1 error, 0 warnings, 0 notes")) << said.out;
}

TEST(Fixes, TakeQuotesAwayWhereTheseAreTheMistake) {
  struct Case {
    std::string before, after;
  };
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n";
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n"
      "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n";
  for (const Case& c : {
           Case{service + "  ports: [{port: \"8080\"}]  # kept\n", service + "  ports: [{port: 8080}]  # kept\n"},
           {service + "  ports: [{port: 80}]\n  publishNotReadyAddresses: 'true'\n",
            service + "  ports: [{port: 80}]\n  publishNotReadyAddresses: true\n"},
           {deployment + "  replicas: \"3\"\n", deployment + "  replicas: 3\n"},
           {"{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, \"spec\": "
            "{\"ports\": [{\"port\": \"80\"}]}}\n",
            "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, \"spec\": "
            "{\"ports\": [{\"port\": 80}]}}\n"},
           {service + "  prots: [{port: 80}]\n  \"slector\": {a: b}\n",
            service + "  ports: [{port: 80}]\n  \"selector\": {a: b}\n"},
       }) {
    io::FakeFiles files;
    const std::string name = c.before.starts_with('{') ? "a.json" : "a.yaml";
    files.files[name] = c.before;
    const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE*", name});
    EXPECT_EQ(diff.code, ExitCode::FindingsReported);
    EXPECT_TRUE(says(diff.out, "--- " + name)) << diff.out;
    const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE*", name});
    EXPECT_EQ(files.files[name], c.after);
    EXPECT_EQ(run_in(files, {"lint", "--diff", "--only", "KUBE*", name}).code, ExitCode::Ok);
  }
}

TEST(Fixes, AreCountedWhereTheyChangeSomething) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\nb: \"2\"\nc: !!str \"3\"\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "one"}}});
  EXPECT_TRUE(apply_fixes(findings, {source}).empty()) << "nothing changes";
  findings.add({"X002", Severity::Error, {}, "m", "", "", {{{source.get(), 2, 4, 3}, "2"}}});
  findings.add({"X003", Severity::Error, {}, "m", "", "", {{{source.get(), 3, 10, 3}, "3"}}});
  const auto fixed = apply_fixes(findings, {source});
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed[0].text, "a: one\nb: 2\nc: !!str \"3\"\n");
  EXPECT_EQ(fixed[0].fixes, 1);
}

// What was below a mistake is seen when that is mended; one run is enough all the same.
// An old file becomes one that the server takes, whichever way it is written.
TEST(Fixes, MakeOldKarpenterObjectsValid) {
  const std::string head = "apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n";
  const std::string requirements =
      "      requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [spot]}]\n";
  const std::string classes[] = {
      "      nodeClassRef:\n        apiVersion: karpenter.k8s.aws/v1beta1\n        kind: EC2NodeClass\n        name: "
      "a\n",
      "      nodeClassRef: {apiVersion: karpenter.k8s.aws/v1beta1, kind: EC2NodeClass, name: a}\n",
      "      nodeClassRef:\n        name: a\n"};
  const std::string disruptions[] = {
      "  disruption:\n    consolidationPolicy: WhenUnderutilized\n    expireAfter: 720h\n",
      "  disruption: {consolidationPolicy: WhenUnderutilized}\n",
      "  disruption:\n    expireAfter: 720h\n    consolidationPolicy: WhenEmpty\n    consolidateAfter: 30s\n"};
  for (const std::string& node_class : classes)
    for (const std::string& disruption : disruptions) {
      io::FakeFiles files;
      files.files["a.yaml"] = head + "  template:\n    spec:\n" + node_class + requirements + disruption;
      const Said said = run_in(files, {"lint", "--fix", "a.yaml"});
      EXPECT_EQ(said.code, ExitCode::Ok) << said.out << files.files["a.yaml"];
      EXPECT_FALSE(says(files.files["a.yaml"], " \n")) << files.files["a.yaml"];
    }
}

TEST(Fixes, LeaveNothingToFix) {
  io::FakeFiles files;
  const std::string head =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n";
  files.files["a.yaml"] = head + "    securitycontext: {allowprivilegeescalation: \"false\"}\n";
  const std::string after = head + "    securityContext: {allowPrivilegeEscalation: false}\n";
  const Said diff = run_in(files, {"lint", "--diff", "--only", "KUBE*", "a.yaml"});
  EXPECT_TRUE(says(diff.out, "+    securityContext: {allowPrivilegeEscalation: false}\n")) << diff.out;
  EXPECT_TRUE(says(diff.err, "would make 3 fixes in 1 file")) << diff.err;
  const Said fixed = run_in(files, {"lint", "--fix", "--only", "KUBE*", "a.yaml"});
  EXPECT_EQ(files.files["a.yaml"], after);
  EXPECT_TRUE(says(fixed.err, "made 3 fixes in 1 file")) << fixed.err;
}

TEST(Fixes, OfStandardInputAreShownAndNotMade) {
  io::FakeFiles files;
  files.files["-"] = std::string(kService) + "    nodeport: 30000\n";
  const Said fix = run_in(files, {"lint", "--fix", "-"});
  EXPECT_EQ(fix.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(fix.err, "standard input is none")) << fix.err;
  const Said diff = run_in(files, {"lint", "--diff", "-"});
  EXPECT_EQ(diff.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(diff.out, "--- <stdin>\n+++ <stdin>\n")) << diff.out;
}

TEST(EditedFiles, ReadStandardInputOnce) {
  io::FakeFiles below;
  below.files["-"] = "a: b\n";
  EditedFiles files(below);
  EXPECT_EQ(files.read("-").value(), "a: b\n");
  below.files["-"] = "";
  EXPECT_EQ(files.read("-").value(), "a: b\n");
  files.edit("-", "a: c\n");
  EXPECT_EQ(files.read("-").value(), "a: c\n");
}

TEST(Fixes, AreAppliedOnceWhereTwoMeet) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\nb: two\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "1"}}});
  findings.add(
      {"X002", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 5, 1}, "x"}, {{source.get(), 2, 4, 3}, "x"}}});
  findings.add({"X003", Severity::Error, {}, "m", "", "", {{{source.get(), 2, 1, 1}, "c"}}});
  const auto fixed = apply_fixes(findings, {source});
  ASSERT_EQ(fixed.size(), 1u);
  EXPECT_EQ(fixed[0].text, "a: 1\nc: two\n");
  EXPECT_EQ(fixed[0].fixes, 2);
  EXPECT_EQ(unified_diff(fixed[0].name, fixed[0].before, fixed[0].text),
            "--- a.yaml\n+++ a.yaml\n@@ -1,2 +1,2 @@\n-a: one\n-b: two\n+a: 1\n+c: two\n");
}

TEST(Fixes, AFileThatCouldNoLongerBeReadStaysAsItIs) {
  const auto source = std::make_shared<const SourceText>("a.yaml", "a: one\n");
  Diagnostics findings;
  findings.add({"X001", Severity::Error, {}, "m", "", "", {{{source.get(), 1, 4, 3}, "[1"}}});
  EXPECT_TRUE(apply_fixes(findings, {source}).empty());
}

TEST(Checking, WhatIsWrongWithADefinitionOfTheUsersIsShownAtItsPlace) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  files.files["x.crd"] =
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {}\n";
  const Said said = run_in(files, {"validate", "--crd", "x.crd", "a.yaml"});
  EXPECT_TRUE(says(said.out, "x.crd:")) << said.out;
  EXPECT_EQ(run_in(files, {"validate", "--crd", "x.crd", "--out", "x.crd", "a.yaml"}).code, ExitCode::WrongUsage);
}

// One mistake is one finding.
TEST(Checking, SaysAMistakeOnce) {
  const struct {
    const char *text, *id;
  } kCases[] = {
      {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: no}\n", "KUBE001"},
      {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 17}\n", "KUBE001"},
      {"apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n", "API001"},
      {"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: yes}}\n", "KUBE001"},
      {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n"
       "  template:\n    metadata: {labels: {a: c}}\n    spec: {containers: [{name: main, image: 'a:1.0'}]}\n",
       "WRK002"},
      {"apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: a}\n"
       "spec: {scaleTargetRef: {name: a}, pollingInterval: x, triggers: [{type: cron, metadata: {timezone: UTC, "
       "start: 0 6 * * *, end: 0 20 * * *, desiredReplicas: '1'}}]}\n",
       "API002"},
  };
  for (const auto& one : kCases) {
    io::FakeFiles files;
    files.files["a.yaml"] = one.text;
    const Said said = run_in(files, {"lint", "a.yaml"});
    EXPECT_TRUE(says(said.out, one.id)) << said.out;
    EXPECT_TRUE(says(said.out, "1 error, ")) << said.out;
    EXPECT_FALSE(says(said.out, "in body")) << said.out;
  }
}

TEST(Checking, JudgesVersionsThatAreGoneAsThoseThatTookTheirPlace) {
  io::FakeFiles files;
  files.files["a.yaml"] =
      "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\nspec:\n  schedule: 0 0 * *\n  jobTemplate: "
      "{spec: "
      "{template: {spec: {restartPolicy: Never, containers: [{name: main, image: 'a:1', imagePullPolicy: Some}]}}}}\n";
  const Said said = run_in(files, {"validate", "a.yaml"});
  for (const char* one : {"API012", "expected exactly", "unsupported value: \"Some\"", "as batch/v1 has it"})
    EXPECT_TRUE(says(said.out, one)) << one << '\n' << said.out;
  EXPECT_TRUE(says(said.out, "3 errors, ")) << said.out;
}

TEST(Checking, SaysWhatAnOlderServerHasNotAndWhatNobodyHereKnows) {
  io::FakeFiles files;
  files.files["a.yaml"] =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: {name: a}\nspec: {}\n";
  EXPECT_TRUE(says(run_in(files, {"validate", "a.yaml"}).out, "API019"));
  files.files["b.yaml"] = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: a}\nspec: {}\n";
  EXPECT_EQ(run_in(files, {"validate", "b.yaml"}).code, ExitCode::Ok) << "of no version in particular";
  EXPECT_EQ(run_in(files, {"validate", "--kubernetes", "1.34", "b.yaml"}).code, ExitCode::Ok);
  EXPECT_TRUE(says(run_in(files, {"validate", "--kubernetes", "1.33", "b.yaml"}).out, "API018"));
}

// docs/guide/lint.md shows it: {rule: KRP007, where: NodePool/gpu, reason: …}.
TEST(Checking, WhatPlatformYamlMakesIsFoundByItsObject) {
  const std::string platform = R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: demo}
spec:
  aws: {region: us-west-2}
  nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3}}
  nodePools:
    gpu: {families: [g6], sizes: [xlarge], capacity: [onDemand], taints: ["nvidia.com/gpu=true:NoSchedule"]}
    more-gpu: {families: [g6], sizes: [xlarge], capacity: [onDemand], taints: ["nvidia.com/gpu=true:NoSchedule"]}
  components: [nvidia-device-plugin]
)";
  io::FakeFiles files;
  files.files["platform.yaml"] = platform;
  const Said json = run_in(files, {"lint", "-o", "json", "--only", "KRP024"});
  for (const char* name : {"gpu", "more-gpu"})
    EXPECT_TRUE(says(json.out, "\"kind\": \"NodePool\",\n        \"name\": \"" + std::string(name) + "\"")) << json.out;
  EXPECT_FALSE(says(json.out, "\"object\": null")) << json.out;
  EXPECT_TRUE(says(run_in(files, {"lint", "-o", "sarif", "--only", "KRP024"}).out, "NodePool/more-gpu"));
  files.files["platform.yaml"] =
      platform + "  lint: {allow: [{rule: KRP024, where: NodePool/gpu, reason: nights are quiet here}]}\n";
  const Said allowed = run_in(files, {"lint", "--only", "KRP024"});
  EXPECT_TRUE(says(allowed.out, "GPU pool more-gpu") && !says(allowed.out, "GPU pool gpu")) << allowed.out;
}

TEST(Checking, ABaselineTakesThePlaceOfNothingElse) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  EXPECT_EQ(run_in(files, {"validate", "a.yaml", "--baseline", "a.yaml", "--write-baseline"}).code,
            ExitCode::WrongUsage);
  EXPECT_EQ(files.files["a.yaml"], kService);
}

TEST(Fixes, KeepQuotesAndLeaveTagsAndStrippedHereDocumentsAlone) {
  const auto fixed = [](const std::string& name, const std::string& text, int line, int column, int length) {
    const auto source = std::make_shared<const SourceText>(name, text);
    Diagnostics findings;
    findings.add({"X001",
                  Severity::Error,
                  {source.get(), line, column, length},
                  "",
                  "",
                  "",
                  {{{source.get(), line, column, length}, "new"}}});
    const auto all = apply_fixes(findings, {source});
    return all.empty() ? "" : all[0].text;
  };
  EXPECT_EQ(fixed("a.json", R"({"old": 1})", 1, 2, 5), R"({"new": 1})");
  EXPECT_EQ(fixed("a.yaml", "a: 'old'\n", 1, 4, 5), "a: 'new'\n");
  EXPECT_EQ(fixed("a.yaml", "a: old\n", 1, 4, 3), "a: new\n");
  EXPECT_EQ(fixed("a.yaml", "a: !!str old\n", 1, 10, 3), "");
  EXPECT_EQ(fixed("a.sh", "cat <<-EOF\n\told\nEOF\n", 2, 2, 3), "");
}

TEST(Fixes, ArePutIntoSourcesAndNotIntoPlans) {
  const auto fixed = [](const std::string& name, const std::string& text) {
    const auto source = std::make_shared<const SourceText>(name, text);
    Diagnostics findings;
    findings.add({"X001", Severity::Error, {source.get(), 1, 1, 1}, "", "", "", {{{source.get(), 1, 1, 0}, " "}}});
    return apply_fixes(findings, {source}).size();
  };
  EXPECT_EQ(fixed("a.yaml", "kind: Pod\n"), 1u);
  EXPECT_EQ(fixed("a.tfplan.json", R"({"format_version":"1.2","terraform_version":"1.11.4","planned_values":{}})"), 0u);
}

}  // namespace
}  // namespace slipway::cli
