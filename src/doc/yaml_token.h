#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::doc {

/// A place in the text that the scanner reads; all from 0. `line` counts every YAML line break (also U+0085 and the
/// like); `column` counts bytes, with a byte order mark at the start of a line as one.
struct YamlMark {
  std::uint32_t offset = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

enum class YamlTokenType : std::uint8_t {
  StreamEnd,
  VersionDirective,
  TagDirective,
  DocumentStart,
  DocumentEnd,
  BlockSequenceStart,
  BlockMappingStart,
  BlockEnd,
  FlowSequenceStart,
  FlowSequenceEnd,
  FlowMappingStart,
  FlowMappingEnd,
  BlockEntry,
  FlowEntry,
  Key,
  Value,
  Alias,
  Anchor,
  Tag,
  Scalar,
};

enum class YamlStyle : std::uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal, Folded };

struct YamlToken {
  YamlTokenType type = YamlTokenType::StreamEnd;
  YamlStyle style = YamlStyle::Plain;  // Scalar
  YamlMark start = {};
  std::uint32_t end = 0;         // offset behind the last byte
  std::string_view value = {};   // Scalar; the name of an Alias or Anchor; the handle of a Tag or TagDirective
  std::string_view suffix = {};  // Tag: suffix; TagDirective: prefix; VersionDirective: "1.1" when it is that
};

/// Why a text is no YAML. `problem` and the lines of the marks make the message of the Go library; `context` says
/// during what.
struct YamlProblem {
  enum class Stage : std::uint8_t { Reader, Scanner, Parser };
  Stage stage = Stage::Scanner;
  std::string_view problem;
  std::string_view context;
  YamlMark at = {};
  YamlMark context_at = {};
  YamlMark opened_at = {};  // Parser: the innermost collection that is open
};

}  // namespace slipway::doc
