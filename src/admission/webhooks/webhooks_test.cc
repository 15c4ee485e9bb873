#include "admission/webhooks/webhooks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "doc/yaml.h"

namespace slipway::admission {
namespace {

/// "spec.a: Invalid value: …", a line each.
std::string refused(const std::string& text, const std::string& before = "") {
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
  const auto old = doc::read_yaml(std::make_shared<const SourceText>("b.yaml", before), said);
  schema::Errors errors;
  refused_by_controller(documents.at(0).root(), old.empty() ? nullptr : &old.at(0).root(), errors);
  std::string out;
  for (const schema::Error& one : errors.take_sorted()) out += one.field + ": " + one.detail + "\n";
  return out;
}

std::string queue(const std::string& groups, const std::string& more = "") {
  return "apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: a}\nspec:\n  resourceGroups: [" +
         groups + "]\n" + more;
}

TEST(Webhooks, OfKueueKnowWhatAQueueCannotBe) {
  const std::string cpu = "{coveredResources: [cpu], flavors: [{name: a, resources: [{name: cpu, nominalQuota: 1}]}]}";
  const auto one = [](const std::string& quota) {
    return "{coveredResources: [cpu], flavors: [{name: a, resources: [{name: cpu, " + quota + "}]}]}";
  };
  EXPECT_EQ(refused(queue(cpu)), "");
  EXPECT_EQ(
      refused(queue(one("nominalQuota: -1"))),
      "spec.resourceGroups[0].flavors[0].resources[0].nominalQuota: Invalid value: \"-1\": must be greater than or "
      "equal to 0\n");
  EXPECT_EQ(refused(queue("{coveredResources: [cpu, memory], flavors: [{name: a, resources: [{name: memory, "
                          "nominalQuota: 1}, {name: cpu, nominalQuota: 1}]}]}")),
            "spec.resourceGroups[0].flavors[0].resources[0].name: Invalid value: \"memory\": must match the name in "
            "coveredResources\nspec.resourceGroups[0].flavors[0].resources[1].name: Invalid value: \"cpu\": must match "
            "the name in coveredResources\n");
  EXPECT_EQ(refused(queue(cpu + ", {coveredResources: [cpu], flavors: [{name: a, resources: []}]}")),
            "spec.resourceGroups[1].coveredResources[0]: Duplicate value: \"cpu\"\n"
            "spec.resourceGroups[1].flavors[0].name: Duplicate value: \"a\"\n");
  EXPECT_EQ(refused(queue(one("nominalQuota: 1, lendingLimit: 2"))),
            "spec.resourceGroups[0].flavors[0].resources[0].lendingLimit: Invalid value: \"2\": must be less than or "
            "equal to the nominalQuota\nspec.resourceGroups[0].flavors[0].resources[0].lendingLimit: Invalid value: "
            "\"2\": must be nil when cohort is empty\n");
  EXPECT_EQ(refused(queue(one("nominalQuota: 2, lendingLimit: 2, borrowingLimit: 1"), "  cohortName: all\n")), "");
  EXPECT_EQ(refused(queue(cpu, "  fairSharing: {weight: -1}\n")),
            "spec.fairSharing: Invalid value: \"-1\": must be greater than or equal to 0\n");
  EXPECT_EQ(refused(queue(cpu, "  admissionChecksStrategy: {admissionChecks: [{name: c, onFlavors: [a, b]}]}\n")),
            "spec.admissionChecksStrategy.admissionChecks[0].onFlavors[1]: Unsupported value: \"b\": supported values: "
            "\"a\"\n");
}

TEST(Webhooks, OfKueueKnowWhatAFlavorCannotBe) {
  const auto flavor = [](const std::string& spec) {
    return "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ResourceFlavor\nmetadata: {name: a}\nspec: " + spec + "\n";
  };
  EXPECT_EQ(refused(flavor("{nodeLabels: {a: b}, nodeTaints: [{key: a, effect: NoSchedule}], tolerations: [{operator: "
                           "Exists}]}")),
            "");
  const std::string label = refused(flavor("{nodeLabels: {a: 'b c'}}"));
  EXPECT_TRUE(label.starts_with("spec.nodeLabels: Invalid value: \"b c\": a valid label must")) << label;
  const std::string taints =
      refused(flavor("{nodeTaints: [{key: a/b/c, effect: E}, {key: a, value: 'x y', effect: E}, "
                     "{key: a, effect: E}]}"));
  for (const char* said : {"spec.nodeTaints[0].key: ", "spec.nodeTaints[1].value: ", "unique by key and effect pair"})
    EXPECT_NE(taints.find(said), taints.npos) << taints;
}

TEST(Webhooks, OfTheTrainingOperatorKnowWhatAPyTorchJobCannotBe) {
  const auto job = [](const std::string& replicas, const std::string& more = "", const std::string& name = "a") {
    return "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: " + name +
           "}\nspec:\n  pytorchReplicaSpecs: {" + replicas + "}\n" + more;
  };
  const std::string pod = "template: {spec: {containers: [{name: pytorch, image: x}]}}";
  EXPECT_EQ(refused(job("Master: {replicas: 1, restartPolicy: OnFailure, " + pod + "}, Worker: {" + pod + "}",
                        "  elasticPolicy: {}\n")),
            "");
  const std::string at = "spec.pytorchReplicaSpecs[Worker]";
  EXPECT_EQ(refused(job("Worker: {restartPolicy: always, template: {spec: {containers: [{name: foo, image: x}]}}}")),
            at +
                ".restartPolicy: Unsupported value: \"always\": supported values: \"Always\", \"ExitCode\", \"Never\", "
                "\"OnFailure\"\n" +
                at + ".template.spec.containers: Required value: must have at least one container with name pytorch\n");
  EXPECT_EQ(refused(job("Worker: {replicas: 0, " + pod + "}")), at + ".replicas: Forbidden: must be at least 1\n");
  EXPECT_EQ(refused(job("Master: {" + pod + "}")), "spec.pytorchReplicaSpecs[Master].replicas: Forbidden: must be 1\n");
  EXPECT_EQ(
      refused(job("worker: {" + pod + "}")),
      "spec.pytorchReplicaSpecs[worker]: Unsupported value: \"worker\": supported values: \"Master\", \"Worker\"\n");
  EXPECT_EQ(refused(job("Master: {replicas: 1, " + pod + "}", "  elasticPolicy: {}\n")),
            "spec.pytorchReplicaSpecs[Worker]: Required value: must be configured if elastic policy is used\n");
  EXPECT_TRUE(
      refused(job("Worker: {" + pod + "}", "", "1a")).starts_with("metadata.name: Invalid value: \"1a\": should"));
}

std::string job_set(const std::string& jobs, const std::string& more = "", const std::string& name = "a") {
  return "apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata: {name: " + name +
         "}\nspec:\n  replicatedJobs: [" + jobs + "]\n" + more;
}

TEST(Webhooks, OfJobSetKnowWhatASetCannotBe) {
  const std::string w = "{name: w, replicas: 2, template: {spec: {parallelism: 2, completions: 2}}}";
  EXPECT_EQ(refused(job_set(w + ", {name: v, dependsOn: [{name: w, status: Ready}]}",
                            "  coordinator: {replicatedJob: w, jobIndex: 1, podIndex: 1}\n  successPolicy: {operator: "
                            "All, targetReplicatedJobs: [w]}\n  failurePolicy: {rules: [{action: FailJobSet}]}\n")),
            "");
  const std::string internal = ": Internal error: ";
  EXPECT_EQ(refused(job_set("{name: w}", "", std::string(60, 'a'))),
            "spec.replicatedJobs[0].name: Invalid value: \"" + std::string(60, 'a') +
                "-w-0\": JobSet name is too long, job names generated for this JobSet will exceed 63 characters\n");
  EXPECT_EQ(refused(job_set(w, "", std::string(54, 'a'))),
            "spec.replicatedJobs[0].name: Invalid value: \"" + std::string(54, 'a') +
                "-w-1\": JobSet name is too long, pod names generated for this JobSet will exceed 63 characters\n");
  EXPECT_EQ(refused(job_set("{name: w, dependsOn: [{name: w}]}")),
            "spec.replicatedJobs[0].dependsOn" + internal + "DependsOn can't be set for the first ReplicatedJob\n");
  EXPECT_EQ(
      refused(job_set(w + ", {name: v, dependsOn: [{name: u}]}")),
      "spec.replicatedJobs[1].dependsOn[0].name" + internal + "replicatedJob: v cannot depend on replicatedJob: u\n");
  EXPECT_EQ(refused(job_set(w, "  successPolicy: {targetReplicatedJobs: [u]}\n")),
            "spec.successPolicy.targetReplicatedJobs[0]" + internal +
                "invalid replicatedJob name 'u' does not appear in .spec.ReplicatedJobs\n");
  EXPECT_EQ(refused(job_set(w, "  coordinator: {replicatedJob: w, jobIndex: 2}\n")),
            "spec.coordinator.jobIndex" + internal + "coordinator job index 2 is invalid for replicatedJob w\n");
  EXPECT_EQ(refused(job_set(w, "  failurePolicy: {rules: [{name: a, onJobFailureReasons: [Nope]}, {name: a}]}\n")),
            "spec.failurePolicy.rules" + internal +
                "rule names are not unique, rules with indices [0 1] all have the same name 'a'\n"
                "spec.failurePolicy.rules[0].onJobFailureReasons[0]" +
                internal +
                "invalid job failure reason 'Nope' in failure policy is not a recognized job failure reason\n");
  EXPECT_NE(refused(job_set(w, "  network: {subdomain: A.b}\n")).find("spec.network.subdomain: "), std::string::npos);
  EXPECT_NE(refused(job_set(w, "  volumeClaimPolicies: [{templates: [{metadata: {name: c}}]}]\n"))
                .find("don't have a matching volumeMount: c"),
            std::string::npos);
}

TEST(Webhooks, OfJobSetTakeNoOtherJobs) {
  const std::string w =
      "{name: w, replicas: 1, template: {spec: {parallelism: 1, template: {spec: {nodeSelector: {a: b}}}}}}";
  const std::string other =
      "{name: w, template: {spec: {completionMode: Indexed, parallelism: 1, template: {spec: "
      "{nodeSelector: {a: c}}}}}}";
  const std::string immutable = "spec.replicatedJobs: Invalid value: […]: field is immutable\n";
  EXPECT_EQ(refused(job_set(w), job_set(w)), "");
  EXPECT_EQ(refused(job_set(other), job_set(w)), immutable);
  EXPECT_EQ(refused(job_set(other, "  suspend: false\n"), job_set(w, "  suspend: true\n")), "");
  EXPECT_EQ(refused(job_set("{name: w, replicas: 2}"), job_set("{name: w}")), immutable);
  EXPECT_EQ(refused(job_set("{name: w, groupName: default, replicas: 1}"), job_set("{name: w}")), "");
}

TEST(Webhooks, OfLeaderWorkerSetKnowWhatASetCannotBe) {
  const auto set = [](const std::string& spec, const std::string& meta = "name: a") {
    return "apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {" + meta + "}\nspec: {" + spec +
           "}\n";
  };
  EXPECT_EQ(refused(set("replicas: 2, leaderWorkerTemplate: {size: 4, subGroupPolicy: {subGroupSize: 2}}, "
                        "rolloutStrategy: {rollingUpdateConfiguration: {maxUnavailable: 0, maxSurge: 1}}")),
            "");
  EXPECT_EQ(refused(set("leaderWorkerTemplate: {size: 0}")),
            "spec.leaderWorkerTemplate.size: Invalid value: 0: size must be equal or greater than 1\n");
  EXPECT_EQ(refused(set("replicas: -1")),
            "spec.replicas: Invalid value: -1: replicas must be equal or greater than 0\n");
  EXPECT_EQ(
      refused(set("leaderWorkerTemplate: {size: 5, subGroupPolicy: {subGroupSize: 3}}")),
      "spec.leaderWorkerTemplate.subGroupPolicy.subGroupSize: Invalid value: 3: size or size - 1 must be divisible "
      "by subGroupSize\n");
  const std::string rolling = "spec.rolloutStrategy.rollingUpdateConfiguration.";
  EXPECT_EQ(refused(set("rolloutStrategy: {rollingUpdateConfiguration: {maxUnavailable: 0}}")),
            rolling + "maxUnavailable: Invalid value: 0: must not be 0 when `maxSurge` is 0\n");
  EXPECT_EQ(refused(set("rolloutStrategy: {rollingUpdateConfiguration: {maxSurge: 120%}}")),
            rolling + "maxSurge: Invalid value: \"120%\": must not be greater than 100%\n");
  EXPECT_TRUE(refused(set("", "name: 1a")).starts_with("metadata.name: Invalid value: \"1a\": a DNS-1035 label"));
  EXPECT_EQ(refused(set("leaderWorkerTemplate: {size: 2, subGroupPolicy: {subGroupSize: 1}}"),
                    set("leaderWorkerTemplate: {size: 2}")),
            "spec.leaderWorkerTemplate.subGroupPolicy.subGroupSize: Invalid value: 1: cannot enable subGroupSize after "
            "the lws is already created\n");
}

TEST(Webhooks, OfArgoCdThereAreNoneButItsStatusSaysSo) {
  const auto application = [](const std::string& spec) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {project: p, " + spec +
           "}\n";
  };
  const std::string to = "destination: {server: https://kubernetes.default.svc}";
  EXPECT_EQ(refused(application("source: {repoURL: r, path: p}, " + to)), "");
  EXPECT_EQ(
      refused(application("sources: [{repoURL: r, ref: v}, {repoURL: r, chart: c, targetRevision: 1.0.0}], " + to)),
      "");
  EXPECT_EQ(refused(application("sourceHydrator: {drySource: {repoURL: r}, syncSource: {targetBranch: b}}, " + to)),
            "");
  EXPECT_EQ(refused(application(to)),
            "spec.source: Required value: spec.source.repoURL and either spec.source.path or spec.source.chart are "
            "required\n");
  EXPECT_EQ(refused(application("source: {repoURL: r, chart: c}, " + to)),
            "spec.source.targetRevision: Required value: spec.source.targetRevision is required if the manifest source "
            "is a helm chart\n");
  EXPECT_EQ(refused(application("source: {repoURL: r, path: p}")),
            "spec.destination: Required value: Destination server missing from app spec\n");
  EXPECT_EQ(
      refused(application("source: {repoURL: r, path: p}, destination: {name: n, server: s}")),
      "spec.destination: Invalid value: \"n\": application destination can't have both name and server defined: n "
      "s\n");
}

// Whatever stands there is passed over where the schema refuses it.
TEST(Webhooks, TakeAnyTree) {
  for (const char* kind : {"kueue.x-k8s.io/v1beta2\nkind: ClusterQueue", "kueue.x-k8s.io/v1beta1\nkind: Cohort",
                           "kueue.x-k8s.io/v1beta2\nkind: ResourceFlavor", "kubeflow.org/v1\nkind: PyTorchJob",
                           "jobset.x-k8s.io/v1alpha2\nkind: JobSet", "argoproj.io/v1alpha1\nkind: Application",
                           "leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet"})
    for (const char* spec :
         {"", "spec:", "spec: 1", "spec: [1]", "metadata: 1\nspec: {resourceGroups: 1, replicatedJobs: {a: b}}",
          "spec: {resourceGroups: [1, [], {coveredResources: [1, {}], flavors: [1, {name: 1, resources: [1, {name: 2, "
          "nominalQuota: {}}]}]}], nodeTaints: [1, {key: 1}], tolerations: [1], nodeLabels: {a: {}}}",
          "spec: {pytorchReplicaSpecs: {Worker: 1, Master: {replicas: a, template: []}}, replicatedJobs: [1, {name: 1, "
          "replicas: 1.5, template: 1, dependsOn: [1]}], failurePolicy: {rules: [1]}, coordinator: {}, suspend: 1}",
          "spec: {replicas: 99999999999999999999, leaderWorkerTemplate: {size: 9223372036854775807, subGroupPolicy: "
          "{subGroupSize: -9223372036854775808}}, rolloutStrategy: {rollingUpdateConfiguration: {maxSurge: {}}}}",
          "spec: {replicatedJobs: [{name: a, replicas: 9223372036854775807, template: {spec: {parallelism: "
          "9223372036854775807, completions: -9223372036854775807}}}], sources: [1], source: 2, destination: 3}"}) {
      const std::string text = fmt::format("apiVersion: {}\n{}\n", kind, spec);
      refused(text);
      refused(text, text);
    }
}

}  // namespace
}  // namespace slipway::admission
