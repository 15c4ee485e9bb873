#include "ops/helm_failure.h"

#include <fmt/core.h>

#include "base/shell_word.h"
#include "base/text.h"
#include "ops/helm_words.h"
#include "ops/said.h"
#include "ops/unreachable.h"

namespace slipway::ops {
namespace {

constexpr std::size_t kMost = 2000;  // bytes of what helm says
/// "W1126 10:00:00.000000 …", as klog writes.
bool is_log_line(std::string_view text) {
  return text.size() > 5 && (text[0] == 'W' || text[0] == 'I') &&
         text.substr(1, 4).find_first_not_of("0123456789") == text.npos;
}

/// What it ends with comes first, however much it printed before; what it printed elsewhere when it said nothing.
std::string said_by(const io::Finished& finished) {
  std::string_view errors = finished.errors;
  if (const auto last = errors.rfind("\nError: "); last != errors.npos) errors.remove_prefix(last + 1);
  // What stands under NOTES is the chart's: first passwords, in some.
  if (trim(errors).empty()) errors = std::string_view(finished.output).substr(0, finished.output.find("NOTES:"));
  std::string said;
  for (const auto line : split(errors, '\n')) {
    const auto text = trim(line);
    if (text.empty() || text.starts_with("WARNING:") || text.starts_with("level=") || is_log_line(text)) continue;
    said += (said.empty() ? "" : " ") + std::string(text.substr(0, kMost));
    if (said.size() > kMost) break;
  }
  if (said.starts_with("Error: ")) said.erase(0, 7);
  return one_line(said, kMost);
}

std::string kubeconfig_of(const HelmErrand& errand) {
  return errand.kubeconfig.empty() ? "" : " --kubeconfig " + shell_word(errand.kubeconfig);
}

/// Commands of a fix made to ask the cluster that helm worked on.
std::string in_that_cluster(std::string_view fix, const HelmErrand& errand) {
  constexpr std::string_view kKubectl = "kubectl ", kHelm = "helm uninstall ";
  std::string text;
  for (std::size_t at = 0; at < fix.size();) {
    const auto rest = fix.substr(at);
    const bool is_kubectl = rest.starts_with(kKubectl), is_helm = rest.starts_with(kHelm);
    const auto word = is_kubectl ? kKubectl : is_helm ? kHelm : rest.substr(0, 1);
    at += word.size();
    text += word;
    if (!is_kubectl && !is_helm) continue;
    text.pop_back();
    if (is_helm) text += fmt::format(" {} --namespace {}", errand.name, errand.ns);
    text += kubeconfig_of(errand);
    if (!errand.context.empty())
      text += fmt::format(" --{}context {}", is_helm ? "kube-" : "", shell_word(errand.context));
    text += ' ';
  }
  return text;
}

/// "public.ecr.aws" of "oci://public.ecr.aws/karpenter", "host:8443" of "https://host:8443/path".
std::string_view host_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != address.npos) address.remove_prefix(scheme + 3);
  return address.substr(0, address.find('/'));
}

/// Of a wire to the API server or to where charts come from: who did not answer, by name. Empty of all else, also of a
/// webhook behind the API server and of a program that makes tokens.
Cure cure_of_wire(std::string_view said, const HelmErrand& errand) {
  const auto has = [&](std::string_view words) { return said.find(words) != said.npos; };
  const auto peer =
      has("failed calling webhook") || has("getting credentials: exec") ? std::nullopt : read_unreachable(said);
  if (!peer || has("<html") || has("text/html")) return {};
  const auto host = peer->host.empty() ? std::string() : one_line(peer->host, 200);
  const auto is_that_of = [&](const std::string& address) {
    return !address.empty() && !host.empty() && host_of(address).starts_with(host);
  };
  if (is_that_of(errand.server) || host.ends_with(".eks.amazonaws.com") || has("cluster unreachable")) {
    const std::string at = host.empty() ? std::string(host_of(errand.server)) : host;
    return cure_of_other(*peer, at.empty() ? "the API server" : fmt::format("{} (the API server)", at),
                         "is the VPN up, and your address in cluster.endpoint.publicCidrs?",
                         fmt::format("NO_PROXY={} goes past a proxy that opens TLS; `slipway apply` writes a "
                                     "kubeconfig with the cluster's authority",
                                     host.empty() ? "HOST" : host.substr(0, host.find(':'))));
  }
  const auto chart = errand.chart.empty() ? "the chart" : "chart " + errand.chart;
  const bool is_elsewhere = !errand.repository.empty() && !is_that_of(errand.repository);
  const auto from = is_elsewhere ? fmt::format("{} of {}", chart, one_line(errand.repository, 200)) : chart;
  return cure_of_other(
      *peer, host.empty() ? "where " + from + " comes from" : fmt::format("{} (where {} comes from)", host, from),
      "HTTPS_PROXY=http://HOST:PORT where a proxy leads out; else a mirror of the chart",
      "update-ca-certificates with the certificate of whoever signed it, or SSL_CERT_FILE=FILE");
}

/// What shows more of a release.
std::string look_of(const HelmErrand& errand) {
  const auto where = kubeconfig_of(errand);
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
  failure.message += said.empty() || finished.was_too_slow ? end_of("helm", finished) : said;
  failure.message = one_line(failure.message, 2 * kMost);
  auto cure = finished.was_too_slow ? Cure() : cure_of_wire(said, errand);
  if (cure.cause.empty() && !finished.was_too_slow) cure = known_cure(kHelmWords, said);
  if (cure.cause.empty()) cure = cure_of_end("helm", finished, kHelmAgain);
  if (cure.cause.empty())
    cure = {said.empty() ? "helm does not say why: something in front of it, or a plugin of it, may have ended it"
                         : "the chart cannot be made of its values, or the cluster does not take what it brings",
            fmt::format("{}; {}", look_of(errand), kHelmAgain)};
  else
    cure.fix = in_that_cluster(cure.fix, errand);
  failure.cause = one_line(cure.cause, kMost);
  failure.fix = one_line(cure.fix, kMost);
  failure.is_interruption = finished.status == 128 + 2 || said.find("context canceled") != said.npos;
  if (failure.is_interruption) {
    failure.cause = "somebody interrupted it";
    failure.fix = kHelmAgain;
  }
  return failure;
}

StepFailure helm_not_believed(const HelmErrand& errand, const std::string& found) {
  StepFailure failure{fmt::format("release {} in {}: helm ended as if it had done it; {}", errand.name, errand.ns,
                                  one_line(found, kMost)),
                      fmt::format("`command -v helm` shows which helm is taken; {}; {}", look_of(errand), kHelmAgain)};
  failure.cause =
      "what is called helm in PATH is not Helm or only tries (a wrapper, --dry-run), works on another cluster, or "
      "somebody else was at the release at the same time";
  return failure;
}

}  // namespace slipway::ops
