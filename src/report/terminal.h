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
/// Made printable and cut to fit, with an ellipsis: for a line that is drawn over, never for what stays.
std::string fitted(std::string_view text, std::size_t width);
/// A row of a table that ends in numbers, which begin after `room` columns: name and description stand before them,
/// two spaces apart, if both have room and leave a space; else the name, and the description whole in lines of its own
/// below. A name without room stands above its numbers. Nothing is cut.
std::string labelled(std::size_t indent, std::string_view name, std::string_view description, std::size_t room,
                     std::string_view numbers, std::size_t width);
/// Words in lines: the first after `first`, the others after as many spaces as `indent`.
std::string hanging(std::string_view first, std::string_view text, std::size_t indent, std::size_t width);

}  // namespace slipway::report
