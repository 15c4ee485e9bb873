#pragma once

#include <map>
#include <optional>
#include <string>

#include "doc/node.h"

namespace slipway::render {

/// Options::output_values out of what `terraform output -json kubernetes` printed, or `terraform output -json` with all
/// outputs in it. nullopt: it is neither. A value that is no text, number or boolean (not known yet) is left out.
std::optional<std::map<std::string, std::string>> output_values(const doc::Node& printed);

/// All names that a rendered tree's Terraform gives away, of `kubernetes` and of what the live checks ask for
/// (`checked`): out of what `terraform output -json`, or the same with one of the two, printed. nullopt: it is neither.
std::optional<std::map<std::string, std::string>> known_values(const doc::Node& printed);

}  // namespace slipway::render
