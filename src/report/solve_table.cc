#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/solve.h"
#include "report/solve_rows.h"
#include "report/terminal.h"

namespace slipway::report {
namespace {

using provision::Outcome;

class Table {
 public:
  Table(const Solve& solve, SolveDetail detail, Colour colour, int width)
      : outcome_(solve.outcome),
        detail_(detail),
        paint_(colour),
        width_(static_cast<std::size_t>(std::max(width, 60))),
        has_gpus_(outcome_.allocatable.gpus > 0) {}

  std::string text() {
    out_ = paint_.bold;
    out_ += hanging("",
                    fmt::format("{} · Karpenter 1.14.1 · {}{}", outcome_.region, summary(outcome_),
                                outcome_.replicas == model::Replicas::Declared
                                    ? ""
                                    : fmt::format(" ({} replicas)", to_string(outcome_.replicas))),
                    0, width_);
    out_ += paint_.off;
    if (!outcome_.nodes.empty()) nodes();
    if (!outcome_.existing.empty()) existing();
    if (!outcome_.pending.empty()) pending();
    for (const std::string& note : outcome_.notes) out_ += hanging("\nnote: ", note, 6, width_);
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n{}{}{}\n", paint_.bold, text, paint_.off); }

  std::string row(std::string_view label, std::string_view money, std::int64_t pods, const provision::Amounts& used,
                  const provision::Amounts& of) const {
    std::string numbers = right(money, 11) + ' ' + right(with_thousands(pods), 6) +
                          right(percent(used.cpu_milli, of.cpu_milli), 7) +
                          right(percent(used.memory_bytes, of.memory_bytes), 8);
    if (has_gpus_) numbers += right(percent(used.gpus, of.gpus), 7);
    return labelled(2, label, "", label_width(), numbers, width_);
  }
  std::size_t label_width() const { return std::min<std::size_t>(width_, 110) - (has_gpus_ ? 40 : 33); }

  void nodes() {
    const std::size_t room = label_width();
    out_ += fmt::format("\n{}{}{}{}{}{}{}{}\n", paint_.bold, left("What Karpenter would buy", room),
                        right("USD/hour", 11), right("pods", 7), right("cpu", 7), right("memory", 8),
                        has_gpus_ ? right("gpu", 7) : "", paint_.off);
    for (const NodeRow& one : node_rows(outcome_, detail_.everything)) {
      out_ += row(one.what(), one.hour_text(), one.pods, one.used, one.allocatable);
      std::string about = fmt::format("pool {} · {}", one.pool, one.place(outcome_));
      if (const std::string others = one.others(detail_.everything ? one.shortlist->size() : 2); !others.empty())
        about += " · " + others;
      out_ += paint_.dim;
      out_ += hanging("      ", about, 6, width_);
      out_ += paint_.off;
      out_ += hanging("      ", pods_text(one.by_source, outcome_, most_sources(detail_.everything)), 8, width_);
    }
    std::string rule;
    for (std::size_t i = 2; i < room + (has_gpus_ ? 40 : 33); ++i) rule += "─";
    out_ += fmt::format("  {}{}{}\n", paint_.dim, rule, paint_.off);
    out_ += row(
        fmt::format("total {} node{}", with_thousands(outcome_.node_count), outcome_.node_count == 1 ? "" : "s"),
        money_hour(outcome_.per_hour, outcome_.is_estimate), outcome_.placed_new, outcome_.used, outcome_.allocatable);
    out_ += left(fmt::format("  a month of {} hours", kHoursOfMonth), room) + right(money_month(outcome_), 11) + '\n';
    out_ += paint_.dim;
    out_ += hanging("  ", price_basis(outcome_), 2, width_);
    out_ += paint_.off;
  }

  void existing() {
    heading("On nodes that exist");
    for (const provision::OldNodes& one : outcome_.existing)
      out_ +=
          hanging("  ", fmt::format("{}: {}", names(one), pods_text(one, outcome_, most_sources(detail_.everything))),
                  6, width_);
  }

  std::string names(const provision::OldNodes& nodes) const {
    constexpr std::size_t kMost = 3;
    if (detail_.everything || nodes.names.size() <= kMost) return join(nodes.names, ", ");
    return fmt::format("{} nodes, {} and others", nodes.names.size(), nodes.names.front());
  }

  void pending() {
    heading("What stays pending");
    for (const provision::Pending& one : outcome_.pending) {
      const model::Source& source = outcome_.sources[one.source];
      const std::string title = printable(source.title),
                        count = fmt::format(" · {} pod{}", with_thousands(one.count), one.count == 1 ? "" : "s"),
                        place = source.where ? printable(source.where.to_string()) : "";
      const bool fits = 2 + display_width(title) + display_width(count) + 3 + display_width(place) <= width_;
      out_ += fmt::format("  {}{}{}{}{}{}{}{}\n", one.counts ? paint_.red : paint_.off, title, paint_.off, count,
                          paint_.dim,
                          place.empty() ? ""
                          : fits        ? " · "
                                        : "\n    ",
                          place, paint_.off);
      if (!one.text.empty()) out_ += hanging("    ", one.text, 4, width_);
      for (const provision::PoolReason& reason : one.pools)
        out_ += hanging("    ", fmt::format("pool {}: {}", reason.pool, reason.text), 6, width_);
      if (detail_.everything && !one.karpenter.empty()) {
        out_ += paint_.dim;
        out_ += hanging("    ", "Karpenter: " + one.karpenter, 6, width_);
        out_ += paint_.off;
      }
      for (std::size_t i = 0; i < one.fixes.size(); ++i) {
        out_ += paint_.green;
        out_ += hanging(i == 0 ? "    = fix: " : "       or: ", fix_text(one.fixes[i], one.count), 11, width_);
        out_ += paint_.off;
      }
      if (one.fixes.empty() && !one.pools.empty())
        out_ += fmt::format("    {}no single change that was tried frees {}{}\n", paint_.dim,
                            one.count == 1 ? "it" : "them", paint_.off);
    }
  }

  const Outcome& outcome_;
  SolveDetail detail_;
  Paint paint_;
  std::size_t width_;
  bool has_gpus_;
  std::string out_;
};

}  // namespace

std::string solve_table(const Solve& solve, SolveDetail detail, Colour colour, int width) {
  return Table(solve, detail, colour, width).text();
}

}  // namespace slipway::report
