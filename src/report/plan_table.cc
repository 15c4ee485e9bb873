#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/bill_rows.h"
#include "report/plan.h"

namespace slipway::report {
namespace {

using platform::Counted;

/// The escape sequences in use, or none.
struct Paint {
  std::string_view bold, dim, yellow, off;
  explicit Paint(Colour colour)
      : bold(colour == Colour::On ? "\033[1m" : ""),
        dim(colour == Colour::On ? "\033[2m" : ""),
        yellow(colour == Colour::On ? "\033[33m" : ""),
        off(colour == Colour::On ? "\033[0m" : "") {}
};

std::string left(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ') + std::string(text);
}

/// What stands after the number: "vpc 1", "subnet 6", and at the end how many settings of those there are; of charts
/// name and version.
std::vector<std::string> counted_words(const std::vector<Counted>& counted, bool versions) {
  std::vector<std::string> words;
  std::size_t settings = 0;
  for (const auto& kind : counted) {
    if (kind.is_setting)
      settings += kind.items.size();
    else
      words.push_back(versions ? printable(kind.kind) : fmt::format("{} {}", printable(kind.kind), kind.items.size()));
  }
  if (settings > 0) words.push_back(fmt::format("settings of these {}", settings));
  return words;
}

/// The words in as many lines as it takes, each after the label's column.
std::string counted_line(std::string_view label, std::size_t total, const std::vector<std::string>& words,
                         std::size_t width) {
  constexpr std::size_t kIndent = 20;
  std::string out = fmt::format("  {}{:>5}  ", left(label, 11), total);
  std::size_t column = kIndent;
  bool first = true;
  for (const auto& word : words) {
    if (!first && column + 3 + display_width(word) > width - 2) {
      out += " ·\n" + std::string(kIndent, ' ');
      column = kIndent;
      first = true;
    }
    if (!first) out += " · ";
    out += word;
    column += display_width(word) + (first ? 0 : 3);
    first = false;
  }
  return out + '\n';
}

std::string details(const std::vector<Counted>& counted, std::size_t width, const Paint& paint) {
  std::string out;
  for (const auto& kind : counted) {
    out += fmt::format("    {}{}{} {}\n", paint.bold, printable(kind.type), paint.off, kind.items.size());
    for (const auto& item : kind.items) {
      const std::string name = printable(item.name);
      const std::string from = printable(item.origin ? item.origin.to_string() : item.component);
      const bool fits = 6 + display_width(name) + 2 + display_width(from) <= width;
      out += fmt::format("      {}{}{}{}{}\n", fits ? left(name, width - 8 - display_width(from)) + "  " : name + '\n',
                         fits ? "" : "          ", paint.dim, from, paint.off);
    }
  }
  return out;
}

std::string existence(const Plan& plan, PlanDetail detail, std::size_t width, const Paint& paint) {
  std::string out = fmt::format("{}{}{}{}\n", paint.bold, left("What will exist", width > 20 ? width - 20 : 15),
                                paint.off, detail.everything ? "" : "--details lists all");
  const auto& inventory = plan.inventory;
  const auto section = [&](std::string_view label, const std::vector<Counted>& counted, bool versions) {
    if (counted.empty()) return;
    out += counted_line(label, platform::total(counted), counted_words(counted, versions), width);
    if (detail.everything) out += details(counted, width, paint);
  };
  section("AWS", inventory.aws, false);
  section("Kubernetes", inventory.kubernetes, false);
  section("Charts", inventory.charts, true);
  return out + '\n';
}

struct Columns {
  std::size_t label, hour = 9, idle = 11, maximum = 13;
  explicit Columns(std::size_t width) : label(std::min<std::size_t>(width, 110) - 2 - 9 - 11 - 13) {}
  std::size_t all() const { return label + hour + idle + maximum; }
};

/// Cut to fit, with an ellipsis.
std::string fitted(std::string_view text, std::size_t width) {
  std::string out = printable(text);
  if (display_width(out) <= width) return out;
  while (!out.empty() && display_width(out) + 1 > width) {
    do out.pop_back();
    while (!out.empty() && is_utf8_continuation(out.back()));
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0xC0) out.pop_back();
  }
  return out + "…";
}

/// Never touches what stands before it, however large it is.
std::string amount(std::string_view text, std::size_t width) { return ' ' + right(text, width - 1); }

std::string cost_row(const BillRow& row, const Columns& columns) {
  const std::string label = row.what.empty() ? row.label : row.label + "  " + row.what;
  return fmt::format("  {}{}{}{}\n", left(fitted(label, columns.label - 1), columns.label),
                     amount(row.idle_hour_text(), columns.hour), amount(row.idle_month_text(), columns.idle),
                     amount(row.maximum_text(), columns.maximum));
}

std::string why(const cost::Bill& bill, std::size_t width, const Paint& paint) {
  std::string out = fmt::format("{}Why{}\n", paint.bold, paint.off);
  const auto aside = [&](std::string_view tint, std::string_view text) {
    std::string lines = wrapped(printable(text), 13, width);
    return fmt::format("{}{}{}", tint, lines, paint.off);
  };
  for (const auto& line : bill.lines) {
    std::string title = line.name.empty() ? line.part : line.part + " " + line.name;
    if (!line.what.empty()) title += ", " + line.what;
    out += fmt::format("{}{}{}", paint.bold, wrapped(printable(title), 2, width), paint.off);
    if (line.where) out += fmt::format("{}    {}{}\n", paint.dim, printable(line.where.to_string()), paint.off);
    const auto terms = [&](std::string_view level, const cost::Amount& amount) {
      for (const auto& term : amount.terms) {
        const std::string text = fmt::format("    {:<8} {}", level, printable(term.text));
        const std::string sum = "= " + term.per_month.to_string(2);
        if (display_width(text) + sum.size() + 2 <= width)
          out += left(text, width - sum.size() - 1) + sum + '\n';
        else
          out += wrapped(printable(term.text), 13, width) + right(sum, width - 1) + '\n';
        const auto& row = term.row;
        out += aside(paint.dim, fmt::format("{}: {} USD per {}, {}, {}, {}", row.what, row.price.to_exact_string(),
                                            row.unit, row.region, row.source, row.date));
        if (row.estimate) out += aside(paint.yellow, "~ estimate: " + row.how);
      }
    };
    const bool same =
        line.idle.per_month == line.maximum.per_month && line.idle.terms.size() == line.maximum.terms.size();
    terms(same ? "always" : "idle", line.idle);
    if (!same) terms("maximum", line.maximum);
    for (const auto& note : line.notes) out += aside("", "note: " + note);
  }
  return out + '\n';
}

std::string money(const Plan& plan, PlanDetail detail, std::size_t width, const Paint& paint) {
  const auto& bill = plan.bill;
  const Columns columns(width);
  std::string out =
      fmt::format("{}{}{}{}{}\n  {}{}{}{}\n", paint.bold, left("What it costs, USD", columns.label + 2), paint.off,
                  right("per hour", columns.hour), right("per month", columns.idle), std::string(columns.label, ' '),
                  right("idle", columns.hour), right("idle", columns.idle), right("maximum", columns.maximum));
  for (const auto& row : bill_rows(bill)) out += cost_row(row, columns);
  std::string rule;
  for (std::size_t i = 0; i < columns.all(); ++i) rule += "─";
  out += "  " + rule + '\n';
  out += fmt::format("{}{}{}", paint.bold, cost_row(total_row(bill), columns), paint.off);
  std::string footer = price_basis(bill) + ": --why cost";
  if (!bill.not_included.empty()) footer += "; not included: " + join(bill.not_included, ", ");
  out += fmt::format("{}{}{}", paint.dim, wrapped(footer, 2, width), paint.off);
  out += '\n';
  if (detail.why_cost) out += why(bill, width, paint);
  return out;
}

}  // namespace

std::string plan_table(const Plan& plan, PlanDetail detail, Colour colour, int width) {
  const Paint paint(colour);
  const auto columns = static_cast<std::size_t>(std::clamp(width, 60, 160));
  const auto& setting = plan.graph.setting;
  std::string out =
      fmt::format("{}{}{} · {} · EKS {}{}\n\n", paint.bold, printable(setting.platform), paint.off, setting.region,
                  printable(setting.version), setting.node_autoscaler.empty() ? "" : " · " + setting.node_autoscaler);
  out += existence(plan, detail, columns, paint);
  out += money(plan, detail, columns, paint);
  return out;
}

}  // namespace slipway::report
