#include "cli/step_lines.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

/// `first`, and the text in lines beside it; below it where hardly a word would fit there. No break ends it.
std::string beside(const std::string& first, std::string_view text, std::size_t width) {
  constexpr std::size_t kLeast = 12, kIndent = 4;  // columns
  const std::size_t taken = display_width(first);
  std::string lines = taken + kLeast <= width
                          ? report::hanging(first, text, taken, width)
                          : std::string(trim(first)) + "\n" + wrapped(printable(text), kIndent, width);
  while (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

}  // namespace

std::string duration_text(std::int64_t milliseconds) {
  const auto seconds = (milliseconds + 500) / 1000;
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
}

void StepLines::draw(const std::string& line) {
  // One column stays free: some terminals break a line that fills them. What they drew before they were made narrower
  // is theirs to lay out.
  const int now = session_.err_columns();
  const auto columns = static_cast<std::size_t>(now > 0 ? now : session_.err_width());
  session_.err.write(std::string(session_.erase_line()) + report::fitted(line, columns > 1 ? columns - 1 : columns));
}

std::size_t StepLines::width() const { return static_cast<std::size_t>(session_.err_width()); }

void StepLines::fit(const std::vector<ops::Step>& steps) {
  for (const auto& step : steps) name_width_ = std::max(name_width_, step.name.size());
}

void StepLines::begun(const ops::Step& step, std::size_t index, std::size_t count, std::int64_t left) {
  if (session_.quiet) return;
  if (!is_live()) {
    const auto lines = beside(fmt::format("{:<{}} ", step.name, name_width_), step.title, width());
    // The count is one word: who reads a log looks for it whole.
    const auto counted = fmt::format("({} of {})", index + 1, count);
    const auto last = std::string_view(lines).substr(lines.rfind('\n') + 1);
    const bool fits = display_width(last) + 1 + counted.size() <= width();
    const std::size_t indent = name_width_ + 1 + counted.size() <= width() ? name_width_ + 1 : 4;
    session_.err.write(lines + (fits ? " " : "\n" + std::string(indent, ' ')) + counted + "\n");
    return;
  }
  now_ = fmt::format("[{}/{}] {}", index + 1, count, step.name);
  left_ = fmt::format("about {} left", duration_text(left));
  draw(fmt::format("{}  {}  {}", now_, step.title, left_));
}

void StepLines::told(const std::string& line) {
  if (is_live()) {
    draw(fmt::format("{}  {}{}{}", now_, line, left_.empty() ? "" : "  ", left_));
  } else if (session_.verbose) {
    session_.err.write(report::hanging("  ", line, 4, width()));
  }
}

void StepLines::ended(const ops::Step& step, ops::Journal::State state, const std::string& said,
                      std::int64_t milliseconds) {
  using State = ops::Journal::State;
  if (session_.quiet && state == State::Done) return;
  const report::Paint paint(session_.err_colour());
  const auto word = state == State::Done ? "ok" : state == State::Interrupted ? "stopped" : "FAIL";
  const auto colour = state == State::Done ? paint.green : paint.red;
  const auto text = printable(said.substr(0, said.find('\n')));
  const auto first = fmt::format("{:<{}} {} {}: ", step.name, name_width_, word, duration_text(milliseconds));
  // What failed is said in full below the steps.
  auto lines = is_live() && state != State::Done ? report::fitted(first + text, width()) : beside(first, text, width());
  if (const auto at = lines.find(fmt::format(" {} ", word), step.name.size()); at != lines.npos)
    lines.replace(at + 1, std::string_view(word).size(), fmt::format("{}{}{}", colour, word, paint.off));
  session_.err.write(std::string(session_.erase_line()) + lines + "\n");
}

void StepLines::notice(const std::string& text) {
  session_.err.write(std::string(session_.erase_line()) + report::hanging("  ", printable(text), 4, width()));
}

void StepLines::at(const std::string& what) {
  now_ = what.empty() ? "" : "…";
  left_.clear();
  if (is_live()) {
    if (what.empty())
      session_.err.write(session_.erase_line());
    else
      draw(what);
  } else if (session_.verbose && !what.empty()) {
    session_.err.write(report::hanging("", what, 2, width()));
  }
}

}  // namespace slipway::cli
