#pragma once

#include <string>
#include <vector>

#include "provision/outcome.h"

namespace slipway::report {

/// Nodes that people see as one line: of one pool, type and way to buy, whatever pods they hold.
struct NodeRow {
  std::int64_t count = 0, pods = 0;
  std::string pool, type, capacity_type;
  std::vector<std::string> zones;
  const std::vector<std::string>* shortlist = nullptr;  // of the first
  std::vector<provision::PodsOf> by_source;
  provision::Amounts used, allocatable;
  Money per_hour;
  bool has_price = true, is_estimate = false;

  std::string what() const;                                    // "3 × g5.xlarge spot"
  std::string place(const provision::Outcome& outcome) const;  // "us-east-1a", "any zone"
  std::string others(std::size_t most) const;                  // "or 11 more types: g5.2xlarge, …"; "" for none
  std::string hour_text() const;                               // "~1.2345", "not known", "reserved"
};

/// In the outcome's order; all groups by themselves when `apart`.
std::vector<NodeRow> node_rows(const provision::Outcome& outcome, bool apart);

/// "Deployment default/llm 3, …": the sources of most pods first where there are more than `most`, and how many others.
std::string pods_text(const std::vector<provision::PodsOf>& pods, const provision::Outcome& outcome, std::size_t most);
std::string pods_text(const provision::OldNodes& nodes, const provision::Outcome& outcome, std::size_t most);
/// How many sources a line names.
inline std::size_t most_sources(bool everything) { return everything ? static_cast<std::size_t>(-1) : 6; }
/// "87 %"; "–" of nothing.
std::string percent(std::int64_t used, std::int64_t of);
/// "14 pods: 12 on 5 new nodes, 1 on a node that exists, 1 pending"
std::string summary(const provision::Outcome& outcome);
/// "tolerate x:NoSchedule (then g5.xlarge spot at 0.4 USD an hour)"
std::string fix_text(const provision::Fix& fix, std::int64_t count);
std::string money_hour(Money amount, bool is_estimate);
std::string money_month(const provision::Outcome& outcome);
/// Where prices are from and what they leave out.
std::string price_basis(const provision::Outcome& outcome);
std::string_view to_string(model::Replicas replicas);  // "least", "declared", "most"

inline constexpr std::int64_t kHoursOfMonth = 730;

}  // namespace slipway::report
