// Every requirement of the documents behind the blueprints has a row in rows/*.yaml, and what the row shows is asked of
// what slipway makes of its platform. README.md says how to read and write rows.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "io/files.h"
#include "requirements/summary.h"

namespace slipway::requirements {
namespace {

namespace fs = std::filesystem;

const std::vector<RowFile>& row_files() {
  static const std::vector<RowFile> files = [] {
    std::vector<RowFile> all;
    const auto paths = io::DiskFiles().list(SLIPWAY_SOURCE_DIR "/tests/requirements/rows", {".yaml"});
    for (const auto& path : *paths) {
      Diagnostics diagnostics;
      const auto name = fs::relative(path, SLIPWAY_SOURCE_DIR).string();
      static std::vector<std::shared_ptr<const SourceText>> sources;
      sources.push_back(std::make_shared<const SourceText>(name, *source_file(name)));
      all.push_back(read_rows(sources.back(), diagnostics));
      for (const auto& wrong : diagnostics.all()) ADD_FAILURE() << drawn(wrong, Colour::Off, 160);
    }
    return all;
  }();
  return files;
}

AskedPlatform& platform(const Which& which) {
  static std::map<Which, AskedPlatform> platforms;
  return platforms.try_emplace(which, which).first->second;
}

TEST(Requirements, AreAllAccountedFor) {
  int all = 0;
  for (const auto& file : row_files()) all += file.requirements;
  EXPECT_EQ(all, 896);
}

TEST(Requirements, AreShownByWhatIsRendered) {
  for (const auto& file : row_files())
    for (const auto& row : file.rows)
      for (const auto& [check, text, where] : row.shows)
        if (const auto found = run(check, platform(row.which)))
          ADD_FAILURE() << where.to_string() << ": " << row.id << ", " << row.title << "\n  asked  " << text
                        << "\n  found  " << *found;
  fmt::print("{}\n", counts(row_files()));
}

TEST(Requirements, AreCountedInTheDocumentation) {
  const std::string page = summary_page(row_files());
  const char* mode = std::getenv("SLIPWAY_GOLDEN");
  if (mode && std::string_view(mode) == "update")
    std::ofstream(SLIPWAY_SOURCE_DIR "/docs/requirements.md", std::ios::binary) << page;
  EXPECT_TRUE(source_file("docs/requirements.md") == page) << "docs/requirements.md is stale: ./dev golden rewrites it";
}

}  // namespace
}  // namespace slipway::requirements
