#pragma once

#include <string_view>

#include "base/result.h"
#include "cli/session.h"

/// Why a verb cannot go on, on standard error: "slipway: " and what is wrong, as Session::complain() says it, and below
/// it "  = fix: " and what helps.
namespace slipway::cli {

/// Of what was typed: WrongUsage. `fix` is never "".
ExitCode refuse(Session& session, std::string_view message, std::string_view fix);

/// Of a file that cannot be read or written. `fix` "": what io/ knows of that.
void complain_of_file(Session& session, const Failure& failure, std::string_view fix = {});

}  // namespace slipway::cli
