#pragma once

#include <map>
#include <string>
#include <string_view>

#include "subject/script.h"

namespace slipway::rules {

/// Whether patterns of text are among a command's words: of grep, sed, awk or perl, which find and xargs begin, too.
bool takes_patterns(const subject::ShellCommand& command);

/// Programs and functions of a script whose words are text for people or patterns of text, and nothing that they act
/// on: echo, sed; functions that do no more than that with theirs; what is called so (log_info, print_error), except
/// functions that run what they are given.
class Speakers {
 public:
  /// Reads the script's text again.
  explicit Speakers(const subject::Script& script);
  bool has(const subject::ShellCommand& command) const;

 private:
  bool speaks(std::string_view program) const;

  std::map<std::string, bool, std::less<>> functions_;  // those of which it is known
};

}  // namespace slipway::rules
