#include "catalog/csv.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace slipway::catalog {
namespace {

/// Takes one field off the front of `line` (which has no line break); `line` then starts at the next one.
std::string_view take_field(std::string_view& line, bool& more) {
  std::size_t length = 0;
  std::string_view field;
  if (!line.empty() && line.front() == '"') {
    const std::size_t close = std::min(line.find('"', 1), line.size());
    field = line.substr(1, close - 1);
    length = std::min(line.find(',', close), line.size());
  } else {
    length = std::min(line.find(','), line.size());
    field = line.substr(0, length);
  }
  more = length < line.size();
  line.remove_prefix(std::min(length + 1, line.size()));
  return field;
}

void read_fields(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (bool more = true; more;) fields.push_back(take_field(line, more));
}

/// Where the line that holds `position` starts.
std::size_t line_start(std::string_view text, std::size_t position) {
  const std::size_t newline = position == 0 ? std::string_view::npos : text.rfind('\n', position - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t next_line(std::string_view text, std::size_t position) {
  const std::size_t newline = text.find('\n', position);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

/// The first line of sorted `text` for which `before` is false, as an offset.
template <class Before>
std::size_t lower_line(std::string_view text, Before before) {
  std::size_t low = 0, high = text.size();
  while (low < high) {
    const std::size_t line = line_start(text, low + (high - low) / 2);
    if (before(text.substr(line))) {
      low = next_line(text, line);
    } else {
      high = line;
    }
  }
  return low;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) { read_line(header_); }

void CsvReader::read_line(std::vector<std::string_view>& fields) {
  const std::size_t end = next_line(rest_, 0);
  std::string_view line = rest_.substr(0, end);
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  read_fields(line, fields);
  rest_.remove_prefix(end);
}

std::size_t CsvReader::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  assert(found != header_.end());
  return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::next() {
  if (rest_.empty()) return false;
  read_line(fields_);
  return true;
}

std::string_view CsvReader::operator[](std::size_t column) const {
  return column < fields_.size() ? fields_[column] : std::string_view();
}

std::string_view rows_starting_with(std::string_view table, std::string_view prefix) {
  const std::string_view rows = table.substr(next_line(table, 0));
  const std::size_t begin =
      lower_line(rows, [&](std::string_view line) { return line.substr(0, prefix.size()) < prefix; });
  const std::size_t end =
      lower_line(rows, [&](std::string_view line) { return line.substr(0, prefix.size()) <= prefix; });
  return rows.substr(begin, end - begin);
}

std::vector<std::string_view> csv_fields(std::string_view line) {
  line = line.substr(0, line.find('\n'));
  std::vector<std::string_view> fields;
  read_fields(line, fields);
  return fields;
}

std::optional<int> csv_int(std::string_view field) {
  int number = 0;
  const auto [end, status] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (field.empty() || status != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return number;
}

}  // namespace slipway::catalog
