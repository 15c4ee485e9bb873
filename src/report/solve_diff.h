#pragma once

#include <string>

#include "base/diagnostic.h"
#include "provision/difference.h"

namespace slipway::report {

/// What `slipway solve --diff OLD NEW` knows.
struct SolveDiff {
  std::string old_name, new_name;  // as the person named them
  const provision::Outcome& before;
  const provision::Outcome& after;
  const provision::Difference& difference;
  const Diagnostics& findings;  // of both
};

std::string solve_diff_table(const SolveDiff& diff, bool everything, Colour colour, int width);
std::string solve_diff_markdown(const SolveDiff& diff, bool everything);
/// docs/schemas/solve-diff.schema.json says what is in it.
std::string solve_diff_json(const SolveDiff& diff);

}  // namespace slipway::report
