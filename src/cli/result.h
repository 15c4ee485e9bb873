#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cli/flags.h"
#include "cli/session.h"

namespace slipway::cli {

/// Where a verb's result goes, and when it counts as failed: the flags that verbs with results share.
struct ResultFlags {
  std::string out;                // --out FILE
  std::string fail_on = "error";  // --fail-on

  void declare_out(Flags& flags);
  void declare_fail_on(Flags& flags);

  /// To standard output, or whole or not at all to the file. Refuses to write over a file that was `read`.
  ExitCode write(Session& session, std::string_view text, const std::vector<std::string>& read = {}) const;
  /// FindingsReported when any is at or above --fail-on.
  ExitCode judge(const Diagnostics& findings) const;
};

}  // namespace slipway::cli
