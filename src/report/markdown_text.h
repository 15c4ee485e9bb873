#pragma once

#include <string>
#include <string_view>

namespace slipway::report {

/// Text that a Markdown table or paragraph shows as it is.
std::string markdown_escaped(std::string_view text);

}  // namespace slipway::report
