#include "report/text_columns.h"

#include <algorithm>

#include "base/text.h"

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

std::vector<std::string> headers(const std::vector<Column>& columns) {
  std::vector<std::string> out;
  for (const Column& column : columns) out.push_back(column.header);
  return out;
}

std::string padded(const std::string& text, Align align, std::size_t width) {
  const std::string space(width - std::min(width, display_width(text)), ' ');
  return align == Align::Left ? text + space : space + text;
}

/// In pieces of at most `width` columns, all but the first indented: they end at a space, of a longer word after a
/// hyphen or a dot, else where the piece is full.
std::vector<std::string> pieces(const std::string& cell, std::size_t width) {
  std::vector<std::string> out;
  std::string_view rest = cell;
  const std::string indent(kGap, ' ');
  while (true) {
    const std::size_t room = width - (out.empty() ? 0 : kGap);
    if (display_width(rest) <= room) break;
    std::size_t full = 0, in_word = 0, at_space = 0;  // bytes
    for (std::size_t end = 1; end <= rest.size() && display_width(rest.substr(0, end)) <= room; ++end) {
      if (end < rest.size() && is_utf8_continuation(rest[end])) continue;
      full = end;
      if (rest[end] == ' ') at_space = end;
      if (rest[end - 1] == '-' || rest[end - 1] == '.') in_word = end;
    }
    const std::size_t taken = at_space > 0 ? at_space : in_word > 0 ? in_word : full;
    out.push_back((out.empty() ? "" : indent) + std::string(rest.substr(0, taken)));
    rest = rest.substr(rest[taken] == ' ' ? taken + 1 : taken);
  }
  out.push_back((out.empty() ? "" : indent) + std::string(rest));
  return out;
}

void add_line(const std::vector<Column>& columns, const std::vector<std::string>& cells,
              const std::vector<std::size_t>& widths, std::string& out) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line += std::string(kGap, ' ');
    line += padded(cells[i], columns[i].align, widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

/// A row in as many lines as its wrapped cells need.
void add_row(const std::vector<Column>& columns, std::size_t row, const std::vector<std::size_t>& widths,
             std::string& out) {
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto cell = pieces(columns[i].cells[row], widths[i]);
    if (cell.size() > lines.size()) lines.resize(cell.size(), std::vector<std::string>(columns.size()));
    for (std::size_t line = 0; line < cell.size(); ++line) lines[line][i] = cell[line];
  }
  for (const auto& line : lines) add_line(columns, line, widths, out);
}

}  // namespace

ColumnsText text_columns(std::vector<Column> columns, std::size_t width) {
  ColumnsText out;
  std::erase_if(columns, [](const Column& column) {
    return std::ranges::all_of(column.cells, [](const std::string& cell) { return cell.empty(); });
  });
  const std::vector<std::string> wanted = headers(columns);
  while (total_width(columns) > width) {
    auto next = columns.end();
    for (auto column = columns.begin(); column != columns.end(); ++column)
      if (column->drop_order > 0 && (next == columns.end() || column->drop_order < next->drop_order)) next = column;
    if (next == columns.end()) break;
    columns.erase(next);
  }
  for (const std::string& header : wanted)
    if (std::ranges::find(columns, header, &Column::header) == columns.end()) out.left_out.push_back(header);
  if (columns.empty()) return out;
  constexpr std::size_t kLeast = 12;
  const std::size_t wide = total_width(columns);
  std::vector<std::size_t> widths;
  for (const Column& column : columns) {
    const std::size_t whole = width_of(column), over = column.may_wrap && wide > width ? wide - width : 0;
    widths.push_back(over == 0 ? whole : std::min(whole, whole > over + kLeast ? whole - over : kLeast));
  }
  add_line(columns, headers(columns), widths, out.text);
  for (std::size_t row = 0; row < columns.front().cells.size(); ++row) add_row(columns, row, widths, out.text);
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
