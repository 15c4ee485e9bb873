#include "cli/session.h"

#include <fmt/core.h>

#include "base/text.h"

namespace slipway::cli {

void Session::complain(std::string_view message) { err.write(fmt::format("slipway: {}\n", printable(message))); }

void Session::say(std::string_view message) {
  if (verbose) err.write(fmt::format("{}\n", printable(message)));
}

void Session::report(Diagnostics& diagnostics, int files_read) {
  if (diagnostics.all().empty()) return;
  diagnostics.sort();
  std::string text;
  for (const auto& diagnostic : diagnostics.all()) text += render(diagnostic, err_colour(), width);
  const int errors = diagnostics.count(Severity::Error), warnings = diagnostics.count(Severity::Warning),
            notes = diagnostics.count(Severity::Note);
  text += fmt::format("{} error{}, {} warning{}, {} note{} in {} file{}\n", errors, errors == 1 ? "" : "s", warnings,
                      warnings == 1 ? "" : "s", notes, notes == 1 ? "" : "s", files_read, files_read == 1 ? "" : "s");
  err.write(text);
}

}  // namespace slipway::cli
