#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"
#include "cli/site_flags.h"

namespace slipway::cli {

/// What `slipway apply` is asked to do; also by `add`, when it has changed platform.yaml.
struct ApplyRequest {
  SiteFlags site = {};
  std::vector<std::string> only = {};  // components; none: all
  std::string from = {};               // a step
  bool plan_only = false, yes = false;
  bool allows_loss = false;  // with `yes`: of data, nodes, the cluster
  bool takes_over = false;   // fields that others own
  bool asks_first = true;    // preflight
  bool waits = true;         // at the end, until all is well
  bool everything = false;   // what is created by name as well
  std::string output = "table";
  /// Said when somebody interrupts it before the first step.
  const char* nothing_done = "slipway: interrupted: nothing was done\n";
};

/// `lock`: of the request's site, when it was taken already (SiteFlags::lock).
ExitCode apply(Session& session, const ApplyRequest& request, std::unique_ptr<io::Lock> lock = nullptr);

}  // namespace slipway::cli
