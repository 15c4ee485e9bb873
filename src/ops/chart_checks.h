#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ops/verify.h"

namespace slipway::ops {

/// That all is there that the chart of a release made, and its workloads do their work: what somebody deleted or scaled
/// to none since, no other check may ask for.
struct ChartCheck {
  std::string ns, name;
  std::string chart;
  platform::LiveCheck check;
};

/// One for each release of the graph, in its order.
std::vector<ChartCheck> chart_checks(const platform::Graph& graph);

/// Each of them, asked now: `on_result` hears of them in their order. Only reads. Of what Argo CD delivers there
/// are no releases: a chart that an Application has, by the release's name or its own, is skipped. Once `stop` says so,
/// they all are. REQUIRES: the checks outlive the results.
std::vector<platform::CheckResult> verify(const std::vector<ChartCheck>& checks, const Asked& asked,
                                          const std::function<void(const platform::CheckResult&)>& on_result,
                                          const std::function<bool()>& stop = {});

}  // namespace slipway::ops
