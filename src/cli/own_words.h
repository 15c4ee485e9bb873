#pragma once

#include "base/diagnostic.h"
#include "cli/load.h"

namespace slipway::cli {

/// Findings about what a platform.yaml makes speak of the fields of Kubernetes. Where their fix names one that the
/// entry has under another name, it says that too: "set terminationGracePeriodSeconds …; here it is called
/// serve.stopWithin".
Diagnostics in_own_words(const Loaded& platform, Diagnostics findings);

}  // namespace slipway::cli
