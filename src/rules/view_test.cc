#include "rules/view.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "subject/subject_reader.h"

namespace slipway::rules {
namespace {

/// Folder and name of a ConfigMap, each in a file of its own.
bool is_collection(const std::vector<std::pair<std::string, std::string>>& maps) {
  Diagnostics unheard;
  subject::SubjectReader reader({}, unheard);
  int count = 0;
  for (const auto& [folder, name] : maps)
    reader.add(std::make_shared<const SourceText>(folder + "/" + std::to_string(count++) + ".yaml",
                                                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n"),
               subject::SubjectReader::Strangers::PassedOver);
  return view_of(reader.finish()).is_collection();
}

TEST(View, ACollectionRepeatsNamesInItsFolders) {
  const auto folders = [](int many, const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::pair<std::string, std::string>> maps = more;
    for (int i = 0; i < many; ++i) maps.emplace_back("f" + std::to_string(i), "own" + std::to_string(i));
    return maps;
  };
  EXPECT_TRUE(is_collection(folders(10, {{"f1", "a"}, {"f2", "a"}, {"f3", "a"}}))) << "examples";
  EXPECT_TRUE(is_collection(folders(10, {{"f1", "a"}, {"f2", "a"}, {"f3", "b"}, {"f4", "b"}})));
  EXPECT_FALSE(is_collection(folders(10, {{"f1", "a"}, {"f1", "a"}, {"f1", "a"}}))) << "a mistake in one folder";
  EXPECT_FALSE(is_collection(folders(10, {{"f1", "a"}, {"f2", "a"}}))) << "a mistake in two";
  EXPECT_FALSE(is_collection(folders(10, {{"f1", "a"}, {"f2", "a"}, {"f1", "b"}, {"f2", "b"}}))) << "the same two";
  EXPECT_TRUE(is_collection({{"x/examples/a", "a"}, {"x/examples", "b"}, {"x", "c"}})) << "by their folders' name";
  EXPECT_FALSE(is_collection({{"x/examples", "a"}, {"x", "b"}, {"my-samples", "c"}})) << "examples beside the rest";
  for (const std::string named : {"", "tests/", "/home/me/samples/"})
    EXPECT_FALSE(is_collection({{named + "prod", "a"}, {named + "prod", "b"}, {named + "base", "c"}}))
        << "how the files are named says nothing of them: " << named;
  const std::vector<std::pair<std::string, std::string>> one_folder(10, {"f1", "a"});
  EXPECT_TRUE(is_collection(one_folder)) << "examples of one folder, each with the same name";
  EXPECT_FALSE(is_collection(folders(5, {{"f1", "a"}, {"f2", "a"}, {"f3", "a"}}))) << "a few folders";
  EXPECT_FALSE(is_collection(folders(60, {{"f1", "a"}, {"f2", "a"}, {"f3", "a"}}))) << "a few of many names";
}

}  // namespace
}  // namespace slipway::rules
