#include <fmt/core.h>

#include <set>

#include "ops/in_cluster.h"
#include "render/delivery.h"

namespace slipway::ops {
namespace {

/// Whether a source of a delivery is the folder of a step: ".../kubernetes/50-node-pools",
/// ".../kubernetes/charts/keda".
bool is_folder_of(std::string_view path, std::string_view step) {
  for (const std::string_view parent : {"kubernetes/", "kubernetes/charts/"})
    if (path.ends_with(fmt::format("{}{}", parent, step))) return true;
  return false;
}

/// A Kustomization of kubernetes/flux/ is named as its step, and takes the step's folder.
bool is_of_flux(const doc::Node& found, const std::string& name, const std::set<std::string>& steps) {
  return steps.contains(name) && is_folder_of(found["spec"]["path"].text(), name);
}

/// Of kubernetes/argocd/ there is the Application of the platform; and those of the steps, which outlive it when it is
/// deleted without what it made. An Argo CD here may deliver another platform to another cluster.
bool is_of_argo_cd(const doc::Node& found, const std::string& name, const std::set<std::string>& steps,
                   const platform::Setting& setting) {
  if (name == render::argo_cd_root(setting.platform)) return true;
  const doc::Node& spec = found["spec"];
  const doc::Node& to = spec["destination"];
  const bool is_here = to["server"].text() == "https://kubernetes.default.svc" || to["name"].text() == "in-cluster" ||
                       to["name"].text() == setting.cluster;
  return steps.contains(name) && is_here && spec["project"].text() == render::kArgoCdProject;
}

}  // namespace

std::optional<StepFailure> InCluster::look_for_delivery() {
  std::set<std::string> steps;
  for (const auto& step : render::steps_of(site_.graph)) steps.insert(step.name);
  const auto find = [&](std::string_view who, std::string_view group, std::string_view of_kind,
                        const auto& is_ours) -> std::optional<StepFailure> {
    const auto unsure = [&](const cluster::ApiFailure& failure) {
      return failure_of(failure, fmt::format("whether {} delivers this platform to the cluster ({})", who, of_kind));
    };
    const auto kind = kinds_.known_group_kind(group, of_kind);
    if (!kind) return unsure(kind.error());
    if (!*kind) return std::nullopt;
    std::string found;
    const auto listed = api_.list(**kind, "", "", [&](const doc::Node& object) {
      const std::string name(object["metadata"]["name"].text());
      if (found.empty() && is_ours(object, name))
        found = fmt::format("{}/{}", object["metadata"]["namespace"].text(), name);
    });
    if (!listed && listed.error().status != 404) return unsure(listed.error());
    if (found.empty()) return std::nullopt;
    return StepFailure{
        fmt::format("{} delivers this platform to the cluster ({} {}): both would undo what the other does", who,
                    of_kind, found),
        "render again and commit, as the tree's README says; or take the delivery away first, without what it made"};
  };
  if (auto failed =
          find("Argo CD", "argoproj.io", "Application", [&](const doc::Node& object, const std::string& name) {
            return is_of_argo_cd(object, name, steps, site_.graph.setting);
          }))
    return failed;
  return find("Flux", "kustomize.toolkit.fluxcd.io", "Kustomization",
              [&](const doc::Node& object, const std::string& name) { return is_of_flux(object, name, steps); });
}

}  // namespace slipway::ops
