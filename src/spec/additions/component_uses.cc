#include "spec/additions/component_uses.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "doc/json.h"
#include "spec/additions/assignment.h"
#include "spec/additions/ids.h"
#include "spec/additions/words.h"
#include "spec/rows.h"

namespace slipway::spec::additions {
namespace {

/// What every component that releases a chart takes.
struct ChartOptions {
  Text version;
  const doc::Node* values = nullptr;
  SourceRange where;
};

const StructType& type_of(const ChartOptions*) {
  static const StructType type =
      Rows(Of<ChartOptions>{}, "ChartOptions", "Options of a component that is a chart.")
          .field("version", &ChartOptions::version, "Version of the chart that it releases.")
          .field("values", &ChartOptions::values, "Native values of the chart, laid over slipway's.");
  return type;
}

/// The component's own options, and a chart's.
StructType options_of(const ComponentChoice& choice) {
  StructType type = type_of(static_cast<const ChartOptions*>(nullptr));
  type.name = choice.name;
  if (!choice.options) return type;
  std::vector<Field> fields = choice.options->fields;
  for (const Field& field : type.fields)
    if (!choice.options->find(field.name)) fields.push_back(field);
  type.fields = std::move(fields);
  return type;
}

const ComponentChoice* find(std::span<const ComponentChoice> choices, std::string_view name) {
  const auto found = std::ranges::find(choices, name, &ComponentChoice::name);
  return found == choices.end() ? nullptr : &*found;
}

const ComponentUse* named(const Platform& platform, std::string_view name) {
  const auto found = std::ranges::find_if(platform.components, [&](const auto& use) { return use.name.value == name; });
  return found == platform.components.end() ? nullptr : &*found;
}

/// Whether all that is wanted stands there already.
bool holds(const ComponentUse& use, const doc::Map& wanted) {
  for (const auto& [key, value] : wanted.entries()) {
    const auto* there = use.options ? use.options->find(key) : nullptr;
    if (!there || doc::canonical_json(*there) != doc::canonical_json(doc::freeze(value, {}).root())) return false;
  }
  return true;
}

}  // namespace

Addition add_components(const Platform& platform, const ComponentsWanted& wanted,
                        std::span<const ComponentChoice> choices, const OnByItself& on_by_itself,
                        Diagnostics& diagnostics) {
  Addition addition;
  if (wanted.names.size() > 1 && !wanted.set.empty())
    diagnostics.error(id::kNotTogether, wanted.set.front().where, "--set is for one component, and several are named",
                      "add them one by one");
  std::vector<std::string_view> known;
  for (const auto& choice : choices) known.push_back(choice.name);
  doc::List items;
  std::set<std::string_view> seen;
  for (const Text& name : wanted.names) {
    if (!seen.insert(name.value).second) continue;
    const auto* choice = find(choices, name.value);
    if (!choice) {
      const auto near = near_miss(name.value, known);
      diagnostics.add({"CMP001",
                       Severity::Error,
                       name.where,
                       fmt::format("unknown component '{}'", printable(name.value)),
                       near ? fmt::format("did you mean {}?", *near) : "",
                       near ? "" : "one of `slipway components`; any other chart goes below charts:",
                       {}});
      continue;
    }
    doc::Map options;
    const StructType type = options_of(*choice);
    for (const Text& set : wanted.set) assign(options, type, set, diagnostics);
    if (const auto* use = named(platform, name.value)) {
      if (holds(*use, options))
        addition.said.push_back(fmt::format("{} is there already ({})", name.value, use->name.where.to_string()));
      else
        diagnostics.error(id::kDiffers, name.where, fmt::format("{} is there already, with other options", name.value),
                          fmt::format("change them at {}", use->name.where.to_string()));
      continue;
    }
    if (const auto because = on_by_itself(name.value); because && options.empty()) {
      addition.said.push_back(fmt::format("{} is on already, without being named{}", name.value,
                                          *because ? ": because of " + because->to_string() : std::string()));
      continue;
    }
    for (const Field& field : type.fields)
      if (field.required && !options.find(field.name))
        diagnostics.error(id::kUnsaid, name.where, fmt::format("{} needs {}: {}", name.value, field.name, field.doc),
                          fmt::format("--set {}=…", field.name));
    items.add(options.empty() ? doc::Value(name.value) : doc::Value(doc::Map{{name.value, std::move(options)}}));
  }
  if (!items.empty())
    addition.edits.push_back({{std::string("spec"), std::string("components")}, "", std::move(items)});
  return addition;
}

}  // namespace slipway::spec::additions
