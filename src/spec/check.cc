#include "spec/check.h"

#include "spec/checks/checks.h"

namespace slipway::spec {

void check(const Platform& platform, Diagnostics& diagnostics) {
  checks::names(platform, diagnostics);
  checks::references(platform, diagnostics);
  checks::region_and_zones(platform, diagnostics);
  checks::network(platform, diagnostics);
  checks::cluster(platform, diagnostics);
  checks::instance_types(platform, diagnostics);
  checks::nodes(platform, diagnostics);
  checks::efa(platform, diagnostics);
  checks::volumes(platform, diagnostics);
  checks::autoscalers(platform, diagnostics);
  checks::workloads(platform, diagnostics);
}

}  // namespace slipway::spec
