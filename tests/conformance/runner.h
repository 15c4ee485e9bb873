#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace slipway::conformance {

/// conformance PROGRAM[/FAMILY] [--cases DIR] [--all]
///
/// Runs recorded cases against our rules. Writes one line for each case that differs ("ID: PATH: want …, got …"), one
/// for each family ("FAMILY: 12 of 12"; "no rules for FAMILY yet"), and at the end "N passed, M failed". Cases of
/// families without rules count as failed when the family, or --all, asks for them. The cases are those of DIR/PROGRAM,
/// else of DIR, else our own copy. Returns 0 when none failed, 1 when some did, 2 on wrong usage, 3 when cases cannot
/// be read.
int run(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace slipway::conformance
