#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// A word of a shell's command line, quoted where a shell would read it as something else. Never more than one line.
std::string shell_word(std::string_view word);

}  // namespace slipway
