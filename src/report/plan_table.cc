#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/bill_rows.h"
#include "report/plan.h"
#include "report/terminal.h"

namespace slipway::report {
namespace {

using cost::Level;
using platform::Counted;

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
  constexpr std::string_view kTitle = "What will exist";
  std::string out = detail.everything ? fmt::format("{}{}{}\n", paint.bold, kTitle, paint.off)
                                      : fmt::format("{}{}{}--details lists all\n", paint.bold,
                                                    left(kTitle, width > 20 ? width - 20 : 15), paint.off);
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

/// What is left of a line for labels beside columns of numbers.
std::size_t label_width(std::size_t width, std::size_t columns) {
  constexpr std::size_t kLeast = 12;
  const std::size_t whole = std::min<std::size_t>(width, 110) - 2;
  return whole > columns + kLeast ? whole - columns : kLeast;
}
void widen(std::size_t& column, std::string_view text) { column = std::max(column, display_width(text) + 1); }

struct Columns {
  std::size_t label = 0, hour = 9, idle = 10, declared = 11, maximum = 12;
  Columns(std::size_t width, const std::vector<BillRow>& rows) {
    for (const BillRow& row : rows) {
      widen(hour, row.idle_hour_text());
      widen(idle, row.text(Level::Idle));
      widen(declared, row.text(Level::Declared));
      widen(maximum, row.text(Level::Maximum));
    }
    label = label_width(width, hour + idle + declared + maximum);
  }
  std::size_t all() const { return label + hour + idle + declared + maximum; }
};

/// Never touches what stands before it, however large it is.
std::string amount(std::string_view text, std::size_t width) { return ' ' + right(text, width - 1); }

std::string cost_row(const BillRow& row, const Columns& columns) {
  const std::string amounts = amount(row.idle_hour_text(), columns.hour) + amount(row.text(Level::Idle), columns.idle) +
                              amount(row.text(Level::Declared), columns.declared) +
                              amount(row.text(Level::Maximum), columns.maximum);
  return labelled(2, row.label, row.what, 2 + columns.label, amounts, 2 + columns.all());
}

struct NodeColumns {
  std::size_t label = 0, hour = 9, idle = 7, declared = 10, maximum = 9, limits = 11;
  NodeColumns(std::size_t width, const cost::Bill& bill) {
    for (const auto& line : bill.lines)
      for (const auto& node : line.nodes) {
        widen(hour, hour_text(node));
        widen(idle, count_text(node.count[Level::Idle]));
        widen(declared, count_text(node.count[Level::Declared]));
        widen(maximum, count_text(node.count[Level::Maximum]));
        widen(limits, count_text(node.count[Level::AtLimits]));
      }
    label = label_width(width, hour + idle + declared + maximum + limits);
  }
  std::size_t all() const { return label + hour + idle + declared + maximum + limits; }
};

std::string node_row(std::size_t indent, std::string_view label, const cost::NodeCount& node, bool bounded,
                     const NodeColumns& columns) {
  const auto count = [&](Level level, std::size_t width) { return amount(count_text(node.count[level]), width); };
  const std::string counts = amount(hour_text(node), columns.hour) + count(Level::Idle, columns.idle) +
                             count(Level::Declared, columns.declared) + count(Level::Maximum, columns.maximum) +
                             (bounded ? count(Level::AtLimits, columns.limits) : amount("no limit", columns.limits));
  return labelled(indent, label, "", 2 + columns.label, counts, 2 + columns.all());
}

/// Which nodes of which types there are at each level.
std::string nodes(const cost::Bill& bill, std::size_t width, const Paint& paint) {
  const NodeColumns columns(width, bill);
  std::string out;
  for (const auto& line : bill.lines) {
    if (line.nodes.empty()) continue;
    const auto type = [](const cost::NodeCount& node) { return node.type + ' ' + node.market; };
    const std::string one_line = line.name + "  " + type(line.nodes.front());
    if (line.nodes.size() == 1 && display_width(one_line) < columns.label) {
      out += node_row(2, one_line, line.nodes.front(), line.bounded, columns);
      continue;
    }
    out += wrapped(printable(line.name), 2, width);
    for (const auto& node : line.nodes) out += node_row(4, type(node), node, line.bounded, columns);
  }
  if (out.empty()) return out;
  return fmt::format("{}{}{}{}{}{}{}{}\n{}\n", paint.bold, left("Which nodes there are", columns.label + 2), paint.off,
                     right("per hour", columns.hour), right("idle", columns.idle), right("declared", columns.declared),
                     right("maximum", columns.maximum), right("at limits", columns.limits), out);
}

/// Levels at which a line is reckoned alike, in one: "always", "idle", "declared", "from declared on".
std::vector<std::pair<std::string, Level>> alike_levels(const cost::Line& line) {
  std::vector<std::pair<std::string, Level>> out;
  std::vector<int> count;
  for (const Level level : cost::kLevels) {
    const auto same_terms = [](const cost::Term& a, const cost::Term& b) { return a.text == b.text; };
    if (!out.empty() && std::ranges::equal(line.at(out.back().second).terms, line.at(level).terms, same_terms)) {
      ++count.back();
      continue;
    }
    out.emplace_back(cost::to_string(level), level);
    count.push_back(1);
  }
  if (out.size() == 1) out.front().first = "always";
  if (out.size() > 1 && count.back() > 1) out.back().first = "else";
  return out;
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
        const std::string text = fmt::format("    {:<9} {}", level, printable(term.text));
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
    for (const auto& [levels, level] : alike_levels(line)) terms(levels, line.at(level));
    for (const auto& reason : line.reasons)
      out += aside("", fmt::format("{}: {}", cost::to_string(reason.level), reason.text));
    for (const auto& note : line.notes) out += aside("", "note: " + note);
  }
  return out + '\n';
}

std::string money(const Plan& plan, PlanDetail detail, std::size_t width, const Paint& paint) {
  const auto& bill = plan.bill;
  std::vector<BillRow> rows = bill_rows(bill);
  rows.push_back(total_row(bill));
  const Columns columns(width, rows);
  const BillRow total = std::move(rows.back());
  rows.pop_back();
  std::string out =
      fmt::format("{}{}{}{}{}\n  {}{}{}{}{}\n", paint.bold, left("What it costs, USD", columns.label + 2), paint.off,
                  right("per hour", columns.hour), right("per month", columns.idle), std::string(columns.label, ' '),
                  right("idle", columns.hour), right("idle", columns.idle), right("declared", columns.declared),
                  right("maximum", columns.maximum));
  for (const auto& row : rows) out += cost_row(row, columns);
  std::string rule;
  for (std::size_t i = 0; i < columns.all(); ++i) rule += "─";
  out += "  " + rule + '\n';
  out += fmt::format("{}{}{}", paint.bold, cost_row(total, columns), paint.off);
  const std::string limits = total.text(Level::AtLimits);
  const std::size_t wide = std::max(columns.maximum, display_width(limits)) + 1;
  out += fmt::format("  {}{}\n", left("at limits: every group and pool full, if ever", columns.all() - wide),
                     right(limits, wide));
  std::string footer = price_basis(bill) + ": --why cost";
  if (!bill.not_included.empty()) footer += "; not included: " + join(bill.not_included, ", ");
  out += fmt::format("{}{}{}", paint.dim, wrapped(footer, 2, width), paint.off);
  out += '\n' + nodes(bill, width, paint);
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
