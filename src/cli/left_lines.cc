#include "cli/left_lines.h"

#include <fmt/core.h>

#include "base/text.h"
#include "report/command_lines.h"

namespace slipway::cli {

std::string left_lines(const std::vector<ops::LeftBehind>& left, int width) {
  const auto columns = static_cast<std::size_t>(width);
  std::string stays, scheduled;
  // Names are there to be copied: what does not fit into the line is on two, the ARN whole.
  const auto add = [&](std::string& to, const std::string& first, const std::string& second) {
    const bool fits = 4 + display_width(first) + display_width(second) <= columns;
    to += fmt::format("  {}{}{}\n", first, fits ? "  " : "\n    ", second);
  };
  for (const auto& one : left) {
    if (one.fate == ops::LeftBehind::Fate::Scheduled) {
      add(scheduled, one.gone_on.empty() ? "a day not said" : one.gone_on, printable(one.arn));
      continue;
    }
    add(stays, printable(one.arn), fmt::format("({})", printable(one.tag)));
    stays += report::command_lines(printable(one.command), 4, columns);
  }
  std::string text;
  if (!stays.empty())
    text += "\nleft behind (what was deleted a moment ago may still be named for some minutes):\n" + stays;
  if (!scheduled.empty()) text += "\nscheduled for deletion: it costs nothing, and can be had back until\n" + scheduled;
  return text;
}

}  // namespace slipway::cli
