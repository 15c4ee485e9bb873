#pragma once

#include <string>

#include "base/diagnostic.h"
#include "provision/outcome.h"

namespace slipway::report {

/// What `slipway solve` knows, in whatever form it is asked for.
struct Solve {
  const provision::Outcome& outcome;
  const Diagnostics& findings;
};

struct SolveDetail {
  bool everything = false;  // wide: every group of nodes by itself, whole shortlists, Karpenter's own words
};

/// For a terminal of `width` columns.
std::string solve_table(const Solve& solve, SolveDetail detail, Colour colour, int width);
/// For a pull-request comment.
std::string solve_markdown(const Solve& solve, SolveDetail detail);
/// docs/schemas/solve.schema.json says what is in it. Amounts of money are exact decimals in strings.
std::string solve_json(const Solve& solve);

}  // namespace slipway::report
