#include "cli/checked_output.h"

#include <algorithm>

#include "report/checked.h"

namespace slipway::cli {

using platform::Checked;

void CheckedFlags::declare(Flags& flags) {
  flags.choice("-o,--output", format, {"table", "json", "junit"}, "how to print it");
  result.declare_out(flags);
}

CheckedOutput::CheckedOutput(Session& session, const CheckedFlags& flags, std::size_t part_width)
    : session_(session), flags_(flags), part_width_(part_width) {}

void CheckedOutput::tell(const Checked& told) {
  all_.push_back(told);
  Checked check = told;
  if (check.outcome == Checked::Outcome::Skipped && !check.fix.empty() && !told_fixes_.insert(check.fix).second)
    check.fix.clear();
  if (flags_.format != "table") return;
  const bool is_live = flags_.result.out.empty();
  const bool is_told = check.outcome == Checked::Outcome::Skipped && !told_whys_.insert(check.why).second;
  const auto line = report::checked_line(check, is_told ? report::Why::Told : report::Why::New, part_width_,
                                         is_live ? session_.out_colour() : Colour::Off, session_.width);
  if (is_live)
    session_.out.write(line);
  else
    text_ += line;
}

ExitCode CheckedOutput::end(const std::function<std::string()>& json, std::string_view platform,
                            const std::vector<std::string>& read) {
  const auto& [format, result] = flags_;
  if (format == "json") return result.write(session_, json(), read);
  if (format == "junit") return result.write(session_, report::checked_junit(all_, platform), read);
  return result.write(session_, text_ + "\n" + report::checked_summary(all_), read);
}

ExitCode CheckedOutput::judge() const {
  const auto count = [&](Checked::Outcome outcome) { return std::ranges::count(all_, outcome, &Checked::outcome); };
  if (count(Checked::Outcome::Failed) > 0) return ExitCode::FindingsReported;
  return count(Checked::Outcome::Skipped) == std::ssize(all_) ? ExitCode::WorldFailed : ExitCode::Ok;
}

}  // namespace slipway::cli
