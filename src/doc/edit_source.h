#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/edit.h"
#include "doc/tree_builder.h"
#include "doc/yaml_graph.h"
#include "doc/yaml_writer.h"

namespace slipway::doc {

/// A document to edit: its nodes with the bytes they take.
class EditSource {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// Reads the document; error() when that cannot be.
  explicit EditSource(YamlPlace place);
  const std::optional<EditError>& error() const { return error_; }

  const std::string& text() const { return text_; }
  const YamlGraphNode& node(std::uint32_t index) const { return graph_.nodes[index]; }
  std::uint32_t root() const { return graph_.root; }
  std::uint32_t child(std::uint32_t index, std::size_t i) const;

  /// Offsets in the whole text.
  std::size_t start(std::uint32_t index) const { return base_ + graph_.nodes[index].start.offset; }
  std::size_t content(std::uint32_t index) const { return base_ + graph_.nodes[index].content.offset; }
  /// Behind the last byte of the node; not behind the comment or line break that follows.
  std::size_t end(std::uint32_t index) const { return ends_[index]; }
  /// The same, but with the empty lines that a block of text keeps (`|+`).
  std::size_t kept_end(std::uint32_t index) const { return kept_ends_[index]; }
  std::size_t column(std::uint32_t index) const { return graph_.nodes[index].content.column; }

  /// The node at a path; its parent and place in it. kNone and why in `error` when there is none.
  struct Found {
    std::uint32_t node = kNone, parent = kNone, key = kNone;
    std::size_t place = 0;  // of the item or member
  };
  std::optional<Found> find(const YamlPath& path, EditError& error) const;

  bool has_references() const { return has_references_; }  // aliases or merges
  YamlLayout layout() const { return layout_; }
  std::string_view line_break() const { return line_break_; }

  std::size_t line_begin(std::size_t at) const;
  /// Of the line's content, before its break.
  std::size_t line_end(std::size_t at) const;
  /// Of the next line.
  std::size_t next_line(std::size_t at) const;
  /// The line behind what ends at `end`: which may have taken its line break along.
  std::size_t line_behind(std::size_t end) const { return end > 0 && text_[end - 1] == '\n' ? end : next_line(end); }
  /// The line behind the comments below what ends at `end`, of a collection in `column`, that are its last entry's own:
  /// those that are indented deeper, and those of the column itself that stand at it with no neighbour to speak of.
  std::size_t behind_comments(std::size_t end, std::size_t column) const;

 private:
  std::optional<EditError> open(std::size_t document);
  void measure();
  void learn_layout();

  std::string text_;
  std::size_t base_ = 0;
  TreeBuilder memory_{nullptr};
  YamlInput input_;
  YamlGraph graph_;
  std::vector<std::size_t> ends_, kept_ends_;
  bool has_references_ = false;
  YamlLayout layout_;
  std::string_view line_break_ = "\n";
  std::optional<EditError> error_;
};

}  // namespace slipway::doc
