#include "doc/write_yaml.h"
#include "render/origins.h"
#include "render/outputs.h"
#include "render/tree.h"

namespace slipway::render {

std::vector<File> kubernetes(const platform::Graph& graph, const Options&) {
  std::string text;
  Origins origins;
  for (const auto& object : graph.objects())
    text += "---\n# " + origins.comment(object.component, object.origin) + "\n" + doc::write_yaml(object.root());
  return {{"kubernetes/objects.yaml", with_output_names(text)}};
}

}  // namespace slipway::render
