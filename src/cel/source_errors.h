#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cel/program.h"

namespace slipway::cel {

/// The text of an expression by characters, and what was found wrong with it. Follows cel-go common/errors.go, error.go
/// and source.go.
class SourceErrors {
 public:
  explicit SourceErrors(std::string_view text);

  const std::u32string& characters() const { return characters_; }
  /// At a character; -1: nowhere.
  void add(int offset, std::string message);
  bool empty() const { return count_ == 0; }
  /// In reading order, drawn.
  CompileErrors finish();

 private:
  std::string drawn(const CompileError& error) const;

  std::u32string characters_;
  std::vector<int> line_starts_;  // of the lines after the first
  std::vector<CompileError> errors_;
  std::size_t count_ = 0;
};

}  // namespace slipway::cel
