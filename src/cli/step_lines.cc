#include "cli/step_lines.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

std::string duration_text(std::int64_t milliseconds) {
  const auto seconds = (milliseconds + 500) / 1000;
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
}

void StepLines::draw(const std::string& line) {
  const auto width = static_cast<std::size_t>(session_.width);
  session_.err.write(kEraseLine + report::fitted(line, width > 1 ? width - 1 : width));
}

void StepLines::fit(const std::vector<ops::Step>& steps) {
  for (const auto& step : steps) name_width_ = std::max(name_width_, step.name.size());
}

void StepLines::begun(const ops::Step& step, std::size_t index, std::size_t count, std::int64_t left) {
  if (session_.quiet) return;
  if (!is_live()) {
    const auto width = static_cast<std::size_t>(session_.width);
    auto lines = report::hanging(fmt::format("{:<{}} ", step.name, name_width_), step.title, name_width_ + 1, width);
    lines.pop_back();
    // The count is one word: who reads a log looks for it whole.
    const auto counted = fmt::format("({} of {})", index + 1, count);
    const auto last = std::string_view(lines).substr(lines.rfind('\n') + 1);
    const bool fits = display_width(last) + 1 + counted.size() <= width;
    session_.err.write(lines + (fits ? " " : "\n" + std::string(name_width_ + 1, ' ')) + counted + "\n");
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
    session_.err.write(report::hanging("  ", line, 4, static_cast<std::size_t>(session_.width)));
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
  const auto width = static_cast<std::size_t>(session_.width);
  // What failed is said in full below the steps.
  auto lines = state == State::Done ? report::hanging(first, text, first.size(), width)
               : is_live()          ? report::fitted(first + text, width) + "\n"
                                    : report::hanging(first, text, first.size(), width);
  const auto at = name_width_ + 1;  // of the word, unless a narrow terminal cuts it away
  if (lines.size() > at && std::string_view(lines).substr(at).starts_with(word))
    lines.replace(at, std::string_view(word).size(), fmt::format("{}{}{}", colour, word, paint.off));
  session_.err.write((is_live() ? kEraseLine : "") + lines);
}

void StepLines::notice(const std::string& text) {
  session_.err.write((is_live() ? kEraseLine : "") +
                     report::hanging("  ", printable(text), 4, static_cast<std::size_t>(session_.width)));
}

void StepLines::at(const std::string& what) {
  now_ = what.empty() ? "" : "…";
  left_.clear();
  if (is_live()) {
    if (what.empty())
      session_.err.write(kEraseLine);
    else
      draw(what);
  } else if (session_.verbose && !what.empty()) {
    session_.err.write(report::hanging("", what, 2, static_cast<std::size_t>(session_.width)));
  }
}

}  // namespace slipway::cli
