#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "io/clock.h"
#include "io/environment.h"
#include "io/files.h"
#include "io/http.h"
#include "io/interrupts.h"
#include "io/process.h"

namespace slipway::cli {

/// A promise, which docs/reference/cli.md states for each verb. 1: findings at or above --fail-on, or differences
/// found.
enum class ExitCode : int { Ok = 0, FindingsReported = 1, WrongUsage = 2, WorldFailed = 3 };

/// Where text goes. The real one is a file descriptor; tests keep a string.
class Output {
 public:
  virtual ~Output() = default;
  /// False when nobody can read it any more (the pipe is closed, the disk is full).
  virtual bool write(std::string_view text) = 0;
};

struct StringOutput final : Output {
  std::string text;
  bool write(std::string_view more) override {
    text += more;
    return true;
  }
};

/// "0.9.0"
std::string_view version();

/// How many columns lines have, asked each time: a terminal may have been made wider or narrower since.
class Columns {
 public:
  Columns(int always) : ask_([always] { return always; }) {}
  explicit Columns(std::function<int()> ask) : ask_(std::move(ask)) {}
  operator int() const { return ask_(); }

 private:
  std::function<int()> ask_;
};

/// One run of the program: its doors to the world and how it may speak.
struct Session {
  io::Files& files;
  Output& out;  // results
  Output& err;  // everything else
  // Of live verbs; a test that runs none needs none.
  io::Http* http = nullptr;
  io::Processes* processes = nullptr;
  io::Clock* clock = nullptr;
  io::Environment* environment = nullptr;
  io::Interrupts* interrupts = nullptr;
  std::string program = "slipway";  // the file that runs
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_color = false;  // the environment says so
  /// Asks the person at the terminal and returns the line typed, nullopt when it ends. Unset: nobody is there to ask.
  using Ask = std::function<std::optional<std::string>(std::string_view question)>;
  Ask ask = {};
  Ask ask_unseen = {};  // the same, of what nobody is to see: a code
  Columns width = 80;   // of results
  /// Columns of the terminal that standard error goes to, as it is now: it may have been resized; 0: it does not say.
  /// Unset when that is no terminal, or one that cannot draw over a line (TERM=dumb).
  std::function<int()> err_columns = {};
  int year = 2026, month = 1, day = 1;     // today, UTC
  std::function<double()> stopwatch = {};  // seconds since some moment; without one, times are not said
  /// Where large results go that are done with: the program's end frees them faster than their destructors do. nullptr:
  /// they are destroyed.
  std::vector<std::shared_ptr<const void>>* done_with = nullptr;

  // Flags every verb has.
  std::string color = "auto";
  bool quiet = false, verbose = false;

  Colour out_colour() const { return colour(out_is_terminal); }
  Colour err_colour() const { return colour(err_is_terminal); }

  /// How wide lines on standard error are; never under kNarrowest, however small the terminal is.
  int err_width() const;
  static constexpr int kNarrowest = 40;
  /// "", or what erases the line that progress is drawn on.
  std::string_view erase_line() const;

  /// The same run with another door to files, which must outlive it.
  Session over(io::Files& other) const;

  /// "slipway: " and what went wrong, and below it "  = fix: " and what helps, on standard error. `fix` is never "".
  void complain(std::string_view message, std::string_view fix);
  /// What is read and asked, with -v.
  void say(std::string_view message);
  /// That a program is waited for which has run for so long, on standard error, unless -q was given.
  void tell_of_waiting(const io::Command& command, std::int64_t milliseconds);
  /// Findings in reading order with a count at the end; "" when there are none.
  std::string findings(Diagnostics& diagnostics, int files_read, Colour colour) const;

 private:
  Colour colour(bool terminal) const {
    if (color != "auto") return color == "always" ? Colour::On : Colour::Off;
    return terminal && !no_color ? Colour::On : Colour::Off;
  }
};

}  // namespace slipway::cli
