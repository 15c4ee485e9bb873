#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/result.h"
#include "cli/session.h"
#include "platform/checked.h"

namespace slipway::cli {

/// How verbs that ask the world print what became of their checks: their flags, and what is told.
struct CheckedFlags {
  std::string format = "table";
  ResultFlags result;
  void declare(Flags& flags);
};

/// A table on the terminal has a line for each check as it becomes known; other formats, and what goes to a file, are
/// written when all are.
class CheckedOutput {
 public:
  /// `part_width`: of the longest part that will come, so that lines stand in columns.
  CheckedOutput(Session& session, const CheckedFlags& flags, std::size_t part_width);

  void tell(const platform::Checked& check);
  /// Writes what is not written yet. `json` is the verb's own; `read` are files that --out may not be.
  ExitCode end(const std::function<std::string()>& json, std::string_view platform,
               const std::vector<std::string>& read);
  /// FindingsReported when a check failed; WorldFailed when nothing could be asked; else Ok.
  ExitCode judge() const;

 private:
  Session& session_;
  const CheckedFlags& flags_;
  std::size_t part_width_;
  std::vector<platform::Checked> all_;
  std::string text_;
  std::set<std::string> told_whys_, told_fixes_;  // of skipped checks: a reason, and what helps, are told once
};

}  // namespace slipway::cli
