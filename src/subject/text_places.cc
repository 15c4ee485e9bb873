#include "subject/text_places.h"

#include <algorithm>

#include "base/steps.h"

namespace slipway::subject {

TextPlaces::TextPlaces(const SourceText& source) : source_(source) {
  count_step();
  begins_.push_back(0);
  const std::string& text = source.text();
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    begins_.push_back(at + 1);
}

int TextPlaces::line_of(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(begins_, offset);
  return source_.first_line() + static_cast<int>(after - begins_.begin()) - 1;
}

std::size_t TextPlaces::begin_of(int line) const {
  const auto index = static_cast<std::size_t>(std::max(line - source_.first_line(), 0));
  return index < begins_.size() ? begins_[index] : source_.text().size();
}

int TextPlaces::last_line() const { return source_.first_line() + static_cast<int>(begins_.size()) - 1; }

std::string_view TextPlaces::line(int number) const {
  if (number < source_.first_line()) return {};
  const std::size_t begin = begin_of(number);
  std::string_view line = std::string_view(source_.text()).substr(begin, begin_of(number + 1) - begin);
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

SourceRange TextPlaces::range(std::size_t from, std::size_t to) const {
  const int line = line_of(from);
  const std::size_t begin = begin_of(line);
  const std::size_t end = std::min({to, begin_of(line + 1), source_.text().size()});
  return {&source_, line, static_cast<int>(from - begin) + 1, static_cast<int>(end > from ? end - from : 0)};
}

}  // namespace slipway::subject
