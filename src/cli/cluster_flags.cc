#include "cli/cluster_flags.h"

#include "base/text.h"
#include "ops/shown_commands.h"
#include "report/terminal.h"

namespace slipway::cli {

void ClusterFlags::declare(Flags& flags) {
  flags.value("--kubeconfig", kubeconfig, "FILE", "as kubectl's (KUBECONFIG, else ~/.kube/config)");
  flags.value("--context", context, "NAME", "one of the kubeconfig's contexts (the current one)");
}

std::string ClusterFlags::as_words() const { return ops::kubectl_flags(kubeconfig, context); }

std::unique_ptr<cluster::Api> ClusterFlags::open(Session& session, WhenNone when_none) const {
  Diagnostics findings;
  auto read = cluster::read_kubeconfig(session.files, *session.environment, kubeconfig, context, findings);
  if (!read.access) {
    const bool is_none = findings.all().size() == 1 && findings.all().front().id == "KCFG002";
    if (is_none && when_none == WhenNone::Silent) return nullptr;
    findings.sort();
    for (const auto& finding : findings.all()) session.err.write(drawn(finding, session.err_colour(), session.width));
    return nullptr;
  }
  session.say("context " + read.access->context + ": " + read.access->server);
  return std::make_unique<cluster::Api>(
      std::move(*read.access), cluster::Doors{session.files, *session.http, *session.processes, *session.clock});
}

void complain(Session& session, const ClusterFlags& flags, const cluster::ApiFailure& failure) {
  const auto width = static_cast<std::size_t>(session.width);
  session.err.write(
      report::hanging("slipway: ", failure.message, 9, width) +
      (failure.fix.empty()
           ? ""
           : report::hanging("  = fix: ", ops::with_kubectl_flags(failure.fix, flags.as_words()), 9, width)));
}

}  // namespace slipway::cli
