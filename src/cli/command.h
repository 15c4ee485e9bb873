#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/session.h"

namespace slipway::cli {

/// What a verb does: declares its flags, then runs with their values.
class Verb {
 public:
  virtual ~Verb() = default;
  virtual void declare(Flags& flags) = 0;
  virtual ExitCode run(Session& session) = 0;
};

template <class T>
std::unique_ptr<Verb> make_verb() {
  return std::make_unique<T>();
}

/// A row of the command table; `slipway help`, `slipway help VERB` and docs/reference/cli.md come from it.
struct Command {
  std::string_view group;  // start, check, predict, build, live
  std::string_view name;
  std::string_view summary;   // its line in `slipway help`
  std::string_view synopsis;  // "plan [platform.yaml] [--details]"
  std::string_view about;     // a paragraph
  std::string_view examples;  // two real ones, a line each
  std::unique_ptr<Verb> (*make)();
};

/// In the order of `slipway help`.
std::span<const Command> commands();

/// Runs `slipway WORDS…`.
ExitCode run(Session& session, const std::vector<std::string>& words);

std::string help();
std::string help(const Command& command);
/// The whole reference page.
std::string reference_page();

}  // namespace slipway::cli
