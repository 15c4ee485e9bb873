#pragma once

#include <cstdint>
#include <string_view>

#include "doc/tree_builder.h"
#include "doc/yaml_input.h"
#include "doc/yaml_places.h"

namespace slipway::doc {

/// The quick way through what manifests are made of: one block map, in it block maps and lists, scalars that end with
/// their line, literal blocks, flow collections on one line. It reads line by line and makes no tokens. Whatever else
/// it meets it gives up, right or wrong: then the scanner and the parser say what it is. What it does read is to the
/// byte and the place what they make of it (yaml_document_test.cc, tests/conformance, fuzz/yaml_fuzz.cc).
class YamlPlainReader {
 public:
  /// All outlive it.
  YamlPlainReader(TreeBuilder& tree, const YamlInput& input, const YamlPlaces& places);

  /// Reads the whole text into the tree. False when it gives up: the tree then has to be restarted.
  bool read();

  /// Bytes of an input's text where they stay for good.
  static std::string_view lasting(std::string_view value, const YamlInput& input, TreeBuilder& tree);

 private:
  enum class List { Block, Indentless };
  using Column = std::int64_t;

  bool next_line(const char* from);
  bool end_line(const char* at, Column around);

  bool block(int depth);
  bool map(Column column, int depth);
  bool list(Column column, List kind, int depth);
  bool value(const char* at, Column around, const char* behind_indicator, bool in_map, int depth);
  bool literal(const char* at, Column around);
  bool scalar(const char* at, Column around);
  const char* flow(const char* at, int depth);
  const char* flow_scalar(const char* at);
  const char* key(const char* at);

  /// Behind the key that begins here, at its `:`; nullptr when none does. Its text is [from, to).
  const char* key_end(const char* at, const char*& from, const char*& to) const;
  bool put_plain(const char* from, const char* to);
  void put_text(const char* from, const char* to, const char* token, const char* token_end);
  SourceRange range(const char* from, const char* to) const;
  std::string_view lasting(const char* from, const char* to) {
    return lasting({from, static_cast<std::size_t>(to - from)}, input_, tree_);
  }
  Column column(const char* at) const { return at - line_start_; }

  TreeBuilder& tree_;
  const YamlInput& input_;
  const YamlPlaces& places_;
  const char* begin_;
  const char* end_;

  // The line with something in it that is read next, or that is being read.
  const char* line_start_;
  const char* at_ = nullptr;  // its first character that is no space
  Column indent_ = 0;
  std::uint32_t line_ = 0;
  bool at_end_ = false;
};

}  // namespace slipway::doc
