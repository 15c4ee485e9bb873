#pragma once

#include <string_view>

namespace slipway::components {

/// The files of data/, as they were when the program was built.
std::string_view embedded_iam_statements();

}  // namespace slipway::components
