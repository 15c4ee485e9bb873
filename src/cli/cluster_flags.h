#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/flags.h"
#include "cli/session.h"
#include "cluster/api.h"

namespace slipway::cli {

/// Which cluster a live verb talks to: the flags that they share.
struct ClusterFlags {
  std::string kubeconfig, context;

  void declare(Flags& flags);
  /// As a command's words: " --kubeconfig FILE --context NAME"; "" when neither is given.
  std::string as_words() const;
  enum class WhenNone { Complain, Silent };
  /// nullptr after the findings are told; of a kubeconfig that nobody names and that is not there, as `when_none` says.
  std::unique_ptr<cluster::Api> open(Session& session, WhenNone when_none = WhenNone::Complain) const;
};

/// What the API server of these flags said, what it means and what helps, on standard error.
void complain(Session& session, const ClusterFlags& flags, const cluster::ApiFailure& failure);

}  // namespace slipway::cli
