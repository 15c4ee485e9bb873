#include "render/tree.h"

namespace slipway::render {

File readme(const platform::Graph& graph, const Options&) {
  return {"README.md", "# " + graph.setting.platform +
                           "\n\n    terraform -chdir=terraform init\n    terraform -chdir=terraform apply\n"};
}

}  // namespace slipway::render
