#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cloud/testing/fake_doors.h"

/// Runs of the whole program, from words to exit code, for tests.
namespace slipway::cli::testing {

struct Said {
  ExitCode code;
  std::string out, err;
};

inline bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

/// The program with these words, on 26 November 2026, 80 columns wide; `arrange` gives its session more doors.
inline Said run_with(io::Files& files, const std::vector<std::string>& words,
                     const std::function<void(Session&)>& arrange = {}) {
  StringOutput out, err;
  Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 26};
  if (arrange) arrange(session);
  const ExitCode code = run(session, words);
  return {code, out.text, err.text};
}

/// What live verbs need; each answers as a test says.
struct LiveDoors : cloud::testing::FakeDoors {
  void give(Session& session) {
    session.http = &http;
    session.processes = &processes;
    session.clock = &clock;
    session.environment = &environment;
  }
};

}  // namespace slipway::cli::testing
