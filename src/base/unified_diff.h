#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace slipway {

/// Which lines two texts do not share. The fewest there can be, up to some thousand in one place; beyond, more may be
/// marked than must be, never fewer, in time linear in the texts.
struct LineDiff {
  std::vector<std::string_view> before, after;  // lines with their breaks
  std::vector<bool> gone, come;                 // of each
};

/// Of two ways to say the same, the one in which what comes (or goes) begins as late as it can: a block of YAML that
/// comes behind another is whole.
LineDiff compare_lines(std::string_view before, std::string_view after);

/// Exact: as `patch` takes it. Printable: for a terminal, control characters made harmless.
enum class DiffText { Exact, Printable };

/// The change as unified diff with three lines around it; "" when there is none. `name` stands in both headings.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after,
                         DiffText text = DiffText::Exact, Colour colour = Colour::Off);

}  // namespace slipway
