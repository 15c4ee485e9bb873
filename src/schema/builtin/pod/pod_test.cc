// What the API server says of pods, word for word; tests/conformance holds hundreds of recorded answers more.
#include <gtest/gtest.h>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

/// A pod of one container, and what else its spec says.
std::string pod(std::string_view spec, std::string_view container = "") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: main, image: nginx:1" +
         std::string(container.empty() ? "" : ", ") + std::string(container) + "}]\n" +
         (spec.empty() ? "" : "  " + std::string(spec) + "\n");
}

TEST(Pods, GetDefaults) {
  const Answer answer(pod("volumes: [{name: tmp}]", "resources: {limits: {cpu: 1.5, memory: 1024Mi}}"));
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "restartPolicy"}), R"("Always")");
  EXPECT_EQ(answer.stored({"spec", "terminationGracePeriodSeconds"}), "30");
  EXPECT_EQ(answer.stored({"spec", "containers", "imagePullPolicy"}), R"("IfNotPresent")");
  EXPECT_EQ(answer.stored({"spec", "volumes", "emptyDir"}), "{}");
  // Limits are requests, and amounts are stored in one form.
  EXPECT_EQ(answer.stored({"spec", "containers", "resources", "requests"}), R"({"cpu":"1500m","memory":"1Gi"})");
}

TEST(Pods, HostNetworkPortsAreTheHosts) {
  const Answer answer(pod("hostNetwork: true", "ports: [{containerPort: 80}]"));
  EXPECT_EQ(answer.stored({"spec", "containers", "ports", "hostPort"}), "80");
}

TEST(Pods, WholePodGetsRequestsFromItsContainers) {
  const Answer answer(pod("resources: {limits: {cpu: 4, memory: 1Gi}}", "resources: {requests: {cpu: 500m}}"));
  EXPECT_EQ(answer.stored({"spec", "resources", "requests"}), R"({"cpu":"500m","memory":"1Gi"})");
}

TEST(Pods, MatchLabelKeysBecomePartOfTheSelector) {
  const Answer answer(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: x}}\nspec:\n"
      "  containers: [{name: main, image: nginx}]\n"
      "  topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,\n"
      "    labelSelector: {}, matchLabelKeys: [app, none]}]\n");
  EXPECT_EQ(answer.stored({"spec", "topologySpreadConstraints", "labelSelector"}),
            R"({"matchExpressions":[{"key":"app","operator":"In","values":["x"]}]})");
}

struct Case {
  const char* spec;
  const char* container;
  Lines errors;
};

void expect_errors(std::initializer_list<Case> cases) {
  for (const Case& one : cases)
    EXPECT_EQ(Answer(pod(one.spec, one.container)).errors(), one.errors) << one.spec << " | " << one.container;
}

