#pragma once

#include <string>
#include <string_view>

#include "base/money.h"

namespace slipway::catalog {

/// A figure and where it is from. `source` and `date` are those of the row it rests on, also for an estimate; what else
/// an estimate rests on stands in `how`.
struct Price {
  Money amount;               // US dollars for one `unit`
  std::string unit;           // "hour", "GB-month", "million requests", …
  std::string listed_region;  // the region whose row this is: for an estimate often another one; "global"
  std::string source, date;   // date: "2026-07-20"
  bool is_estimate = false;   // true: reckoned, or nobody looked it up; mark it `~` wherever it is shown
  std::string how;            // of an estimate: its arithmetic in words, "us-east-1 1.006 x 1.1163 (…)"
  std::string note;           // conditions of the row ("first 10 TB a month")
};

/// Of a row whose source says that nobody looked its figure up, what its estimate's `how` says; "" of any other.
std::string_view unchecked(std::string_view source);

/// Where an embedded table is from.
struct TableSource {
  std::string_view source, date;
};

/// REQUIRES: data/sources.csv names the file ("prices_on_demand.csv").
TableSource source_of(std::string_view file);

/// What a footnote needs of a source: "AWS price list" of "AWS price list, as in skypilot-org/…".
std::string_view short_source(std::string_view source);

/// A factor as estimates show and use it: `a / b` rounded to four decimals. REQUIRES: b > 0.
Money factor_of(Money a, Money b);

}  // namespace slipway::catalog
