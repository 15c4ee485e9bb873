#include "components/parts/storage.h"

#include <algorithm>

namespace slipway::components {

bool wants_driver(const spec::Storage& storage, std::string_view driver, std::string_view type) {
  const auto is_driver = [&](const spec::Text& name) { return name.value == driver; };
  const auto is_type = [&](const auto& entry) { return entry.value.type.value == type; };
  return std::ranges::any_of(storage.csi, is_driver) || std::ranges::any_of(storage.classes, is_type) ||
         std::ranges::any_of(storage.file_systems, is_type);
}

}  // namespace slipway::components
