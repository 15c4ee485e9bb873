#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "doc/yaml_input.h"
#include "doc/yaml_token.h"

namespace slipway::doc {

/// From marks of the scanner to places of the source. YAML has more line breaks than editors know, and a byte order
/// mark that the scanner does not see: then the line is looked up.
class YamlPlaces {
 public:
  /// `first_line`: of the source, from 1, where `bytes` begin, of which `input` was made. Both outlive this.
  YamlPlaces(const SourceText* source, int first_line, std::string_view bytes, const YamlInput& input);

  SourceRange range(YamlMark start, std::uint32_t end) const {
    if (!simple_) return look_up(start.offset, end);
    return {source_, first_line_ + static_cast<int>(start.line), static_cast<int>(start.column) + 1,
            static_cast<int>(end - start.offset)};
  }
  /// Of the bytes before they were decoded.
  SourceRange bytes(std::size_t offset, int length) const;

 private:
  SourceRange look_up(std::uint32_t start, std::uint32_t end) const;

  const SourceText* source_;
  int first_line_;
  std::string_view bytes_;
  bool simple_;
  int mark_bytes_ = 0;                      // before the first line
  std::vector<std::uint32_t> line_starts_;  // unless simple
};

}  // namespace slipway::doc
