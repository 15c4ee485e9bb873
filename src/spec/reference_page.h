#pragma once

#include <string>

namespace slipway::spec {

/// docs/reference/platform.md: every field of platform.yaml in Markdown, from the rows. A test holds the file equal to
/// this text; `./dev golden` rewrites it.
std::string reference_page();

}  // namespace slipway::spec
