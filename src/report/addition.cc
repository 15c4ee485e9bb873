#include "report/addition.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

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
      line += (first ? "  " : " · ") + word;
      column += wide + (first ? 2 : 3);
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
  const std::size_t label = std::min<std::size_t>(width, 110) - 4 * 13;
  const auto row = [&](std::string_view name, const auto& text) {
    std::string line = left("  " + std::string(name), label);
    for (const Level level : cost::kLevels) line += ' ' + right(text(level), 12);
    return line + '\n';
  };
  std::string out = std::string(paint.bold) + left("What it costs a month", label) + std::string(paint.off);
  for (const Level level : cost::kLevels) out += ' ' + right(to_string(level), 12);
  out += '\n';
  out += row("before", [&](Level level) { return before.text(level); });
  out += row("after", [&](Level level) { return after.text(level); });
  out += row("more", [&](Level level) { return difference(before, after, level); });
  return out + fmt::format("  USD; {}\n", price_basis(effect.after));
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
