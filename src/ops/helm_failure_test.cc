// What a person reads when helm fails: texts as Helm 3 and 4 write them, and whatever bytes.
#include "ops/helm_failure.h"

#include <gtest/gtest.h>

#include <random>

namespace slipway::ops {
namespace {

const HelmErrand kErrand{.name = "keda", .ns = "keda", .chart = "keda 2.20.2", .kubeconfig = "my kc", .context = "dev"};

StepFailure failed(const std::string& errors, int status = 1) {
  return helm_failure(kErrand, {.status = status, .output = {}, .errors = errors});
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != text.npos; }

TEST(HelmFailure, NamesReleaseChartAndWhatHelmSaid) {
  const auto failure = failed(
      "WARNING: old\nW1126 10:00:00.000000    1 x.go:1] chatter\nError: UPGRADE FAILED: context deadline exceeded\n");
  EXPECT_EQ(failure.message, "release keda in keda (chart keda 2.20.2): UPGRADE FAILED: context deadline exceeded");
}

TEST(HelmFailure, OfWhatIsKnownAndOfWhatIsNotThereIsCauseAndFix) {
  struct Row {
    const char *text, *cause, *fix;
  };
  for (const auto& row : {
           Row{"Error: UPGRADE FAILED: context deadline exceeded", "is not ready", "kubectl get pods"},
           Row{"Error: INSTALLATION FAILED: resource Deployment/keda/keda-operator not ready. status: InProgress",
               "is not ready", "kubectl get pods"},
           Row{"Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "another helm",
               "wait"},
           Row{"Error: INSTALLATION FAILED: Unable to continue with install: ServiceAccount \"keda\" in namespace "
               "\"keda\" "
               "exists and cannot be imported into the current release: invalid ownership metadata",
               "of another release or made by hand", "label and annotate"},
           Row{"Error: INSTALLATION FAILED: failed to authorize: failed to fetch oauth token: unexpected status from "
               "GET "
               "request to https://public.ecr.aws/token/: 403 Forbidden: Your Authorization Token has expired. Please "
               "run 'aws ecr-public get-login-password' to fetch a new one.",
               "a login to the chart's registry that has ended", "helm registry logout"},
           Row{"Error: chart \"keda\" version \"9.9.9\" not found in https://kedacore.github.io/charts repository",
               "lacks this version", "platform.yaml"},
           Row{"Error: looks like \"https://x\" is not a valid chart repository or cannot be reached: dial tcp: no "
               "such host",
               "cannot be reached", "HTTPS_PROXY"},
           Row{"Error: INSTALLATION FAILED: values don't meet the specifications of the schema(s) in the following "
               "chart(s): keda: - replicas: Invalid type",
               "chart's schema", "platform.yaml"},
           Row{"Error: execution error at (keda/templates/x.yaml:3:4): set a name", "refuses its values",
               "platform.yaml"},
           Row{"Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "
               "\"keda\" namespace: \"\" from \"\": no matches for kind \"ServiceMonitor\" in version "
               "\"monitoring.coreos.com/v1\" ensure CRDs are installed first",
               "is not in the cluster", "CustomResourceDefinitions"},
           Row{"Error: chart requires kubeVersion: >=1.99.0-0 which is incompatible with Kubernetes v1.35.0",
               "another version of Kubernetes", "another version"},
           Row{"Error: UPGRADE FAILED: pre-upgrade hooks failed: job failed: BackoffLimitExceeded",
               "a Job of the chart", "kubectl logs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": dial tcp: i/o timeout",
               "does not answer helm", "publicCidrs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": dial tcp: connection timed out",
               "does not answer helm", "publicCidrs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": context deadline exceeded",
               "does not answer helm", "publicCidrs"},
           Row{"Error: failed to fetch https://x/k.tgz: Get \"https://x\": net/http: TLS handshake timed out",
               "repository cannot be reached", "HTTPS_PROXY"},
           Row{"Error: secrets is forbidden: User \"ada\" cannot list resource \"secrets\"", "may not do that",
               "access entry"},
           Row{"Error: unknown flag: --labels", "older than 3.14", "3.14"},
           // What nobody knows.
           Row{"Error: something that helm never said before", "does not take what it brings",
               "helm status keda --namespace keda --kubeconfig 'my kc' --kube-context dev; kubectl get events "
               "--namespace "
               "keda --kubeconfig 'my kc' --context dev; the same command releases it again"},
           Row{"", "does not take what it brings", "the same command releases it again"},
       }) {
    const auto failure = failed(row.text);
    EXPECT_TRUE(says(failure.cause, row.cause)) << row.text << "\n" << failure.cause;
    EXPECT_TRUE(says(failure.fix, row.fix)) << row.text << "\n" << failure.fix;
  }
}

TEST(HelmFailure, WhoeverSaysNothingIsKnownByItsEnd) {
  EXPECT_TRUE(says(failed("", 137).cause, "too little memory"));
  EXPECT_TRUE(says(failed("", 1).message, "helm ended with status 1 and said nothing"));
  EXPECT_TRUE(failed("", 130).is_interruption);
}

TEST(HelmFailure, WhateverItPrintsAndHoweverItEnds) {
  std::mt19937 random(12);
  const auto any = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  for (int round = 0; round < 2000; ++round) {
    std::string text = any(2) == 0 ? "Error: " : "";
    for (auto count = any(round % 50 == 0 ? 20'000 : 200); count > 0; --count) text += static_cast<char>(any(256));
    const auto failure = failed(text, static_cast<int>(any(260)));
    for (const std::string* said : {&failure.message, &failure.cause, &failure.fix}) {
      ASSERT_FALSE(said->empty()) << round;
      ASSERT_LE(said->size(), 4000u);
      for (const char c : *said) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << round;
    }
  }
}

}  // namespace
}  // namespace slipway::ops
