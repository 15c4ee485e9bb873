#include "cluster/ready.h"

#include <gtest/gtest.h>

#include "cluster/pod_state.h"
#include "cluster/testing/cluster_world.h"

namespace slipway::cluster {
namespace {

Readiness judged(const std::string& json) {
  const auto object = testing::ClusterWorld::object(json);
  EXPECT_TRUE(object.root().is_map()) << json;
  return readiness(object.root());
}

std::string said(const Readiness& one) {
  using State = Readiness::State;
  if (one.state == State::Ready) return "ready";
  return (one.state == State::Failed ? "failed: " : "") + one.why;
}

TEST(Ready, ByKind) {
  struct Case {
    const char *kind, *rest, *said;
  };
  const std::map<std::string, std::string> versions{{"Deployment", "apps/v1"},
                                                    {"StatefulSet", "apps/v1"},
                                                    {"DaemonSet", "apps/v1"},
                                                    {"ReplicaSet", "apps/v1"},
                                                    {"Job", "batch/v1"},
                                                    {"CustomResourceDefinition", "apiextensions.k8s.io/v1"},
                                                    {"APIService", "apiregistration.k8s.io/v1"},
                                                    {"NodePool", "karpenter.sh/v1"},
                                                    {"Widget", "example.com/v1"}};
  for (
      const Case& c : {
          Case{"ConfigMap", "", "ready"},
          // Deployment
          {"Deployment", R"("spec":{"replicas":3})", "its controller has not seen the change yet"},
          {"Deployment",
           R"("metadata":{"generation":2},"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1})",
           "its controller has not seen the change yet"},
          {"Deployment", R"("spec":{"replicas":3},"status":{"observedGeneration":1,"replicas":3,"updatedReplicas":1})",
           "1 of 3 replicas are updated"},
          {"Deployment", R"("status":{"observedGeneration":1,"replicas":2,"updatedReplicas":1})",
           "1 old replicas are still there"},
          {"Deployment",
           R"("spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":1})",
           "1 of 2 replicas are available"},
          {"Deployment", R"("status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1})",
           "ready"},
          {"Deployment", R"("spec":{"replicas":0},"status":{"observedGeneration":1})", "ready"},
          {"Deployment",
           R"("status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"web-1\" has timed out progressing."}]})",
           "failed: ProgressDeadlineExceeded: ReplicaSet \"web-1\" has timed out progressing."},
          {"Deployment",
           R"("status":{"observedGeneration":1,"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}]})",
           "0 of 1 replicas are updated (FailedCreate: exceeded quota)"},
          // StatefulSet
          {"StatefulSet", R"("spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"readyReplicas":1})",
           "1 of 2 replicas are ready"},
          {"StatefulSet",
           R"("spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"readyReplicas":2,"updatedReplicas":1,"currentRevision":"a","updateRevision":"b"})",
           "1 of 2 replicas are updated"},
          {"StatefulSet",
           R"("spec":{"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":1}}},"status":{"observedGeneration":1,"replicas":2,"readyReplicas":2,"updatedReplicas":1,"currentRevision":"a","updateRevision":"b"})",
           "ready"},
          {"StatefulSet",
           R"("spec":{"updateStrategy":{"type":"OnDelete"}},"status":{"observedGeneration":1,"replicas":1,"readyReplicas":1,"currentRevision":"a","updateRevision":"b"})",
           "ready"},
          // DaemonSet
          {"DaemonSet", R"("status":{"observedGeneration":1,"desiredNumberScheduled":0})", "ready"},
          {"DaemonSet", R"("status":{"observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":2})",
           "2 of 3 nodes have the new pod"},
          {"DaemonSet",
           R"("status":{"observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":2})",
           "2 of 3 pods are available"},
          {"ReplicaSet", R"("status":{"observedGeneration":1,"replicas":1,"availableReplicas":1})", "ready"},
          // Pod
          {"Pod", R"("status":{"phase":"Succeeded"})", "ready"},
          {"Pod", R"("status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]})", "ready"},
          {"Pod", "", "nobody has looked at it yet"},
          {"Pod",
           R"("status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient nvidia.com/gpu."}]})",
           "no node takes it: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu."},
          {"Pod",
           R"("status":{"phase":"Pending","containerStatuses":[{"name":"web","state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image \"x\""}}}]})",
           "container web: ImagePullBackOff: Back-off pulling image \"x\""},
          {"Pod",
           R"("status":{"phase":"Running","containerStatuses":[{"name":"web","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]})",
           "container web: CrashLoopBackOff, it ended with 137 (OOMKilled)"},
          {"Pod",
           R"("status":{"phase":"Failed","containerStatuses":[{"name":"web","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]})",
           "failed: container web ended with 1"},
          {"Pod", R"("status":{"phase":"Failed","reason":"Evicted","message":"low on memory"})",
           "failed: Evicted: low on memory"},
          // Job
          {"Job", "", "it has not started"},
          {"Job", R"("spec":{"suspend":true})", "it is suspended"},
          {"Job", R"("spec":{"completions":3},"status":{"startTime":"x","succeeded":1,"failed":2})",
           "1 of 3 pods have succeeded, 2 failed"},
          {"Job", R"("status":{"conditions":[{"type":"Complete","status":"True"}]})", "ready"},
          {"Job",
           R"("status":{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}]})",
           "failed: BackoffLimitExceeded: Job has reached the specified backoff limit"},
          // The rest of the core
          {"PersistentVolumeClaim", R"("status":{"phase":"Pending"})", "it has no volume yet"},
          {"PersistentVolumeClaim", R"("status":{"phase":"Bound"})", "ready"},
          {"PersistentVolumeClaim", R"("status":{"phase":"Lost"})", "failed: its volume is gone"},
          {"Namespace", R"("status":{"phase":"Active"})", "ready"},
          {"Namespace", R"("metadata":{"deletionTimestamp":"2026-11-26T00:00:00Z"},"status":{"phase":"Terminating"})",
           "it is being deleted"},
          {"Service", R"("spec":{"type":"ClusterIP"})", "ready"},
          {"Service", R"("spec":{"type":"LoadBalancer"})", "it has no load balancer yet"},
          {"Service", R"("spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"hostname":"x"}]}})",
           "ready"},
          {"CustomResourceDefinition", "", "it is not established yet"},
          {"CustomResourceDefinition",
           R"("status":{"conditions":[{"type":"NamesAccepted","status":"False","reason":"PluralConflict","message":"already in use"}]})",
           "failed: PluralConflict: already in use"},
          {"CustomResourceDefinition", R"("status":{"conditions":[{"type":"Established","status":"True"}]})", "ready"},
          {"APIService",
           R"("status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints","message":"endpoints for service/keda have no addresses"}]})",
           "MissingEndpoints: endpoints for service/keda have no addresses"},
          {"APIService", R"("status":{"conditions":[{"type":"Available","status":"True"}]})", "ready"},
          // Custom resources
          {"NodePool", "", "its controller has said nothing of it yet: does it run?"},
          {"NodePool", R"("status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeClassNotReady"}]})",
           "NodeClassNotReady"},
          {"NodePool", R"("status":{"conditions":[{"type":"Ready","status":"True"}]})", "ready"},
          {"Widget", "", "ready"},
          {"Widget", R"("metadata":{"generation":3},"status":{"observedGeneration":2})",
           "its controller has not seen the change yet"},
          {"Widget",
           R"("metadata":{"generation":3},"status":{"conditions":[{"type":"Ready","status":"False","reason":"Old","observedGeneration":2}]})",
           "its controller has not seen the change yet"},
          {"Widget",
           R"("status":{"conditions":[{"type":"Ready","status":"False","reason":"RevisionMissing","message":"Configuration \"x\" failed"}]})",
           "RevisionMissing: Configuration \"x\" failed"},
          {"Widget", R"("status":{"conditions":[{"type":"Stalled","status":"True","message":"no such chart"}]})",
           "failed: no such chart"},
          {"Widget", R"("status":{"conditions":[{"type":"Reconciling","status":"True","message":"half way"}]})",
           "half way"},
      }) {
    const auto version = versions.find(c.kind);
    const std::string text = std::string(R"({"kind":")") + c.kind + R"(","apiVersion":")" +
                             (version == versions.end() ? "v1" : version->second) + "\"" + (*c.rest ? "," : "") +
                             c.rest + "}";
    EXPECT_EQ(said(judged(text)), c.said) << text;
  }
}

TEST(Ready, TheMostTellingContainerSpeaksForThePod) {
  const auto pod = testing::ClusterWorld::object(
      R"({"status":{"phase":"Pending","initContainerStatuses":[{"name":"setup","state":{"terminated":{"exitCode":0}}}],
          "containerStatuses":[{"name":"a","ready":false,"state":{"running":{}}},
                               {"name":"b","state":{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"s\" not found"}}}]}})");
  EXPECT_EQ(pod_trouble(pod.root()), "container b: CreateContainerConfigError: secret \"s\" not found");
}

TEST(Ready, WhatAContainerWroteLastIsSaidWithoutSecrets) {
  const auto pod = testing::ClusterWorld::object(
      R"({"status":{"phase":"Failed","containerStatuses":[{"name":"a","state":{"terminated":{"exitCode":1,
          "message":"AKIAIOSFODNN7EXAMPLE may not; password=hunter2 was refused"}}}]}})");
  EXPECT_EQ(pod_trouble(pod.root()), "container a ended with 1: *** may not; password=*** was refused");
}

}  // namespace
}  // namespace slipway::cluster
