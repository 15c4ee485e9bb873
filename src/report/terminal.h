#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace slipway::report {

/// The escape sequences in use, or none.
struct Paint {
  std::string_view bold, dim, red, yellow, green, off;
  explicit Paint(Colour colour);
};

/// Padded with spaces to so many columns; longer texts stay as they are.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);
/// Made printable and cut to fit, with an ellipsis.
std::string fitted(std::string_view text, std::size_t width);
/// Words in lines: the first after `first`, the others after as many spaces as `indent`.
std::string hanging(std::string_view first, std::string_view text, std::size_t indent, std::size_t width);

}  // namespace slipway::report
