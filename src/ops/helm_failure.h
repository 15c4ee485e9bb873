#pragma once

#include <string>

#include "io/process.h"
#include "ops/steps.h"

namespace slipway::ops {

/// What helm was asked to do, as far as a failure is explained by it.
struct HelmErrand {
  std::string name, ns;    // of the release; "" each: none was named
  std::string chart = {};  // "karpenter 1.14.1"
  std::string kubeconfig = {}, context = {};
  std::string repository = {};  // of the chart: "oci://public.ecr.aws/karpenter"
  std::string server = {};      // the API server: "https://ABC.gr7.eu-west-1.eks.amazonaws.com"
};

/// Why a helm that did not end well did not: release and chart, what helm said (bounded, harmless to a terminal), the
/// cause and the fix: of a wire that broke, which endpoint and whose; of a table of what is known; else the commands
/// that show more. Neither is ever empty.
StepFailure helm_failure(const HelmErrand& errand, const io::Finished& finished);

/// Of a helm that ended well though the cluster shows otherwise. `found`: what the cluster shows.
StepFailure helm_not_believed(const HelmErrand& errand, const std::string& found);

}  // namespace slipway::ops
