#pragma once

#include <string>

#include "report/solve_diff.h"

namespace slipway::report {

/// "+0.1815", "-1.2000", "0.0000"
std::string signed_money(Money amount, int decimals);
/// "3 on g5.xlarge spot of pool gpu, 2 pending"; "none" of nothing.
std::string places_text(const std::vector<provision::Difference::Place>& places);
/// At most so many names of a list.
std::string some_of(const std::vector<std::string>& names, std::size_t most);
/// "0.7185 → ~0.9000 USD an hour (+0.1815), 2 → 3 nodes, 5 → 0 pods pending"
std::string diff_summary(const SolveDiff& diff);

}  // namespace slipway::report
