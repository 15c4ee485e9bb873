#pragma once

#include <fmt/core.h>

#include <string_view>

#include "cli/session.h"

namespace slipway::cli {

/// What a person at a terminal may ask next; nothing for programs, and with --quiet.
inline void say_next(const Session& session, std::string_view what) {
  if (session.err_is_terminal && !session.quiet) session.err.write(fmt::format("next: {}\n", what));
}

}  // namespace slipway::cli
