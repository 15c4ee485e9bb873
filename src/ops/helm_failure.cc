#include "ops/helm_failure.h"

#include <fmt/core.h>

#include "base/shell_word.h"
#include "base/text.h"
#include "ops/said.h"

namespace slipway::ops {
namespace {

constexpr std::size_t kMost = 2000;  // bytes of what helm says
constexpr std::string_view kAgain = "the same command releases it again, and puts right what this helm left half done";

// The first whose words helm's message has. Follows Helm 3.19 and 4.0: pkg/action, pkg/kube, pkg/registry.
constexpr KnownWords kHelmWords[] = {
    {"unknown flag: --labels", "this helm is older than 3.14", "Helm 3.14 or later is needed"},
    {"another operation (install/upgrade/rollback) is in progress",
     "another helm is at work on the release, or was killed", "wait for it; then the same command"},
    {"cannot re-use a name", "a release of this name is there already, of somebody else",
     "uninstall that, or name this one otherwise"},
    {"invalid ownership metadata", "what the chart brings is there already, of another release or made by hand",
     "uninstall that, or label and annotate it for this release as the message says"},
    {"Authorization Token has expired",
     "a login to the chart's registry that has ended stands in the way: without one it is open",
     "helm registry logout public.ecr.aws (docker logout public.ecr.aws), then the same command"},
    {"requires kubeVersion", "the chart is for another version of Kubernetes",
     "another version of the chart in platform.yaml, or of the cluster"},
    {"meet the specifications of the schema", "a value is not what the chart's schema wants",
     "correct what the message names in platform.yaml"},
    {"execution error at (", "the chart refuses its values by itself",
     "correct what its message names in platform.yaml"},
    {"no matches for kind", "a kind that the chart makes objects of is not in the cluster",
     "its CustomResourceDefinitions come first: their chart, or the field that turns those objects off"},
    {"field is immutable", "what it was made with never changes",
     "delete the object that the message names (kubectl delete), then the same command makes it anew"},
    {"failed calling webhook",
     "a webhook of the cluster does not answer: its own pods do not run, or cannot be reached",
     "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; do security groups let the control "
     "plane reach its port?"},
    {"denied the request", "an admission webhook refuses it", "its owner knows why: the message names it"},
    {"violates PodSecurity", "the namespace's Pod Security level refuses it",
     "label the namespace pod-security.kubernetes.io/enforce with a wider level"},
    {"exceeded quota", "a ResourceQuota of the namespace is used up", "raise it: kubectl describe quota"},
    {"BackoffLimitExceeded", "a Job of the chart (a hook) failed",
     "kubectl logs of that Job's pod says why; then the same command"},
    {"getting credentials: exec", "the program that makes tokens for the kubeconfig does not run",
     "is slipway where it was when the kubeconfig was written? `slipway apply` writes it anew"},
    {"provide credentials", "the API server does not take who we are",
     "aws eks list-access-entries; aws sts get-caller-identity shows who you are"},
    {"cluster unreachable", "the API server does not answer helm",
     "is the VPN up, and your address in cluster.endpoint.publicCidrs? then the same command goes on from here"},
    {"is not a valid chart repository", "the chart's repository cannot be reached, or is none",
     "HTTPS_PROXY, or a mirror"},
    {"failed to fetch", "the chart's repository cannot be reached, or lacks this version", "HTTPS_PROXY, or a mirror"},
    {"failed to download", "the chart's repository cannot be reached, or lacks this version",
     "HTTPS_PROXY, or a mirror"},
    {"no such host", "the chart's repository cannot be reached", "HTTPS_PROXY, or a mirror"},
    {"timed out", "what it waited for is not ready", "`kubectl get pods --all-namespaces` shows which pods, and why"},
    {"deadline exceeded", "what it waited for is not ready",
     "`kubectl get pods --all-namespaces` shows which pods, and why"},
    {"not ready", "what it waited for is not ready", "`kubectl get pods --all-namespaces` shows which pods, and why"},
    {"could not find", "the chart's repository lacks this version", "another version in platform.yaml, or a mirror"},
    {"not found in", "the chart's repository lacks this version", "another version in platform.yaml, or a mirror"},
    {"forbidden", "the identity that applies may not do that in the cluster",
     "it needs cluster administration: an access entry with AmazonEKSClusterAdminPolicy"},
    {"no space left on device", "the disk is full", "make room, then the same command goes on from here"},
};

/// "W1126 10:00:00.000000 …", as klog writes.
bool is_log_line(std::string_view text) {
  return text.size() > 5 && (text[0] == 'W' || text[0] == 'I') &&
         text.substr(1, 4).find_first_not_of("0123456789") == text.npos;
}

std::string said_by(const io::Finished& finished) {
  std::string said;
  for (const auto line : split(finished.errors, '\n')) {
    const auto text = trim(line);
    if (text.empty() || text.starts_with("WARNING:") || text.starts_with("level=") || is_log_line(text)) continue;
    said += (said.empty() ? "" : " ") + std::string(text.substr(0, kMost));
    if (said.size() > kMost) break;
  }
  if (said.starts_with("Error: ")) said.erase(0, 7);
  return one_line(said, kMost);
}

/// What shows more of a release.
std::string look_of(const HelmErrand& errand) {
  std::string where;
  if (!errand.kubeconfig.empty()) where += " --kubeconfig " + shell_word(errand.kubeconfig);
  const auto context = [&](std::string_view flag) {
    return errand.context.empty() ? "" : fmt::format(" {} {}", flag, shell_word(errand.context));
  };
  if (errand.name.empty()) return "helm version";
  return fmt::format("helm status {0} --namespace {1}{2}{3}; kubectl get events --namespace {1}{2}{4}", errand.name,
                     errand.ns, where, context("--kube-context"), context("--context"));
}

}  // namespace

StepFailure helm_failure(const HelmErrand& errand, const io::Finished& finished) {
  const auto said = said_by(finished);
  StepFailure failure;
  if (!errand.name.empty())
    failure.message = fmt::format("release {} in {}{}: ", errand.name, errand.ns,
                                  errand.chart.empty() ? "" : fmt::format(" (chart {})", errand.chart));
  failure.message += said.empty() ? end_of("helm", finished) : said;
  failure.message = one_line(failure.message, 2 * kMost);
  auto cure = known_cure(kHelmWords, said);
  if (cure.cause.empty()) cure = cure_of_end("helm", finished, kAgain);
  if (cure.cause.empty())
    cure = {"the chart cannot be made of its values, or the cluster does not take what it brings",
            fmt::format("{}; {}", look_of(errand), kAgain)};
  failure.cause = one_line(cure.cause, kMost);
  failure.fix = one_line(cure.fix, kMost);
  failure.is_interruption = finished.status == 128 + 2 || said.find("context canceled") != said.npos;
  if (failure.is_interruption) {
    failure.cause = "somebody interrupted it";
    failure.fix = kAgain;
  }
  return failure;
}

}  // namespace slipway::ops
