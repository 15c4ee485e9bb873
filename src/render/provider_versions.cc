#include "render/provider_versions.h"

#include <string_view>

namespace slipway::render {

namespace {

/// Arguments that provider 5.100 does not know.
struct Newer {
  std::string_view type, path;
};
constexpr Newer kNewer[] = {{"aws_batch_compute_environment", "name"},
                            {"aws_eks_cluster", "deletion_protection"},
                            {"aws_eks_node_group", "update_config.update_strategy"}};

/// The value that was there; a block that loses its last argument goes too.
doc::Value take(doc::Map& arguments, std::string_view path) {
  const auto dot = path.find('.');
  auto* found = arguments.find(path.substr(0, dot));
  if (!found) return {};
  if (dot == std::string_view::npos) {
    auto value = *found;
    arguments.remove(path);
    return value;
  }
  if (!found->map()) return {};
  auto value = take(*found->map(), path.substr(dot + 1));
  if (found->map()->empty()) arguments.remove(path.substr(0, dot));
  return value;
}

}  // namespace

Fitted fit_for_all_providers(const platform::Resource& resource) {
  Fitted fitted{resource.arguments, {}};
  for (const auto& [type, path] : kNewer) {
    if (resource.id.type != type) continue;
    const auto value = take(fitted.arguments, path);
    if (const auto* flag = value.boolean(); flag && *flag) {
      fitted.left_out.push_back(std::string(path) + " = true");
      if (path == "deletion_protection") fitted.arguments.set("lifecycle", doc::Map{{"prevent_destroy", true}});
    }
    if (const auto* text = value.string()) fitted.left_out.push_back(std::string(path) + " = " + *text);
  }
  return fitted;
}

std::string provider_constraint(const platform::Graph& graph) {
  return graph.of_type("aws_eks_capability").empty() ? ">= 5.100, < 7.0" : ">= 6.25, < 7.0";
}

}  // namespace slipway::render
