#include "ops/journal.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "ops/said.h"

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

void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(::sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(::sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << ::sqlite3_errmsg(database);
  ::sqlite3_close(database);
}

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

/// Whoever reads that a part is well shall not take it for the whole.
TEST(Journal, KnowsARunOfAPartFromOneOfAll) {
  const auto journal = opened(":memory:");
  EXPECT_FALSE(*journal->last_whole_run());
  for (const char* part : {"", "--only keda", "--from 70-workloads"})
    ASSERT_TRUE(journal->begin_run({.verb = "apply", .who = "ada", .version = "1.0", .begun = 1, .part = part}));
  EXPECT_EQ(journal->runs(10)->at(0).part, "--from 70-workloads");
  EXPECT_EQ(journal->runs(10)->at(2).part, "");
  EXPECT_EQ((*journal->last_whole_run())->id, journal->runs(10)->at(2).id);
}

TEST(Journal, OfBeforeThereWerePartsIsReadAndGoneOnWith) {
  const TemporaryFile file;
  ASSERT_TRUE(opened(file.path())->begin_run({.verb = "apply", .who = "ada", .version = "1.0", .begun = 1}));
  execute(file.path(), "ALTER TABLE run DROP COLUMN part");
  const auto journal = opened(file.path());
  EXPECT_EQ(journal->runs(1)->front().who, "ada");
  ASSERT_TRUE(journal->begin_run({.verb = "apply", .who = "bob", .version = "1.1", .begun = 2, .part = "--only keda"}));
  EXPECT_EQ(opened(file.path())->runs(1)->front().part, "--only keda");
}

/// Nobody's rights mend a damaged file, wherever in it the damage is.
TEST(Journal, SaysOfADamagedFileWhatHelps) {
  const TemporaryFile file;
  {
    const auto journal = opened(file.path());
    const auto run = journal->begin_run({.verb = "apply", .who = "ada", .version = "1.0", .begun = 1});
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(journal->begin_step(*run, "step " + std::to_string(i), "hash", 1));
  }
  std::string whole = [&] {
    std::ifstream in(file.path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  int told = 0;
  for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
    std::string damaged = whole;
    for (std::size_t at = page * 4096 + (page == 0 ? 100 : 0); at < (page + 1) * 4096; at += 7) damaged[at] ^= 0x55;
    std::ofstream(file.path(), std::ios::binary) << damaged;
    const auto expect_advice = [&](const std::string& message, const std::string& fix) {
      ++told;
      EXPECT_NE(message.find(file.path()), std::string::npos) << message;
      EXPECT_NE(fix.find("move it away"), std::string::npos) << message << ": " << fix;
    };
    auto journal = Journal::open(file.path());
    if (!journal) {
      expect_advice(journal.error().message, journal.error().fix);
      continue;
    }
    const auto expect_read = [&](const auto& read) {
      if (read) return;  // the damage is elsewhere
      EXPECT_EQ(read.error().kind, FailureKind::Malformed);
      expect_advice(read.error().message, disk_failure(read.error(), "again").fix);
    };
    expect_read((*journal)->runs(10));
    expect_read((*journal)->steps(1));
    expect_read((*journal)->last("step 7"));
    expect_read((*journal)->remembered("job"));
    expect_read((*journal)->begin_step(1, "more", "", 2));
  }
  EXPECT_GE(told, 4);
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
