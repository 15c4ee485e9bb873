#pragma once

#include <span>
#include <string>

#include "platform/checked.h"
#include "platform/live_check.h"

namespace slipway::report {

/// The same as a check of any kind: failed, `why` says what was found and expected, and `fix` is the command that shows
/// it; skipped, `fix` is what is likely to help.
platform::Checked checked(const platform::CheckResult& result);
/// docs/schemas/verify.schema.json says what is in it.
std::string verify_json(std::span<const platform::CheckResult> results);

}  // namespace slipway::report
