#include "render/output_values.h"

namespace slipway::render {

std::optional<std::map<std::string, std::string>> output_values(const doc::Node& printed) {
  if (!printed.is_map()) return std::nullopt;
  const auto* all = printed.find("kubernetes");
  const auto& values = all && all->is_map() ? (*all)["value"] : printed;
  if (!values.is_map()) return std::nullopt;
  std::map<std::string, std::string> found;
  for (const auto& member : values.members())
    if (member.value.is_scalar() && !member.value.is_null()) found.emplace(member.key.text(), member.value.text());
  return found;
}

}  // namespace slipway::render
