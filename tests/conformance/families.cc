#include <algorithm>

#include "conformance/family.h"

namespace slipway::conformance {
namespace {

/// One line for each file of rules.
constexpr std::vector<Family> (*kFiles[])() = {
    apivalidation_families, cel_families,      instance_type_families, karpenter_families, object_families,
    quantity_families,      selector_families, value_families,         yaml_families,
};

}  // namespace

const std::vector<Family>& all_families() {
  static const std::vector<Family> families = [] {
    std::vector<Family> all;
    for (const auto rows : kFiles) {
      for (Family& family : rows()) all.push_back(std::move(family));
    }
    return all;
  }();
  return families;
}

const Family* find_family(std::string_view program, std::string_view name) {
  const auto found = std::ranges::find_if(
      all_families(), [&](const Family& family) { return family.program == program && family.name == name; });
  return found == all_families().end() ? nullptr : &*found;
}

doc::Value refused(std::string_view message) { return doc::Map{{"ok", false}, {"err", message}}; }

}  // namespace slipway::conformance
