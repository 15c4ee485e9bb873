// The synthetic corpus (gen_corpus.py): every kind of mistake is found where it was made, and what is clean has no
// errors.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "doc/json.h"
#include "judging.h"

namespace slipway::seeds {
namespace {

/// Writes a corpus and gives its folder.
std::string corpus(const std::string& name, const std::string& options) {
  const std::string folder = (std::filesystem::temp_directory_path() / ("slipway-" + name)).string();
  std::filesystem::remove_all(folder);
  const std::string command =
      fmt::format("python3 {}/tests/seeds/gen_corpus.py {} --out {} >/dev/null", SLIPWAY_SOURCE_DIR, options, folder);
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return folder;
}

TEST(Corpus, EveryKindOfMistakeIsFoundWhereItIs) {
  const std::string folder = corpus("mistakes", "--docs 2000 --seed 1 --mistakes 0.3");
  std::ifstream in(folder + "/expected.json");
  std::ostringstream text;
  text << in.rdbuf();
  Diagnostics wrong;
  const doc::Document expected = doc::read_json(std::make_shared<const SourceText>("expected.json", text.str()), wrong);
  ASSERT_GE(expected.root()["mistakes"].size(), 100u);
  std::map<std::string, std::set<int>> found;
  for (const Finding& one : lint(folder + "/manifests", {"."}))
    if (one.severity != "note") found[std::filesystem::path(one.file).lexically_normal().string()].insert(one.line);
  std::map<std::string, std::pair<int, int>> kinds;  // found, made
  std::map<std::string, std::string> first_missed;
  for (const doc::Node& one : expected.root()["mistakes"].items()) {
    const std::string kind(one["kind"].text()), file(one["file"].text());
    auto& [hits, all] = kinds[kind];
    ++all;
    if (found[file].contains(static_cast<int>(one["line"].integer())))
      ++hits;
    else
      first_missed.emplace(kind, fmt::format("{}:{} {}", file, one["line"].integer(), one["detail"].text()));
  }
  EXPECT_EQ(kinds.size(), 24u);
  for (const auto& [kind, counts] : kinds)
    EXPECT_EQ(counts.first, counts.second) << kind << ", first missed: " << first_missed[kind];
  std::filesystem::remove_all(folder);
}

TEST(Corpus, CleanObjectsHaveNoErrors) {
  const std::string folder = corpus("clean", "--docs 2000 --seed 7");
  int shown = 0;
  for (const Finding& one : lint(folder + "/manifests", {"."}))
    if (one.severity == "error" && ++shown <= 10)
      ADD_FAILURE() << one.file << ":" << one.line << ": " << one.message << " [" << one.id << "]";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace slipway::seeds
