#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::kService;
using testing::run_in;
using testing::Said;
using testing::says;

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

TEST(Checking, RefusesAnIdThatDoesNotExist) {
  io::FakeFiles files;
  files.files["a.yaml"] = kService;
  const Said said = run_in(files, {"lint", "--skip", "API02", "a.yaml"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(said.err, "there is no rule API02\n  = fix: did you mean API002?")) << said.err;
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

// A field that a custom resource's schema does not have: a slip, or one that stands a step away.
TEST(Checking, SaysWhichFieldOfACustomResourceWasMeant) {
  struct Case {
    const char *spec, *says;
  };
  io::FakeFiles files;
  for (const Case& c : {
           Case{"  limit: {cpu: 1}\n", "did you mean limits?"},
           {"  consolidateAfter: 1m\n", "the schema has spec.disruption.consolidateAfter"},
           {"  disruption: {limits: {cpu: 1}}\n", "the schema has spec.limits"},
           {"  disruption: {budgets: [{node: '1'}]}\n", "did you mean nodes?"},
           {"  nothingLikeIt: 1\n", "unknown field 'nothingLikeIt' in NodePoolSpec"},
       }) {
    files.files["a.yaml"] = std::string("apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n") +
                            c.spec +
                            "  template: {spec: {requirements: [], nodeClassRef: {group: karpenter.k8s.aws, kind: "
                            "EC2NodeClass, name: a}}}\n";
    const Said said = run_in(files, {"validate", "a.yaml"});
    EXPECT_TRUE(says(said.out, "unknown field") && says(said.out, c.says)) << said.out;
  }
}

TEST(Checking, KnowsWhatWebhooksFillInAndWhatNamespacesAllow) {
  io::FakeFiles files;
  files.files["j.yaml"] =
      "apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata: {name: j}\nspec:\n  failurePolicy:\n    rules:\n"
      "    - {action: FailJobSet}\n  replicatedJobs:\n  - name: w\n    template:\n      spec:\n        template:\n"
      "          spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}\n";
  EXPECT_EQ(run_in(files, {"validate", "j.yaml"}).code, ExitCode::Ok) << run_in(files, {"validate", "j.yaml"}).out;
  // Templates of Spark's pods: by their name, or by the container that Spark looks for.
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}\nspec:\n";
  const std::string driver = "  containers: [{name: spark-kubernetes-driver}]\n";
  files.files = {{"a/driver-pod-template.yaml", pod + "  nodeSelector: {a: b}\n"},
                 {"named-pod-template.yaml",
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: driver}\nspec: {nodeSelector: {a: b}}\n"},
                 {"b.yaml", pod + driver}};
  for (const char* file : {"a/driver-pod-template.yaml", "named-pod-template.yaml", "b.yaml"})
    EXPECT_EQ(run_in(files, {"validate", file}).code, ExitCode::Ok) << run_in(files, {"validate", file}).out;
  files.files = {{"b.yaml", pod + "  containers: [{name: app}]\n"}, {"c.yaml", pod + driver + "  hostNetwork: 3\n"}};
  for (const char* file : {"b.yaml", "c.yaml"})
    EXPECT_NE(run_in(files, {"validate", file}).code, ExitCode::Ok) << run_in(files, {"validate", file}).out;
  files.files = {
      {"pod-template-gpu.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{}]}\n"}};
  EXPECT_NE(run_in(files, {"validate", "pod-template-gpu.yaml"}).code, ExitCode::Ok)
      << "it has a name: a pod as others";
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

// Of two files that have much in common the rule says so, and the server's words for each object are not said too.
TEST(Checking, SaysWhatTwoFilesHaveInCommonOnce) {
  std::string maps;
  for (const char* name : {"a", "b", "c"})
    maps += std::string("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ") + name + "}\n";
  io::FakeFiles files;
  files.files = {{"a.yaml", maps}, {"b.yaml", maps}};
  const std::string linted = run_in(files, {"lint", "a.yaml", "b.yaml"}).out;
  EXPECT_TRUE(says(linted, "ConfigMap a and 2 more of this file are defined twice")) << linted;
  EXPECT_FALSE(says(linted, "API014")) << linted;
  EXPECT_TRUE(says(run_in(files, {"validate", "a.yaml", "b.yaml"}).out, "ConfigMap c is defined twice"));
}

// A value of the wrong kind hides no empty one that is required, and makes none up.
TEST(Checking, SaysWhatElseIsWrongBesideWhatCannotBeRead) {
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n"
      "  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers: [{name: '', image: '', ports: "
      "[{containerPort: 0}]}]\n      volumes: [{name: '', emptyDir: {}}]\n";
  const std::string claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: ";
  const std::string set =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: 1}}\n"
      "  template: {metadata: {labels: {app: '1'}}, spec: {containers: [{name: a, image: b}]}}\n";
  const struct {
    std::string text;
    const char* count;
  } kCases[] = {
      {deployment, "4 errors, "},
      {deployment + "  replicas: two\n", "5 errors, "},
      {deployment + "  replicass: 2\n", "5 errors, "},
      {claim + "{accessModes: []}\n", "2 errors, "},
      {claim + "{storageClas: gp3, accessModes: []}\n", "3 errors, "},
      {claim + "{accessModes: [ReadWriteOnce], resources: {requests: {storage: [1]}}}\n", "1 error, "},
      {set, "1 error, "},
  };
  for (const auto& one : kCases) {
    io::FakeFiles files;
    files.files["a.yaml"] = one.text;
    const Said said = run_in(files, {"validate", "a.yaml"});
    EXPECT_TRUE(says(said.out, one.count)) << one.text << said.out;
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

// Of a quota of platform.yaml slipway makes requests.nvidia.com/gpu, which nobody wrote.
TEST(Checking, NamesAmountsAsTheyWereWritten) {
  const std::string web =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: ml}\nspec:\n  replicas: 2\n"
      "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n"
      "      - {name: a, image: 'a:1', resources: {requests: {cpu: 2}, limits: {nvidia.com/gpu: 1}}}\n";
  io::FakeFiles files;
  files.files["web.yaml"] = web;
  files.files["platform.yaml"] = R"(apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: demo}
spec:
  aws: {region: us-west-2}
  namespaces: {ml: {quota: {nvidia.com/gpu: 1, "cpu": 2}}}
  manifests: [web.yaml]
)";
  const Said platform = run_in(files, {"lint", "--only", "QUOTA001", "platform.yaml"});
  EXPECT_TRUE(says(platform.out, "of nvidia.com/gpu [QUOTA001]") && says(platform.out, "raise nvidia.com/gpu of"))
      << platform.out;
  EXPECT_TRUE(says(platform.out, "raise cpu of the quota to 4")) << platform.out;
  files.files["web.yaml"] = web +
                            "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: ml}\nspec:\n"
                            "  hard:\n    requests.nvidia.com/gpu: 1\n";
  EXPECT_TRUE(says(run_in(files, {"lint", "--only", "QUOTA001", "web.yaml"}).out, "raise requests.nvidia.com/gpu of"));
}

