#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

/// What of a verb's text for people does not fit into 80 columns.
namespace slipway::cli::testing {

inline constexpr std::size_t kColumns = 80;

/// What cannot be broken is alone on its line, but for the indentation: a path, a URL, an ARN, a name.
inline bool may_be_wide(std::string_view line) {
  if (line.ends_with(" \\")) line.remove_suffix(2);  // of a command that goes on
  const auto first = line.find_first_not_of(' ');
  return first != std::string_view::npos && line.substr(first).find(' ') == std::string_view::npos;
}

/// What a verb complains of is one line for whoever reads logs, however long.
inline bool is_complaint(std::string_view line) { return line.starts_with("slipway: "); }

/// Lines that show the user's own text: of a diff, and those behind `12 | ` in a diagnostic.
inline bool is_quoted(std::string_view line, bool in_diff) {
  if (in_diff) return true;
  const auto first = line.find_first_not_of(' ');
  if (first == std::string_view::npos) return false;
  const auto digits = line.find_first_not_of("0123456789", first);
  return digits != std::string_view::npos && digits > first && line.substr(digits).starts_with(" | ");
}

/// The lines that are too wide, but for those that may be.
inline std::string too_wide(const std::string& text) {
  std::string out;
  bool in_diff = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("--- ") || line.starts_with("+++ ") || line.starts_with("@@ "))
      in_diff = true;
    else if (in_diff && !line.starts_with(' ') && !line.starts_with('+') && !line.starts_with('-'))
      in_diff = false;
    if (display_width(line) > kColumns && !may_be_wide(line) && !is_complaint(line) && !is_quoted(line, in_diff))
      out += std::string(line) + "\n";
  }
  return out;
}

}  // namespace slipway::cli::testing
