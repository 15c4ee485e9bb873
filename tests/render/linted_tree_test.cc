#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/command.h"
#include "render/rendered_example.h"

/// What lint says of a platform it says of platform.yaml, and of what is rendered from it nothing more.
namespace slipway::rendered {
namespace {

/// Lines of warnings and errors that lint says of a path, with their ids.
std::map<std::string, std::string> linted(io::FakeFiles files, const std::string& path) {
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  cli::run(session, {"lint", path, "-o", "github"});
  std::map<std::string, std::string> found;
  for (const auto line : split(out.text, '\n')) {
    constexpr std::string_view kTitle = "title=";
    const auto title = line.find(kTitle);
    if (title == line.npos || line.starts_with("::notice")) continue;
    const auto id = line.substr(title + kTitle.size());
    found.emplace(id.substr(0, id.find(':')), line);
  }
  EXPECT_FALSE(out.text.empty()) << err.text;
  return found;
}

std::vector<std::string> said_of_tree_alone(const std::string& platform, render::Options options) {
  const auto of_platform = linted(example_files(), platform);
  io::FakeFiles files;
  for (const auto& [path, text] : tree_of(example_files(), platform, options)) files.files["out/" + path] = text;
  std::vector<std::string> more;
  for (const auto& [id, line] : linted(std::move(files), "out"))
    if (!of_platform.contains(id)) more.push_back(line);
  return more;
}

class LintedTree : public testing::TestWithParam<std::string> {};

TEST_P(LintedTree, HasNoFindingsOfItsOwn) {
  for (const auto delivery : {render::Delivery::Helm, render::Delivery::ArgoCd, render::Delivery::Flux})
    EXPECT_EQ(said_of_tree_alone(GetParam(), {delivery}), std::vector<std::string>{}) << static_cast<int>(delivery);
}

std::string name_of(const testing::TestParamInfo<std::string>& test) {
  std::string name;
  for (const char c : test.param) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, LintedTree, testing::ValuesIn(examples()), name_of);

}  // namespace
}  // namespace slipway::rendered
