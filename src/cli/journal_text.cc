#include "cli/journal_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/step_lines.h"
#include "doc/json.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

using Journal = ops::Journal;

/// On a narrow terminal what was said stands below, not in a column of one word a line.
std::string step_line(const Journal::Entry& step, std::string_view state, std::size_t name_width,
                      std::optional<std::size_t> columns) {
  constexpr std::size_t kNarrowest = 24, kBelow = 6;
  const auto begun = io::utc_time(step.begun).substr(11, 8);
  const auto took = step.ended > 0 ? duration_text(step.ended - step.begun) : "";
  const auto first = fmt::format("  {}  {:<{}}  {:<11} {:>6}  ", begun, step.step, name_width, state, took);
  const auto said = printable(step.said);
  if (!columns) return first + said + "\n";
  if (first.size() + std::min(kNarrowest, display_width(said)) <= *columns)
    return report::hanging(first, said, first.size(), *columns);
  return report::hanging("  ", fmt::format("{} {} {} {}", begun, step.step, state, took), kBelow, *columns) +
         (said.empty() ? "" : report::hanging(std::string(kBelow, ' '), said, kBelow, *columns));
}

doc::Value time_or_null(std::int64_t time) { return time > 0 ? doc::Value(io::utc_time(time)) : doc::Value(); }

}  // namespace

std::string title_of(const Journal::Run& run) { return run.part.empty() ? run.verb : run.verb + " " + run.part; }

doc::Map run_json(const Journal::Run& run) {
  return {{"verb", run.verb},
          {"part", run.part},
          {"who", run.who},
          {"version", run.version},
          {"state", to_string(run.state)},
          {"begun", io::utc_time(run.begun)},
          {"ended", time_or_null(run.ended)},
          {"said", run.said}};
}

std::string outcome_of(const Journal::Run& run, const std::string& worker) {
  if (run.state == Journal::State::Begun) return worker.empty() ? "was killed" : "is at work";
  return fmt::format("{} after {}", to_string(run.state), duration_text(run.ended - run.begun));
}

std::string journal_table(const std::vector<JournalRun>& runs, const std::string& worker,
                          std::optional<std::size_t> columns) {
  std::string text;
  for (const auto& [run, steps] : runs) {
    const auto line = fmt::format("{} {} {} by {} (slipway {}){}", io::utc_time(run.begun), printable(title_of(run)),
                                  outcome_of(run, worker), printable(run.who), run.version,
                                  run.said.empty() ? "" : ": " + printable(run.said));
    text += columns ? report::hanging("", line, 4, *columns) : line + "\n";
    std::size_t width = 0;
    for (const auto& step : steps) width = std::max(width, step.step.size());
    const bool is_last = &run == &runs.back().run;
    for (const auto& step : steps) {
      const auto state = step.state != Journal::State::Begun ? to_string(step.state)
                         : is_last && !worker.empty()        ? "at work"
                                                             : "killed";
      text += step_line(step, state, width, columns);
    }
  }
  return text.empty() ? "nothing was ever done\n" : text;
}

std::string journal_json(const std::vector<JournalRun>& runs) {
  doc::List all;
  for (const auto& [run, steps] : runs) {
    doc::List list;
    for (const auto& step : steps)
      list.add(doc::Map{{"step", step.step},
                        {"state", to_string(step.state)},
                        {"begun", io::utc_time(step.begun)},
                        {"ended", time_or_null(step.ended)},
                        {"inputs", step.inputs},
                        {"said", step.said}});
    auto one = run_json(run);
    one.set("steps", std::move(list));
    all.add(std::move(one));
  }
  return doc::write_json(
      doc::Value(doc::Map{{"schemaVersion", "slipway.dev/journal/v1alpha1"}, {"runs", std::move(all)}}),
      doc::JsonLayout::Indented);
}

}  // namespace slipway::cli
