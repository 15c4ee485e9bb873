#include "ops/journal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace slipway::ops {
namespace {

using State = Journal::State;

struct TemporaryFile {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("slipway-journal-" + std::to_string(::getpid()));
  TemporaryFile() { std::filesystem::create_directory(folder); }
  ~TemporaryFile() { std::filesystem::remove_all(folder); }
  std::string path() const { return folder / "journal.db"; }
};

std::unique_ptr<Journal> opened(const std::string& path) {
  auto journal = Journal::open(path);
  EXPECT_TRUE(journal) << journal.error().message;
  return std::move(journal).value();
}

TEST(Journal, KeepsRunsAndTheirStepsAcrossProcesses) {
  const TemporaryFile file;
  {
    const auto journal = opened(file.path());
    const auto run = journal->begin_run({.verb = "apply", .who = "ada", .version = "1.0", .begun = 1000});
    ASSERT_TRUE(run);
    ASSERT_TRUE(journal->begin_step(*run, "aws", "hash", 1000));
    ASSERT_TRUE(journal->end_step(*run, "aws", State::Done, "3 created", 5000));
    ASSERT_TRUE(journal->begin_step(*run, "access", "", 5000));
    ASSERT_TRUE(journal->end_run(*run, State::Failed, "access: no answer", 6000));
  }
  const auto journal = opened(file.path());
  const auto runs = journal->runs(10);
  ASSERT_EQ(runs->size(), 1u);
  EXPECT_EQ(runs->front().who, "ada");
  EXPECT_EQ(runs->front().state, State::Failed);
  const auto steps = journal->steps(runs->front().id);
  ASSERT_EQ(steps->size(), 2u);
  EXPECT_EQ(steps->at(0).said, "3 created");
  EXPECT_EQ(steps->at(1).state, State::Begun) << "killed: it never ended";
  EXPECT_EQ(**journal->usual("aws"), 4000);
  EXPECT_FALSE(*journal->usual("access"));
  EXPECT_EQ((*journal->last("aws"))->inputs, "hash");
  EXPECT_FALSE(*journal->last("never"));
}

TEST(Journal, RemembersUntilToldToForget) {
  const auto journal = opened(":memory:");
  EXPECT_FALSE(*journal->remembered("job ml/train"));
  ASSERT_TRUE(journal->remember("job ml/train", "a"));
  ASSERT_TRUE(journal->remember("job ml/train", "b"));
  EXPECT_EQ(**journal->remembered("job ml/train"), "b");
  ASSERT_TRUE(journal->forget("job ml/train"));
  EXPECT_FALSE(*journal->remembered("job ml/train"));
}

TEST(Journal, RefusesWhatIsNotAJournal) {
  const TemporaryFile file;
  std::ofstream(file.path()) << std::string(5000, 'x');
  const auto journal = Journal::open(file.path());
  ASSERT_FALSE(journal);
  EXPECT_NE(journal.error().message.find(file.path()), std::string::npos);
  EXPECT_FALSE(Journal::open((file.folder / "missing" / "journal.db").string()));
}

/// In a process of its own, whose files may not grow: what was there before is there after.
TEST(Journal, AFullDiskIsAFailureAndLosesNothing) {
  const TemporaryFile file;
  {
    const auto journal = opened(file.path());
    ASSERT_TRUE(journal->begin_run({.verb = "apply", .who = "ada", .version = "1.0", .begun = 1}));
  }
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &none);
    auto journal = Journal::open(file.path());
    bool failed = !journal;
    for (int i = 0; journal && i < 1000 && !failed; ++i)
      failed = !(*journal)->begin_step(1, "step " + std::string(200, 'x'), "", 1);
    ::_exit(failed ? 42 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  const auto journal = opened(file.path());
  EXPECT_EQ(journal->runs(10)->size(), 1u);
}

}  // namespace
}  // namespace slipway::ops
