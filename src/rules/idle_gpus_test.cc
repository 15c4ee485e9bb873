#include <gtest/gtest.h>

#include "rules/testing/linted.h"
#include "rules/testing/pools.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Members of the container begin at line 8.
std::string workload(const std::string& kind, const std::string& container, const std::string& spec = "") {
  return "apiVersion: apps/v1\nkind: " + kind +
         "\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      containers:\n" + container + spec;
}
std::string asks(const std::string& image, const std::string& limits) {
  return "      - image: " + image + "\n        resources: {limits: {" + limits + "}}\n";
}

TEST(IdleGpuRules, ExportersLeaveGpusToOthers) {
  const std::string exporter = "nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1";
  EXPECT_EQ(linted("GPU022", {{"f.yaml", workload("DaemonSet", asks(exporter, "nvidia.com/gpu: 1"))}}),
            (Said{"f.yaml:9 warning: DaemonSet d takes the GPUs that it is to watch"}));
  EXPECT_EQ(lines("GPU022", workload("DaemonSet", asks(exporter, "memory: 1Gi"))), "");
  EXPECT_EQ(lines("GPU022", workload("DaemonSet", asks(exporter, "nvidia.com/gpu: 0"))), "");
  EXPECT_EQ(lines("GPU022", workload("Deployment", asks(exporter, "nvidia.com/gpu: 1"))), "9");
  EXPECT_EQ(lines("GPU022", workload("Deployment", asks("me/dcgm-exporter-dashboard:1", "nvidia.com/gpu: 1"))), "");
  EXPECT_EQ(lines("GPU022", workload("DaemonSet", asks("public.ecr.aws/datadog/agent:7", "nvidia.com/gpu: 1"))), "9");
  EXPECT_EQ(lines("GPU022", workload("Deployment", asks("me/agent:7", "nvidia.com/gpu: 1"))), "");
  // A model server on each node works with its GPU.
  EXPECT_EQ(linted("GPU022", {{"f.yaml", workload("DaemonSet", asks("vllm/vllm-openai:v1", "nvidia.com/gpu: 1"))}}),
            (Said{"f.yaml:9 note: each node that DaemonSet d runs on has 1 GPU less for others"}));
  EXPECT_EQ(lines("GPU022", workload("Deployment", asks("vllm/vllm-openai:v1", "nvidia.com/gpu: 1"))), "");
}

TEST(IdleGpuRules, ValuesOfExportersLeaveGpusToOthers) {
  EXPECT_EQ(linted("GPU022", {{"v.yaml", "# chart: dcgm-exporter\nresources:\n  limits:\n    nvidia.com/gpu: 1\n"}}),
            (Said{"v.yaml:4 warning: the DaemonSet of the chart dcgm-exporter takes the GPUs that it is to watch"}));
  EXPECT_EQ(linted("GPU022", {{"v.yaml", "# chart: dcgm-exporter\nresources:\n  limits:\n    memory: 1Gi\n"}}), Said{});
  EXPECT_EQ(linted("GPU022", {{"v.yaml",
                               "# chart: gpu-operator\ndcgmExporter:\n  resources:\n    requests:\n      "
                               "nvidia.com/gpu: 1\n"}}),
            (Said{"v.yaml:5 warning: dcgmExporter of the chart gpu-operator takes the GPUs that it is to watch"}));
  EXPECT_EQ(linted("GPU022", {{"v.yaml", "# chart: vllm\nresources:\n  limits:\n    nvidia.com/gpu: 1\n"}}), Said{});
}

TEST(IdleGpuRules, AProgramThatSleepsNeedsNoGpu) {
  const auto runs = [](const std::string& command, const std::string& more = "") {
    return workload("Deployment", asks("a:1", "nvidia.com/gpu: 1") + "        " + command + "\n" + more);
  };
  EXPECT_EQ(linted("GPU023", {{"f.yaml", runs("command: [sleep, infinity]")}}),
            (Said{"f.yaml:10 warning: Deployment d holds 1 GPU and sleeps"}));
  for (const char* command :
       {"command: [/bin/sleep, 365d]", "command: [sleep]\n        args: [inf]", "args: [tail, -f, /dev/null]",
        "command: [sh, -c, sleep infinity]", "command: [/bin/bash, -ec, \"while true; do sleep 30; done\"]",
        "command: [bash, -c]\n        args: [\"trap : TERM INT; tail -F /dev/null & wait\"]",
        "command: [bash, -c, \"nvidia-smi && exec sleep infinity\"]",
        "command: [bash, -c, --]\n        args: [\"while true; do sleep 30; done;\"]"})
    EXPECT_EQ(linted("GPU023", {{"f.yaml", runs(command)}}).size(), 1u) << command;
  for (const char* command :
       {"command: [python, serve.py]", "command: [bash, -c, \"pip install jupyter; jupyter lab & sleep infinity\"]",
        "command: [bash, start.sh, sleep, infinity]", "command: [bash, -c, \"./start.sh; tail -f /dev/null\"]",
        "command: [bash, -c, \"while ! curl -s http://a; do sleep 5; done; python x.py\"]",
        "command: [tail, -f, /var/log/x]", "command: [bash, -c, echo]", "tty: true"})
    EXPECT_EQ(lines("GPU023", runs(command)), "") << command;
  EXPECT_EQ(lines("GPU023", runs("command: [sleep, infinity]",
                                 "        lifecycle: {postStart: {exec: {command: [/start.sh]}}}\n")),
            "")
      << "the hook may start what works";
  EXPECT_EQ(lines("GPU023", runs("command: [sleep, infinity]", "  replicas: 0\n")), "");
  std::string job = workload("Job", asks("a:1", "nvidia.com/gpu: 1") + "        command: [sleep, \"60\"]\n");
  job.replace(job.find("apps"), 4, "batch");
  EXPECT_EQ(lines("GPU023", job), "") << "it ends";
  // The container with the GPU is the one that counts.
  EXPECT_EQ(lines("GPU023", workload("Deployment", asks("a:1", "nvidia.com/gpu: 1") +
                                                       "      - {image: b, command: [sleep, infinity]}\n")),
            "");
}

TEST(IdleGpuRules, WhatSleepsHasAPrice) {
  const std::string sleeps = workload(
      "StatefulSet", asks("a:1", "nvidia.com/gpu: 1") + "        command: [sleep, infinity]\n", "  replicas: 2\n");
  const Found found = run_rule("GPU023", {{"f.yaml", sleeps}, {"p.yaml", pool(type("g5.xlarge"))}});
  ASSERT_EQ(found.findings.all().size(), 1u);
  EXPECT_EQ(found.findings.all().front().message, "StatefulSet d holds 2 GPUs and sleeps");
  EXPECT_EQ(found.findings.all().front().hint,
            "$734 a month for each pod: g5.xlarge on demand in us-east-1, around the clock");
}

}  // namespace
}  // namespace slipway::rules::testing
