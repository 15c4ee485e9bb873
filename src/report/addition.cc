#include "report/addition.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "base/text.h"
#include "report/bill_rows.h"
#include "report/terminal.h"

namespace slipway::report {
namespace {

using cost::Level;
using Thing = platform::GraphChange::Thing;

constexpr std::size_t kMostNamed = 16;  // of one component; more are counted by kind

std::vector<std::string> words_of(const std::vector<const Thing*>& things) {
  std::vector<std::string> words;
  if (things.size() <= kMostNamed) {
    for (const Thing* thing : things) words.push_back(printable(thing->kind + ' ' + thing->name));
    return words;
  }
  std::vector<std::pair<std::string, int>> counts;
  for (const Thing* thing : things) {
    const auto found = std::ranges::find(counts, thing->kind, &std::pair<std::string, int>::first);
    if (found == counts.end())
      counts.emplace_back(thing->kind, 1);
    else
      ++found->second;
  }
  for (const auto& [kind, count] : counts) words.push_back(printable(fmt::format("{} {}", kind, count)));
  return words;
}

/// The components in the order in which they come, each with its things, in as many lines as it takes.
std::string things(std::string_view heading, const std::vector<Thing>& all, std::size_t width, const Paint& paint) {
  if (all.empty()) return "";
  std::string out = fmt::format("{}{}{} {}\n", paint.bold, heading, paint.off, all.size());
  std::vector<std::pair<std::string, std::vector<const Thing*>>> by_component;
  for (const Thing& thing : all) {
    auto found = std::ranges::find(by_component, thing.component, [](const auto& pair) { return pair.first; });
    if (found == by_component.end()) found = by_component.insert(found, {thing.component, {}});
    found->second.push_back(&thing);
  }
  std::size_t label = 12;
  for (const auto& [component, list] : by_component) label = std::max(label, component.size());
  for (const auto& [component, list] : by_component) {
    std::string line = "  " + left(printable(component), label);
    std::size_t column = display_width(line);
    bool first = true;
    for (const std::string& word : words_of(list)) {
      const std::size_t wide = display_width(word);
      if (!first && column + 3 + wide > width - 2) {
        out += line + " ·\n";
        line = std::string(2 + label, ' ');
        column = line.size();
        first = true;
      }
      if (first && column + 2 + wide > width) {
        // Alone and still too wide: its words in lines.
        std::string lines = wrapped(word, column + 2, width);
        lines.pop_back();
        const auto last = lines.rfind('\n') + 1;  // npos + 1: it is one line after all
        line += lines.substr(column);
        column = display_width(std::string_view(lines).substr(last));
      } else {
        line += (first ? "  " : " · ") + word;
        column += wide + (first ? 2 : 3);
      }
      first = false;
    }
    out += line + '\n';
  }
  return out + '\n';
}

std::string difference(const BillRow& before, const BillRow& after, Level level) {
  if (level == Level::AtLimits && before.bounded != after.bounded) return after.bounded ? "a limit" : "no limit";
  if (level == Level::AtLimits && !after.bounded) return "no limit";
  const Money more = after.per_month[level] - before.per_month[level];
  std::string text = more.to_string(2);
  if (!text.starts_with('-')) text = '+' + text;
  const bool estimate = !more.is_zero() && (before.estimate || after.estimate);
  return (estimate ? "~" : "") + text;
}

std::string costs(const AdditionEffect& effect, std::size_t width, const Paint& paint) {
  const BillRow before = total_row(effect.before), after = total_row(effect.after);
  const auto texts = [](const auto& text) {
    std::vector<std::string> all;
    for (const Level level : cost::kLevels) all.push_back(text(level));
    return all;
  };
  const std::pair<std::string_view, std::vector<std::string>> rows[] = {
      {"What it costs a month", texts([](Level level) { return std::string(to_string(level)); })},
      {"  before", texts([&](Level level) { return before.text(level); })},
      {"  after", texts([&](Level level) { return after.text(level); })},
      {"  more", texts([&](Level level) { return difference(before, after, level); })}};
  std::array<std::size_t, std::size(cost::kLevels)> columns;
  columns.fill(12);
  for (const auto& [name, cells] : rows)
    for (std::size_t i = 0; i < cells.size(); ++i) columns[i] = std::max(columns[i], display_width(cells[i]));
  const std::size_t taken = std::accumulate(columns.begin(), columns.end(), columns.size());
  const std::size_t whole = std::min<std::size_t>(width, 110);
  const std::size_t label = std::max<std::size_t>(whole > taken ? whole - taken : 0, display_width(rows[0].first));
  std::string out;
  for (const auto& [name, cells] : rows) {
    const bool is_head = &name == &rows[0].first;
    out += (is_head ? std::string(paint.bold) : "") + left(name, label) + std::string(is_head ? paint.off : "");
    for (std::size_t i = 0; i < cells.size(); ++i) out += ' ' + right(cells[i], columns[i]);
    out += '\n';
  }
  std::string footer = "USD; " + price_basis(effect.after);
  if (!effect.after.not_included.empty()) footer += "; not included: " + join(effect.after.not_included, ", ");
  return out + wrapped(footer, 2, width);
}

}  // namespace

std::string addition_table(const AdditionEffect& effect, Colour colour, int width) {
  const Paint paint(colour);
  const std::size_t columns = static_cast<std::size_t>(std::max(width, 60));
  std::string out;
  if (effect.change.empty()) out += "Nothing will exist more, change or go: no component reads this\n\n";
  out += things("What will exist more:", effect.change.added, columns, paint);
  out += things("What will change:", effect.change.changed, columns, paint);
  out += things("What will be gone:", effect.change.removed, columns, paint);
  return out + costs(effect, columns, paint);
}

}  // namespace slipway::report
