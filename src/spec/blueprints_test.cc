#include "spec/blueprints.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "spec/said_for_test.h"

namespace slipway::spec {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

ReadForTest read(const std::vector<StartFile>& files) {
  return read_for_test(files.front().text, [&](const std::string& path) -> Result<std::shared_ptr<const SourceText>> {
    for (const StartFile& file : files)
      if (file.path == path) return std::make_shared<const SourceText>(path, file.text);
    return Failure{FailureKind::NotFound, "no such file"};
  });
}

TEST(Blueprints, AreTheFoldersOfExamples) {
  const std::filesystem::path examples = std::string(SLIPWAY_SOURCE_DIR) + "/examples";
  ASSERT_FALSE(blueprints().empty());
  for (const Blueprint& blueprint : blueprints()) {
    EXPECT_EQ(blueprint.platform.text, read_file(examples / blueprint.root / blueprint.platform.path))
        << blueprint.name;
    EXPECT_FALSE(blueprint.summary.empty()) << blueprint.name << "/platform.yaml begins with a comment";
    EXPECT_EQ(find_blueprint(blueprint.name), &blueprint);
    for (const auto& [path, text] : blueprint.others)
      EXPECT_EQ(text, read_file(examples / blueprint.root / path)) << path;
  }
  EXPECT_TRUE(find_blueprint("asya-actors"));
  EXPECT_EQ(blueprint_like("asya-actor"), "asya-actors");
  EXPECT_EQ(find_blueprint("asya"), nullptr);
}

/// With all their files and nothing else, wherever they are written.
TEST(Blueprints, AreWellAndWhole) {
  for (const Blueprint& blueprint : blueprints()) {
    const auto files = start_from(blueprint, {});
    const auto result = read(files);
    EXPECT_EQ(result.diagnostics.count(Severity::Error), 0) << blueprint.name << "\n" << join(result.said(), "\n");
    ASSERT_TRUE(result.platform) << blueprint.name;
    for (const Text& pattern : result.platform->manifests) {
      const std::string seen = pattern.value.substr(0, pattern.value.find('*'));
      const bool matches =
          std::ranges::any_of(files, [&](const StartFile& file) { return file.path.starts_with(seen); });
      EXPECT_TRUE(matches) << blueprint.name << " names " << pattern.value;
    }
  }
}

TEST(Blueprints, TakeNameAndRegion) {
  for (const Blueprint& blueprint : blueprints()) {
    const auto result = read(start_from(blueprint, {"my-own", "us-east-1"}));
    ASSERT_TRUE(result.platform) << blueprint.name;
    EXPECT_EQ(result.platform->name.value, "my-own") << blueprint.name;
    EXPECT_EQ(result.platform->aws.region.value, "us-east-1") << blueprint.name;
  }
  const Blueprint& blueprint = *find_blueprint("asya-actors");
  EXPECT_EQ(start_from(blueprint, {.path = "examples/asya-actors/platform.yaml"}).front().text, blueprint.platform.text)
      << "nothing else changes";
}

}  // namespace
}  // namespace slipway::spec
