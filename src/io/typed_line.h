#pragma once

#include <optional>
#include <string>

namespace slipway::io {

enum class Echo { On, Off };

/// A line that a person types at the terminal that `descriptor` is, without its break; nullopt when it ends, or an
/// interrupt came that the process outlives. Echo::Off: nobody sees it, nor does a log of the terminal; that ends with
/// it on every way out, also by signals that end the process (but SIGKILL). REQUIRES: one is asked for at a time.
std::optional<std::string> typed_line(int descriptor, Echo echo);

}  // namespace slipway::io
