#pragma once

#include <optional>
#include <string_view>

#include "doc/value.h"

namespace slipway::requirements {

/// Alike in kind and content: "3000" is not 3000. An expression is like the text that it is written as, with or without
/// `${…}` around it.
bool is_equal(const doc::Value& found, const doc::Value& expected);

/// A text has it as a part, a list as an item, a map as a member's name. An expected map is contained where all of its
/// members are; an expected list where all of its items are.
bool contains(const doc::Value& found, const doc::Value& expected);

/// `*` is any number of characters.
bool matches(std::string_view text, std::string_view pattern);

/// Below, at or above 0; numbers in strings count. nullopt when one is no number.
std::optional<int> compare_numbers(const doc::Value& found, const doc::Value& expected);

}  // namespace slipway::requirements
