#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::render {

enum class Letters { All, Ascii };  // Ascii: all others escaped, so that bytes are columns

/// Appends literal text as it stands between double quotes in HCL: quotes, backslashes, `${`, `%{` and whatever does
/// not print are escaped; what is not UTF-8 becomes U+FFFD.
void append_hcl_literal(std::string_view text, std::string& out, Letters letters = Letters::All);

/// A piece of a text: literal, or an expression that stands in `${…}`.
struct HclPart {
  std::string_view text;
  bool is_expression = false;
};

/// Lines of text as a heredoc without a final line break, `<<EOT` to `EOT`; "" when it cannot be one: it does not end
/// in a line break, or holds characters that only an escape can write.
std::string heredoc(const std::vector<HclPart>& parts);

/// A line of a body or an object: `name = value`.
struct HclLine {
  std::string name, value;  // as they are written; a value of several lines brings its own indents
};
/// Appends the lines, indented by two spaces a level, the equal signs of neighbouring one-line values in one column.
void append_aligned(const std::vector<HclLine>& lines, int depth, std::string& out);

/// A name that may stand unquoted as the key of an object.
bool is_plain_key(std::string_view key);

}  // namespace slipway::render
