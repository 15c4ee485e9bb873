#include "cluster/reasons.h"

#include <fmt/core.h>

#include "io/trouble.h"

namespace slipway::cluster {

namespace {

constexpr const char* kLogIn = "log in anew (aws sso login, or whatever gives you keys)";

std::string for_401(const Access& access, std::int64_t skew, LetIn let_in) {
  const Credentials& who = access.credentials;
  if (const std::string words = io::skew_in_words(skew); !words.empty())
    return "this machine's clock is " + words +
           " the API server's, and tokens hold for minutes: timedatectl set-ntp true";
  if (let_in == LetIn::Before && (who.exec || who.token_source))
    return fmt::format(
        "it let us in until now: the session that tokens are made with has ended. {}, then the same command goes on",
        kLogIn);
  if (who.exec)
    return fmt::format(
        "the token of `{}` is not taken: has the session that makes it ended? {}. Else is its identity one of the "
        "cluster's access entries? (aws eks list-access-entries --cluster-name CLUSTER)",
        who.exec->command, kLogIn);
  if (who.token_source)
    return fmt::format(
        "has your session of AWS ended? {}. Else is your identity one of the cluster's access entries? aws eks "
        "list-access-entries --cluster-name CLUSTER; aws sts get-caller-identity shows who you are",
        kLogIn);
  if (!who.username.empty())
    return "API servers take no user names and passwords since 1.19: aws eks update-kubeconfig --name CLUSTER";
  if (who.token.empty() && who.token_file.empty() && access.tls.certificate.empty())
    return "context " + access.context + " says nothing of who you are: aws eks update-kubeconfig --name CLUSTER";
  return "the credentials of context " + access.context +
         " are not (or no longer) taken: aws eks update-kubeconfig --name CLUSTER";
}

}  // namespace

std::string advice(const ApiFailure& failure, const Access& access, std::int64_t skew, LetIn let_in) {
  const bool says_nothing = failure.reason.empty() && failure.message.empty();
  switch (failure.status) {
    case 401:
      return for_401(access, skew, let_in);
    case 403:
      if (!says_nothing)
        return "ask whoever manages the cluster for the right, or take another context; `kubectl auth can-i --list` "
               "shows what there is";
      break;
    case 404:
      if (!says_nothing) return "is it in this cluster? context " + access.context + " is that of " + access.server;
      break;
    case 409:
      return "it was made or changed meanwhile by somebody else: the same command goes on from there";
    case 410:
      return "what was asked for is older than what the server remembers: the same command asks anew";
    case 413:
      return "it is too large for one object: a ConfigMap or Secret holds 1 MiB";
    case 400:
    case 415:
    case 422:
      if (!says_nothing) return "correct what it names: `slipway validate` says the same without a cluster";
      break;
    case 429:
      return "the API server has more to do than it bears, or an eviction must wait for a PodDisruptionBudget: wait, "
             "then go on";
    case 500:
      return "the API server, its etcd or a webhook is in trouble: kubectl get --raw '/readyz?verbose'";
    case 502:
    case 503:
    case 504:
      return "the API server, or one behind it, is away: kubectl get --raw '/readyz?verbose'; kubectl get apiservices; "
             "wait, then go on";
    default:
      break;
  }
  return "this is not how an API server answers: is " + access.server + " one, or does a proxy stand between?";
}

std::string advice_for_silence(const Failure& failure, const Access& access) {
  using io::Trouble;
  switch (io::trouble_of(failure)) {
    case Trouble::Name:
      return "a cluster that was deleted loses its name, and a private one has it in its VPC alone: aws eks "
             "update-kubeconfig --name CLUSTER, or is the VPN up?";
    case Trouble::Refused:
      return "nothing listens there: is the cluster (or the tunnel to it) running?";
    case Trouble::Proxy:
      return access.proxy.empty() ? "is the proxy of HTTPS_PROXY the right one, and does it let this server through?"
                                  : "is the proxy of the kubeconfig's proxy-url running?";
    case Trouble::Authority:
      return "the cluster was made anew, or something stands between: aws eks update-kubeconfig --name CLUSTER";
    case Trouble::Expired:
      return "is this machine's clock right? else the server's certificate is over, and whoever manages the cluster "
             "must renew it";
    case Trouble::OtherName:
      return "another server answers there, or one behind a tunnel: tls-server-name in the kubeconfig says who it is";
    case Trouble::OwnCertificate:
      return "the certificates of context " + access.context +
             " cannot be used, are over, or are another cluster's: aws eks update-kubeconfig --name CLUSTER";
    case Trouble::TooLarge:
      return "this is not how an API server answers: is " + access.server + " one?";
    case Trouble::Slow:
    case Trouble::CutShort:
    case Trouble::Other:
      break;
  }
  return "is the VPN up, and is the endpoint public or are you in its VPC?";
}

bool is_answer(const ApiFailure& failure) {
  const int status = failure.status;
  return status >= 400 && status < 500 && status != 401 && status != 403 && status != 408 && status != 429;
}

}  // namespace slipway::cluster
