#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/testing/refusing_doors.h"
#include "cli/testing/verb_run.h"
#include "ops/testing/fake_world.h"

/// The live verbs from the command line, in the world of ops/testing; the journal is a file of the disk's.
namespace slipway::cli::testing {

/// The world's programs; `instead` may answer in their place, `beside` change what they answered.
struct Programs final : io::Processes {
  io::Processes& programs;
  std::function<std::optional<io::Finished>(const io::Command&)> instead = {};
  std::function<void(const io::Command&, io::Finished&)> beside = {};

  explicit Programs(io::Processes& p) : programs(p) {}
  Result<io::Finished> run(const io::Command& command) override {
    if (instead)
      if (auto answer = instead(command)) return *std::move(answer);
    auto answer = programs.run(command);
    if (!answer || !beside) return answer;
    io::Finished finished = *answer;
    beside(command, finished);
    return finished;
  }
};

struct LiveWorld : ::testing::Test {
  ops::testing::FakeWorld world;
  std::unique_ptr<ops::testing::FakeWorld::Process> process = world.process();
  Programs programs{process->doors.processes};
  Refusals refusals;  // of the doors that verbs are given
  RefusingFiles disk{process->doors.files, refusals};
  RefusingHttp wire{process->doors.http, refusals};
  RefusingProcesses started{programs, refusals};
  io::FakeEnvironment environment;
  std::filesystem::path folder;
  std::string state;
  std::vector<std::string> questions;
  int columns = 0;                   // of the terminal that the result goes to; 0: to a pipe
  std::vector<std::string> answers;  // of the person at the terminal; none: nobody is there

  LiveWorld() {
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
    // Of this world alone: one test may have several, one after the other or at once.
    std::string pattern = folder_of_journals() / "slipway-live-XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    state = refusals.home = folder.string();
    world.graph.setting.platform = world.graph.setting.cluster = "demo";
    world.disk().files["platform.yaml"] =
        "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
        "  aws: {region: eu-west-1}\n  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n";
  }
  ~LiveWorld() override { std::filesystem::remove_all(folder); }

  /// In memory where there is such a place: a journal waits for its disk at every step, which was nine tenths of the
  /// time that these tests took.
  static std::filesystem::path folder_of_journals() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::path(::testing::TempDir());
  }

  /// The words as they stand.
  Said run_as_is(const std::vector<std::string>& words) {
    if (std::filesystem::exists(folder / "journal.db")) world.disk().files[state + "/journal.db"] = "SQLite's";
    return run_with(disk, words, [this](Session& session) {
      session.http = &wire;
      session.processes = &started;
      session.clock = &process->doors.clock;
      session.environment = &environment;
      session.interrupts = &world.interrupts;
      session.out_is_terminal = columns > 0;
      if (columns > 0) session.width = columns;
      if (answers.empty()) return;
      session.ask = [this](std::string_view question) -> std::optional<std::string> {
        questions.emplace_back(question);
        const auto answer = answers.front();
        answers.erase(answers.begin());
        return answer;
      };
      session.ask_unseen = [ask = session.ask](std::string_view question) {
        return ask("unseen: " + std::string(question));
      };
    });
  }
  /// And where the state is.
  Said run(std::vector<std::string> words) {
    words.insert(words.end(), {"--state", state});
    return run_as_is(words);
  }
  /// All of the platform, without asking anything first.
  Said apply(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"apply", "--yes", "--no-preflight", "--no-wait"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
};

}  // namespace slipway::cli::testing
