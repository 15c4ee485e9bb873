#pragma once

#include <string_view>

#include "io/trouble.h"
#include "ops/said.h"

/// What helm is known to say, and what people do about it, but of a wire that broke (unreachable.h). The first row
/// whose words stand in its message counts: what is narrower stands first. Follows Helm 3.19 and 4.0: pkg/action,
/// pkg/kube, pkg/registry.
namespace slipway::ops {

inline constexpr std::string_view kHelmAgain =
    "the same command releases it again, and puts right what this helm left half done";

inline constexpr std::string_view kHelmPortal =
    "something between here and the other side answered with a web page: a proxy or a captive portal";
inline constexpr std::string_view kHelmLogin =
    "helm registry login (or helm repo add --username) with a name that may read it; helm registry logout when an old "
    "login stands in the way of an open one";
inline constexpr std::string_view kHelmValues =
    "correct what the message names in platform.yaml, or another version there";

inline constexpr KnownWords kHelmWords[] = {
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
    {"failed calling webhook",
     "a webhook of the cluster does not answer: its own pods do not run, or cannot be reached",
     "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; do security groups let the control "
     "plane reach its port?"},
    {"<html", kHelmPortal, io::kThroughPortal},
    {"text/html", kHelmPortal, io::kThroughPortal},
    {"invalid character '<'", kHelmPortal, io::kThroughPortal},
    {"no API version specified", "what stands at the repository's address is no index of charts",
     "is the address right? a proxy or a captive portal may have answered"},
    {"x509: ",
     "who answers shows a certificate that this machine does not trust: a proxy that opens TLS, or a mirror "
     "or an API server with an authority of its own",
     "add that authority to the machine's (update-ca-certificates), or name the right HTTPS_PROXY"},
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
    {"denied the request", "an admission webhook refuses it", "its owner knows why: the message names it"},
    {"violates PodSecurity", "the namespace's Pod Security level refuses it",
     "label the namespace pod-security.kubernetes.io/enforce with a wider level"},
    {"exceeded quota", "a ResourceQuota of the namespace is used up",
     "raise it: kubectl describe quota --all-namespaces"},
    {"BackoffLimitExceeded", "a Job of the chart (a hook) failed",
     "kubectl logs of that Job's pod says why; then the same command"},
    {"getting credentials: exec", "the program that makes tokens for the kubeconfig does not run",
     "is slipway where it was when the kubeconfig was written? `slipway apply` writes it anew"},
    {"provide credentials", "the API server does not take who we are, or does so no more",
     "has your session of AWS ended? log in anew (aws sso login, or whatever gives you keys), then the same command. "
     "Else aws eks list-access-entries --cluster-name CLUSTER; aws sts get-caller-identity shows who you are"},
    {"cluster unreachable", "the API server does not answer helm",
     "is the VPN up, and your address in cluster.endpoint.publicCidrs? then the same command goes on from here"},
    {"toomanyrequests", "the chart's registry lets nobody in for a while: too many asked it",
     "wait some minutes, or log in (helm registry login); then the same command"},
    {"429 Too Many", "the chart's registry lets nobody in for a while: too many asked it",
     "wait some minutes, or log in (helm registry login); then the same command"},
    {"failed to authorize", "the chart's registry wants a login, or refuses the one that this machine has", kHelmLogin},
    {"basic credential not found", "the chart's registry wants a login", kHelmLogin},
    {"401 Unauthorized", "the chart's registry or repository wants a login, or refuses the one that this machine has",
     kHelmLogin},
    {"401: Unauthorized", "the chart's registry wants a login, or refuses the one that this machine has", kHelmLogin},
    {"unauthorized: ", "the chart's registry wants a login, or refuses the one that this machine has", kHelmLogin},
    {"403 Forbidden", "the chart's registry or repository does not let this machine read the chart", kHelmLogin},
    {"403: Forbidden", "the chart's registry does not let this machine read the chart", kHelmLogin},
    {"Unauthorized", "the API server does not take who we are, or does so no more",
     "log in anew if your session of AWS has ended (aws sso login, or whatever gives you keys): the same command makes "
     "a new token; aws sts get-caller-identity shows who you are"},
    {"is not a valid chart repository", "the chart's repository cannot be reached, or is none",
     "HTTPS_PROXY, or a mirror"},
    {"failed to fetch", "the chart's repository cannot be reached, or lacks this version", "HTTPS_PROXY, or a mirror"},
    {"failed to download", "the chart's repository cannot be reached, or lacks this version",
     "HTTPS_PROXY, or a mirror"},
    {"connection reset", "the wire to the chart's repository or the API server broke", kHelmAgain},
    {"unexpected EOF", "the wire to the chart's repository or the API server broke", kHelmAgain},
    {"has no deployed releases", "the release was never deployed: its first revision failed",
     "helm uninstall takes away what is left of it; then the same command"},
    {"YAML parse error", "what the chart makes of its values is no YAML", kHelmValues},
    {"error converting YAML", "what the chart makes of its values is no YAML", kHelmValues},
    {"nil pointer evaluating", "the chart needs a value that it is not given", kHelmValues},
    {"is invalid: ", "the API server refuses an object that the chart makes of its values", kHelmValues},
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

}  // namespace slipway::ops
