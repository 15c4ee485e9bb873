#include "doc/yaml_places.h"

#include <algorithm>

namespace slipway::doc {

YamlPlaces::YamlPlaces(const SourceText* source, int first_line, const YamlInput& input)
    : source_(source), first_line_(first_line), simple_(!input.exotic_breaks && !input.marks) {
  if (simple_) return;
  if (source && first_line == 1 && source->text().starts_with("\xEF\xBB\xBF")) mark_bytes_ = 3;
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

}  // namespace slipway::doc
