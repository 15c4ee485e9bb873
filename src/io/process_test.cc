#include "io/process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

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

/// A clock on which each look takes twenty seconds.
struct SlowClock final : Clock {
  std::int64_t time = 0;
  std::int64_t now() override { return time += 20'000; }
  void sleep(std::int64_t) override {}
};

TEST(SystemProcesses, SaysHowLongItWaitsForWhatIsSilent) {
  const auto folder = std::filesystem::temp_directory_path() / ("slipway-waits-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  SlowClock clock;
  std::vector<std::int64_t> told;
  SystemProcesses processes(nullptr, Waits{clock, [&](const Command& command, std::int64_t milliseconds) {
                                             EXPECT_EQ(command.what, "a reader");
                                             told.push_back(milliseconds);
                                             if (told.size() == 3) std::ofstream(pipe) << "go on\n";
                                           }});
  Command command{{"cat", pipe}};
  command.what = "a reader";
  EXPECT_EQ(processes.run(command)->output, "go on\n");
  ASSERT_GE(told.size(), 3u);
  EXPECT_GE(told[0], 5'000);
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i] - told[i - 1], 15'000);
  told.clear();
  command = shell("read -r line; echo $line");
  command.input = "x\n";
  EXPECT_EQ(processes.run(command)->output, "x\n");
  EXPECT_TRUE(told.empty()) << "what nobody has named is waited for in silence";
  command = {{"cat", pipe}};
  std::vector<std::int64_t> looked;
  command.on_wait = [&](std::int64_t milliseconds) {
    looked.push_back(milliseconds);
    if (looked.size() == 2) std::ofstream(pipe) << "go on\n";
  };
  EXPECT_EQ(processes.run(command)->output, "go on\n");
  ASSERT_GE(looked.size(), 2u);
  EXPECT_GE(looked[0], 5'000);
  EXPECT_GE(looked[1] - looked[0], 15'000);
  EXPECT_TRUE(told.empty()) << "whoever looks says it";
  std::filesystem::remove_all(folder);
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

constexpr const char* kClosing[] = {"", "exec >&-; ", "exec 2>&-; ", "exec >&- 2>&-; ", "exec <&- >&- 2>&-; "};

/// What a program prints on says nothing of how long it runs.
TEST(SystemProcesses, KeepsItsTimeWhicheverOutputsItCloses) {
  std::vector<std::thread> threads;
  for (const char* closing : kClosing)
    threads.emplace_back([closing] {
      auto command = shell(std::string(closing) + "exec sleep 1000");
      command.input = "never read";
      command.seconds = 1;
      const auto slow = SystemProcesses().run(command);
      EXPECT_TRUE(slow->was_too_slow) << closing;
      EXPECT_EQ(slow->status, 128 + SIGKILL) << closing;
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(SystemProcesses, StopsAndSeesTheEndWhicheverOutputsItCloses) {
  for (const char* closing : kClosing)
    for (const bool finishes : {false, true}) {
      auto command = shell(std::string(closing) + "exec sleep 1000");
      command.finishes = finishes;
      FakeInterrupts interrupts;
      interrupts.came = 2;
      EXPECT_EQ(SystemProcesses(&interrupts).run(command)->status, 128 + SIGINT) << closing << finishes;
      command = shell(std::string(closing) + "exit 3");
      command.finishes = finishes;
      EXPECT_EQ(SystemProcesses().run(command)->status, 3) << closing << finishes;
    }
}

/// Whoever started us may ignore SIGCHLD, and then the system forgets how children end.
TEST(SystemProcesses, KnowsHowAProgramEndedWhereSIGCHLDWasIgnored) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  SystemProcesses processes;
  EXPECT_EQ(processes.run(shell("exit 3"))->status, 3);
  std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(processes.run(shell("kill -TERM $$"))->status, 128 + SIGTERM);
  std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(processes.run(shell("exec >&- 2>&-; exit 0"))->status, 0);
  std::signal(SIGCHLD, before);
}

TEST(SystemProcesses, AProgramWhoseEndNobodySawDidNotSucceed) {
  const auto before = std::signal(SIGCHLD, SIG_DFL);
  for (const char* closing : {"", "exec >&- 2>&-; "}) {
    auto command = shell(std::string("echo $$; ") + closing + "exec sleep 1000");
    command.on_line = [](std::string_view pid) {
      std::signal(SIGCHLD, SIG_IGN);
      ::kill(std::stoi(std::string(pid)), SIGTERM);
    };
    const auto finished = SystemProcesses().run(command);
    ASSERT_FALSE(finished) << closing;
    EXPECT_EQ(finished.error().kind, FailureKind::Unreachable) << closing;
    EXPECT_EQ(finished.error().message, "sh: nobody knows how it ended: No child processes") << closing;
  }
  std::signal(SIGCHLD, before);
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

/// Only a program that is not there is said not to be there.
TEST(SystemProcesses, SaysWhyThereIsNoProgram) {
  struct Case {
    Command command;
    FailureKind kind;
    std::string message;
  };
  const std::string too_long(1 << 20, 'x');
  SystemProcesses processes;
  for (const Case& c : {
           Case{{{"no-such-program-anywhere"}},
                FailureKind::NotFound,
                "no-such-program-anywhere: No such file or directory"},
           Case{{{"/etc/passwd/program"}}, FailureKind::NotFound, "/etc/passwd/program: Not a directory"},
           Case{{{"/"}}, FailureKind::Denied, "/: Permission denied"},
           Case{{{}}, FailureKind::Malformed, "no program was named"},
           Case{{.words = {"true"}, .folder = "/no/such/folder"},
                FailureKind::Malformed,
                "true cannot be run in /no/such/folder: No such file or directory"},
           Case{{{"true", too_long}}, FailureKind::Malformed, "true cannot be started: Argument list too long"},
           Case{{{"true"}, {{"TOO_LONG", too_long}}},
                FailureKind::Malformed,
                "true cannot be started: Argument list too long"},
       }) {
    const auto finished = processes.run(c.command);
    ASSERT_FALSE(finished) << c.message;
    EXPECT_EQ(finished.error().kind, c.kind) << c.message;
    EXPECT_EQ(finished.error().message, c.message);
  }
}

TEST(SystemProcesses, AMachineThatIsFullLacksNoProgram) {
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  const rlimit none{3, files.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto finished = SystemProcesses().run({{"true"}});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, FailureKind::Unreachable);
  EXPECT_EQ(finished.error().message, "true cannot be started: Too many open files");
}

TEST(SystemProcesses, KeepsNoMoreThanIsWantedOfWhateverIsPrinted) {
  std::vector<std::size_t> lines;
  Command command{{"sh", "-c", "head -c 3000000 /dev/zero; echo; echo end; head -c 3000000 /dev/zero >&2"}};
  command.most = 1000;
  command.on_line = [&](std::string_view line) { lines.push_back(line.size()); };
  const auto finished = SystemProcesses().run(command);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output.size(), 1000u);
  EXPECT_EQ(finished->errors.size(), 1000u);
  std::ranges::sort(lines);
  EXPECT_EQ(lines, (std::vector<std::size_t>{3, 1000, 1000}));
}

}  // namespace
}  // namespace slipway::io
