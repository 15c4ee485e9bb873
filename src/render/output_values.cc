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

std::optional<std::map<std::string, std::string>> known_values(const doc::Node& printed) {
  std::map<std::string, std::string> all;
  bool is_whole = false;
  for (const char* output : {"kubernetes", "checked"}) {
    const auto& one = printed[output];
    if (!one.is_map()) continue;
    const auto values = output_values(one["value"]);
    if (!values) return std::nullopt;
    all.insert(values->begin(), values->end());
    is_whole = true;
  }
  if (is_whole) return all;
  const auto alone = output_values(printed);
  if (!alone || alone->empty()) return std::nullopt;
  for (const auto& [name, value] : *alone)
    if (!name.starts_with("aws_") && !name.starts_with("data_aws_")) return std::nullopt;
  return alone;
}

}  // namespace slipway::render