/// What a pre-commit hook asks of changed files and CI of all: an allowance of what other files make true is no mistake
/// where these are not there.
TEST(Lint, CallsNoAllowanceUnusedWhereItsOtherHalfMayBeElsewhere) {
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  limits: {nvidia.com/gpu: 8}\n"
      "  template:\n    spec:\n      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: a}\n"
      "      requirements:\n      - {key: node.kubernetes.io/instance-type, operator: In, values: [g5.12xlarge]}\n"
      "      taints: [{key: nvidia.com/gpu, value: \"true\", effect: NoSchedule}]\n";
  const auto pod = [](const std::string& id) {
    return "# slipway: allow " + id + " because the webhook adds the toleration\napiVersion: v1\nkind: Pod\n" +
           "metadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: \"a:1\", resources: {limits: {cpu: 1, "
           "memory: "
           "1Gi, nvidia.com/gpu: 1}}}\n";
  };
  io::FakeFiles files;
  files.files = {{"k8s/pool.yaml", pool}, {"k8s/pod.yaml", pod("GPU002")}, {"k8s/old.yaml", pod("RAY001")}};
  const auto lint = [&](const std::vector<std::string>& paths) {
    std::vector<std::string> words = {"lint", "-o", "github"};  // lines are not broken
    words.insert(words.end(), paths.begin(), paths.end());
    return run_in(files, words).out;
  };
  EXPECT_FALSE(says(lint({"k8s/pool.yaml", "k8s/pod.yaml"}), "GPU002"));
  EXPECT_FALSE(says(lint({"k8s/pod.yaml"}), "LINT002"));
  EXPECT_FALSE(says(lint({"k8s/old.yaml"}), "LINT002")) << "nobody can know";
  const std::string whole = lint({"k8s"});
  EXPECT_TRUE(says(whole, "title=LINT002::RAY001 is allowed here, and nothing says it")) << whole;
  EXPECT_FALSE(says(whole, "GPU002 is allowed")) << whole;
  files.files.erase("k8s/pool.yaml");
  EXPECT_TRUE(says(lint({"k8s"}), "GPU002 is allowed here, and nothing says it")) << "all is there";
  // Allowances of what the API server says, which looks at nothing else.
  files.files["a.yaml"] = std::string("# slipway: allow API004 because it was once\n") + kService;
  EXPECT_TRUE(says(run_in(files, {"validate", "-o", "github", "a.yaml"}).out, "API004 is allowed here, and nothing"));
}

// No reason makes a server take what it refuses; what would do nothing can be allowed as ever.
TEST(Validate, SaysWhatIsRefusedWhateverIsAllowed) {
  io::FakeFiles files;
  files.files["a.yaml"] =
      "# slipway: allow API002 because the server is ours\napiVersion: v1\nkind: ConfigMap\n"
      "metadata: {name: A_}\n";
  const Said refused = run_in(files, {"validate", "a.yaml"});
  EXPECT_EQ(refused.code, ExitCode::FindingsReported);
  EXPECT_TRUE(says(refused.out, "[API002]") && !says(refused.out, "LINT002")) << refused.out;
  EXPECT_EQ(run_in(files, {"validate", "--skip", "API002", "a.yaml"}).code, ExitCode::Ok);
  EXPECT_EQ(run_in(files, {"lint", "a.yaml"}).code, ExitCode::Ok) << "a linter may be told";
}

TEST(Lint, SaysThatAnEmptyPlatformIsNone) {
  io::FakeFiles files;
  for (const char* text : {"", "# nothing yet\n\n"}) {
    files.files["platform.yaml"] = text;
    const Said said = run_in(files, {"lint"});
    EXPECT_EQ(said.code, ExitCode::FindingsReported) << text;
    EXPECT_TRUE(says(said.out, "the file is empty [SPEC001]")) << said.out;
  }
}

}  // namespace
}  // namespace slipway::cli
