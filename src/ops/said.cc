#include "ops/said.h"

#include <fmt/core.h>

#include <csignal>

#include "base/text.h"
#include "io/file_advice.h"

namespace slipway::ops {
namespace {

int signal_of(const io::Finished& finished) { return finished.status > 128 ? finished.status - 128 : 0; }

}  // namespace

std::string without_colours(std::string_view text) {
  constexpr char kEscape = '\x1b', kBell = '\x07';
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != kEscape || at + 1 == text.size()) {
      plain += text[at];
    } else if (text[at + 1] == '[') {  // parameters, then a letter or one of @[\]^_`{|}~
      at += 2;
      while (at < text.size() && text[at] >= 0x20 && text[at] < 0x40) ++at;
      if (at < text.size() && (text[at] < 0x40 || text[at] == 0x7F)) --at;  // broken off: it is not of the sequence
    } else if (text[at + 1] == ']') {  // a title or a link, to a bell or ESC backslash
      while (at + 1 < text.size() && text[at + 1] != kBell && text[at + 1] != '\n' &&
             !text.substr(at + 1).starts_with("\x1b\\"))
        ++at;
      if (at + 1 < text.size() && text[at + 1] == kBell)
        ++at;
      else if (at + 1 < text.size() && text[at + 1] == kEscape)
        at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::string one_line(std::string_view text, std::size_t most) {
  constexpr std::string_view kCut = "…";
  // Much more than is kept need not be looked at: what is hostile may be long.
  const auto harmless = printable(without_colours(text.substr(0, 4 * most)));
  std::string line;
  for (const char c : harmless) {
    if (c != ' ')
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  const bool is_cut = text.size() > 4 * most || line.size() > most;
  if (!is_cut) return line;
  auto end = std::min(line.size(), most > kCut.size() ? most - kCut.size() : 0);
  while (end > 0 && end < line.size() && is_utf8_continuation(line[end])) --end;
  return line.substr(0, end) + std::string(kCut);
}

std::string end_of(std::string_view program, const io::Finished& finished) {
  if (finished.was_too_slow) return fmt::format("{} took too long and was ended", program);
  if (const int signal = signal_of(finished)) return fmt::format("{} was ended by signal {}", program, signal);
  return fmt::format("{} ended with status {} and said nothing", program, finished.status);
}

Cure cure_of_end(std::string_view program, const io::Finished& finished, std::string_view next) {
  if (finished.was_too_slow)
    return {fmt::format("{} hung, or the machine is too busy", program), fmt::format("begin again: {}", next)};
  switch (signal_of(finished)) {
    case 0:
      return {};
    case SIGINT:
    case SIGTERM:
    case SIGHUP:
      return {"somebody, or whatever runs this job, asked it to stop", std::string(next)};
    case SIGKILL:
      return {
          fmt::format("somebody killed {}, or the machine (or the container) has too little memory for it", program),
          fmt::format("`dmesg | grep -i 'out of memory'` says if it was memory: give it 2 GiB or more; then {}", next)};
    default:
      return {fmt::format("{} itself crashed, or a plugin of it", program),
              fmt::format("is it of another machine's kind, or broken? `{} version`; then {}", program, next)};
  }
}

StepFailure not_run(std::string_view program, const Failure& failure, std::string_view needed) {
  constexpr std::string_view kAgain = "the same command goes on from here";
  const auto said = [&](std::string cause, std::string fix) {
    StepFailure one{one_line(failure.message, 1000), std::move(fix)};
    one.cause = std::move(cause);
    return one;
  };
  switch (failure.kind) {
    case FailureKind::NotFound:
      return said(fmt::format("there is no {} in PATH", program), std::string(needed));
    case FailureKind::Denied:
      return said(fmt::format("whoever runs slipway may not run {}", program),
                  fmt::format("chmod +x what `command -v {}` names; then {}", program, kAgain));
    case FailureKind::Malformed:
      return said(fmt::format("the folder that {} runs in, or what it is called with, cannot be used", program),
                  fmt::format("is the folder there, and may it be entered? then {}", kAgain));
    default:
      return said(fmt::format("{} could not be begun, or nobody knows how it ended", program),
                  fmt::format("the machine may be out of processes or memory; then {}", kAgain));
  }
}

StepFailure disk_failure(const Failure& failure, std::string_view next) {
  // SQLite's, of the journal; of other files io/ knows what helps.
  static constexpr KnownWords kOfJournal[] = {
      {"disk is full", "its disk is full", "make room (`df -h` shows where there is any)"},
      {"readonly database", "it belongs to somebody else, or its disk can only be read",
       "give whoever runs slipway the right to write it"},
      {"disk I/O error", "its disk, or the network to it, is in trouble", "`dmesg` says more: mend that"},
      {"disk image is malformed", "the file is damaged: its disk was full or failed, or another program wrote to it",
       "move it away (what was done is found by asking, but which Jobs have run is forgotten), or put a copy back"},
      {"is locked", "another program has it open", "close that (`fuser` of it shows which)"},
      {"unable to open", "its folder is gone, or may not be written to", "put it back, or give it the right"}};
  StepFailure said{one_line(failure.message, 1000)};
  auto cure = known_cure(kOfJournal, failure.message);
  if (failure.kind == FailureKind::Throttled) cure.cause = "another slipway is at work there";
  said.cause = std::move(cure.cause);
  said.fix = fmt::format("{}; then {}", cure.fix.empty() ? io::file_advice(failure) : cure.fix, next);
  return said;
}

std::string said_with_fix(const StepFailure& failure) {
  return failure.fix.empty() ? failure.message : fmt::format("{} ({})", failure.message, failure.fix);
}

}  // namespace slipway::ops
