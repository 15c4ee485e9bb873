// Every id that the sources name has an entry in `slipway rules`, no id is given twice, and every rule says enough.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "components/rules.h"
#include "rules/other_ids.h"
#include "rules/run.h"

namespace slipway {
namespace {

namespace fs = std::filesystem;

TEST(Ids, EachIsGivenOnce) {
  std::set<std::string_view> seen;
  for (const rules::Rule* rule : components::rules()) EXPECT_TRUE(seen.insert(rule->id).second) << rule->id;
  for (const rules::OtherId& other : rules::other_ids()) EXPECT_TRUE(seen.insert(other.id).second) << other.id;
}

TEST(Ids, EachRuleSaysWhatWhyAndWhatToDo) {
  for (const rules::Rule* rule : components::rules()) {
    EXPECT_FALSE(rule->title.empty() || rule->why.empty() || rule->fix.empty()) << rule->id;
    EXPECT_FALSE(rule->evidence.empty()) << rule->id;
    EXPECT_NE(rule->check, nullptr) << rule->id;
    EXPECT_FALSE(rule->title.ends_with('.')) << rule->id << ": a title has no full stop";
    EXPECT_FALSE(rule->fix.ends_with('.')) << rule->id << ": a fix has no full stop";
  }
}

/// What the program says is written as a literal such as "KRP007".
TEST(Ids, EachOneInTheSourcesHasAnEntry) {
  static const std::regex literal("\"([A-Z]{2,8}[0-9]{3})\"");
  const std::set<std::string> no_ids = {"AES256"};
  std::map<std::string, std::string> missing;
  for (const auto& entry : fs::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/src")) {
    const std::string path = entry.path().string();
    if (!(path.ends_with(".cc") || path.ends_with(".h")) || path.ends_with("_test.cc") ||
        path.find("/testing/") != std::string::npos)
      continue;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
      if (line.find("//") != std::string::npos && line.find("//") < line.find('"')) continue;
      for (std::sregex_iterator at(line.begin(), line.end(), literal), end; at != end; ++at) {
        const std::string id = at->str(1);
        if (no_ids.contains(id) || rules::find_other(id) || rules::find(components::rules(), id)) continue;
        missing.emplace(id, path);
      }
    }
  }
  for (const auto& [id, path] : missing)
    ADD_FAILURE() << id << " of " << path << " has no entry: a row of src/rules/other_ids.cc, or a rule";
}

}  // namespace
}  // namespace slipway