TEST(Containers, AreChecked) {
  expect_errors({
      {"",
       "ports: [{containerPort: 80, name: web}, {containerPort: 81, name: web}]",
       {"spec.containers[0].ports[1].name: Duplicate value: \"web\""}},
      {"",
       "ports: [{containerPort: 70000, protocol: ICMP}]",
       {"spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "spec.containers[0].ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", "
        "\"UDP\""}},
      {"",
       "env: [{name: A, value: b, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
       {"spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty"}},
      {"",
       "env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}]",
       {"spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": supported "
        "values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", "
        "\"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\""}},
      {"",
       "volumeMounts: [{name: data, mountPath: /data, subPath: /x}]",
       {"spec.containers[0].volumeMounts.subPath: Invalid value: \"/x\": must be a relative path",
        "spec.containers[0].volumeMounts[0].name: Not found: \"data\""}},
      {"",
       "livenessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}, successThreshold: 2}",
       {"spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        "spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"}},
      {"",
       "lifecycle: {preStop: {sleep: {seconds: 31}}}",
       {"spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than "
        "terminationGracePeriodSeconds (30)"}},
      {"",
       "resources: {requests: {nvidia.com/gpu: 1}}",
       {"spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"}},
      {"",
       "resources: {claims: [{name: gpu}]}",
       {"spec.containers[0].resources.claims[0]: Not found: \"gpu\": must be one of the names in "
        "pod.spec.resourceClaims which is empty"}},
      {"",
       "securityContext: {privileged: true, allowPrivilegeEscalation: false}",
       {"spec.containers[0].securityContext: Invalid value: "
        "{\"Capabilities\":null,\"Privileged\":true,\"SELinuxOptions\":null,\"WindowsOptions\":null,"
        "\"RunAsUser\":null,\"RunAsGroup\":null,\"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,"
        "\"AllowPrivilegeEscalation\":false,\"ProcMount\":null,\"SeccompProfile\":null,\"AppArmorProfile\":null}: "
        "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"}},
      {"initContainers: [{name: main, image: nginx, readinessProbe: {tcpSocket: {port: 1}}}]",
       "",
       {"spec.initContainers[0].name: Duplicate value: \"main\"",
        "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without "
        "restartPolicy=Always"}},
      {"initContainers: [{name: s, image: nginx, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 1}}}]",
       "",
       {}},
      {"ephemeralContainers: [{name: debug, image: busybox, ports: []}]",
       "",
       {"spec.ephemeralContainers: Forbidden: cannot be set on create",
        "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container"}},
  });
}

TEST(Volumes, AreChecked) {
  expect_errors({
      {"volumes: [{name: a, emptyDir: {}, hostPath: {path: /x}}]",
       "",
       {"spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"}},
      {"volumes: [{name: a, hostPath: {path: /a/../b, type: Dir}}]",
       "",
       {"spec.volumes[0].hostPath.path: Invalid value: \"/a/../b\": must not contain '..'",
        "spec.volumes[0].hostPath.type: Unsupported value: \"Dir\": supported values: \"\", \"BlockDevice\", "
        "\"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\""}},
      {"volumes: [{name: a, configMap: {name: c, defaultMode: 1000}}]",
       "",
       {"spec.volumes[0].configMap.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both "
        "inclusive"}},
      {"volumes: [{name: a, ephemeral: {volumeClaimTemplate: {metadata: {name: x}, spec: {accessModes: [RWO]}}}}]",
       "",
       {"spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set",
        "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: \"RWO\": supported values: "
        "\"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",
        "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value"}},
      {"volumes: [{name: a, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 60}}]}}]",
       "",
       {"spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when "
        "serviceAccountName is not set",
        "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not "
        "specify a duration less than 10 minutes"}},
      {"volumes: [{name: a, iscsi: {targetPortal: p, iqn: iqn.x, lun: 1}}]",
       "",
       {"spec.volumes[0].iscsi.iqn: Invalid value: \"iqn.x\": must be valid format"}},
      {"volumes: [{name: a, iscsi: {targetPortal: p, iqn: 'iqn.2020-01.com.example:disk', lun: 1}}]", "", {}},
      {"volumes: [{name: a, emptyDir: {}}]",
       "volumeDevices: [{name: a, devicePath: /dev/x}]",
       {"spec.containers[0].volumeDevices[0].name: Invalid value: \"a\": can only use volume source type of "
        "PersistentVolumeClaim or Ephemeral for block mode"}},
  });
}

TEST(Scheduling, IsChecked) {
  expect_errors({
      {"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
       "[{matchExpressions: [{key: a, operator: Gt, values: ['1', '2']}]}]}}}",
       "",
       {"spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]."
        "matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'"}},
      {"affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: "
       "{topologyKey: zone}}]}}",
       "",
       {"spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: "
        "must be in the range 1-100"}},
      {"topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}]",
       "",
       {"spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if "
        "whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway"}},
      {"topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, "
       "topologyKey: z, whenUnsatisfiable: DoNotSchedule}]",
       "",
       {"spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: \"{z, DoNotSchedule}\""}},
      {"schedulingGates: [{name: a}, {name: a}]", "", {"spec.schedulingGates[1]: Duplicate value: \"a\""}},
      {"schedulingGates: [{name: a}]\n  nodeName: node-1",
       "",
       {"spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"}},
  });
}

TEST(SecurityOfPods, IsChecked) {
  expect_errors({
      {"hostUsers: false\n  hostPID: true", "", {"spec.HostPID: Forbidden: when `hostUsers` is false"}},
      {"securityContext: {seccompProfile: {type: Localhost}}",
       "",
       {"spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is "
        "Localhost"}},
      {"hostNetwork: true\n  securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}]}",
       "",
       {"spec.securityContext.sysctls[0].name: Invalid value: \"net.core.somaxconn\": may not be specified when "
        "'hostNetwork' is true"}},
      {"os: {name: windows}\n  securityContext: {runAsUser: 1}",
       "",
       {"spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod"}},
      {"securityContext: {windowsOptions: {runAsUserName: 'A\\\\b\\\\c'}}",
       "",
       {"spec.securityContext.windowsOptions.runAsUserName: Invalid value: \"A\\\\\\\\b\\\\\\\\c\": runAsUserName "
        "cannot contain more than one backslash"}},
      {"securityContext: {seLinuxChangePolicy: MountOption}",
       "",
       {"spec.securityContext.seLinuxChangePolicy: Unsupported value: \"MountOption\": supported values: "
        "\"Recursive\""}},
  });
}

TEST(PodUpdates, MayChangeImagesAndLittleElse) {
  const std::string old = pod("activeDeadlineSeconds: 60\n  tolerations: [{key: a, operator: Exists}]");
  const char* kOnlyThese =
      "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
      "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
      "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
  struct Change {
    const char* spec;
    const char* container;
    Lines errors;
  };
  const Change changes[] = {
      {"activeDeadlineSeconds: 30\n  tolerations: [{key: b, operator: Exists}, {key: a, operator: Exists}]",
       "image: nginx:2",
       {}},
      {"activeDeadlineSeconds: 90\n  tolerations: [{key: a, operator: Exists}]",
       "",
       {"spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value"}},
      {"activeDeadlineSeconds: 60\n  tolerations: []",
       "",
       {"spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"}},
      {"activeDeadlineSeconds: 60\n  tolerations: [{key: a, operator: Exists}]\n  affinity: {}", "", {kOnlyThese}},
      {"activeDeadlineSeconds: 60\n  tolerations: [{key: a, operator: Exists}]\n  nodeSelector: {}", "", {}},
      {"activeDeadlineSeconds: 60\n  tolerations: [{key: a, operator: Exists}]", "args: [x]", {kOnlyThese}},
  };
  for (const Change& change : changes) {
    std::string now = pod(change.spec, change.container);
    if (const std::size_t twice = now.find("image: nginx:1, image"); twice != now.npos) now.erase(twice, 16);
    EXPECT_EQ(Answer(old, now).errors(), change.errors) << now;
  }
}

TEST(PodUpdates, GatedPodsMayNarrowWhereTheyRun) {
  const std::string old = pod("schedulingGates: [{name: a}]\n  nodeSelector: {zone: x}");
  EXPECT_EQ(Answer(old, pod("schedulingGates: [{name: a}]\n  nodeSelector: {zone: x, disk: ssd}")).errors(), Lines{});
  EXPECT_EQ(Answer(old, pod("schedulingGates: []\n  nodeSelector: {zone: other}")).errors(),
            (Lines{"spec.nodeSelector: Invalid value: {\"zone\":\"other\"}: only additions to spec.nodeSelector are "
                   "allowed (no mutations or deletions)"}));
  EXPECT_EQ(Answer(old, pod("schedulingGates: [{name: b}]\n  nodeSelector: {zone: x}")).errors(),
            (Lines{"spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate "
                   "'b'"}));
}

}  // namespace
}  // namespace slipway::schema::builtin
