#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/edit_source.h"
#include "doc/value.h"

namespace slipway::doc {

/// Plans an edit as splices of the text. Each method says false when the document's form has no safe way for it.
class EditPlan {
 public:
  explicit EditPlan(const EditSource& source) : source_(source), text_(source.text()) {}

  using Found = EditSource::Found;

  bool set(const Found& at, const Value& value);
  bool add_member(std::uint32_t map, const Found& at, std::string_view key, const Value& value);
  bool add_items(std::uint32_t list, const Found& at, const List& values);
  bool remove(const Found& at);
  std::string apply();

 private:
  struct Splice {
    std::size_t begin, end;
    std::string text;
  };
  enum class Parent { None, Flow, BlockMap, BlockList };

  Parent parent_of(const Found& at) const;
  std::string written(const Found& at, Parent parent, const Value& value) const;
  /// On one line: as JSON where the whole text is JSON, so that it stays that.
  std::string in_flow(const Value& value) const;
  std::string properties(std::uint32_t node) const;
  std::string in_old_quotes(std::uint32_t node, const Value& value) const;
  bool set_in_flow(const Found& at, const Value& value);
  bool set_in_block(const Found& at, Parent parent, const Value& value);
  bool set_root(const Value& value);
  void insert_lines(std::size_t at, std::string lines);
  void insert_line_behind(std::size_t end, std::size_t column, std::string line);
  bool add_in_flow(std::uint32_t collection, const std::string& text);
  bool remove_in_flow(const Found& at);
  bool remove_lines(std::size_t begin, std::size_t end, std::size_t column, std::optional<std::size_t> next);
  std::string with_line_breaks(std::string text) const;
  void splice(std::size_t begin, std::size_t end, std::string text) {
    splices_.push_back({begin, end, std::move(text)});
  }

  const EditSource& source_;
  const std::string& text_;
  std::vector<Splice> splices_;
};

}  // namespace slipway::doc
