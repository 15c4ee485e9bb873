#pragma once

#include <array>
#include <span>

#include "components/component.h"

namespace slipway::components {

/// The components in the order of their files; written by the build (table.cmake).
std::span<const Component* const> table_of_files();

}  // namespace slipway::components
