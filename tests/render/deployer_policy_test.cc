#include "render/deployer_policy.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "cli/command.h"
#include "render/rendered_example.h"

/// The deployer policy of whole platforms, and that no component makes what it does not know.
namespace slipway::rendered {
namespace {

class DeployerPolicyOf : public testing::TestWithParam<std::string> {};

TEST_P(DeployerPolicyOf, KnowsWhatEachTypeNeeds) {
  auto files = example_files();
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  EXPECT_EQ(cli::run(session, {"render", GetParam(), "--deployer-policy"}), cli::ExitCode::Ok);
  EXPECT_EQ(err.text, "");
  EXPECT_NE(out.text.find("\"iam:PassRole\""), std::string::npos);
}

std::string name_of(const testing::TestParamInfo<std::string>& test) {
  std::string name;
  for (const char c : test.param) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, DeployerPolicyOf, testing::ValuesIn(examples()), name_of);

TEST(DeployerPolicy, HasARowForEachTypeThatAComponentMakes) {
  const std::regex made("add(_data|_setting)?\\(\\s*\"(aws_[a-z0-9_]+)\"");
  platform::Graph graph;
  std::set<std::string> types;
  for (const auto& file : std::filesystem::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/src/components")) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator one(source.begin(), source.end(), made), end; one != end; ++one)
      types.insert(((*one)[1] == "_data" ? "data." : "") + (*one)[2].str());
  }
  EXPECT_GT(types.size(), 50u);
  for (const std::string& type : types) graph.add(platform::Resource{{type, "x"}, {}, "test", {}});
  EXPECT_EQ(render::deployer_policy(graph).types_without_rows, std::vector<std::string>{});
}

}  // namespace
}  // namespace slipway::rendered
