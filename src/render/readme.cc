#include "render/readme.h"

#include <fmt/core.h>

#include "base/text.h"

namespace slipway::render {

namespace {

/// What stands in Markdown between two bars.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '|' || c == '`' || c == '<') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string contents(const Delivered& in) {
  const auto& setting = in.graph.setting;
  std::string text = "## What is here\n| folder | what |\n|---|---|\n";
  text += fmt::format("| `terraform/` | AWS: EKS cluster `{}` ({}) in {}, and all around it |\n", setting.cluster,
                      setting.version, setting.region);
  for (const auto& step : in.steps)
    if (!step.release) text += fmt::format("| `kubernetes/{}/` | {} |\n", step.name, info_of(step.part).summary);
  std::string charts;
  for (const auto& step : in.steps)
    if (step.release)
      charts +=
          fmt::format("{}{} {}", charts.empty() ? "" : ", ", cell(step.release->chart), cell(step.release->version));
  if (!charts.empty()) text += "| `kubernetes/charts/` | Helm charts: " + charts + " |\n";
  if (in.options.delivery == Delivery::ArgoCd)
    text += "| `kubernetes/argocd/` | an Application for each chart and folder, and the one above them |\n";
  if (in.options.delivery == Delivery::Flux)
    text += "| `kubernetes/flux/` | a Kustomization for each chart and folder, and the repository they read |\n";
  text += "| `kubernetes/order.yaml` | the order in which a cluster takes it all, for programs |\n\n";
  text +=
      "Each block says which component made it and which field of platform.yaml it comes from. No secret is in here: "
      "those that the platform needs are made in AWS Secrets Manager.\n\n";
  if (const auto groups = groups_from_elsewhere(in.graph); !groups.empty())
    text += "No chart here brings the API groups " + cell(join(groups, ", ")) +
            ": the cluster has them by itself (EKS Auto Mode, a capability, an add-on), or one of your own charts "
            "brings them.\n\n";
  return text;
}

}  // namespace

std::string code_span(std::string_view text) {
  std::string safe;
  for (const char c : printable(text))
    if (c != '`') safe += c;
  return "`" + safe + "`";
}

std::string applied_folder(const Delivered& delivered) {
  return delivered.is_open && delivered.options.delivery == Delivery::Helm ? "filled" : "kubernetes";
}

File readme(const platform::Graph& graph, const Options& options) {
  const auto steps = steps_of(graph);
  const Delivered delivered{graph, steps, options, !open_outputs(graph, options).empty()};
  return {"README.md", "# " + cell(graph.setting.platform) +
                           "\nWritten by slipway from platform.yaml. To change something, change platform.yaml and "
                           "`slipway render` again: what was edited here would be lost, and slipway says so before. "
                           "Files that it did not write are left alone.\n\n" +
                           contents(delivered) + readme_apply(delivered) + readme_verify(graph) +
                           readme_take_down(delivered) + readme_upkeep(graph)};
}

}  // namespace slipway::render
