#include "render/delivery.h"

#include <algorithm>

#include "render/outputs.h"

namespace slipway::render {

std::vector<std::string> open_outputs(const platform::Graph& graph, const Options& options) {
  std::vector<std::string> open;
  for (const auto& [name, expression] : outputs_of(graph))
    if (!options.output_values.contains(name)) open.push_back(name);
  return open;
}

bool has_argo_cd_capability(const platform::Graph& graph) {
  return std::ranges::any_of(graph.of_type("aws_eks_capability"), [](const auto* capability) {
    const auto* type = (*capability)["type"].string();
    return type && *type == "ARGOCD";
  });
}

bool makes_namespace(const platform::Graph& graph, const platform::Release& release) {
  const auto& name = release.namespace_;
  if (name.empty() || name == "default" || name.starts_with("kube-")) return false;
  return !graph.find_object("v1", "Namespace", "", name);
}

std::string path_in_git(const Git& git, std::string_view below_the_tree) {
  std::string_view path = git.path;
  while (path.starts_with('/') || path.starts_with("./")) path.remove_prefix(path.starts_with('/') ? 1 : 2);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path == ".") path = {};
  return std::string(path) + (path.empty() ? "" : "/") + std::string(below_the_tree);
}

bool is_waited_for(const Step& step) {
  switch (step.part) {
    case Part::Storage:
    case Part::Workloads:
    case Part::Scaling:
    case Part::Ingress:
    case Part::Jobs:
    case Part::Instances:
    case Part::OnDemand:
      return false;
    default:
      return true;
  }
}

}  // namespace slipway::render
