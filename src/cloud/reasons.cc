#include "cloud/reasons.h"

#include <fmt/core.h>

#include <algorithm>

#include "io/secrets.h"

namespace slipway::cloud {

namespace {

constexpr std::string_view kWhoAmI = "aws sts get-caller-identity shows who you are";

}  // namespace

bool is_denial(int status, std::string_view code) {
  if (code.empty()) return status == 403;
  for (const char* word : {"AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden"})
    if (code.find(word) != code.npos) return true;
  return false;
}

bool is_throttled(std::string_view code) {
  return code.find("Throttl") != code.npos || code.find("TooManyRequests") != code.npos ||
         code.find("SlowDown") != code.npos || code == "RequestLimitExceeded" || code == "BandwidthLimitExceeded" ||
         code == "PriorRequestNotComplete" || code == "ProvisionedThroughputExceededException";
}

bool is_answer(int status, std::string_view code) {
  const auto has = [&](std::string_view part) { return code.find(part) != code.npos; };
  if (status == 0 || status == 200 || status == 429 || status >= 500 || is_throttled(code)) return false;
  if (has("NotFound") || has("NoSuch")) return true;  // some services say it with 403
  if (status == 401 || status == 403) return false;
  for (const char* of_who_asks :
       {"AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden", "Expired", "Signature", "Skew", "NotYetValid",
        "AuthFailure", "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId", "InvalidToken",
        "AuthenticationToken", "OptInRequired", "SubscriptionRequired"})
    if (has(of_who_asks)) return false;
  return !code.empty() || status == 404;
}

std::int64_t pause_after(int tried, std::int64_t now) {
  const std::int64_t whole = std::int64_t{250} << std::min(tried - 1, 10);
  return whole - whole / 2 * (now % 100) / 100;
}

std::string advice(const Refusal& refusal) {
  const std::string_view code = refusal.code;
  const auto has = [&](std::string_view part) { return code.find(part) != code.npos; };
  const bool is_of_time =
      has("Signature") || has("Skew") || has("Expired") || code == "AuthFailure" || has("NotYetValid");
  if (const std::string skew = io::skew_in_words(refusal.skew); is_of_time && !skew.empty())
    return "this machine's clock is " + skew +
           " AWS's, and a signature holds for five minutes: timedatectl set-ntp true";
  if (has("Skew") || code == "RequestExpired") return "is this machine's clock right? timedatectl set-ntp true";
  if (has("Expired")) return "log in anew: the session has ended (aws sso login, or whatever gives you keys)";
  if (has("Signature"))
    return "is this machine's clock right, and is the secret key the one that belongs to the key id?";
  if (has("InvalidClientTokenId") || has("UnrecognizedClient") || has("InvalidAccessKeyId") || code == "AuthFailure")
    return fmt::format("the keys are not (or no longer) AWS's, or the region is not enabled for the account: {}",
                       kWhoAmI);
  if (code == "OptInRequired" || has("SubscriptionRequired"))
    return fmt::format("the account has not signed up for {}, or its region is not enabled: aws account list-regions",
                       refusal.service);
  if (is_denial(refusal.status, code) && code.empty())
    return fmt::format(
        "AWS says why when a right is missing: does a proxy forbid it (HTTPS_PROXY)? "
        "else the identity lacks that right (`slipway render --deployer-policy` lists what it needs); {}",
        kWhoAmI);
  if (is_denial(refusal.status, code))
    return fmt::format(
        "the identity lacks the right for this call (`slipway render --deployer-policy` lists what it "
        "needs); {}",
        kWhoAmI);
  if (is_throttled(code) || refusal.status == 429)
    return "AWS limits how often the account may ask, and others ask too: wait a minute, then go on";
  if (refusal.status >= 500)
    return fmt::format("{} is in trouble{}{}: health.aws.amazon.com says more; wait, then go on", refusal.service,
                       refusal.region.empty() ? "" : " in ", refusal.region);
  if (has("NotFound") || has("NoSuch"))
    return fmt::format("is it {}in this account? {}",
                       refusal.region.empty() ? "" : "in region " + refusal.region + " and ", kWhoAmI);
  if (code.empty()) return "this is not how AWS answers: does a proxy stand between?";
  return fmt::format(
      "what {} does not take comes from platform.yaml, or from a newer or older AWS than this slipway "
      "knows",
      refusal.service);
}

std::string advice_for_another(const Endpoint& endpoint) {
  if (endpoint.url.empty()) return std::string(io::kThroughPortal);
  return fmt::format(
      "{} sends this to {}, not to AWS: is what should answer there running? else take it away, or set "
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
      endpoint.said_by, io::without_secrets(endpoint.url));
}

std::string advice_for_silence(const Failure& failure, const Endpoint& endpoint) {
  using io::Trouble;
  if (!endpoint.url.empty()) return advice_for_another(endpoint);
  switch (io::trouble_of(failure)) {
    case Trouble::Name:
      return "is there a network, and is the region one of AWS's? a proxy is named in HTTPS_PROXY";
    case Trouble::Proxy:
      return "is the proxy of HTTPS_PROXY the right one, and does it let AWS through?";
    case Trouble::Authority:
      return "a proxy that looks inside needs its certificate here: AWS_CA_BUNDLE=FILE";
    case Trouble::Expired:
      return "is this machine's clock right? else the certificate is over, of a proxy";
    case Trouble::OtherName:
      return "something else than AWS answers there: a proxy, or a name that leads elsewhere here (/etc/hosts)";
    case Trouble::OwnCertificate:
      return "is AWS_CA_BUNDLE a file of PEM certificates?";
    case Trouble::TooLarge:
      return "this is not how AWS answers: does a proxy stand between?";
    case Trouble::Slow:
    case Trouble::CutShort:
    case Trouble::Refused:
    case Trouble::Other:
      break;
  }
  return "is there a network, or a proxy to be named in HTTPS_PROXY?";
}

}  // namespace slipway::cloud
