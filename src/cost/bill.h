#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/source.h"
#include "cost/level.h"
#include "platform/graph.h"

namespace slipway::cost {

/// Hours in a month, as AWS's own calculator has it.
inline constexpr int kHoursPerMonth = 730;

/// A price and where it is from, as `--why cost` shows it.
struct PriceRow {
  std::string what;  // "EC2 g4dn.xlarge Linux on-demand"
  Money price;
  std::string unit;    // "hour", "GB-month", "GB", "million requests", "month" …
  std::string region;  // the region this row is listed for
  std::string source, date;
  bool estimate = false;
  std::string how;  // for an estimate: "us-east-1 0.526 × 1.11 (eu-west-1 / us-east-1, …)"
};

/// count × price (÷ or × what it takes to reach a month): one step of a line's arithmetic.
struct Term {
  std::string text;  // "2 × 0.0208 USD/hour × 730 h"
  Money per_month;
  PriceRow row;
};

/// per_month is the sum of the terms; per_hour is per_month ÷ 730, also of what AWS bills by the month.
struct Amount {
  Money per_hour, per_month;
  std::vector<Term> terms;
};

/// Nodes of one type of a group or pool.
struct NodeCount {
  std::string type, market;       // "g4dn.xlarge", "spot"
  std::optional<Money> per_hour;  // of one, with the fee of EKS Auto Mode; empty: nobody knows it
  bool estimate = false;          // of its price
  Counts count;
};

/// Why some nodes are there: a decision about pods at a level.
struct Reason {
  Level level = Level::Idle;
  std::string text;  // "2 × g5.xlarge spot, each: 1 of Deployment inference/llm; or g6.xlarge"
};

/// One line of the bill.
struct Line {
  std::string part;  // "control plane", "nodes", "nat gateways", "volumes", "load balancer", "logs", "keys" …
  std::string name;  // "pool gpu-inference", "group system"
  std::string what;  // "2 × t3.small on-demand", "200 GB, S3 Standard"
  ByLevel<Amount> amounts;
  std::vector<NodeCount> nodes;  // of groups and pools, the most used first
  std::vector<Reason> reasons;   // of pools
  SourceRange where;             // the line of platform.yaml that brings it
  std::string component;
  std::vector<std::string> notes;  // what is assumed, what is left out
  bool estimate = false;           // any of its prices is, or the count of its nodes
  bool bounded = true;             // false: nothing limits it, at Level::AtLimits is only what is known
  bool complete = true;            // false: some price of it is not known

  const Amount& at(Level level) const { return amounts[level]; }
};

struct Bill {
  std::string region, currency = "USD";
  std::string oldest_price, newest_price;  // dates among the rows used
  std::vector<Line> lines;
  ByLevel<Amount> totals;                 // no terms
  std::vector<std::string> not_included;  // in words: data transfer beyond …, taxes, support plan
  /// Without a limit a pool has no bill at its limits: its line says so and that total is a lower bound.
  bool limits_are_bounded = true;
  /// False: something of the platform has no known price, and every total is a lower bound.
  bool is_complete = true;

  const Amount& at(Level level) const { return totals[level]; }
};

/// The day prices and support tiers are asked for, "2026-11-25".
struct Day {
  int year, month, day;
};

/// Prices every resource of the graph. One function per priced resource type, in this folder's files; pure: the same
/// graph and day, the same bytes. Every amount is at least 0 and, on every line, at the limits it is at least what it
/// is at any other level. Which nodes there are is decided by Karpenter's own rules (provision/outcome.h). Diagnostics:
/// COST001 pool without a limit, COST002 no price known, COST003 argument or fact that is no usable number, COST004
/// instance type unknown, COST005 `count` or `for_each`, COST006 pods that no pool holds, COST007 a Kubernetes version
/// whose support has ended on that day, COST008 an instance type that the region is not known to have, COST009 a budget
/// that the bill is over at some level; and those of model::read.
Bill price(const platform::Graph& graph, Day today, Diagnostics& diagnostics);

}  // namespace slipway::cost
