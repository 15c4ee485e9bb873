#include "io/drafts.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "io/files.h"

namespace slipway::io {
namespace {

namespace fs = std::filesystem;

/// The number of a process that has ended.
int gone() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  int status = 0;
  ::waitpid(child, &status, 0);
  return child;
}

/// A folder of its own for each test: each is looked into once.
class Drafts : public ::testing::Test {
 protected:
  Drafts() {
    std::string made = (fs::temp_directory_path() / "drafts.XXXXXX").string();
    folder_ = ::mkdtemp(made.data());
  }
  ~Drafts() override { fs::remove_all(folder_); }

  fs::path make(const std::string& name, std::chrono::minutes age) {
    const fs::path path = folder_ / name;
    std::ofstream(path) << "x";
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
    return path;
  }

  fs::path folder_;
};

TEST_F(Drafts, OfKilledProcessesGoWithTheNextWrite) {
  const auto left = make(fmt::format("a.yaml.slipway-{}.tmp", gone()), std::chrono::minutes(5));
  const auto of_another = make(fmt::format("b.yaml.slipway-{}.tmp", gone()), std::chrono::minutes(5));
  ASSERT_TRUE(DiskFiles().write((folder_ / "a.yaml").string(), "text"));
  EXPECT_FALSE(fs::exists(left));
  EXPECT_FALSE(fs::exists(of_another));
  EXPECT_EQ(DiskFiles().read((folder_ / "a.yaml").string()).value(), "text");
}

TEST_F(Drafts, OfOthersStay) {
  const auto kept = {make(fmt::format("a.yaml.slipway-{}.tmp", ::getpid()), std::chrono::minutes(5)),
                     make(fmt::format("a.yaml.slipway-{}.tmp", gone()), std::chrono::minutes(0)),
                     make(fmt::format("a.yaml.{}.tmp", gone()), std::chrono::minutes(5)),
                     make(fmt::format(".slipway-{}.tmp", gone()), std::chrono::minutes(5)),
                     make("a.yaml.slipway-0.tmp", std::chrono::minutes(5)),
                     make("a.yaml.slipway-x.tmp", std::chrono::minutes(5))};
  remove_left_drafts(folder_.string());
  for (const fs::path& one : kept) EXPECT_TRUE(fs::exists(one)) << one;
}

TEST_F(Drafts, StandBesideTheirFile) {
  EXPECT_EQ(draft_of("k8s/a.yaml"), fmt::format("k8s/a.yaml.slipway-{}.tmp", ::getpid()));
  ASSERT_TRUE(DiskFiles().write((folder_ / "a.yaml").string(), "text"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1) << "nothing stays of it";
}

}  // namespace
}  // namespace slipway::io
