#pragma once

namespace slipway::doc {

/// Whether Go's strconv.Quote shows the character as it is (strconv.IsPrint, Unicode 15.0 as in Go 1.26).
bool prints(char32_t code);

}  // namespace slipway::doc
