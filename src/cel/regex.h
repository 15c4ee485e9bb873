#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace slipway::cel {

/// A pattern as Go's regexp reads it; the error is Go's: "error parsing regexp: missing closing ): `(a`".
Result<std::shared_ptr<const re2::RE2>, ParseError> compile_regex(std::string_view pattern);

/// The first match from `start` on (as Go's FindStringIndex does); false when there is none.
bool find_match(const re2::RE2& pattern, std::string_view text, std::size_t start, std::size_t& begin,
                std::size_t& end);

}  // namespace slipway::cel
