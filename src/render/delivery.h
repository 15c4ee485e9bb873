#pragma once

#include <string>
#include <vector>

#include "render/kubernetes_order.h"
#include "render/kubernetes_text.h"
#include "render/tree.h"

namespace slipway::render {

/// What a GitOps controller is told: where the tree is, and its steps in their order.
struct Delivered {
  const platform::Graph& graph;
  const std::vector<Step>& steps;
  const Options& options;
  bool is_open;  // some references to AWS are still to be filled in
};

/// kubernetes/argocd/: root.yaml, which one applies by hand, and an Application for each step in sync waves. Follows
/// Argo CD 3.4 (docs/user-guide/multiple_sources, sync-waves).
std::vector<File> argo_cd(const Delivered& delivered);
/// The AppProject that all of them are of.
inline constexpr std::string_view kArgoCdProject = "slipway";
/// The Application that root.yaml makes, and that makes the others.
std::string argo_cd_root(const std::string& platform);

/// kubernetes/flux/: the repository, and a Kustomization for each step that waits for those it needs. Follows Flux 2.7
/// (docs of kustomize-controller: dependencies, post build variable substitution).
std::vector<File> flux(const Delivered& delivered);
/// charts/<name>/release.yaml: a HelmRelease and where its chart comes from.
std::string flux_release(const Delivered& delivered, const Step& step, const Filler& filler);

/// The ConfigMap in flux-system that holds Terraform's outputs by their names.
inline constexpr std::string_view kFluxOutputs = "terraform-outputs";

/// Names of the outputs that files will hold as `${name}`: those that Options::output_values does not know.
std::vector<std::string> open_outputs(const platform::Graph& graph, const Options& options);

/// Whether AWS runs Argo CD for the cluster: it knows clusters by the names that they are registered under.
bool has_argo_cd_capability(const platform::Graph& graph);

/// Whether installing the chart must make its namespace, as nothing else does.
bool makes_namespace(const platform::Graph& graph, const platform::Release& release);

/// "clusters/prod/kubernetes/50-node-pools", as seen from the repository's root.
std::string path_in_git(const Git& git, std::string_view below_the_tree);

/// Whether the step leads on only when its objects are ready: those that others wait for, and that get ready without
/// work to do (a training job takes days, a claim waits for its pod).
bool is_waited_for(const Step& step);

}  // namespace slipway::render
