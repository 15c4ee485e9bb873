#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What helps against an error of a value, by what its words ask for: nullopt when they ask for nothing of the kind.
/// `text`: the error's reason_of(); `words`: the same in lower case.
namespace slipway::admission {

/// Within bounds: "must be between 1 and 65535, inclusive".
std::optional<std::string> fix_of_bounds(std::string_view words);
/// Values of a form: as the server shows one, else its pattern.
std::optional<std::string> fix_of_form(std::string_view words);
/// What is to be set of several fields, or to go.
std::optional<std::string> fix_of_choice(std::string_view text, std::string_view words);
/// Words that are about no bound, form or choice: "must be unique".
std::optional<std::string> fix_of_known_words(std::string_view words);
/// Sentences whose subject is to be added or to go: "filter.urlRewrite must be nil if …".
std::optional<std::string> fix_of_sentence(std::string_view text, std::string_view words);

/// What never changes.
inline constexpr std::string_view kSetBack = "set it back to what it was, or delete the object and create it anew";

}  // namespace slipway::admission
