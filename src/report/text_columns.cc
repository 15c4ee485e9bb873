#include "report/text_columns.h"

#include <algorithm>

#include "base/text.h"
#include "report/terminal.h"

namespace slipway::report {
namespace {

constexpr std::size_t kGap = 2;

std::size_t width_of(const Column& column) {
  std::size_t width = display_width(column.header);
  for (const std::string& cell : column.cells) width = std::max(width, display_width(cell));
  return width;
}

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += width_of(column) + (width > 0 ? kGap : 0);
  return width;
}

std::string padded(const std::string& text, Align align, std::size_t width) {
  const std::string space(width - std::min(width, display_width(text)), ' ');
  return align == Align::Left ? text + space : space + text;
}

void add_line(const std::vector<Column>& columns, const std::vector<std::size_t>& widths, std::size_t row,
              std::string& out) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line += std::string(kGap, ' ');
    line += padded(row == 0 ? columns[i].header : columns[i].cells[row - 1], columns[i].align, widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

}  // namespace

std::string text_columns(std::vector<Column> columns, std::size_t width) {
  std::erase_if(columns, [](const Column& column) {
    return std::ranges::all_of(column.cells, [](const std::string& cell) { return cell.empty(); });
  });
  while (total_width(columns) > width) {
    auto next = columns.end();
    for (auto column = columns.begin(); column != columns.end(); ++column)
      if (column->drop_order > 0 && (next == columns.end() || column->drop_order < next->drop_order)) next = column;
    if (next == columns.end()) break;
    columns.erase(next);
  }
  if (columns.empty()) return {};
  constexpr std::size_t kLeast = 12;
  const auto cut = std::ranges::find(columns, true, &Column::may_be_cut);
  if (const std::size_t wide = total_width(columns); wide > width && cut != columns.end()) {
    const std::size_t before = width_of(*cut), left = before > wide - width + kLeast ? before - (wide - width) : kLeast;
    for (std::string& cell : cut->cells) cell = fitted(cell, left);
  }
  std::vector<std::size_t> widths;
  for (const Column& column : columns) widths.push_back(width_of(column));
  std::string out;
  for (std::size_t row = 0; row <= columns.front().cells.size(); ++row) add_line(columns, widths, row, out);
  return out;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace slipway::report
