#include "render/provider_versions.h"

namespace slipway::render {

doc::Map arguments_for_all_providers(const platform::Resource& resource) {
  auto arguments = resource.arguments;
  if (resource.id.type == "aws_batch_compute_environment") arguments.remove("name");
  if (resource.id.type == "aws_eks_cluster") {
    const auto* protection = resource["deletion_protection"].boolean();
    if (protection && *protection) arguments.set("lifecycle", doc::Map{{"prevent_destroy", true}});
    arguments.remove("deletion_protection");
  }
  return arguments;
}

std::string provider_constraint(const platform::Graph& graph) {
  return graph.of_type("aws_eks_capability").empty() ? ">= 5.100, < 7.0" : ">= 6.25, < 7.0";
}

}  // namespace slipway::render
