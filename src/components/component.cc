#include "components/component.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "catalog/component_versions.h"
#include "components/parts/activation.h"
#include "components/parts/join.h"
#include "components/parts/lay_over.h"
#include "components/parts/named_resources.h"
#include "components/parts/table.h"
#include "spec/read_struct.h"

namespace slipway::components {

namespace {

platform::Setting setting_of(const spec::Platform& platform) {
  platform::Setting setting;
  setting.platform = platform.name.value;
  setting.cluster = platform.cluster.name.value.empty() ? platform.name.value : platform.cluster.name.value;
  setting.version = platform.cluster.version.value;
  setting.region = platform.aws.region.value;
  setting.account_id = platform.aws.account_id.value;
  for (const auto& [key, value] : platform.aws.tags) setting.tags.set(key.value, value.value);
  return setting;
}

/// `version` and `values` are for the chart: a component that released none cannot have meant them.
void check_release_options(const Component& component, const doc::Node& options, bool released,
                           Diagnostics& diagnostics) {
  if (released) return;
  for (const auto& member : options.members()) {
    const auto key = member.key.text();
    if (key != "version" && key != "values") continue;
    if (component.options &&
        std::ranges::find(component.options().fields, key, &spec::Field::name) != component.options().fields.end())
      continue;
    diagnostics.error("CMP004", member.key.where(),
                      "component '" + std::string(component.name) + "' releases no chart: it has no option '" +
                          std::string(key) + "'");
  }
}

}  // namespace

platform::ResourceId Expansion::add(std::string_view type, std::string_view name, doc::Map arguments,
                                    SourceRange origin) {
  platform::ResourceId id{std::string(type), std::string(name)};
  if (!origin) origin = where;
  if (const auto* first = graph.find(id)) {
    diagnostics.add({"CMP006",
                     Severity::Error,
                     origin,
                     "this makes a second " + id.to_string(),
                     first->origin ? "the first is at " + first->origin.to_string() : "",
                     "give them names that differ in more than '-' and '_'",
                     {}});
    return id;
  }
  return graph.add({id, std::move(arguments), std::string(component), origin, {}, {}});
}

platform::ResourceId Expansion::add_data(std::string_view type, std::string_view name, doc::Map arguments) {
  platform::ResourceId id{"data." + std::string(type), std::string(name)};
  if (graph.find(id)) return id;
  return graph.add({id, std::move(arguments), std::string(component), where, {}, {}});
}

void Expansion::add_object(doc::Map object, SourceRange origin) {
  if (!origin) origin = where;
  join_object(graph, {doc::freeze(doc::Value(std::move(object)), origin), std::string(component), origin}, diagnostics);
}

platform::Release& Expansion::add_release(std::string_view chart, std::string_view namespace_name, doc::Map values,
                                          ChartPart part) {
  const auto* known = catalog::find_chart(chart);
  assert(known && "the catalogue knows the chart (catalog/data/component_versions.csv)");
  return add_release(Chart{known->name, known->repository, known->version}, namespace_name, std::move(values), part);
}

platform::Release& Expansion::add_release(const Chart& chart, std::string_view namespace_name, doc::Map values,
                                          ChartPart part) {
  if (part == ChartPart::Main) lay_over(values, options["values"]);
  const auto& version = options["version"];
  return graph.add(platform::Release{std::string(chart.name), std::string(namespace_name), std::string(chart.name),
                                     std::string(chart.repository),
                                     std::string(version.is_null() ? chart.version : version.text()), std::move(values),
                                     std::string(component), where});
}

void Expansion::add_check(std::string claim, platform::KubernetesQuestion asks, platform::Expectation expects) {
  graph.add(platform::LiveCheck{std::move(claim), std::move(asks), std::move(expects), std::string(component), where});
}

void Expansion::add_check(std::string claim, platform::AwsQuestion asks, platform::Expectation expects) {
  graph.add(platform::LiveCheck{std::move(claim), std::move(asks), std::move(expects), std::string(component), where});
}

platform::Resource* Expansion::find(std::string_view type, std::string_view name) const {
  return graph.find(platform::ResourceId{std::string(type), std::string(name)});
}

spec::StructType Expansion::joined(spec::StructType type, const spec::StructType& more) {
  type.fields.insert(type.fields.end(), more.fields.begin(), more.fields.end());
  return type;
}

void Expansion::read_options_into(void* owner, const spec::StructType& type) const {
  const spec::Layer layer{&options, where, 0};
  spec::read_struct(type, owner, "components." + std::string(component), {&layer, 1}, {}, diagnostics);
}

std::span<const Component* const> all() {
  static const std::vector<const Component*> sorted = [] {
    std::vector<const Component*> table(table_of_files().begin(), table_of_files().end());
    std::ranges::sort(table, {}, &Component::name);
    return table;
  }();
  return sorted;
}

void check_names(const spec::Platform& platform, Diagnostics& diagnostics) { activate(platform, all(), diagnostics); }

platform::Graph expand(const spec::Platform& platform, std::span<const doc::Document> manifests,
                       Diagnostics& diagnostics) {
  platform::Graph graph;
  graph.setting = setting_of(platform);
  const auto activations = activate(platform, all(), diagnostics);
  std::set<std::string, std::less<>> active;
  for (const auto& activation : activations) active.emplace(activation.component->name);
  for (const auto& activation : activations) {
    const auto releases = graph.releases().size();
    Expansion in{platform, graph,    diagnostics, *activation.options, activation.where, activation.component->name,
                 active,   manifests};
    activation.component->expand(in);
    check_release_options(*activation.component, *activation.options, graph.releases().size() > releases, diagnostics);
  }
  join_manifests(graph, manifests, diagnostics);
  check_named_resources(platform, manifests, graph, diagnostics);
  return graph;
}

}  // namespace slipway::components
