#include "schema/builtin/pod/name_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/builtin/pod/paths.h"

namespace slipway::schema::builtin {
namespace {

TEST(NameTable, HoldsFewAndMany) {
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("name-" + std::to_string(i));
  NameTable<int> table;
  EXPECT_TRUE(table.empty());
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(table.add(names[static_cast<std::size_t>(i)], i));
  EXPECT_FALSE(table.add("name-3", -1));
  EXPECT_FALSE(table.add("name-99", -1));
  EXPECT_EQ(*table.find("name-3"), 3);
  table.set("name-99", 7);
  EXPECT_EQ(*table.find("name-99"), 7);
  EXPECT_EQ(table.find("name-100"), nullptr);
  int count = 0;
  table.each([&](std::string_view, int) { ++count; });
  EXPECT_EQ(count, 100);
}

TEST(Backsteps, AreWholeSteps) {
  for (const char* file : {"..", "../a", "a/..", "a/../b", "/.."}) EXPECT_TRUE(has_backsteps(file)) << file;
  for (const char* file : {"", "a", "..a", "a..", "a/...", "/"}) EXPECT_FALSE(has_backsteps(file)) << file;
}

}  // namespace
}  // namespace slipway::schema::builtin
