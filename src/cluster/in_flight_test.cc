#include "cluster/in_flight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <numeric>
#include <set>
#include <stdexcept>

namespace slipway::cluster {
namespace {

TEST(InFlight, DoesEachOnceAndNoMoreAtOnceThanItMay) {
  for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 100u}) {
    std::mutex mutex;
    std::multiset<std::size_t> done;
    int now = 0, most = 0;
    each_at_once(count, [&](std::size_t i) {
      {
        const std::lock_guard lock(mutex);
        most = std::max(most, ++now);
      }
      const std::lock_guard lock(mutex);
      done.insert(i);
      --now;
    });
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(std::vector<std::size_t>(done.begin(), done.end()), all);
    EXPECT_LE(most, kInFlight);
  }
}

TEST(InFlight, TellsInOrderAsSoonAsAllBeforeAreKnown) {
  std::promise<void> others_are_done;
  std::atomic<int> done = 0;
  std::vector<int> told;
  const auto results = each_told_in_order<int>(
      5,
      [&](std::size_t i) {
        if (i == 1) others_are_done.get_future().wait();
        if (i != 1 && ++done == 4) others_are_done.set_value();
        return static_cast<int>(i) * 10;
      },
      [&](const int& one) {
        EXPECT_EQ(done, one < 10 ? done.load() : 4);
        told.push_back(one);
      });
  EXPECT_EQ(told, (std::vector<int>{0, 10, 20, 30, 40}));
  EXPECT_EQ(results, told);
}

TEST(InFlight, WhatOneThrowsIsThrownHereOnceTheOthersHaveEnded) {
  std::atomic<int> begun = 0, ended = 0;
  const auto run = [&] {
    each_told_in_order<int>(
        1000,
        [&](std::size_t i) {
          ++begun;
          if (i == 3) throw std::runtime_error("the fourth");
          ++ended;
          return 0;
        },
        [](const int&) {});
  };
  EXPECT_THROW(run(), std::runtime_error);
  EXPECT_EQ(ended, begun - 1);
}

}  // namespace
}  // namespace slipway::cluster
