#pragma once

#include <string>
#include <string_view>

namespace slipway::report {

/// A command in lines that a shell takes for one, each after `indent` spaces: cut at spaces outside of quotes, or
/// within
/// `$(…)`, each line but the last with a backslash at its end. A word that is longer than a line stands alone.
std::string command_lines(std::string_view command, std::size_t indent, std::size_t width);

}  // namespace slipway::report
