#include "cli/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>

#include "base/text.h"
#include "report/findings.h"
#include "report/terminal.h"

namespace slipway::cli {

std::string_view version() { return SLIPWAY_VERSION; }

Session Session::over(io::Files& other) const {
  return {.files = other,
          .out = out,
          .err = err,
          .http = http,
          .processes = processes,
          .clock = clock,
          .environment = environment,
          .interrupts = interrupts,
          .program = program,
          .out_is_terminal = out_is_terminal,
          .err_is_terminal = err_is_terminal,
          .no_color = no_color,
          .ask = ask,
          .ask_unseen = ask_unseen,
          .width = width,
          .err_columns = err_columns,
          .year = year,
          .month = month,
          .day = day,
          .stopwatch = stopwatch,
          .done_with = done_with,
          .color = color,
          .quiet = quiet,
          .verbose = verbose};
}

int Session::err_width() const {
  const int columns = err_columns ? err_columns() : 0;
  return std::max(columns > 0 ? columns : int{width}, kNarrowest);
}

std::string_view Session::erase_line() const { return err_columns ? "\r\x1b[K" : ""; }

void Session::complain(std::string_view message, std::string_view fix) {
  assert(!fix.empty() && "who is refused wants to know what helps");
  std::string text;
  for (const auto line : split(message, '\n')) {
    const std::string_view first = text.empty() ? "slipway: " : "";
    const auto columns = static_cast<std::size_t>(err_width());
    // A terminal would break words; files and pipes keep a line whole, for whoever looks for one.
    const bool is_broken = err_is_terminal && first.size() + line.size() > columns;
    text +=
        is_broken ? report::hanging(first, line, first.size(), columns) : fmt::format("{}{}\n", first, printable(line));
  }
  err.write(text + report::hanging("  = fix: ", fix, 9, static_cast<std::size_t>(err_width())));
}

void Session::say(std::string_view message) {
  if (verbose) err.write(fmt::format("{}\n", printable(message)));
}

void Session::tell_of_waiting(const io::Command& command, std::int64_t milliseconds) {
  if (quiet) return;
  const auto most = command.seconds > 0 ? fmt::format(", at most {} s", command.seconds) : "";
  err.write(std::string(erase_line()) +  // where a step says what it is at
            report::hanging(
                "", printable(fmt::format("still waiting for {}: {} s{}", command.what, milliseconds / 1000, most)), 2,
                static_cast<std::size_t>(err_width())));
}

std::string Session::findings(Diagnostics& diagnostics, int files_read, Colour colour) const {
  if (diagnostics.all().empty()) return "";
  diagnostics.sort();
  std::string text;
  for (const auto& diagnostic : diagnostics.all()) text += drawn(diagnostic, colour, width);
  return text +
         fmt::format("{} in {} file{}\n", report::counts_of(diagnostics), files_read, files_read == 1 ? "" : "s");
}

}  // namespace slipway::cli
