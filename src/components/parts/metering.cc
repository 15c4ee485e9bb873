#include "components/parts/metering.h"

#include "components/parts/pods.h"

namespace slipway::components::metering {

std::string tokens(const spec::Platform& platform) { return platform.name.value + "/Tokens"; }
std::string cost(const spec::Platform& platform) { return platform.name.value + "/Cost"; }

bool counts_tokens(const spec::Platform& platform, const spec::Workload& workload) {
  return platform.observability.token_metering.value && pods::devices(workload.resources) > 0;
}

std::string role_of(const spec::Platform& platform, std::string_view name, const spec::Workload& workload) {
  if (!workload.role.value.empty()) return workload.role.value;
  return counts_tokens(platform, workload) ? std::string(name) + "-tokens" : std::string();
}

}  // namespace slipway::components::metering
