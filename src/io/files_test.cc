#include "io/files.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

namespace slipway::io {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, gone afterwards.
class DiskFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "slipway-files-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  DiskFiles files_;
  fs::path folder_;
};

TEST_F(DiskFilesTest, ReadsBackWhatItWrote) {
  fs::create_directory(path("a"));
  ASSERT_TRUE(files_.write(path("a/b.yaml"), "kind: Pod\n"));
  EXPECT_EQ(files_.read(path("a/b.yaml")).value(), "kind: Pod\n");
  ASSERT_TRUE(files_.write(path("a/b.yaml"), "kind: Job\n"));
  EXPECT_EQ(files_.read(path("a/b.yaml")).value(), "kind: Job\n");
  EXPECT_EQ(files_.list(path("a"), {""}).value().size(), 1u) << "nothing half-written stays beside it";
}

TEST_F(DiskFilesTest, KeepsRightsAndLinksOfWhatItReplaces) {
  ASSERT_TRUE(files_.write(path("secret.yaml"), "old"));
  fs::permissions(path("secret.yaml"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("secret.yaml", path("link.yaml"));
  ASSERT_TRUE(files_.write(path("link.yaml"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link.yaml")));
  EXPECT_EQ(files_.read(path("secret.yaml")).value(), "new");
  EXPECT_EQ(fs::status(path("secret.yaml")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(files_.is_same(path("link.yaml"), path("./secret.yaml")));
  EXPECT_FALSE(files_.is_same(path("link.yaml"), path("none.yaml")));
}

/// Somebody to whom rights mean something, while it lives: root is nobody then.
struct Nobody {
  static constexpr uid_t kId = 65534;
  explicit Nobody(const fs::path& folder) {
    if (is_root && (::chown(folder.c_str(), kId, kId) != 0 || ::seteuid(kId) != 0)) ADD_FAILURE() << "cannot be nobody";
  }
  ~Nobody() {
    if (is_root && ::seteuid(0) != 0) std::abort();
  }
  Nobody(const Nobody&) = delete;
  Nobody& operator=(const Nobody&) = delete;
  const bool is_root = ::geteuid() == 0;
};

struct stat about(const std::string& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found;
}

/// By its name, a link, and a folder that lets us put another in its place; an editor refuses all of them.
TEST_F(DiskFilesTest, WhatWeMayNotWriteIsNotReplacedEither) {
  for (const mode_t rights : {0444u, 0400u, 0044u, 0u}) {
    const Nobody nobody(folder_);
    ASSERT_TRUE(files_.write(path("a.yaml"), "old"));
    fs::remove(path("link.yaml"));
    fs::create_symlink("a.yaml", path("link.yaml"));
    ASSERT_EQ(::chmod(path("a.yaml").c_str(), rights), 0);
    const auto before = about(path("a.yaml"));
    for (const char* name : {"a.yaml", "link.yaml"}) {
      const auto written = files_.write(path(name), "new");
      ASSERT_FALSE(written) << name;
      EXPECT_EQ(written.error().kind, FailureKind::Denied);
      EXPECT_EQ(written.error().message, "cannot write " + path(name) + ": Permission denied");
      EXPECT_TRUE(files_.kept(path(name)).read_only);
    }
    EXPECT_EQ(about(path("a.yaml")).st_ino, before.st_ino);
    EXPECT_TRUE(fs::is_symlink(path("link.yaml")));
    ASSERT_EQ(::chmod(path("a.yaml").c_str(), 0600), 0);
    EXPECT_EQ(files_.read(path("a.yaml")).value(), "old");
    EXPECT_EQ(files_.list(folder_.string(), {""}).value().size(), 2u);
    fs::remove(path("a.yaml"));
  }
}

/// Nothing can be made beside it, so it is written over: longer, shorter, and not at all when the disk is full.
TEST_F(DiskFilesTest, WritesOverWhatStandsInAFolderThatTakesNoFiles) {
  const Nobody nobody(folder_);
  ASSERT_TRUE(files_.write(path("a.yaml"), "old"));
  ASSERT_EQ(::chmod(path("a.yaml").c_str(), 0640), 0);
  const auto before = about(path("a.yaml"));
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  for (const std::string& text : {std::string(5000, 'l'), std::string("short"), std::string()}) {
    ASSERT_TRUE(files_.write(path("a.yaml"), text));
    EXPECT_EQ(files_.read(path("a.yaml")).value(), text);
  }
  ASSERT_TRUE(files_.write(path("a.yaml"), "kept"));
  const auto heard = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{1000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = files_.write(path("a.yaml"), std::string(2000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::signal(SIGXFSZ, heard);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot write " + path("a.yaml") + ": File too large");
  EXPECT_EQ(files_.read(path("a.yaml")).value(), "kept");
  EXPECT_EQ(about(path("a.yaml")).st_ino, before.st_ino);
  EXPECT_EQ(about(path("a.yaml")).st_mode, before.st_mode);
  EXPECT_EQ(files_.write(path("new.yaml"), "x").error().kind, FailureKind::Denied);
  fs::permissions(folder_, fs::perms::owner_all);
}

/// Whoever writes: root keeps others' files theirs, and whom the rights let in takes none of them over.
TEST_F(DiskFilesTest, KeepsTheOwnerOfWhatItWrites) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  for (const bool as_root : {true, false}) {
    ASSERT_TRUE(files_.write(path("a.yaml"), "old"));
    ASSERT_EQ(::chown(path("a.yaml").c_str(), 1234, 4321), 0);
    ASSERT_EQ(::chmod(path("a.yaml").c_str(), 0666), 0);
    {
      std::optional<Nobody> nobody;
      if (!as_root) nobody.emplace(folder_);
      ASSERT_TRUE(files_.write(path("a.yaml"), "new"));
    }
    const auto after = about(path("a.yaml"));
    EXPECT_EQ(after.st_uid, 1234u);
    EXPECT_EQ(after.st_gid, 4321u);
    EXPECT_EQ(after.st_mode & 07777, 0666u);
    EXPECT_EQ(files_.read(path("a.yaml")).value(), "new");
  }
}

/// A disk that is full, as a limit on what files may hold looks like one.
TEST_F(DiskFilesTest, WhatCannotBeWrittenWholeIsNotWrittenAtAll) {
  ASSERT_TRUE(files_.write(path("kept.yaml"), "old"));
  fs::create_symlink("kept.yaml", path("link.yaml"));
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{1000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::vector<Result<std::size_t>> written;
  const std::string names[] = {"kept.yaml", "link.yaml", "new.yaml"};
  for (const auto& name : names) written.push_back(files_.write(path(name), std::string(2000, 'x')));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::signal(SIGXFSZ, before);
  for (std::size_t i = 0; i < written.size(); ++i) {
    ASSERT_FALSE(written[i]) << names[i];
    EXPECT_EQ(written[i].error().message, "cannot write " + path(names[i]) + ": File too large");
  }
  EXPECT_EQ(files_.read(path("kept.yaml")).value(), "old");
  EXPECT_EQ(files_.list(folder_.string(), {""}).value(),
            (std::vector<std::string>{path("kept.yaml"), path("link.yaml")}))
      << "nothing half-written stays beside them";
}

TEST_F(DiskFilesTest, WritesDevicesInPlace) {
  EXPECT_EQ(files_.write("/dev/null", "x").value(), 1u);
  EXPECT_EQ(files_.write("/dev/full", "x").error().message, "cannot write /dev/full: No space left on device");
  EXPECT_EQ(files_.look_at("/dev/full"), Entry::Other) << "it is not taken away";
}

TEST_F(DiskFilesTest, SaysWhatIsInTheWay) {
  EXPECT_EQ(files_.write(path("none/a.yaml"), "x").error().kind, FailureKind::NotFound);
  EXPECT_EQ(files_.read(path("none.yaml")).error().kind, FailureKind::NotFound);
  EXPECT_EQ(files_.read(folder_.string()).error().message, folder_.string() + " is a directory");
  EXPECT_FALSE(files_.write(folder_.string(), "x"));
  EXPECT_EQ(files_.list(path("none"), {".yaml"}).error().kind, FailureKind::NotFound);
}

// A pipe that nobody writes to and a device without an end would be waited for until somebody kills the program.
TEST_F(DiskFilesTest, WaitsForNoPipeOrDeviceButWhatIsHandedOver) {
  ASSERT_EQ(::mkfifo(path("p.yaml").c_str(), 0600), 0);
  const auto pipe = files_.read(path("p.yaml"));
  ASSERT_FALSE(pipe);
  EXPECT_EQ(pipe.error().message, path("p.yaml") + " is a pipe, no file: give what comes of it to standard input, -");
  EXPECT_FALSE(files_.read("/dev/zero"));
  EXPECT_EQ(files_.read("/dev/null").value(), "");
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "a: b\n", 5), 5);
  ::close(ends[1]);
  EXPECT_EQ(files_.read(fmt::format("/dev/fd/{}", ends[0])).value(), "a: b\n");
  ::close(ends[0]);
}

TEST_F(DiskFilesTest, ListsSortedWithoutHiddenFiles) {
  for (const char* name : {"k8s/b.yaml", "k8s/a.yml", "k8s/.git/c.yaml", "k8s/deep/d.yaml", "k8s/notes.txt"}) {
    fs::create_directories(fs::path(path(name)).parent_path());
    ASSERT_TRUE(files_.write(path(name), ""));
  }
  const auto found = files_.list(path("k8s"), {".yaml", ".yml"}).value();
  EXPECT_EQ(found, (std::vector<std::string>{path("k8s/a.yml"), path("k8s/b.yaml"), path("k8s/deep/d.yaml")}));
  EXPECT_EQ(files_.glob(path("k8s/**/*.yaml")).value(),
            (std::vector<std::string>{path("k8s/b.yaml"), path("k8s/deep/d.yaml")}));
  EXPECT_TRUE(files_.glob(path("none/*.yaml")).value().empty());
}

TEST_F(DiskFilesTest, KeepsATreeOfFiles) {
  ASSERT_TRUE(files_.make_folders(path("a/b")));
  ASSERT_TRUE(files_.make_folders(path("a/b"))) << "once more is as well";
  ASSERT_TRUE(files_.write(path("a/b/c"), "text"));
  fs::create_symlink("a", path("link"));
  EXPECT_EQ(files_.look_at(path("a/b")), Entry::Folder);
  EXPECT_EQ(files_.look_at(path("a/b/c")), Entry::File);
  EXPECT_EQ(files_.look_at(path("link")), Entry::Other);
  EXPECT_EQ(files_.look_at(path("none")), Entry::Nothing);

  EXPECT_FALSE(files_.remove(path("a/b"))) << "it is not empty";
  ASSERT_TRUE(files_.rename(path("a/b/c"), path("d")));
  EXPECT_EQ(files_.read(path("d")).value(), "text");
  EXPECT_TRUE(files_.remove(path("a/b")));
  EXPECT_TRUE(files_.remove(path("a/b"))) << "nothing there is as well";
  EXPECT_TRUE(files_.remove(path("link")));
  EXPECT_EQ(files_.look_at(path("a")), Entry::Folder) << "a link goes, not what it leads to";
  EXPECT_EQ(files_.make_folders(path("d/e")).error().kind, FailureKind::NotFound) << "a file is in the way";
}

TEST_F(DiskFilesTest, LocksAFolderForOneAtATime) {
  const auto mine = fmt::format("process {} on ", ::getpid());
  {
    const auto lock = files_.lock(path("lock"));
    ASSERT_TRUE(lock);
    EXPECT_TRUE(files_.read(path("lock"))->starts_with(mine)) << "it names its holder";
    const auto second = files_.lock(path("lock"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, FailureKind::Throttled) << "later it may be free";
    EXPECT_NE(second.error().message.find("is held by " + mine), std::string::npos) << second.error().message;
  }
  EXPECT_EQ(files_.look_at(path("lock")), Entry::Nothing) << "it leaves nothing";

  ASSERT_TRUE(files_.write(path("lock"), "process 1 on elsewhere, which was killed long ago\n"));
  {
    const auto lock = files_.lock(path("lock"));
    ASSERT_TRUE(lock) << "what a killed process left holds nobody up";
    EXPECT_TRUE(files_.read(path("lock"))->starts_with(mine));
  }
  EXPECT_EQ(files_.lock(path("none/lock")).error().kind, FailureKind::NotFound);
  fs::create_symlink("elsewhere", path("link"));
  EXPECT_EQ(files_.lock(path("link")).error().kind, FailureKind::Malformed) << "it follows no link";
  EXPECT_EQ(files_.look_at(path("elsewhere")), Entry::Nothing);
}

TEST_F(DiskFilesTest, KnowsWhereFilesMayBeMade) {
  EXPECT_TRUE(files_.takes_files(path(".")));
  EXPECT_FALSE(files_.takes_files(path("none")));
  fs::create_directory(path("closed"));
  fs::permissions(path("closed"), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(files_.takes_files(path("closed")), ::geteuid() == 0) << "nothing is closed to root";
}

TEST_F(DiskFilesTest, KnowsWhatItsOwnerDoesNotExpect) {
  ASSERT_TRUE(files_.write(path("a.yaml"), "x"));
  fs::create_symlink("a.yaml", path("link.yaml"));
  EXPECT_FALSE(files_.kept(path("a.yaml")).read_only || files_.kept(path("a.yaml")).has_other_names);
  fs::create_hard_link(path("a.yaml"), path("b.yaml"));
  EXPECT_TRUE(files_.kept(path("link.yaml")).has_other_names);
  fs::permissions(path("a.yaml"), fs::perms::owner_read | fs::perms::group_read);
  EXPECT_TRUE(files_.kept(path("a.yaml")).read_only) << "also of root, who may write anything";
  EXPECT_FALSE(files_.kept(path("none.yaml")).read_only);
}

TEST(Glob, MatchesAsShellsDo) {
  struct Case {
    const char *pattern, *path;
    bool match;
  };
  for (const Case& c : {Case{"*.yaml", "a.yaml", true},
                        {"*.yaml", "k8s/a.yaml", false},
                        {"k8s/**/*.yaml", "k8s/a.yaml", true},
                        {"k8s/**/*.yaml", "k8s/x/y/a.yaml", true},
                        {"k8s/**/*.yaml", "other/a.yaml", false},
                        {"**", "any/thing", true},
                        {"a?c", "abc", true},
                        {"a?c", "a/c", false},
                        {"[a-c]x", "bx", true},
                        {"[!a-c]x", "bx", false},
                        {"[!a-c]x", "dx", true},
                        {"[", "[", true},
                        {"", "", true},
                        {"", "a", false},
                        {"**/x", "yx", false},
                        {"*", "", true}})
    EXPECT_EQ(matches_glob(c.pattern, c.path), c.match) << c.pattern << " on " << c.path;
}

TEST(Glob, TakesBoundedTimeOnManyStars) {
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "*a";
  EXPECT_FALSE(matches_glob(stars, std::string(2000, 'a') + "b"));
}

TEST(Beside, AFileNamesOthersRelativeToItself) {
  EXPECT_EQ(beside("examples/x/platform.yaml", "k8s/*.yaml"), "examples/x/k8s/*.yaml");
  EXPECT_EQ(beside("examples/x/platform.yaml", "../shared.yaml"), "examples/shared.yaml");
  EXPECT_EQ(beside("platform.yaml", "k8s/a.yaml"), "k8s/a.yaml");
  EXPECT_EQ(beside("a/platform.yaml", "/etc/b.yaml"), "/etc/b.yaml");
}

TEST(FakeFiles, RefusesWhatIsDenied) {
  FakeFiles files;
  files.files["a.yaml"] = "x";
  files.denied = {"a.yaml"};
  EXPECT_EQ(files.read("a.yaml").error().kind, FailureKind::Denied);
  EXPECT_EQ(files.write("a.yaml", "").error().kind, FailureKind::Denied);
  EXPECT_EQ(files.read("b.yaml").error().kind, FailureKind::NotFound);
}

}  // namespace
}  // namespace slipway::io
