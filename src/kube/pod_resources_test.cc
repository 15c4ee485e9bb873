#include "kube/pod_resources.h"

#include <gtest/gtest.h>

#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

PodSpec pod(std::string_view text) {
  Reading reading(text);
  PodSpec out = read_pod_spec(Fields(reading.root(), reading.diagnostics));
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
  return out;
}

/// "cpu=2 memory=1Gi"
std::string shown(const ResourceList& list) {
  std::string out;
  for (const auto& [name, amount] : list) out += (out.empty() ? "" : " ") + name + "=" + amount.to_string();
  return out;
}

TEST(PodResources, ContainersAddUp) {
  const PodSpec two = pod(R"(
containers:
- {name: a, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: 1}}}
- {name: b, resources: {requests: {cpu: 1, nvidia.com/gpu: 2}}}
overhead: {cpu: 250m, memory: 120Mi}
)");
  EXPECT_EQ(shown(pod_requests(two)), "cpu=1750m memory=1144Mi nvidia.com/gpu=2");
  EXPECT_EQ(shown(pod_requests(two, {.overhead = false})), "cpu=1500m memory=1Gi nvidia.com/gpu=2");
  EXPECT_EQ(shown(pod_requests(two, {.where_missing = scheduler_minimum()})),
            "cpu=1750m memory=1344Mi nvidia.com/gpu=2");
  EXPECT_EQ(shown(pod_limits(two)), "cpu=1250m") << "overhead counts only where there is a limit";
}

TEST(PodResources, InitContainersCountAtTheirPeak) {
  struct Case {
    std::string_view init, requests;
  };
  for (const Case& c : {
           Case{"[{name: i, resources: {requests: {cpu: 4}}}]", "cpu=4"},
           {"[{name: i, resources: {requests: {cpu: 500m}}}]", "cpu=1"},
           {"[{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}]", "cpu=2"},
           // the sidecar runs beside the init container that comes after it
           {"[{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}, {name: i, resources: {requests: {cpu: "
            "2}}}]",
            "cpu=3"},
           {"[{name: i, resources: {requests: {cpu: 2}}}, {name: s, restartPolicy: Always, resources: {requests: {cpu: "
            "1}}}]",
            "cpu=2"},
       }) {
    const PodSpec one =
        pod("{containers: [{name: a, resources: {requests: {cpu: 1}}}], initContainers: " + std::string(c.init) + "}");
    EXPECT_EQ(shown(pod_requests(one)), c.requests) << c.init;
  }
}

TEST(PodResources, WhatThePodSaysOfItselfReplacesTheSum) {
  const PodSpec own = pod(R"(
containers: [{name: a, resources: {requests: {cpu: 1, nvidia.com/gpu: 1}}}]
resources: {requests: {cpu: 4, nvidia.com/gpu: 8}}
)");
  EXPECT_EQ(shown(pod_requests(own)), "cpu=4 nvidia.com/gpu=1") << "GPUs cannot be said for the pod";
  EXPECT_EQ(shown(pod_requests(own, {.pod_level = false})), "cpu=1 nvidia.com/gpu=1");
}

TEST(PodResources, DefaultsAreTheServers) {
  const PodSpec limits_only =
      with_default_resources(pod("{containers: [{name: a, resources: {limits: {cpu: 1.0001}}}]}"));
  EXPECT_EQ(shown(limits_only.containers[0].resources.requests), "cpu=1001m")
      << "from the limit, rounded up to thousandths";
  const PodSpec pod_limits_only = with_default_resources(pod(
      "{containers: [{name: a, resources: {requests: {memory: 1Gi}}}], resources: {limits: {cpu: 4, memory: 8Gi}}}"));
  EXPECT_EQ(shown(pod_limits_only.resources->requests), "cpu=4 memory=1Gi")
      << "from the containers, else from the limits";
}

TEST(QosClass, IsThatOfTheKubelet) {
  struct Case {
    std::string_view pod;
    QosClass qos;
  };
  for (const Case& c : {
           Case{"{containers: [{name: a}]}", QosClass::BestEffort},
           {"{containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}", QosClass::BestEffort},
           {"{containers: [{name: a, resources: {requests: {cpu: 0}}}]}", QosClass::BestEffort},
           {"{containers: [{name: a, resources: {requests: {cpu: 1}}}]}", QosClass::Burstable},
           {"{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]}", QosClass::Guaranteed},
           {"{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}, {name: b}]}", QosClass::Burstable},
           {"{containers: [{name: a}], resources: {limits: {cpu: 1, memory: 1Gi}}}", QosClass::Guaranteed},
       })
    EXPECT_EQ(qos_class(with_default_resources(pod(c.pod))), c.qos) << c.pod;
  EXPECT_EQ(to_string(QosClass::Guaranteed), "Guaranteed");
}

}  // namespace
}  // namespace slipway::kube
