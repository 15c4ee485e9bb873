#include <fmt/core.h>

#include "base/shell_word.h"
#include "render/readme.h"

namespace slipway::render {

namespace {

bool is_kept_by_gitops(Part part) {
  return part == Part::Namespaces || part == Part::Definitions || part == Part::Storage || part == Part::NodePools;
}

std::string delete_objects(const std::string& folder) {
  return "kubectl delete --ignore-not-found -f " + folder + '\n';
}

std::string remove(const Delivered& in, const Step& step) {
  const auto name = shell_word(step.name);
  switch (in.options.delivery) {
    case Delivery::Helm:
      if (step.release)
        return "helm uninstall " + shell_word(step.release->name) + " --namespace " +
               shell_word(step.release->namespace_) + " --ignore-not-found --wait\n";
      return delete_objects(applied_folder(in) + "/" + step.name);
    case Delivery::ArgoCd:
      return "argocd app delete " + name + " --cascade --wait --yes\n";
    case Delivery::Flux:
      if (!step.release && is_kept_by_gitops(step.part))
        return "kubectl delete kustomization " + name + " --namespace flux-system\n" +
               delete_objects("kubernetes/" + step.name);
      return "kubectl delete kustomization " + name + " --namespace flux-system\n";
  }
  return "";
}

/// What stays or stands in the way, by the graph.
std::string obstacles(const platform::Graph& graph) {
  std::string names;
  for (const auto& resource : graph.resources())
    for (const auto* argument : {"deletion_protection", "enable_deletion_protection"})
      if (const auto* is_on = resource[argument].boolean(); is_on && *is_on)
        names += (names.empty() ? "" : ", ") + ("`" + resource.id.to_string() + "`");
  std::string text = "Terraform deletes no bucket that holds something";
  if (!names.empty()) text += "; deletion protection must be taken off first from " + names;
  return text + ".\n\n";
}

}  // namespace

std::string readme_take_down(const Delivered& delivered) {
  std::string text =
      "## Taking it all down\nBackwards, so that what controllers made (load balancers, nodes, volumes) goes while "
      "they "
      "are there to do it; otherwise it stays, costs, and keeps the VPC. **This deletes the data on "
      "volumes.**\n```sh\n";
  if (delivered.options.delivery == Delivery::ArgoCd)
    text += "argocd app delete " + shell_word(argo_cd_root(delivered.graph.setting.platform)) +
            " --cascade=false --wait --yes\n";
  if (delivered.options.delivery == Delivery::Flux)
    text += "kubectl delete gitrepository platform --namespace flux-system\n";
  for (auto step = delivered.steps.rbegin(); step != delivered.steps.rend(); ++step) {
    if (step->part == Part::OnDemand) continue;
    text += remove(delivered, *step);
    if (step->part == Part::NodePools) text += "kubectl wait nodeclaims --all --for=delete --timeout=30m\n";
  }
  return text +
         "kubectl get persistentvolumes    # wait until none with reclaim policy Delete is left\n"
         "terraform -chdir=terraform destroy\n```\n" +
         obstacles(delivered.graph);
}

}  // namespace slipway::render
