#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::report {

enum class Align { Left, Right };

/// A column of a terminal table. Columns with a `drop_order` may be left out when the table is too wide: 1 goes first.
struct Column {
  std::string header;
  Align align = Align::Left;
  int drop_order = 0;  // 0: stays
  std::vector<std::string> cells = {};
  bool may_wrap = false;  // when that is not enough, in lines of its own cell
};

struct ColumnsText {
  std::string text;
  std::vector<std::string> left_out;  // headers of columns that had no room, in their order
};

/// The columns side by side, two spaces apart, a header line first. Columns without any text are left out; then, while
/// the table is wider than `width`, droppable ones, and cells of the one that may wrap continue below. Nothing is cut.
/// REQUIRES: all columns have the same number of cells.
ColumnsText text_columns(std::vector<Column> columns, std::size_t width);

/// A CSV field, in double quotes when it needs them (RFC 4180).
std::string csv_field(std::string_view text);

}  // namespace slipway::report
