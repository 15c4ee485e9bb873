#include <gtest/gtest.h>

#include "rules/testing/fix_said.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// The container's further members begin at line 10.
std::string deployment(const std::string& container) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      "
         "containers:\n      - name: a\n"
         "        image: vllm/vllm-openai:v0.17.0\n" +
         container;
}
const std::string kGpu = "        resources: {limits: {nvidia.com/gpu: 1, memory: 8Gi}}\n";

std::string probe(const std::string& name, const std::string& how) {
  return "        " + name + "Probe: {" + how + "}\n";
}
std::string get(const std::string& path) { return "httpGet: {path: " + path + ", port: 80}"; }

TEST(ProbeRules, LivenessWaitsForTheModel) {
  const std::string liveness = probe("liveness", "httpGet: {port: 80}, initialDelaySeconds: 60, periodSeconds: 10");
  EXPECT_EQ(lines("POD004", deployment(kGpu + liveness)), "11");
  EXPECT_EQ(lines("POD004", deployment(liveness)), "");
  EXPECT_EQ(
      lines("POD004", deployment(kGpu + liveness + probe("startup", "httpGet: {port: 80}, failureThreshold: 60"))), "");
  subject::Context context;
  context.facts["model-load"] = "30s";
  EXPECT_EQ(lines("POD004", deployment(kGpu + liveness), context), "");
  // A startupProbe waits for as long as it is told, where somebody says how long that is.
  const auto starting = [&](const std::string& failures) {
    return deployment(kGpu + liveness +
                      probe("startup", "httpGet: {port: 80}, periodSeconds: 10, failureThreshold: " + failures));
  };
  EXPECT_EQ(lines("POD004", starting("6")), "");
  context.facts["model-load"] = "300s";
  EXPECT_EQ(lines("POD004", starting("6"), context), "12");
  EXPECT_EQ(lines("POD004", starting("30"), context), "");
}

// gpt-oss-120b has 64 GB as it is published: a minute at a gigabyte a second, and the server starts besides.
TEST(ProbeRules, AStartupProbeWaitsForTheWeightsOfAModelThatIsNamed) {
  const auto starting = [](const std::string& args, const std::string& more = "failureThreshold: 7") {
    return deployment(kGpu + "        args: [" + args + "]\n" +
                      probe("startup", "tcpSocket: {port: 80}, periodSeconds: 10, " + more));
  };
  EXPECT_EQ(
      linted("POD004", {{"f.yaml", starting("openai/gpt-oss-120b")}}),
      (Said{"f.yaml:12 warning: the startupProbe kills Deployment d after 70 s, and loading its model takes longer"}));
  EXPECT_EQ(lines("POD004", starting("--model, openai/gpt-oss-120b")), "12");
  EXPECT_EQ(lines("POD004", starting("openai/gpt-oss-120b", "failureThreshold: 60")), "");
  EXPECT_EQ(lines("POD004", starting("openai/gpt-oss-120b", "failureThreshold: 7, initialDelaySeconds: 300")), "");
  EXPECT_EQ(lines("POD004", starting("openai/gpt-oss-20b")), "");
  EXPECT_EQ(lines("POD004", starting("/models/gpt-oss-120b")), "") << "of a disk nobody knows how fast it is";
  EXPECT_EQ(lines("POD004", starting("openai/gpt-oss-120b, --load-format, runai_streamer")), "");
  EXPECT_EQ(lines("POD004", starting("some/model")), "");
  subject::Context context;
  context.facts["model-load"] = "60s";
  EXPECT_EQ(lines("POD004", starting("openai/gpt-oss-120b"), context), "") << "somebody measured it";
  // Without a startupProbe the usual time is not enough for the largest.
  const auto living = [](const std::string& model) {
    return deployment(kGpu + "        args: [" + model + "]\n" +
                      probe("liveness", "httpGet: {port: 80}, initialDelaySeconds: 180"));
  };
  EXPECT_EQ(lines("POD004", living("deepseek-ai/deepseek-r1-671b")), "12");
  EXPECT_EQ(lines("POD004", living("openai/gpt-oss-120b")), "");
}

