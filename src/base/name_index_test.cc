#include "base/name_index.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway {
namespace {

TEST(NameIndex, FindsEachNameAndNoOther) {
  std::vector<std::string> names;
  for (int i = 0; i < 500; ++i) names.push_back("name" + std::to_string(i * 7));
  names.emplace_back();
  const auto name = [&](std::size_t i) { return std::string_view(names[i]); };
  const NameIndex index(names.size(), name);
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(index.find(names[i], name), i);
  EXPECT_EQ(index.find("name1", name), NameIndex::kNone);
  EXPECT_EQ(index.find("names", name), NameIndex::kNone);
}

TEST(NameIndex, OfNoNamesFindsNone) {
  const auto name = [](std::size_t) { return std::string_view(); };
  EXPECT_EQ(NameIndex().find("a", name), NameIndex::kNone);
  EXPECT_EQ(NameIndex(0, name).find("", name), NameIndex::kNone);
}

}  // namespace
}  // namespace slipway
