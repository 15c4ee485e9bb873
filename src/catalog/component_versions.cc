#include "catalog/component_versions.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

const ComponentVersion* find(ComponentKind kind, std::string_view name) {
  for (const ComponentVersion& component : component_versions())
    if (component.kind == kind && component.name == name) return &component;
  return nullptr;
}

}  // namespace

std::span<const ComponentVersion> component_versions() {
  static const std::vector<ComponentVersion> all = [] {
    std::vector<ComponentVersion> versions;
    CsvReader table(embedded::component_versions());
    while (table.next())
      versions.push_back({table[0] == "addon" ? ComponentKind::Addon : ComponentKind::Chart, table[1], table[2],
                          table[3], table[4], table[5], table[6], table[7], table[8]});
    return versions;
  }();
  return all;
}

const ComponentVersion* find_chart(std::string_view name) { return find(ComponentKind::Chart, name); }
const ComponentVersion* find_addon(std::string_view name) { return find(ComponentKind::Addon, name); }

std::optional<std::string_view> component_like(ComponentKind kind, std::string_view written) {
  std::vector<std::string_view> names;
  for (const ComponentVersion& component : component_versions())
    if (component.kind == kind) names.push_back(component.name);
  return near_miss(written, names);
}

}  // namespace slipway::catalog
