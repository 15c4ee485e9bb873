#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::run_in;
using testing::Said;
using testing::says;

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

// What was accepted by older rules, or of which only a part is stored, still is what an update is held against.
TEST(Checking, JudgesUpdatesOfWhatWouldNotBeAcceptedAnyMore) {
  const std::string web =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  REST\n  selector: {matchLabels: {app: "
      "WEB}}\n  template:\n    metadata: {labels: {app: WEB}}\n    spec: {containers: [{name: a, image: 'a:1'}]}\n";
  const std::string job =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  REST\n  completionMode: MODE\n  completions: "
      "2\n  template:\n    spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  weight: WEIGHT\n  template:\n    "
      "spec:\n      requirements: [{key: a.b/c, operator: Exists}]\n      nodeClassRef: {group: GROUP, kind: "
      "EC2NodeClass, name: gpu}\n";
  const auto with = [](std::string text, std::initializer_list<std::pair<std::string_view, std::string_view>> words) {
    for (const auto& [word, instead] : words)
      for (std::size_t at = 0; (at = text.find(word, at)) != text.npos; at += instead.size())
        text.replace(at, word.size(), instead);
    return text;
  };
  const auto deployment = [&](std::string_view rest, std::string_view app) {
    return with(web, {{"REST", rest}, {"WEB", app}});
  };
  const auto job_of = [&](std::string_view rest, std::string_view mode) {
    return with(job, {{"REST", rest}, {"MODE", mode}});
  };
  const auto node_pool = [&](std::string_view weight, std::string_view group) {
    return with(pool, {{"WEIGHT", weight}, {"GROUP", group}});
  };
  struct Case {
    std::string was, now;
    std::string_view says;  // beside API017
    ExitCode code = ExitCode::FindingsReported;
  };
  const Case cases[] = {
      {deployment("replicas: -1", "web"), deployment("replicas: 1", "api"), "field is immutable"},
      {deployment("replica: 1", "web"), deployment("replicas: 1", "api"), "field is immutable"},
      {deployment("replica: 1\n  replicas: -1", "web"), deployment("replicas: 1", "api"), "field is immutable"},
      {deployment("replicas: -1", "web"), deployment("replicas: 1", "web"), "API017", ExitCode::Ok},
      {deployment("replicas: -1", "web"), deployment("replicas: -2", "web"), "spec.replicas: "},
      {deployment("replicas: many", "web"), deployment("replicas: 1", "api"), "as if there were none", ExitCode::Ok},
      {job_of("parallelism: -1", "Indexed"), job_of("parallelism: 1", "NonIndexed"), "spec.completionMode: "},
      {job_of("paralelism: 1", "Indexed"), job_of("parallelism: 1", "NonIndexed"), "spec.completionMode: "},
      {job_of("parallelism: -1", "Indexed"), job_of("parallelism: 1", "Indexed"), "API017", ExitCode::Ok},
      {node_pool("1000", "karpenter.k8s.aws"), node_pool("10", "eks.amazonaws.com"), "nodeClassRef.group is immutable"},
      {node_pool("1000", "karpenter.k8s.aws"), node_pool("1000", "karpenter.k8s.aws"), "API017", ExitCode::Ok},
      {node_pool("1\n  wait: 1", "karpenter.k8s.aws"), node_pool("10", "eks.amazonaws.com"),
       "nodeClassRef.group is immutable"},
  };
  for (const Case& c : cases) {
    io::FakeFiles files;
    files.files = {{"now.yaml", c.was}, {"f.yaml", c.now}};
    const Said said = run_in(files, {"validate", "-o", "json", "--was", "now.yaml", "f.yaml"});
    EXPECT_EQ(said.code, c.code) << c.was << c.now << said.out;
    EXPECT_TRUE(says(said.out, "API017")) << c.was << c.now << said.out;
    EXPECT_TRUE(says(said.out, c.says)) << c.was << c.now << said.out;
  }
}

}  // namespace
}  // namespace slipway::cli
