#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace slipway::subject {

/// From offsets in a text to lines and columns.
class TextPlaces {
 public:
  explicit TextPlaces(const SourceText& source);
  SourceRange range(std::size_t from, std::size_t to) const;
  int line_of(std::size_t offset) const;
  /// Where the line of that number begins.
  std::size_t begin_of(int line) const;
  int last_line() const;
  /// Without its line break.
  std::string_view line(int number) const;

 private:
  const SourceText& source_;
  std::vector<std::size_t> begins_;
};

}  // namespace slipway::subject
