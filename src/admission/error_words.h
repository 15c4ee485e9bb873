#pragma once

#include <string>
#include <string_view>

#include "schema/errors.h"

/// Of the texts of the API server's errors.
namespace slipway::admission {

bool has(std::string_view text, std::string_view words);
/// What stands after the words; "" when they are not in the text.
std::string_view after(std::string_view text, std::string_view words);
/// What stands before them; all of it when they are not.
std::string_view until(std::string_view text, std::string_view words);

/// Of `limits[nvidia.com/gpu]` the key, of `containers[0]` both, else the last field; "it" where none is to be told.
std::string name_of(std::string_view field);
/// The words of an error after its type and the value, as the server prints both.
std::string_view reason_of(const schema::Error& error);
/// A number that the words name, in or after `words`: "greater than or equal to 1" has 1. "" where no digit follows.
std::string number_after(std::string_view text, std::string_view words);
/// "must specify amiFamily if amiSelectorTerms …" asks for amiFamily.
std::string_view without_condition(std::string_view words);

}  // namespace slipway::admission
