#pragma once

#include <string_view>

/// The files of data/, compiled in. README.md says where each is from.
namespace slipway::admission::embedded {

std::string_view project_groups();
std::string_view kinds_without_schema();
std::string_view renamed_fields();

}  // namespace slipway::admission::embedded
