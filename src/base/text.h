#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// Of `candidates`, the one a person most likely meant by `written` (case ignored, at most a third of it mistyped,
/// two letters swapped counts once); nullopt when none is near, and for a number.
std::optional<std::string_view> near_miss(std::string_view written, std::span<const std::string_view> candidates);

/// Columns a terminal needs for UTF-8 text: combining marks take none, East Asian wide characters two.
std::size_t display_width(std::string_view text);

/// The text with control characters (and bytes that are not UTF-8) made harmless: tabs and the rest become spaces
/// or U+FFFD, so that what a user's file holds cannot drive their terminal.
std::string printable(std::string_view text);

bool is_utf8_continuation(char byte);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);

/// Words in lines of at most `width` columns, each after `indent` spaces and ended by a line break; a word that is
/// longer than a line stands alone.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

/// 1234567 -> "1,234,567".
std::string with_thousands(long long number);

}  // namespace slipway
