#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// What the checks behind text formats are made of.
namespace slipway::spec::text_check {

using Checked = std::optional<ParseError>;

inline Checked wrong(std::size_t offset, std::string message) { return ParseError{offset, std::move(message)}; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool is_visible(char c) { return c > ' ' && c != '\x7f'; }

/// The first character of `text` that `good` refuses.
template <class Good>
std::optional<std::size_t> first_bad(std::string_view text, const Good& good) {
  const auto bad = std::ranges::find_if_not(text, good);
  if (bad == text.end()) return std::nullopt;
  return static_cast<std::size_t>(bad - text.begin());
}

/// Of labels joined by dots.
Checked dns_name(std::string_view text);

}  // namespace slipway::spec::text_check
