#pragma once

#include <string>
#include <string_view>

namespace slipway::schema {

/// The text of one gzip member that this program was built with. REQUIRES: well-formed; the last four bytes tell its
/// size.
std::string gunzip(std::string_view packed);

}  // namespace slipway::schema
