#include "components/component.h"
#include "components/parts/service_pods.h"

namespace slipway::components {

namespace {

void expand(Expansion& in) {
  for (const auto& [name, workload] : in.platform.workloads)
    add_service_pods(in, name.value, workload, workload.where ? workload.where : name.where);
}

bool wanted(const spec::Platform& platform) { return !platform.workloads.empty(); }

}  // namespace

extern const Component workloads = {"workloads",
                                    "services of the short form, with what scales, guards and reaches them",
                                    Stage::Workloads,
                                    {},
                                    wanted,
                                    nullptr,
                                    expand};

}  // namespace slipway::components
