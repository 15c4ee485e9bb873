// What a person reads when helm fails: texts as Helm 3 and 4 write them, and whatever bytes.
#include "ops/helm_failure.h"

#include <fmt/core.h>
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
           Row{"Error: UPGRADE FAILED: context deadline exceeded", "is not ready",
               "kubectl --kubeconfig 'my kc' --context dev get pods"},
           Row{"Error: INSTALLATION FAILED: resource Deployment/keda/keda-operator not ready. status: InProgress",
               "is not ready", "kubectl --kubeconfig 'my kc' --context dev get pods"},
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
               "no DNS here knows x (where chart keda 2.20.2 comes from)", "HTTPS_PROXY"},
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
               "a Job of the chart", "kubectl --kubeconfig 'my kc' --context dev logs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": dial tcp: i/o timeout",
               "x (the API server) does not answer", "publicCidrs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": dial tcp: connection timed out",
               "x (the API server) does not answer", "publicCidrs"},
           Row{"Error: Kubernetes cluster unreachable: Get \"https://x/version\": context deadline exceeded",
               "does not answer helm", "publicCidrs"},
           Row{"Error: failed to fetch https://x/k.tgz: Get \"https://x\": net/http: TLS handshake timed out",
               "repository cannot be reached", "HTTPS_PROXY"},
           Row{"Error: secrets is forbidden: User \"ada\" cannot list resource \"secrets\"", "may not do that",
               "access entry"},
           Row{"Error: unknown flag: --labels", "older than 3.14", "3.14"},
           // The chart's registry, as Helm 3 and 4 have it.
           Row{"Error: INSTALLATION FAILED: failed to authorize: failed to fetch anonymous token: unexpected status: "
               "401 Unauthorized",
               "wants a login", "helm registry login"},
           Row{"Error: GET \"https://ghcr.io/v2/a/manifests/1\": response status code 401: unauthorized: "
               "authentication required",
               "wants a login", "helm registry login"},
           Row{"Error: unexpected status from HEAD request to https://x/v2/k/manifests/1: 401 Unauthorized",
               "wants a login", "helm registry login"},
           Row{"Error: failed to fetch https://x/keda-1.tgz : 403 Forbidden", "does not let this machine read",
               "helm registry login"},
           Row{"Error: toomanyrequests: Rate exceeded", "lets nobody in for a while", "some minutes"},
           Row{"Error: UPGRADE FAILED: Unauthorized", "API server does not take who we are", "get-caller-identity"},
           // Whoever stands between.
           Row{"Error: looks like \"https://x\" is not a valid chart repository or cannot be reached: error converting "
               "YAML to JSON: yaml: <html>",
               "captive portal", "HTTPS_PROXY"},
           Row{"Error: does not appear to be a gzipped archive; got 'text/html; charset=utf-8'", "captive portal",
               "HTTPS_PROXY"},
           Row{"Error: invalid character '<' looking for beginning of value", "captive portal", "HTTPS_PROXY"},
           Row{"Error: Get \"https://x/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown "
               "authority",
               "mostly a proxy that looks inside", "update-ca-certificates"},
           Row{"Error: failed calling webhook \"a.b\": Post \"https://x\": x509: certificate signed by unknown "
               "authority",
               "webhook of the cluster", "kubectl --kubeconfig 'my kc' --context dev get validatingwebhook"},
           Row{"Error: Get \"https://x/index.yaml\": dial tcp 10.0.0.1:443: connect: connection refused",
               "nothing listens at x (where", "HTTPS_PROXY"},
           // Revisions, values, objects.
           Row{"Error: UPGRADE FAILED: \"keda\" has no deployed releases", "never deployed",
               "helm uninstall keda --namespace keda --kubeconfig 'my kc' --kube-context dev takes away"},
           Row{"Error: YAML parse error on keda/templates/x.yaml: error converting YAML to JSON", "is no YAML",
               "platform.yaml"},
           Row{"Error: template: keda/templates/x.yaml:1:2: executing at <.Values.a.b>: nil pointer evaluating "
               "interface {}.b",
               "needs a value", "platform.yaml"},
           Row{"Error: UPGRADE FAILED: cannot patch \"keda\": Deployment.apps \"keda\" is invalid: spec.replicas: "
               "Invalid value: -1",
               "refuses an object", "platform.yaml"},
           Row{"Error: UPGRADE FAILED: exceeded quota: q", "ResourceQuota",
               "kubectl --kubeconfig 'my kc' --context dev describe quota"},
           // What nobody knows.
           Row{"Error: something that helm never said before", "does not take what it brings",
               "helm status keda --namespace keda --kubeconfig 'my kc' --kube-context dev; kubectl get events "
               "--namespace "
               "keda --kubeconfig 'my kc' --context dev; the same command releases it again"},
           Row{"", "does not say why", "the same command releases it again"},
       }) {
    const auto failure = failed(row.text);
    EXPECT_TRUE(says(failure.cause, row.cause)) << row.text << "\n" << failure.cause;
    EXPECT_TRUE(says(failure.fix, row.fix)) << row.text << "\n" << failure.fix;
  }
}

