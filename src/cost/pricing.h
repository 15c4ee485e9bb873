#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cost/arguments.h"
#include "cost/bill.h"
#include "cost/prices.h"
#include "cost/quantity.h"
#include "model/workload.h"

namespace slipway::cost {

class Fleet;

/// What a pricing function sees. It reads the graph and writes lines into the bill.
struct Pricing {
  const platform::Graph& graph;
  const Prices& prices;
  Day today;
  /// What makes pods, in the graph's order.
  const std::vector<model::Workload>& workloads;
  /// Node groups and pools, and the nodes that stand at each level.
  const Fleet& fleet;
  Bill& bill;
  Diagnostics& diagnostics;

  bool runs(std::string_view autoscaler) const {
    return graph.setting.node_autoscaler.find(autoscaler) != std::string::npos;
  }
};

/// A workload's pods; at the limits as at the maximum.
inline Counts counts_of(const model::Workload& workload) {
  return {{workload.count.least, workload.count.declared, workload.count.most, workload.count.most}};
}

/// So much at a price, for a month: a unit that ends with "hour" is taken × 730 h.
Money per_month(Number quantity, const PriceRow& row);

/// One line of the bill while it is written. finish() puts it into the bill.
class LineWriter {
 public:
  LineWriter(Pricing& in, std::string_view part, std::string name, const platform::Resource& resource)
      : LineWriter(in, part, std::move(name), resource.origin, resource.component) {}
  LineWriter(Pricing& in, std::string_view part, std::string name, const platform::Object& object)
      : LineWriter(in, part, std::move(name), object.origin, object.component) {}
  LineWriter(Pricing& in, std::string_view part, std::string name, SourceRange where, std::string component);

  /// So much at the price of a service (Prices::service). A price that nobody knows is a diagnostic (COST002) and a
  /// note.
  void charge(const Levels& levels, std::string_view key);
  /// The same at one level only, or at a price that is no service's.
  void charge_at(Level level, const Quantity& quantity, std::string_view key);
  void charge_at(Level level, const Quantity& quantity, const PriceRow& row);

  /// Nobody knows the price of part of it: said (COST002) and noted.
  void leave_unpriced(std::string_view what);

  void what(std::string text) { line_.what = std::move(text); }
  void note(std::string text);
  void mark_estimate() { line_.estimate = true; }
  void nodes(std::vector<NodeCount> nodes) { line_.nodes = std::move(nodes); }
  void reason(Level level, std::string text) { line_.reasons.push_back({level, std::move(text)}); }
  /// Nothing bounds the line: a pool without a limit.
  void leave_unbounded() { line_.bounded = false; }
  SourceRange where() const { return line_.where; }

  /// REQUIRES: of the whole line no amount is below 0 or above that at the limits.
  void finish() &&;

 private:
  Pricing& in_;
  Line line_;
};

/// Nobody knows this price: said once (COST002), and the bill is not complete.
void report_unpriced(Pricing& in, SourceRange where, std::string_view what);

}  // namespace slipway::cost