TEST(ProbeRules, LivenessAndReadinessAskWhatTheyAreFor) {
  const auto both = [](const std::string& liveness, const std::string& readiness) {
    return deployment(probe("liveness", liveness) + probe("readiness", readiness));
  };
  const std::string swapped = both(get("/v2/health/ready"), get("/v2/health/live"));
  EXPECT_EQ(linted("POD016", {{"f.yaml", swapped}}),
            (Said{"f.yaml:10 warning: the probes of Deployment d stand the wrong way round"}));
  EXPECT_EQ(fix_said("POD016", {{"f.yaml", swapped}}),
            "ask /v2/health/live for liveness and /v2/health/ready for readiness\n");
  EXPECT_EQ(lines("POD016", both(get("/readyz"), get("/healthz"))), "10");
  EXPECT_EQ(lines("POD016", both("grpc: {port: 1, service: readiness}", "grpc: {port: 1, service: liveness}")), "10");
  EXPECT_EQ(lines("POD016", both(get("/v2/health/live"), get("/v2/health/ready"))), "");
  EXPECT_EQ(lines("POD016", both(get("/ready"), get("/ready"))), "") << "a server that has only one";
  EXPECT_EQ(lines("POD016", both(get("/healthz"), get("/healthz/ready"))), "");
  EXPECT_EQ(lines("POD016", both(get("/already"), get("/delivery"))), "") << "words, not letters";
  EXPECT_EQ(lines("POD016", both(get("/ready"), "tcpSocket: {port: 80}")), "");
}

TEST(ProbeRules, LivenessHasPatienceWithABusyServer) {
  const auto living = [](const std::string& how, const std::string& more = "") {
    return deployment(kGpu + probe("liveness", "httpGet: {port: 80}, " + how) +
                      probe("startup", "httpGet: {port: 80}, failureThreshold: 60") + more);
  };
  EXPECT_EQ(linted("POD017", {{"f.yaml", living("periodSeconds: 1, failureThreshold: 5")}}),
            (Said{"f.yaml:11 warning: 5 s without an answer, and Deployment d is killed with all requests in work"}));
  EXPECT_EQ(linted("POD017", {{"f.yaml", living("periodSeconds: 5")}}),
            (Said{"f.yaml:11 note: 15 s without an answer, and Deployment d is killed with all requests in work"}));
  EXPECT_EQ(lines("POD017", living("timeoutSeconds: 1")), "") << "30 s, the default";
  EXPECT_EQ(
      linted("POD017", {{"f.yaml", deployment(kGpu + probe("liveness",
                                                           "exec: {command: [test, -f, /alive]}, periodSeconds: 1, "
                                                           "initialDelaySeconds: 600"))}}),
      (Said{"f.yaml:11 note: 3 s without an answer, and Deployment d is killed with all requests in work"}))
      << "which does not wait for the server";
  EXPECT_EQ(lines("POD017", deployment(probe("liveness", "httpGet: {port: 80}, periodSeconds: 1"))), "")
      << "no GPU: it starts again at once";
  // A model that is killed while it loads is POD004's; one that has time for that is not.
  const auto alone = [](const std::string& delay) {
    return deployment(kGpu + probe("liveness", "httpGet: {port: 80}, periodSeconds: 1, initialDelaySeconds: " + delay));
  };
  EXPECT_EQ(lines("POD017", alone("30")), "");
  EXPECT_EQ(lines("POD017", alone("600")), "11");
  // A sidecar without GPUs is no model server.
  EXPECT_EQ(lines("POD017",
                  deployment(kGpu) + "      - name: b\n" + probe("liveness", "httpGet: {port: 1}, periodSeconds: 1")),
            "");
}

}  // namespace
}  // namespace slipway::rules::testing
