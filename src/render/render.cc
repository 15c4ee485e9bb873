#include <algorithm>

#include "render/tree.h"

namespace slipway::render {

std::vector<File> render(const platform::Graph& graph, const Options& options) {
  auto files = terraform(graph);
  auto more = kubernetes(graph, options);
  files.insert(files.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  files.push_back(readme(graph, options));
  std::ranges::sort(files, {}, &File::path);
  return files;
}

}  // namespace slipway::render
