#include "rules/speakers.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/ascii.h"
#include "subject/command_flags.h"

namespace slipway::rules {
namespace {

using subject::ShellCommand;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::ranges::find(words, word) != std::end(words);
}

bool prints(std::string_view program) {
  constexpr std::string_view kPrograms[] = {"cat", "echo", "printf"};
  return is_one_of(program, kPrograms);
}

/// Other programs that only look at text.
bool looks_at_text(std::string_view program) {
  constexpr std::string_view kPrograms[] = {"[", "[[", "case", "cut", "envsubst", "expr", "read", "test", "tr"};
  return is_one_of(program, kPrograms);
}

/// As functions are called that say something, by their first or their last part: log_info, print-error, c_echo.
bool is_called_speaker(std::string_view name) {
  constexpr std::string_view kWords[] = {"debug", "die",     "echo",  "err", "error", "fail",    "info", "log",
                                         "msg",   "message", "print", "say", "usage", "success", "warn", "warning"};
  constexpr std::string_view kBetween = "_-:.";
  const std::string lower = ascii_lower(name);
  const std::string_view all = lower;
  return is_one_of(all.substr(0, all.find_first_of(kBetween)), kWords) ||
         is_one_of(all.substr(all.find_last_of(kBetween) + 1), kWords);
}

/// Whether the function in whose body it stands runs what it is given: `"$@"`.
bool runs_given(const ShellCommand& command) {
  const std::string_view program = command.words.empty() ? std::string_view() : command.words.front().text;
  return program == "eval" || program.starts_with("$@") || program.starts_with("${@") || program.starts_with("$*") ||
         program.starts_with("$1");
}

/// What a function may do beside saying something.
bool changes_nothing(std::string_view program) {
  constexpr std::string_view kPrograms[] = {":",      "((",    "date",  "declare", "exit", "local",
                                            "return", "shift", "sleep", "tput",    "true"};
  return is_one_of(program, kPrograms);
}

/// The terminal, nothing, or a log.
bool is_read_by_people(std::string_view target) {
  constexpr std::string_view kDigitsAndNone = "0123456789-";
  return target.starts_with("/dev/") || target.find_first_not_of(kDigitsAndNone) == target.npos ||
         ascii_lower(target).find("log") != std::string::npos;
}

bool writes_to_people(const ShellCommand& command) {
  return std::ranges::all_of(command.redirects, [](const subject::Redirect& one) {
    return one.op.find('>') == std::string::npos || is_read_by_people(one.target.text);
  });
}

/// `tee -a "$LOG_FILE"`
bool copies_to_people(const ShellCommand& command) {
  return command.words.front().text == "tee" &&
         std::ranges::all_of(command.words.begin() + 1, command.words.end(), [](const subject::Word& word) {
           return word.text.starts_with('-') || is_read_by_people(word.text);
         });
}

}  // namespace

bool takes_patterns(const ShellCommand& command) {
  constexpr std::string_view kPrograms[] = {"awk", "egrep", "fgrep", "grep", "perl", "sed"};
  return std::ranges::any_of(command.words, [&](const subject::Word& word) { return is_one_of(word.text, kPrograms); });
}

Speakers::Speakers(const subject::Script& script) {
  for (const subject::ShellFunction& one : subject::functions_of(script)) {
    const auto body = std::span(script.commands).subspan(one.first, one.last - one.first);
    const auto says = [&](const ShellCommand& command) {
      return !command.words.empty() && speaks(command.words.front().text);
    };
    const auto is_harmless = [&](const ShellCommand& command) {
      return writes_to_people(command) && (command.words.empty() || has(command) ||
                                           changes_nothing(command.words.front().text) || copies_to_people(command));
    };
    if (std::ranges::any_of(body, runs_given))
      functions_.insert_or_assign(one.name, false);
    else if (std::ranges::any_of(body, says) && std::ranges::all_of(body, is_harmless))
      functions_.insert_or_assign(one.name, true);
  }
}

bool Speakers::speaks(std::string_view program) const {
  if (const auto found = functions_.find(program); found != functions_.end()) return found->second;
  return prints(program) || is_called_speaker(program);
}

bool Speakers::has(const ShellCommand& command) const {
  if (command.words.empty()) return false;
  const std::string_view program = command.words.front().text;
  return speaks(program) || looks_at_text(program) || takes_patterns(command);
}

}  // namespace slipway::rules