/// Each way in which a wire breaks, to each of those whom helm talks with: endpoint and owner are named.
TEST(HelmFailure, OfAWireNamesTheEndpointAndWhoseItIs) {
  struct Peer {
    const char *host, *repository, *owner, *fix;
  };
  struct Break {
    const char *after, *cause, *fix;  // fix "": whatever the peer's is
  };
  const std::string server = "https://ABC.gr7.eu-west-1.eks.amazonaws.com";
  for (const Peer& peer :
       {Peer{"public.ecr.aws", "oci://public.ecr.aws/karpenter", " (where chart keda 2.20.2 comes from)",
             "HTTPS_PROXY="},
        {"kedacore.github.io", "https://kedacore.github.io/charts", " (where chart keda 2.20.2 comes from)",
         "a mirror of the chart"},
        {"cdn.example.com", "https://kedacore.github.io/charts",
         " (where chart keda 2.20.2 of https://kedacore.github.io/charts comes from)", "HTTPS_PROXY="},
        {"mirror.internal:8443", "https://mirror.internal:8443/charts", " (where chart keda 2.20.2 comes from)",
         "HTTPS_PROXY="},
        {"ABC.gr7.eu-west-1.eks.amazonaws.com", "oci://public.ecr.aws/karpenter", " (the API server)", "publicCidrs"}})
    for (const Break& broken :
         {Break{"dial tcp: lookup HOST on 10.0.0.2:53: no such host", "no DNS here knows ", ""},
          {"dial tcp 10.1.2.3:443: connect: connection refused", "nothing listens at ", ""},
          {"dial tcp 10.1.2.3:443: connect: no route to host", "there is no way from here to ", ""},
          {"dial tcp 10.1.2.3:443: i/o timeout", " does not answer: ", ""},
          {"net/http: TLS handshake timeout", " does not answer: ", ""},
          {"proxyconnect tcp: dial tcp 10.0.0.7:3128: connect: connection refused",
           "the proxy 10.0.0.7:3128 on the way", "HTTPS_PROXY"},
          {"tls: failed to verify certificate: x509: certificate signed by unknown authority", "does not trust", "TLS"},
          {"x509: certificate has expired or is not yet valid", "certificate that ", "clock"},
          {"http: server gave HTTP response to HTTPS client", "speaks no TLS", "HTTPS_PROXY"}})
      for (const char* before : {"Error: INSTALLATION FAILED: ", "Error: UPGRADE FAILED: failed to do request: ",
                                 "Error: looks like \"X\" is not a valid chart repository or cannot be reached: "}) {
        std::string after = broken.after;
        const std::string host = peer.host;
        if (const auto at = after.find("HOST"); at != after.npos) after.replace(at, 4, host.substr(0, host.find(':')));
        auto errand = kErrand;
        errand.repository = peer.repository;
        errand.server = server;
        const auto text = fmt::format("{}Get \"https://{}/v2/\": {}", before, host, after);
        const auto failure = helm_failure(errand, {1, "", text});
        EXPECT_TRUE(says(failure.cause, broken.cause)) << text << "\n" << failure.cause;
        EXPECT_TRUE(says(failure.cause, host + peer.owner)) << text << "\n" << failure.cause;
        const std::string_view fix = *broken.fix ? broken.fix : peer.fix;
        EXPECT_TRUE(says(failure.fix, fix) || says(failure.fix, "SSL_CERT_FILE")) << text << "\n" << failure.fix;
        EXPECT_TRUE(failure.fix.ends_with("; then the same command goes on from here")) << failure.fix;
      }
}

TEST(HelmFailure, WhoeverSaysNothingIsKnownByItsEnd) {
  EXPECT_TRUE(says(failed("", 137).cause, "too little memory"));
  EXPECT_TRUE(says(failed("", 1).message, "helm ended with status 1 and said nothing"));
  EXPECT_TRUE(failed("", 130).is_interruption);
}

TEST(HelmFailure, SaysWhatHelmEndsWithHoweverMuchItPrintedBefore) {
  std::string much;
  while (much.size() < 3u << 20) much += "coalesce.go:286: warning: cannot overwrite table with non table\n";
  const auto failure = failed(much + "Error: UPGRADE FAILED: exceeded quota: q\n");
  EXPECT_TRUE(says(failure.message, "UPGRADE FAILED: exceeded quota")) << failure.message;
  EXPECT_TRUE(says(failure.cause, "ResourceQuota"));
}

TEST(HelmFailure, OfOneThatPrintsItOnTheOtherSideThatButNoNotes) {
  const auto failure = helm_failure(kErrand, {1, "cannot do it\nNOTES:\npassword hunter2\n", ""});
  EXPECT_TRUE(says(failure.message, "cannot do it")) << failure.message;
  EXPECT_FALSE(says(failure.message, "hunter2")) << failure.message;
}

TEST(HelmFailure, OfOneThatHungSaysSo) {
  const auto failure = helm_failure(kErrand, {137, "", "W0101 10:00:00 x.go:1] not ready\nstill waiting\n", true});
  EXPECT_TRUE(says(failure.message, "helm took too long and was ended")) << failure.message;
  EXPECT_TRUE(says(failure.cause, "hung"));
  EXPECT_TRUE(says(failure.fix, "the same command releases it again"));
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
