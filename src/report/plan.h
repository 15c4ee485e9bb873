#pragma once

#include <string>

#include "base/diagnostic.h"
#include "cost/bill.h"
#include "platform/graph.h"
#include "platform/inventory.h"

namespace slipway::report {

/// What `slipway plan` knows, in whatever form it is asked for.
struct Plan {
  const platform::Graph& graph;
  const platform::Inventory& inventory;
  const cost::Bill& bill;
  const Diagnostics& findings;
};

struct PlanDetail {
  bool everything = false;  // --details: every resource and object by name
  bool why_cost = false;    // --why cost: each line's arithmetic and price rows
};

/// For a terminal of `width` columns.
std::string plan_table(const Plan& plan, PlanDetail detail, Colour colour, int width);
/// For a pull-request comment.
std::string plan_markdown(const Plan& plan, PlanDetail detail);
/// docs/schemas/plan.schema.json says what is in it. Amounts are exact decimals in strings.
std::string plan_json(const Plan& plan);

}  // namespace slipway::report
