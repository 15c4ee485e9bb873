#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace slipway::catalog {

/// Reads an embedded table row by row. Fields are views into the text: a field in double quotes may hold commas, but no
/// double quote (no file of data/ needs one).
class CsvReader {
 public:
  /// `text` outlives the reader. Starts before the first row after the header line.
  explicit CsvReader(std::string_view text);

  /// The place of a column. REQUIRES: the header names it.
  std::size_t column(std::string_view name) const;

  /// Goes to the next row; false at the end.
  bool next();
  /// A field of the current row; empty where the row is short.
  std::string_view operator[](std::size_t column) const;

 private:
  void read_line(std::vector<std::string_view>& fields);

  std::string_view rest_;
  std::vector<std::string_view> header_;
  std::vector<std::string_view> fields_;
};

/// The rows of a table whose lines are sorted by their bytes and that start with `prefix` ("us-east-1,"), whole lines
/// with their line breaks. Binary search: nothing is parsed. The header is never part of the answer.
std::string_view rows_starting_with(std::string_view table, std::string_view prefix);

/// The fields of one line, as CsvReader reads them.
std::vector<std::string_view> csv_fields(std::string_view line);

/// A whole number; nullopt for an empty field (the sources do not say) and for what is none.
std::optional<int> csv_int(std::string_view field);

}  // namespace slipway::catalog
