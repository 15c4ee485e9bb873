#pragma once

#include <string>
#include <vector>

#include "base/money.h"
#include "base/source.h"
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

/// How much of something runs. Idle: nobody uses the platform; what stands at minimum replicas, minimum sizes and
/// stored data. Maximum: every pool and group at its limit, and the usage that the spec expects.
enum class Level { Idle, Maximum };
inline constexpr Level kLevels[] = {Level::Idle, Level::Maximum};

/// per_month is the sum of the terms; per_hour is per_month ÷ 730, also of what AWS bills by the month.
struct Amount {
  Money per_hour, per_month;
  std::vector<Term> terms;
};

/// One line of the bill.
struct Line {
  std::string part;  // "control plane", "nodes", "nat gateways", "volumes", "load balancer", "logs", "keys" …
  std::string name;  // "pool gpu-inference", "group system"
  std::string what;  // "2 × t3.small on-demand", "g4dn.xlarge spot, 0 to 4"
  Amount idle, maximum;
  SourceRange where;  // the line of platform.yaml that brings it
  std::string component;
  std::vector<std::string> notes;  // what is assumed, what is left out
  bool estimate = false;           // any of its prices is, or the count of its nodes
  bool bounded = true;             // false: nothing limits it, `maximum` is only what is known

  const Amount& at(Level level) const { return level == Level::Idle ? idle : maximum; }
};

struct Bill {
  std::string region, currency = "USD";
  std::string price_date;  // the oldest date among the rows used
  std::vector<Line> lines;
  Amount idle, maximum;                   // totals (no terms)
  std::vector<std::string> not_included;  // in words: data transfer beyond …, taxes, support plan
  /// A pool without a limit has no maximum: its line says so and the total is a lower bound.
  bool maximum_is_bounded = true;
};

/// The day prices and support tiers are asked for, "2026-11-25".
struct Day {
  int year, month, day;
};

/// Prices every resource of the graph. One function per priced resource type, in this folder's files; pure: the same
/// graph and day, the same bytes. Every amount is at least 0 and, on every line, maximum is at least idle.
/// Diagnostics: COST001 pool without a limit, COST002 no price known, COST003 argument or fact that is no usable
/// number, COST004 instance type unknown, COST005 `count` or `for_each`, COST006 pods that no pool holds,
/// COST007 a Kubernetes version whose support has ended on that day.
Bill price(const platform::Graph& graph, Day today, Diagnostics& diagnostics);

}  // namespace slipway::cost
