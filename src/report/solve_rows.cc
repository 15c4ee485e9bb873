#include "report/solve_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace slipway::report {
namespace {

using provision::Outcome;

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", with_thousands(count), count == 1 ? one : many);
}

void add_pods(std::vector<provision::PodsOf>& to, const std::vector<provision::PodsOf>& pods, std::int64_t times) {
  std::map<std::uint32_t, std::int64_t> all(to.begin(), to.end());
  for (const auto& [source, count] : pods) all[source] += count * times;
  to.assign(all.begin(), all.end());
}

}  // namespace

std::string NodeRow::what() const { return fmt::format("{} × {} {}", with_thousands(count), type, capacity_type); }

std::string NodeRow::place(const Outcome& outcome) const {
  if (zones.size() > 1 && zones.size() >= outcome.zones.size()) return "any zone";
  return join(zones, ", ");
}

std::string NodeRow::others(std::size_t most) const {
  if (!shortlist || shortlist->size() < 2) return "";
  const std::size_t more = shortlist->size() - 1;
  std::string out = fmt::format("or {}: ", counted(static_cast<std::int64_t>(more), "other type", "other types"));
  for (std::size_t i = 1; i < shortlist->size() && i <= most; ++i) out += (i > 1 ? ", " : "") + (*shortlist)[i];
  return out + (more > most ? ", …" : "");
}

std::string NodeRow::hour_text() const {
  if (capacity_type == "reserved") return "reserved";
  return has_price ? money_hour(per_hour, is_estimate) : "not known";
}

std::vector<NodeRow> node_rows(const Outcome& outcome, bool apart) {
  std::vector<NodeRow> out;
  for (const provision::NewNodes& one : outcome.nodes) {
    auto at = std::ranges::find_if(out, [&](const NodeRow& row) {
      return !apart && row.pool == one.pool && row.type == one.type() && row.capacity_type == one.capacity_type;
    });
    if (at == out.end()) {
      NodeRow made;
      made.pool = one.pool;
      made.type = one.type();
      made.capacity_type = one.capacity_type;
      made.shortlist = &one.types;
      out.push_back(std::move(made));
      at = out.end() - 1;
    }
    at->count += one.count;
    for (const std::string& zone : one.zones)
      if (std::ranges::find(at->zones, zone) == at->zones.end()) at->zones.push_back(zone);
    std::ranges::sort(at->zones);
    for (const auto& [source, count] : one.pods) at->pods += count * one.count;
    add_pods(at->by_source, one.pods, one.count);
    at->used.add(one.used, one.count);
    at->allocatable.add(one.allocatable, one.count);
    if (one.price) {
      at->per_hour += one.price->usd * one.count;
      at->is_estimate |= one.price->is_estimate;
    } else {
      at->has_price = false;
    }
  }
  return out;
}

std::string pods_text(const std::vector<provision::PodsOf>& pods, const Outcome& outcome, std::size_t most) {
  std::vector<provision::PodsOf> shown = pods;
  if (shown.size() > most) {
    std::ranges::stable_sort(shown, [](const auto& a, const auto& b) { return a.second > b.second; });
    shown.resize(most);
  }
  std::string out;
  for (const auto& [source, count] : shown)
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", outcome.sources[source].title,
                       count == 1 && outcome.sources[source].kind == "Pod" ? "" : fmt::format(" {}", count));
  if (shown.size() == pods.size()) return out;
  return out + " and " + counted(static_cast<std::int64_t>(pods.size() - shown.size()), "other", "others");
}

std::string pods_text(const provision::OldNodes& nodes, const Outcome& outcome, std::size_t most) {
  return pods_text(nodes.pods, outcome, most) + (nodes.names.size() > 1 ? " each" : "");
}

std::string percent(std::int64_t used, std::int64_t of) {
  return of <= 0 ? "–" : fmt::format("{:.0f} %", 100.0 * static_cast<double>(used) / static_cast<double>(of));
}

std::string summary(const Outcome& outcome) {
  std::string out = counted(outcome.pods, "pod", "pods");
  if (outcome.pods == 0) return "no pods that wait for a node";
  std::vector<std::string> parts;
  if (outcome.placed_new > 0)
    parts.push_back(fmt::format("{} on {}", with_thousands(outcome.placed_new),
                                counted(outcome.node_count, "new node", "new nodes")));
  if (outcome.placed_old > 0) {
    std::int64_t nodes = 0;
    for (const auto& one : outcome.existing) nodes += static_cast<std::int64_t>(one.names.size());
    parts.push_back(fmt::format("{} on {}", with_thousands(outcome.placed_old),
                                counted(nodes, "node that exists", "nodes that exist")));
  }
  if (outcome.pending_pods > 0) parts.push_back(with_thousands(outcome.pending_pods) + " pending");
  return out + ": " + join(parts, ", ");
}

std::string fix_text(const provision::Fix& fix, std::int64_t count) {
  std::string out = join(fix.changes, "; and ");
  if (fix.frees && *fix.frees < count) out += fmt::format(", which places {} of {} pods", *fix.frees, count);
  if (fix.type.empty()) return out + " (then a node that exists takes it)";
  if (!fix.price) return out + fmt::format(" (then on {})", fix.type);
  return out + fmt::format(" (then on {} at {}{} USD/hour)", fix.type, fix.price->is_estimate ? "~" : "",
                           fix.price->usd.to_string(4));
}

std::string money_hour(Money amount, bool is_estimate) { return (is_estimate ? "~" : "") + amount.to_string(4); }

std::string money_month(const Outcome& outcome) {
  return (outcome.is_estimate ? "~" : "") + (outcome.per_hour * kHoursOfMonth).to_string(2);
}

std::string price_basis(const Outcome& outcome) {
  std::string out = fmt::format("USD, {}", outcome.region);
  if (!outcome.price_date.empty()) out += "; prices of " + outcome.price_date;
  if (outcome.is_estimate) out += ", ~ estimated";
  if (outcome.has_unpriced) out += "; without nodes whose price is not known";
  return out + "; not included: volumes, addresses, traffic, taxes";
}

std::string_view to_string(model::Replicas replicas) {
  return replicas == model::Replicas::Least ? "least" : replicas == model::Replicas::Most ? "most" : "declared";
}

}  // namespace slipway::report
