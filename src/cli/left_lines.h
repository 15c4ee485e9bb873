#pragma once

#include <string>
#include <vector>

#include "ops/left_behind.h"

namespace slipway::cli {

/// What a search by tag found, for people: what stays, each with the command that deletes it, then what is scheduled
/// for deletion; "" when it found nothing.
std::string left_lines(const std::vector<ops::LeftBehind>& left, int width);

}  // namespace slipway::cli
