#include "decide/karpenter/go_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

namespace slipway::karpenter {
namespace {

struct Item {
  int key;
  int id;
};

std::string ids(const std::vector<Item>& items) {
  std::ostringstream out;
  for (const Item& item : items) out << (out.tellp() > 0 ? " " : "") << item.id;
  return out.str();
}

std::vector<Item> items(int count, int (*key)(int)) {
  std::vector<Item> out;
  for (int i = 0; i < count; ++i) out.push_back({key(i), i});
  return out;
}

bool by_key(const Item& a, const Item& b) { return a.key < b.key; }

// What Go 1.26 made of the same keys.
TEST(GoSort, LeavesEqualElementsAsGoDoes) {
  auto twenty = items(20, [](int i) { return i % 3 == 0 ? 3 : i % 3 == 1 ? 1 : 2; });
  go_sort(twenty, by_key);
  EXPECT_EQ(ids(twenty), "7 1 19 16 4 13 10 5 8 11 14 17 2 9 6 12 0 15 3 18");
  auto sixty = items(60, [](int i) { return 7 * i % 5; });
  go_sort(sixty, by_key);
  EXPECT_EQ(ids(sixty),
            "40 25 55 30 20 5 0 10 15 45 35 50 58 13 38 8 48 33 18 43 53 3 28 23 31 36 26 1 56 51 21 6 46 11 41 16 49 "
            "24 14 39 59 34 54 4 44 9 29 19 47 7 37 32 52 17 42 2 22 57 27 12");
}

// As the scheduler uses it: sorted again and again, one element having grown meanwhile.
TEST(GoSort, CarriesTheOrderFromOneSortToTheNext) {
  auto claims = items(30, [](int) { return 0; });
  for (int pod = 0; pod < 100; ++pod) {
    go_sort(claims, by_key);
    ++std::find_if(claims.begin(), claims.end(), [&](const Item& one) { return one.id % 3 == pod % 3; })->key;
  }
  go_sort(claims, by_key);
  EXPECT_EQ(ids(claims), "13 28 15 1 18 29 14 0 25 26 7 3 5 2 17 8 27 21 10 22 23 19 6 12 20 16 9 11 4 24");
}

TEST(GoSort, Sorts) {
  std::uint32_t random = 12345;
  for (int count : {0, 1, 2, 12, 13, 49, 50, 51, 200, 1000})
    for (int values : {2, 10, 1'000'000}) {
      std::vector<Item> list;
      for (int i = 0; i < count; ++i)
        list.push_back({static_cast<int>((random = random * 1664525 + 1013904223) >> 8) % values, i});
      go_sort(list, by_key);
      EXPECT_TRUE(std::is_sorted(list.begin(), list.end(), by_key)) << count << " of " << values;
      std::vector<int> seen;
      for (const Item& item : list) seen.push_back(item.id);
      std::sort(seen.begin(), seen.end());
      std::vector<int> all(seen.size());
      std::iota(all.begin(), all.end(), 0);
      EXPECT_EQ(seen, all);
    }
}

}  // namespace
}  // namespace slipway::karpenter
