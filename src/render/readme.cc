#include "render/tree.h"

namespace slipway::render {

File readme(const platform::Graph& graph, const Options&) {
  return {"README.md",
          "# " + graph.setting.platform +
              "\nRendered by slipway. `terraform/` is what AWS makes, `kubernetes/` what the cluster is given, in the "
              "order of `kubernetes/order.yaml`.\n"};
}

}  // namespace slipway::render
