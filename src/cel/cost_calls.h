#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"
#include "cel/cost_range.h"

namespace slipway::cel {

/// From a variable to a value: field names, "@items", "@keys", "@values", "@indices".
using CostPath = std::vector<std::string>;

/// An argument of a call, as far as its size goes.
struct CostNode {
  const Expr* expr = nullptr;
  const Type* type = nullptr;
  CostPath path;
  std::optional<Range> size;
};

struct CallCost {
  Range cost;
  std::optional<Range> result_size;
};

/// What the libraries of the API server, and those of cel-go it uses, say a call costs besides its arguments; nullopt
/// where cel-go's own rules hold. `size_at`: what schemas know of a path. Follows k8s.io/apiserver 0.36.3
/// pkg/cel/library/cost.go and cel-go 0.26.0 ext/lists.go, ext/sets.go.
std::optional<CallCost> library_call_cost(std::string_view function, std::string_view overload, const CostNode* target,
                                          std::span<const CostNode> arguments,
                                          const std::function<std::optional<Range>(const CostPath&)>& size_at);

}  // namespace slipway::cel
