#include "io/file_advice.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "io/files.h"

namespace slipway::io {
namespace {

namespace fs = std::filesystem;

/// Each as the real disk says it, whoever runs this: root as well.
TEST(FileAdvice, KnowsEachWayInWhichADiskRefuses) {
  std::string pattern = (fs::temp_directory_path() / "slipway-advice-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const fs::path folder = pattern;
  DiskFiles files;
  const auto at = [&](const char* name) { return (folder / name).string(); };
  ASSERT_TRUE(files.write(at("file"), "a"));
  fs::create_directories(folder / "folder" / "in it");
  fs::create_symlink("nowhere", folder / "dangling");
  fs::create_symlink("circle", folder / "circle");
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const auto said = [](const auto& result) {
    EXPECT_FALSE(result);
    if (result) return std::string();
    EXPECT_FALSE(result.error().message.empty());
    return file_advice(result.error());
  };
  const std::string unknown = file_advice({FailureKind::Malformed, "cannot read x: something else"});
  std::set<std::string> all;
  const auto expect = [&](const std::string& advice, std::string_view part) {
    EXPECT_NE(advice.find(part), std::string::npos) << advice;
    EXPECT_NE(advice, unknown) << part;
    all.insert(advice);
  };
  expect(said(files.read(at("nowhere"))), "name one that is there");
  expect(said(files.list(at("nowhere"), {""})), "name one that is there");
  expect(said(files.read(at("dangling"))), "what it leads to");
  expect(said(files.read(at("circle"))), "leads to itself");
  expect(said(files.read(at("folder"))), "name a file");
  expect(said(files.read(at("pipe"))), "to a file, and name that");
  expect(said(files.read(at("file/below"))), "is a file and no folder");
  expect(said(files.read("/dev/zero")), "to a file, and name that");
  expect(said(files.write(at("folder"), "a")), "name a file");
  expect(said(files.write(at("nowhere/below"), "a")), "mkdir -p");
  expect(said(files.write(at("file/below"), "a")), "is a file and no folder");
  expect(said(files.write(at("dangling/below"), "a")), "mkdir -p");
  expect(said(files.write((folder / std::string(300, 'x')).string(), "a")), "shorter");
  expect(said(files.write("/proc/self/slipway", "a")), "");
  expect(said(files.make_folders(at("file/below"))), "is a file and no folder");
  expect(said(files.remove(at("folder"))), "what is in it");
  expect(said(files.lock(at("nowhere/lock"))), "mkdir -p");
  expect(said(files.lock(at("dangling"))), "remove that symbolic link");
  expect(said(files.lock(at("folder"))), "move it away");
  const auto held = files.lock(at("lock"));
  ASSERT_TRUE(held);
  expect(said(files.lock(at("lock"))), "let that end first");
  fs::remove_all(folder);
}

/// What no test can make a disk say, in the words of strerror(3).
TEST(FileAdvice, KnowsWhatFullAndBrokenDisksSay) {
  for (const auto& [says, part] : {std::pair{"No space left on device", "make room"},
                                   {"Disk quota exceeded", "quota"},
                                   {"Read-only file system", "only be read"},
                                   {"Input/output error", "dmesg"},
                                   {"Permission denied", "chmod"}})
    for (const char* doing : {"read", "write", "lock", "list", "make", "remove"}) {
      const auto advice = file_advice({FailureKind::Malformed, std::string("cannot ") + doing + " a.yaml: " + says});
      EXPECT_NE(advice.find(part), std::string::npos) << doing << ": " << advice;
    }
}

}  // namespace
}  // namespace slipway::io
