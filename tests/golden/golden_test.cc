// Every tests/golden/*.case is a run of the program: a line `$ slipway WORDS`, then its exit code, standard output and
// standard error as they must be. SLIPWAY_GOLDEN=update (./dev golden) rewrites what differs, for review with git diff.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/text.h"
#include "cli/command.h"
#include "cli/generated_pages.h"

namespace slipway {
namespace {

namespace fs = std::filesystem;

bool updating() {
  const char* mode = std::getenv("SLIPWAY_GOLDEN");
  return mode && std::string_view(mode) == "update";
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void expect_file_holds(const fs::path& path, const std::string& text) {
  if (updating()) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(slurp(path), text) << path << " is stale: ./dev golden rewrites it";
}

/// The words of a command line; quotes keep spaces.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, any = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any || !word.empty()) words.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
    }
  }
  if (any || !word.empty()) words.push_back(word);
  return words;
}

class GoldenCase : public testing::TestWithParam<std::string> {};

TEST_P(GoldenCase, PrintsWhatItPrinted) {
  const fs::path path = GetParam();
  const std::string whole = slurp(path);
  std::string intro, command;
  for (const auto line : split(whole, '\n')) {
    if (line.starts_with("$ slipway ")) {
      command = line.substr(10);
      break;
    }
    intro += std::string(line) + '\n';
  }
  ASSERT_FALSE(command.empty()) << path << " has no line that starts with '$ slipway '";
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  const auto code = cli::run(session, words_of(command));
  std::string said = intro + "$ slipway " + command + "\nexit " + std::to_string(static_cast<int>(code)) + "\n";
  if (!out.text.empty()) said += "--- output\n" + out.text;
  if (!err.text.empty()) said += "--- error\n" + err.text;
  expect_file_holds(path, said);
}

std::vector<std::string> cases() {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/tests/golden"))
    if (entry.path().extension() == ".case") found.push_back(entry.path().string());
  std::ranges::sort(found);
  return found;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenCase, testing::ValuesIn(cases()), [](const auto& run) {
  std::string name = fs::path(run.param).stem().string();
  std::ranges::replace_if(
      name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

/// What a terminal shows of `slipway WORDS`: both streams as they come.
std::string said_to(const std::string& command) {
  io::DiskFiles files;
  cli::StringOutput said;
  cli::Session session{.files = files, .out = said, .err = said, .year = 2026, .month = 11, .day = 25};
  cli::run(session, words_of(command));
  return said.text;
}

/// The text with each block of ```console that starts with `$ slipway …` (or `$ ./dev run …`) holding what that prints.
std::string with_fresh_blocks(const std::string& text) {
  std::string fresh;
  std::string_view rest = text;
  for (;;) {
    const auto open = rest.find("```console\n$ ");
    if (open == std::string_view::npos) return fresh + std::string(rest);
    const auto line = open + 13;
    const auto end = rest.find('\n', line);
    const auto close = rest.find("```\n", line);
    if (end == std::string_view::npos || close == std::string_view::npos) return fresh + std::string(rest);
    std::string_view command = rest.substr(line, end - line);
    fresh += rest.substr(0, end + 1);
    for (const std::string_view start : {"slipway ", "./dev run "})
      if (command.starts_with(start)) {
        std::string said = said_to(std::string(command.substr(start.size())));
        while (said.ends_with("\n\n")) said.pop_back();
        fresh += said;
        command = {};
      }
    if (!command.empty()) fresh += rest.substr(end + 1, close - end - 1);
    rest.remove_prefix(close);
  }
}

TEST(Documentation, ShowsWhatTheProgramPrints) {
  std::vector<fs::path> pages = {SLIPWAY_SOURCE_DIR "/README.md"};
  for (const char* folder : {"/docs", "/examples"})
    for (const auto& entry : fs::recursive_directory_iterator(std::string(SLIPWAY_SOURCE_DIR) + folder))
      if (entry.path().extension() == ".md") pages.push_back(entry.path());
  std::ranges::sort(pages);
  for (const auto& page : pages) {
    const std::string text = slurp(page);
    expect_file_holds(page, with_fresh_blocks(text));
  }
}

TEST(GeneratedPages, AreWhatTheProgramSays) {
  for (const auto& page : cli::generated_pages())
    expect_file_holds(fs::path(SLIPWAY_SOURCE_DIR) / page.path, page.text());
}

/// Whether a word is made like an id: KRP014, SECGRP003.
bool is_like_id(std::string_view word) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return word.size() > 4 && std::ranges::all_of(word.substr(word.size() - 3), is_digit) &&
         std::ranges::all_of(word.substr(0, word.size() - 3), is_capital);
}

TEST(GuideOfMistakes, NamesIdsThatThereAre) {
  const std::string page = slurp(fs::path(SLIPWAY_SOURCE_DIR) / "docs/guide/mistakes.md");
  const std::string rules = slurp(fs::path(SLIPWAY_SOURCE_DIR) / "docs/reference/rules.md");
  std::size_t named = 0;
  for (std::size_t begin = 0; begin < page.size();) {
    const std::size_t end = std::min(page.find_first_of(" ,;|()\n", begin), page.size());
    if (const std::string word = page.substr(begin, end - begin); is_like_id(word)) {
      ++named;
      EXPECT_NE(rules.find(word), std::string::npos) << word;
    }
    begin = end + 1;
  }
  EXPECT_GT(named, 60U);
}

}  // namespace
}  // namespace slipway
