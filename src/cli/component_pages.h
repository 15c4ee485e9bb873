#pragma once

#include <string>
#include <string_view>

#include "components/component.h"

namespace slipway::cli {

/// "add-ons", as `slipway components` and its page call it.
std::string_view stage_name(components::Stage stage);

/// docs/reference/components.md: every component with what it releases, what it needs and its options.
std::string components_page();

}  // namespace slipway::cli
