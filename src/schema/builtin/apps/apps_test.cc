// What the API server says of workloads, word for word; tests/conformance holds hundreds of recorded answers more.
#include <gtest/gtest.h>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

std::string workload(std::string_view kind, std::string_view spec, std::string_view pod_spec = "") {
  return "apiVersion: apps/v1\nkind: " + std::string(kind) +
         "\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: x}}\n  template:\n"
         "    metadata: {labels: {app: x}}\n    spec:\n      containers: [{name: main, image: nginx:1}]\n" +
         (pod_spec.empty() ? "" : "      " + std::string(pod_spec) + "\n") +
         (spec.empty() ? "" : "  " + std::string(spec) + "\n");
}

TEST(Workloads, GetDefaults) {
  EXPECT_EQ(Answer(workload("Deployment", "")).stored({"spec", "strategy"}),
            R"({"rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"},"type":"RollingUpdate"})");
  EXPECT_EQ(Answer(workload("DaemonSet", "")).stored({"spec", "updateStrategy"}),
            R"({"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"})");
  const Answer set(workload("StatefulSet",
                            "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], "
                            "resources: {requests: {storage: 1024Gi}}}}]",
                            "volumes: [{name: data, emptyDir: {}}]"));
  EXPECT_EQ(set.stored({"spec", "updateStrategy"}), R"({"rollingUpdate":{"partition":0},"type":"RollingUpdate"})");
  EXPECT_EQ(
      set.stored({"spec", "volumeClaimTemplates", "spec"}),
      R"({"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Ti"}},"volumeMode":"Filesystem"})");
}

TEST(Workloads, AreChecked) {
  struct Case {
    const char *kind, *spec, *pod_spec;
    Lines errors;
  };
  const Case cases[] = {
      {"Deployment", "replicas: -1", "", {"spec.replicas: Invalid value: -1: must be greater than or equal to 0"}},
      {"Deployment",
       "strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}",
       "",
       {"spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"}},
      {"Deployment",
       "strategy: {type: Canary}",
       "",
       {"spec.strategy: Unsupported value: {\"Type\":\"Canary\",\"RollingUpdate\":null}: supported values: "
        "\"Recreate\", \"RollingUpdate\""}},
      {"Deployment",
       "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}",
       "",
       {"spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0"}},
      {"Deployment",
       "progressDeadlineSeconds: 10\n  minReadySeconds: 10",
       "",
       {"spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds"}},
      {"Deployment",
       "",
       "restartPolicy: Never",
       {"spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\""}},
      {"DaemonSet",
       "updateStrategy: {rollingUpdate: {maxSurge: 1}}",
       "",
       {"spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is "
        "non-zero"}},
      {"StatefulSet",
       "ordinals: {start: -1}",
       "",
       {"spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0"}},
      {"StatefulSet",
       "updateStrategy: {type: OnDelete, rollingUpdate: {partition: 1}}",
       "",
       {"spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":1,\"MaxUnavailable\":null}: only allowed for "
        "updateStrategy 'RollingUpdate'"}},
      // Its pods are named by the set, whatever the template says.
      {"StatefulSet", "", "hostname: NOT_A_NAME", {}},
      {"ReplicaSet",
       "",
       "hostname: a.b",
       {"spec.template.spec.hostname: Invalid value: \"a.b\": must not contain dots"}},
  };
  for (const Case& one : cases)
    EXPECT_EQ(Answer(workload(one.kind, one.spec, one.pod_spec)).errors(), one.errors) << one.kind << " " << one.spec;
}

TEST(Workloads, FindTheirPods) {
  EXPECT_EQ(
      Answer("apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: a}\nspec:\n"
             "  selector: {matchLabels: {app: x}}\n"
             "  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: m, image: i}]}}\n")
          .errors(),
      (Lines{"spec.template.metadata.labels: Invalid value: {\"app\":\"other\"}: `selector` does not match template "
             "`labels`"}));
}

TEST(WorkloadUpdates, KeepWhatIsFixed) {
  std::string other = workload("Deployment", "replicas: 2");
  other.replace(other.find("matchLabels: {app: x}"), 21, "matchExpressions: [{key: app, operator: Exists}]");
  EXPECT_EQ(Answer(workload("Deployment", ""), other).errors(),
            (Lines{"spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Exists\"}]}: "
                   "field is immutable"}));
  EXPECT_EQ(Answer(workload("StatefulSet", "serviceName: a"), workload("StatefulSet", "serviceName: b")).errors(),
            (Lines{"spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', "
                   "'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                   "'minReadySeconds' are forbidden"}));
}

}  // namespace
}  // namespace slipway::schema::builtin
