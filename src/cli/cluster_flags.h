#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/flags.h"
#include "cli/session.h"
#include "cluster/api.h"
#include "ops/shown_commands.h"

namespace slipway::cli {

/// Which cluster a live verb talks to: the flags that they share.
struct ClusterFlags {
  std::string kubeconfig, context;

  void declare(Flags& flags);
  /// As a command's words: " --kubeconfig FILE --context NAME"; "" when neither is given.
  std::string as_words() const;
  /// nullptr after the findings are told, their commands with these flags: wrong usage.
  std::unique_ptr<cluster::Api> open(Session& session, const ops::CommandFlags& shown) const;
  /// The same for who can do without a cluster: nullptr, and nothing is told, when nobody names one and there is no
  /// kubeconfig, or only an empty one; nullopt after the findings are told.
  std::optional<std::unique_ptr<cluster::Api>> open_if_any(Session& session, const ops::CommandFlags& shown) const;
};

}  // namespace slipway::cli
