#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway::doc {

class TreeBuilder;

/// Bytes that no YAML text may hold, and where.
struct YamlInputError {
  std::string_view problem;  // in Go's words
  std::size_t offset;        // in the bytes that were given
};

/// A text made ready for the scanner: UTF-8 without its byte order mark, checked character by character.
///
/// The Go reader decodes 512 bytes at a time and reports what is wrong with them only when the scanner needs them: an
/// error far behind the first document is never seen. So `text` ends before the piece that holds the error, and
/// `pieces` (only filled in when it matters) are the ends of all pieces before it.
struct YamlInput {
  std::string_view text;  // followed by kYamlPadding NUL bytes; part of what was given to prepare_yaml, or in `memory`
  /// Where the text stands for good, when not here: `lasting_size` bytes, of which `text` is a passing copy (the rest
  /// of the text is what was put behind them). nullptr: here.
  const char* lasting = nullptr;
  std::size_t lasting_size = 0;
  std::optional<YamlInputError> error;
  std::vector<std::size_t> pieces;
  bool exotic_breaks = false;  // U+0085, U+2028, U+2029, or CR that no LF follows
  bool marks = false;          // a byte order mark, at the start or later
  bool utf16 = false;
};

constexpr std::size_t kYamlPadding = 16;

/// REQUIRES: kYamlPadding NUL bytes follow `bytes` in memory.
YamlInput prepare_yaml(std::string_view bytes, TreeBuilder& memory);

}  // namespace slipway::doc
