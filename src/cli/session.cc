#include "cli/session.h"

#include <fmt/core.h>

#include "base/text.h"

namespace slipway::cli {

std::string_view version() { return SLIPWAY_VERSION; }

void Session::complain(std::string_view message) {
  std::string text = "slipway: ";
  for (const auto line : split(message, '\n')) text += printable(line) + '\n';
  err.write(text);
}

void Session::say(std::string_view message) {
  if (verbose) err.write(fmt::format("{}\n", printable(message)));
}

std::string Session::findings(Diagnostics& diagnostics, int files_read, Colour colour) const {
  if (diagnostics.all().empty()) return "";
  diagnostics.sort();
  std::string text;
  for (const auto& diagnostic : diagnostics.all()) text += drawn(diagnostic, colour, width);
  const auto counted = [](int count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  return text + fmt::format("{}, {}, {} in {}\n", counted(diagnostics.count(Severity::Error), "error"),
                            counted(diagnostics.count(Severity::Warning), "warning"),
                            counted(diagnostics.count(Severity::Note), "note"), counted(files_read, "file"));
}

}  // namespace slipway::cli
