#include "components/rules.h"

#include <algorithm>
#include <vector>

#include "components/component.h"

namespace slipway::components {

std::span<const rules::Rule* const> rules() {
  static const std::vector<const rules::Rule*> sorted = [] {
    const auto of_folder = rules::all();
    std::vector<const rules::Rule*> rows(of_folder.begin(), of_folder.end());
    for (const Component* component : all())
      if (component->rules)
        for (const rules::Rule& row : component->rules()) rows.push_back(&row);
    std::ranges::stable_sort(rows, {}, &rules::Rule::id);
    return rows;
  }();
  return sorted;
}

}  // namespace slipway::components
