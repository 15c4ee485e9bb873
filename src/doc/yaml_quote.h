#pragma once

#include <string>
#include <string_view>

namespace slipway::doc {

enum class YamlForm { Plain, SingleQuoted, DoubleQuoted, Literal };

/// The form in which a string is best read and still read as that string. Never Literal when it has to be one line.
enum class YamlLines { One, Several };
YamlForm form_of(std::string_view text, YamlLines lines);

/// The text of a one-line form.
std::string quoted(std::string_view text, YamlForm form);

/// The text of a literal block behind its key or dash, each line indented by `indent` more than nothing: "|-\n  a\n
/// b\n". `step`: how much of that is the block's own.
std::string literal_block(std::string_view text, std::size_t indent, std::size_t step);

}  // namespace slipway::doc
