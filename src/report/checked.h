#pragma once

#include <span>
#include <string>

#include "base/diagnostic.h"
#include "platform/checked.h"

namespace slipway::report {

/// Whether a person who reads from above knows a check's reason already.
enum class Why { New, Told };
/// One check as it becomes known: `ok`, `FAIL` or `warn` with what was found, why it matters and what helps, `skip`
/// with why, unless that was told.
std::string checked_line(const platform::Checked& check, Why why, std::size_t part_width, Colour colour, int width);
/// "41 ok, 2 failed, 9 skipped"; warnings are counted where there are any.
std::string checked_summary(std::span<const platform::Checked> checks);
/// For CI systems: a test case a check, by part; a warning is a case that passed and says so.
std::string checked_junit(std::span<const platform::Checked> checks, std::string_view platform_name);
/// docs/schemas/preflight.schema.json says what is in it.
std::string preflight_json(std::span<const platform::Checked> checks);

}  // namespace slipway::report
