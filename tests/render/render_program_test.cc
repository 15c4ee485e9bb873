#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "io/files.h"

extern char** environ;

/// `slipway render` as processes that meet in one folder.
namespace slipway {
namespace {

namespace fs = std::filesystem;

const std::string kPlatforms = SLIPWAY_SOURCE_DIR "/tests/render/platforms/";

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class RenderProgram : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "slipway-render-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Begins a program; what it says goes to a file of that name.
  pid_t begin(const std::string& platform, const std::string& output, const std::string& said) const {
    std::vector<std::string> words = {SLIPWAY_PROGRAM, "render", kPlatforms + platform, "-o", path(output)};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path(said).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t child = -1;
    EXPECT_EQ(posix_spawn(&child, SLIPWAY_PROGRAM, &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
  }
  static int end(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
  }

  std::map<std::string, std::string> tree(const std::string& output) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / output))
      if (entry.is_regular_file()) files[fs::relative(entry.path(), folder_ / output).string()] = slurp(entry.path());
    return files;
  }

  fs::path folder_;
};

TEST_F(RenderProgram, SaysWhoWritesThereAndWritesNothing) {
  io::DiskFiles files;
  fs::create_directories(folder_ / "out/.slipway");
  const auto lock = files.lock(path("out/.slipway/lock"));
  ASSERT_TRUE(lock);
  EXPECT_EQ(end(begin("small.yaml", "out", "said")), 3);
  const auto holder = "out/.slipway/lock is held by process " + std::to_string(::getpid()) + " on ";
  EXPECT_NE(slurp(folder_ / "said").find(holder), std::string::npos) << slurp(folder_ / "said");
  EXPECT_EQ(tree("out").size(), 1u) << "the lock, and nothing else";
}

TEST_F(RenderProgram, LeavesOneWholeTreeHoweverManyWriteAtOnce) {
  const std::vector<std::string> platforms = {"small.yaml", "existing-network.yaml"};
  for (const auto& platform : platforms) ASSERT_EQ(end(begin(platform, platform + ".tree", "said")), 0);
  constexpr std::size_t kAtOnce = 8;
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < kAtOnce; ++i)
    children.push_back(begin(platforms[i % platforms.size()], "out", "said" + std::to_string(i)));
  std::size_t written = 0;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    const int status = end(children[i]);
    const auto said = slurp(folder_ / ("said" + std::to_string(i)));
    written += status == 0;
    EXPECT_TRUE(status == 0 || (status == 3 && said.find(" is held by ") != std::string::npos)) << status << said;
  }
  EXPECT_GE(written, 1u);
  const auto left = tree("out");
  EXPECT_TRUE(left == tree("small.yaml.tree") || left == tree("existing-network.yaml.tree"))
      << left.size() << " files, which are neither platform's";
}

}  // namespace
}  // namespace slipway
