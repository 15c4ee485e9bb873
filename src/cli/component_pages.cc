#include "cli/component_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/text.h"
#include "doc/yaml.h"
#include "spec/reader.h"
#include "spec/reference_page.h"

namespace slipway::cli {
namespace {

constexpr std::string_view kIntroduction = R"(# Components

Generated from the components' own tables (`./dev golden` rewrites it). `slipway schema` has the same for editors,
`slipway components` the list.

A component stands under `components:` in platform.yaml, by its name or with options:

```yaml
components:
  - metrics-server
  - keda: {replicas: 1}
```

Those that come by themselves are on when the rest of the spec asks for them, and are named only to give them options.
What a component needs comes with it. One that releases a Helm chart takes `version` and `values` beside its own options;
a chart's version is the one that this slipway was made for. The version of an EKS add-on is the one that EKS has as the
default of the cluster's version, unless [`cluster.addons`](platform.md#addon) names another.

)";

/// What a platform with this component, and little else, releases in its name.
struct Released {
  struct Chart {
    std::string name, version, repository;
  };
  std::vector<Chart> charts;
  std::vector<std::string> addons;
};

Released released_by(const components::Component& component) {
  const auto source = std::make_shared<const SourceText>(
      "platform.yaml", fmt::format("apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {{name: demo}}\n"
                                   "spec: {{aws: {{region: us-west-2}}, components: [{}]}}\n",
                                   component.name));
  Diagnostics ignored;  // some want an option: what they release is known all the same
  const auto document = doc::read_yaml_document(source, ignored);
  const auto platform = spec::read_platform(document, ignored);
  Released out;
  if (!platform) return out;
  const auto graph = components::expand(*platform, {}, ignored);
  for (const auto& release : graph.releases())
    if (release.component == component.name) out.charts.push_back({release.chart, release.version, release.repository});
  for (const auto& resource : graph.resources())
    if (resource.component == component.name && resource.id.type == "aws_eks_addon")
      if (const auto* name = resource.arguments.find("addon_name"); name && name->string())
        out.addons.push_back(*name->string());
  return out;
}

std::string brought_text(const Released& released) {
  std::string text;
  for (const auto& addon : released.addons) text += fmt::format("EKS add-on `{}`.\n", addon);
  for (const auto& chart : released.charts)
    text += fmt::format("Chart `{}` {} of <{}>.\n", chart.name, chart.version, chart.repository);
  return text;
}

std::string links_to(std::span<const std::string_view> names) {
  std::vector<std::string> links;
  for (const auto name : names) links.push_back(fmt::format("[{0}](#{0})", name));
  return join(links, ", ");
}

std::string options_text(const components::Component& component, const Released& released) {
  const bool has_chart = !released.charts.empty();
  if (!component.options && !has_chart) return "No options.\n";
  std::string text = std::string(spec::kFieldTableHead);
  if (component.options)
    for (const auto& field : component.options().fields) text += spec::field_row(field);
  if (has_chart)
    text += fmt::format(
        "| `version` | string | `{}` | Version of the chart that it releases. |\n"
        "| `values` | native map |  | Native values of the chart, laid over slipway's. |\n",
        released.charts.front().version);
  return text;
}

}  // namespace

std::string_view stage_name(components::Stage stage) {
  using components::Stage;
  switch (stage) {
    case Stage::Foundation:
      return "foundation";
    case Stage::Network:
      return "network";
    case Stage::Cluster:
      return "cluster";
    case Stage::Nodes:
      return "nodes";
    case Stage::Addons:
      return "add-ons";
    case Stage::Data:
      return "data";
    case Stage::Controllers:
      return "controllers";
    case Stage::Workloads:
      return "workloads";
    case Stage::Watching:
      return "watching";
  }
  return "";
}

std::string components_page() {
  std::string list = "| component | stage | comes by itself | what it brings |\n|---|---|---|---|\n", sections;
  std::vector<const spec::StructType*> told;  // structs below options that stand on the page
  for (const auto* component : components::all()) {
    list += fmt::format("| [{0}](#{0}) | {1} | {2} | {3} |\n", component->name, stage_name(component->stage),
                        component->wanted ? "yes" : "", component->summary);
    const auto released = released_by(*component);
    std::string about(component->summary);
    about[0] = static_cast<char>(std::toupper(about[0]));
    sections += fmt::format("\n## {}\n\n{}.\n", component->name, about);
    if (const auto brought = brought_text(released); !brought.empty()) sections += "\n" + brought;
    if (!component->needs.empty()) sections += fmt::format("\nNeeds {}.\n", links_to(component->needs));
    sections += "\n" + options_text(*component, released);
    if (!component->options) continue;
    for (const auto* below : spec::structs_below(component->options())) {
      if (std::ranges::find(told, below) != told.end()) continue;
      told.push_back(below);
      sections += "\n#" + spec::struct_section(*below, "");
    }
  }
  return std::string(kIntroduction) + list + sections;
}

}  // namespace slipway::cli
