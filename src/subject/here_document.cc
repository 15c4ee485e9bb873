#include "subject/here_document.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace slipway::subject {

std::string with_taken_indentation(std::string_view lines) {
  const auto width = [](std::string_view line) { return line.find_first_not_of(" \t\r"); };  // npos: a blank one
  std::size_t least = std::string_view::npos;
  for (const std::string_view line : split(lines, '\n')) least = std::min(least, width(line));
  std::string out(lines);
  if (least == std::string_view::npos) return out;
  for (std::size_t at = 0; at < out.size(); at = std::min(out.find('\n', at), out.size() - 1) + 1) {
    const std::string_view line = std::string_view(out).substr(at, out.find('\n', at) - at);
    if (width(line) != std::string_view::npos) std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), least, ' ');
  }
  return out;
}

}  // namespace slipway::subject
