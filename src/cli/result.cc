#include "cli/result.h"

#include <fmt/core.h>

#include "cli/refusal.h"

namespace slipway::cli {

void ResultFlags::declare_out(Flags& flags) {
  flags.value("--out", out, "FILE", "write to FILE instead of standard output");
}

void ResultFlags::declare_fail_on(Flags& flags) {
  flags.choice("--fail-on", fail_on, {"error", "warning", "note", "never"}, "exit 1 when a finding is this grave");
}

ExitCode ResultFlags::write(Session& session, std::string_view text, const std::vector<std::string>& read) const {
  if (out.empty() || out == "-") {
    session.out.write(text);
    return ExitCode::Ok;
  }
  for (const auto& name : read)
    if (session.files.is_same(name, out))
      return refuse(session, fmt::format("--out {} would overwrite a file that was read", out),
                    "--out with the name of another file");
  const auto written = session.files.write(out, text);
  if (written) return ExitCode::Ok;
  complain_of_file(session, written.error());
  return ExitCode::WorldFailed;
}

ExitCode ResultFlags::judge(const Diagnostics& findings) const {
  if (fail_on == "never") return ExitCode::Ok;
  const Severity least = fail_on == "error"     ? Severity::Error
                         : fail_on == "warning" ? Severity::Warning
                                                : Severity::Note;
  for (const auto& found : findings.all())
    if (found.severity >= least) return ExitCode::FindingsReported;
  return ExitCode::Ok;
}

}  // namespace slipway::cli
