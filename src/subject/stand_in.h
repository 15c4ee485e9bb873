#pragma once

#include <string_view>

namespace slipway::subject {

/// The first part of a text that somebody was to replace by hand: XXXXXXXXXXXX, <redis-password>, YOUR/…, xxxx-xxxx,
/// CHANGEME, PLACEHOLDER_…, abc123. Empty when there is none, and of texts above 500 characters.
std::string_view stand_in(std::string_view text);

/// The name of a token that models' tokenizers have, without its angle brackets: "eos", "pad", "start_of_turn".
bool is_special_token(std::string_view name);

}  // namespace slipway::subject
