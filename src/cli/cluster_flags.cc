#include "cli/cluster_flags.h"

#include "base/text.h"

namespace slipway::cli {

void ClusterFlags::declare(Flags& flags) {
  flags.value("--kubeconfig", kubeconfig, "FILE", "as kubectl's (KUBECONFIG, else ~/.kube/config)");
  flags.value("--context", context, "NAME", "one of the kubeconfig's contexts (the current one)");
}

std::string ClusterFlags::as_words() const { return ops::kubectl_flags(kubeconfig, context); }

namespace {

std::unique_ptr<cluster::Api> opened(Session& session, cluster::Access access) {
  session.say("context " + access.context + ": " + access.server);
  return std::make_unique<cluster::Api>(
      std::move(access), cluster::Doors{session.files, *session.http, *session.processes, *session.clock});
}

void tell(Session& session, Diagnostics& findings, const ops::CommandFlags& shown) {
  findings.sort();
  for (auto finding : findings.all()) {
    finding.fix = shown.in(finding.fix);
    session.err.write(drawn(finding, session.err_colour(), session.width));
  }
}

}  // namespace

std::unique_ptr<cluster::Api> ClusterFlags::open(Session& session, const ops::CommandFlags& shown) const {
  Diagnostics findings;
  auto read = cluster::read_kubeconfig(session.files, *session.environment, kubeconfig, context, findings);
  if (read.access) return opened(session, std::move(*read.access));
  tell(session, findings, shown);
  return nullptr;
}

std::optional<std::unique_ptr<cluster::Api>> ClusterFlags::open_if_any(Session& session,
                                                                       const ops::CommandFlags& shown) const {
  Diagnostics findings;
  auto read = cluster::read_kubeconfig(session.files, *session.environment, kubeconfig, context, findings);
  if (read.access) return opened(session, std::move(*read.access));
  // KUBECONFIG=/dev/null is how people say that there is none.
  const bool is_none = findings.all().size() == 1 && findings.all().front().id == "KCFG002";
  if (is_none && kubeconfig.empty() && context.empty()) return std::unique_ptr<cluster::Api>();
  tell(session, findings, shown);
  return std::nullopt;
}

}  // namespace slipway::cli
