#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace slipway::report {

/// Text that a Markdown table or paragraph shows as it is.
std::string markdown_escaped(std::string_view text);

/// How many findings of each severity there are, and a list of them; "" without any.
std::string markdown_findings(const Diagnostics& findings);

}  // namespace slipway::report
