#pragma once

#include <span>
#include <string>

#include "base/diagnostic.h"
#include "platform/live_check.h"

namespace slipway::report {

/// One check as it becomes known: `ok`, `FAIL` with what was found and the command that shows it, `skip` with why,
/// unless that was said last.
std::string verify_line(const platform::CheckResult& result, std::string_view last_why, std::size_t component_width,
                        Colour colour, int width);
/// "41 ok, 2 failed, 9 skipped"
std::string verify_summary(std::span<const platform::CheckResult> results);
/// docs/schemas/verify.schema.json says what is in it.
std::string verify_json(std::span<const platform::CheckResult> results);
/// For CI systems: a test case a check, by component.
std::string verify_junit(std::span<const platform::CheckResult> results, std::string_view platform_name);

}  // namespace slipway::report
