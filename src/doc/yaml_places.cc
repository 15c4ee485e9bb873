#include "doc/yaml_places.h"

#include <algorithm>

namespace slipway::doc {

YamlPlaces::YamlPlaces(const SourceText* source, int first_line, std::string_view bytes, const YamlInput& input)
    : source_(source), first_line_(first_line), bytes_(bytes), simple_(!input.exotic_breaks && !input.marks) {
  if (simple_) return;
  if (bytes.starts_with("\xEF\xBB\xBF")) mark_bytes_ = 3;
  line_starts_.push_back(0);
  for (std::size_t at = 0; at < input.text.size(); ++at)
    if (input.text[at] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
}

SourceRange YamlPlaces::look_up(std::uint32_t start, std::uint32_t end) const {
  const auto next = std::ranges::upper_bound(line_starts_, start);
  const auto line = static_cast<int>(next - line_starts_.begin()) - 1;
  const int column = static_cast<int>(start - *(next - 1)) + (line == 0 ? mark_bytes_ : 0);
  return {source_, first_line_ + line, column + 1, static_cast<int>(end - start)};
}

SourceRange YamlPlaces::bytes(std::size_t offset, int length) const {
  const std::string_view before = bytes_.substr(0, offset);
  const auto line = static_cast<int>(std::ranges::count(before, '\n'));
  const std::size_t line_end = before.rfind('\n');
  const std::size_t column = line_end == std::string_view::npos ? offset : offset - line_end - 1;
  return {source_, first_line_ + line, static_cast<int>(column) + 1, length};
}

}  // namespace slipway::doc
