#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "io/clock.h"
#include "io/interrupts.h"

namespace slipway::io {

struct Command {
  std::vector<std::string> words;  // the program, looked up in PATH, and its arguments: no shell reads them
  std::map<std::string, std::string> environment = {};  // laid over ours
  std::string input = {};                               // to its standard input
  std::string folder = {};                              // it runs in; "" ours
  int seconds = 0;                                      // it may take; then it is ended; 0 no limit
  /// Bytes of what it prints that are kept, of each stream; the rest is dropped. So are longer lines' ends in on_line.
  std::size_t most = std::size_t{64} << 20;
  /// What it is to a person who waits for it and sees nothing else of it: "the credential_process of AWS profile gpu".
  std::string what = {};
  bool finishes = false;  // when we are killed it goes on to its end, unheard, rather than being asked to stop
  /// What it prints, line by line as it comes, beside being kept.
  std::function<void(std::string_view line)> on_line = {};
  /// Asked to look at what it waits for, as Waits::tell is told: for how many milliseconds it runs. Meanwhile it is not
  /// heard.
  std::function<void(std::int64_t milliseconds)> on_wait = {};
};

struct Finished {
  int status = 0;      // 128 + n when signal n ended it, as shells say
  std::string output;  // standard output; at most Command::most
  std::string errors;  // standard error, the same
  bool was_too_slow = false;
};

/// The door to other programs. May be used by many threads.
class Processes {
 public:
  virtual ~Processes() = default;
  /// NotFound: no such program; Denied: it may not be run; Malformed: no such folder; Unreachable: its end is unknown.
  virtual Result<Finished> run(const Command& command) = 0;
};

/// Who hears of programs with a Command::what that have not ended, after five seconds and then every fifteen: for how
/// many milliseconds they run. Command::on_wait goes by the same clock.
struct Waits {
  Clock& clock;
  std::function<void(const Command& command, std::int64_t milliseconds)> tell;
};

/// Each in a process group of its own, which gets SIGINT when we die (but for Command::finishes), when `interrupts` has
/// counted two, and once more at three; at four it is killed.
class SystemProcesses final : public Processes {
 public:
  explicit SystemProcesses(const Interrupts* interrupts = nullptr, std::optional<Waits> waits = std::nullopt)
      : interrupts_(interrupts), waits_(std::move(waits)) {}
  Result<Finished> run(const Command& command) override;

 private:
  const Interrupts* interrupts_;
  const std::optional<Waits> waits_;
};

/// For tests: answers from a function, and remembers what was run.
struct FakeProcesses final : Processes {
  std::function<Result<Finished>(const Command&)> answer;
  std::vector<Command> ran;

  Result<Finished> run(const Command& command) override {
    const std::lock_guard lock(mutex_);
    ran.push_back(command);
    return answer(command);
  }

 private:
  std::mutex mutex_;
};

}  // namespace slipway::io
