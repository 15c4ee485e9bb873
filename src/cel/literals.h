#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::cel {

/// The value of a string literal, quotes and prefix r included in `written`; the error's offset means nothing. Follows
/// cel-go parser/unescape.go.
Result<std::string, ParseError> unquoted(std::string_view written, bool bytes);

}  // namespace slipway::cel
