#include "io/process.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace slipway::io {
namespace {

Command shell(const std::string& text) { return {{"sh", "-c", text}}; }

TEST(SystemProcesses, GivesWhatAProgramPrintedAndHowItEnded) {
  SystemProcesses processes;
  const auto finished = processes.run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 3);
  EXPECT_EQ(finished->output, "out\n");
  EXPECT_EQ(finished->errors, "err\n");
  EXPECT_EQ(processes.run(shell("kill -TERM $$"))->status, 128 + 15);
}

TEST(SystemProcesses, FeedsMoreThanAPipeHolds) {
  SystemProcesses processes;
  Command command{{"cat"}};
  command.input = std::string(1 << 20, 'x') + "\n";
  const auto finished = processes.run(command);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, command.input);
}

TEST(SystemProcesses, AProgramNeedNotReadWhatItIsGiven) {
  SystemProcesses processes;
  Command command{{"true"}};
  command.input = std::string(1 << 20, 'x');
  EXPECT_EQ(processes.run(command)->status, 0);
}

TEST(SystemProcesses, LaysItsEnvironmentOverOurs) {
  SystemProcesses processes;
  auto command = shell("echo $SLIPWAY_TEST; echo ${PATH:+has a path}; pwd");
  command.environment = {{"SLIPWAY_TEST", "value with spaces"}};
  command.folder = "/";
  EXPECT_EQ(processes.run(command)->output, "value with spaces\nhas a path\n/\n");
}

TEST(SystemProcesses, TellsEachLineAsItComes) {
  SystemProcesses processes;
  std::vector<std::string> lines;
  auto command = shell("printf 'a\\nb\\nlast without an end'");
  command.on_line = [&](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(processes.run(command));
  EXPECT_EQ(lines, (std::vector<std::string>{"a", "b", "last without an end"}));
}

TEST(SystemProcesses, EndsWhatTakesTooLongWithAllThatItStarted) {
  SystemProcesses processes;
  auto command = shell("sleep 1000 & sleep 1000");
  command.seconds = 1;
  const auto finished = processes.run(command);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->was_too_slow);
  EXPECT_EQ(finished->status, 128 + 9);
}

TEST(SystemProcesses, GoesOnToItsEndWhenWeAreKilledIfItIsToldSo) {
  const std::string folder = ::testing::TempDir() + "/finishes";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (const char* name : {"began", "go", "ended"}) ASSERT_EQ(::mkfifo((folder + "/" + name).c_str(), 0600), 0);
  auto command = shell("echo > began; read word < go; echo nobody hears; echo nor this >&2; echo $word > ended");
  command.folder = folder;
  command.finishes = true;
  const pid_t we = ::fork();
  if (we == 0) {
    SystemProcesses processes;
    [[maybe_unused]] const auto never = processes.run(command);
    ::_exit(0);
  }
  std::string text;
  std::getline(std::ifstream(folder + "/began"), text);
  ::kill(we, SIGKILL);
  ::waitpid(we, nullptr, 0);
  std::ofstream(folder + "/go") << "through\n";
  std::getline(std::ifstream(folder + "/ended"), text);
  EXPECT_EQ(text, "through");
}

TEST(SystemProcesses, HearsAllOfWhatFinishes) {
  SystemProcesses processes;
  auto command = shell("echo out; echo err >&2; head -c 300000 /dev/zero | tr '\\0' x; exit 4");
  command.finishes = true;
  const auto finished = processes.run(command);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 4);
  EXPECT_EQ(finished->output, "out\n" + std::string(300000, 'x'));
  EXPECT_EQ(finished->errors, "err\n");
}

TEST(SystemProcesses, SaysWhatIsNotThere) {
  SystemProcesses processes;
  const auto finished = processes.run({{"no-such-program-anywhere"}});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, FailureKind::NotFound);
  EXPECT_EQ(processes.run({{"/"}}).error().kind, FailureKind::Denied);
  EXPECT_EQ(processes.run({{}}).error().kind, FailureKind::Malformed);
}

}  // namespace
}  // namespace slipway::io
