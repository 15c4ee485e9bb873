#pragma once

#include <string>

#include "base/diagnostic.h"
#include "cost/bill.h"
#include "platform/graph_change.h"

namespace slipway::report {

/// What an edit of platform.yaml comes to.
struct AdditionEffect {
  const platform::GraphChange& change;
  const cost::Bill &before, &after;
};

/// What will exist more, change and go, by component, and what that does to the bill.
std::string addition_table(const AdditionEffect& effect, Colour colour, int width);

}  // namespace slipway::report
