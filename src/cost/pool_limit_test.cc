#include "cost/pool_limit.h"

#include <algorithm>
#include <functional>
#include <random>

#include "cost/testing.h"

namespace slipway::cost {
namespace {

Offer offer(const char* type, std::string_view price, std::int64_t cpu, std::int64_t memory_mib = 0,
            std::int64_t gpus = 0) {
  Offer made{catalog::find_instance_type(type),
             Market::OnDemand,
             PriceRow{"", usd(price), "hour", "", "", "", false, ""},
             {},
             {}};
  made.capacity.cpu_milli = cpu * 1000;
  made.capacity.memory_mib = memory_mib;
  if (gpus > 0) made.capacity.devices["nvidia.com/gpu"] = gpus;
  return made;
}

std::string text_of(const Fill& fill, const std::vector<Offer>& offers) {
  std::string text;
  for (const auto& [index, count] : fill.nodes)
    text += std::to_string(count) + " " + std::string(offers[index].type->name) + " ";
  return text;
}

Money cost_of(const Fill& fill, const std::vector<Offer>& offers) {
  Money sum;
  for (const auto& [index, count] : fill.nodes) sum += offers[index].per_hour() * count;
  return sum;
}

const std::vector<Offer> kTypes = {offer("g4dn.xlarge", "0.526", 4, 16000, 1),
                                   offer("g4dn.2xlarge", "0.752", 8, 32000, 1),
                                   offer("g4dn.12xlarge", "3.912", 48, 192000, 4)};

TEST(DearestFill, FillsTheLimitsWithWhatCostsMost) {
  struct Case {
    Limits limits;
    std::string nodes;
  };
  for (const Case& c : {
           Case{{{"nvidia.com/gpu", 4}}, "1 g4dn.12xlarge "},                            // 3.912 > 4 × 0.752
           {{{"nvidia.com/gpu", 4}, {"cpu", 32'000}}, "4 g4dn.2xlarge "},                // no 48 cpus
           {{{"nvidia.com/gpu", 4}, {"cpu", 24'000}}, "2 g4dn.xlarge 2 g4dn.2xlarge "},  // 2 × 4 + 2 × 8
           {{{"nvidia.com/gpu", 4}, {"cpu", 32'000}, {"memory", 90'000}}, "3 g4dn.xlarge 1 g4dn.2xlarge "},
           {{{"nodes", 2}}, "2 g4dn.12xlarge "},
           {{{"cpu", 3'000}}, ""},
           {{{"cpu", 0}}, ""},
       }) {
    const Fill fill = dearest_fill(kTypes, c.limits, {});
    EXPECT_TRUE(fill.bounded);
    EXPECT_TRUE(fill.exact);
    // Order of offers in a fill is by price; compare as a set.
    std::vector<Nodes> nodes = fill.nodes;
    std::ranges::sort(nodes, {}, &Nodes::offer);
    EXPECT_EQ(text_of({nodes, true, true, ""}, kTypes), c.nodes);
  }
}

TEST(DearestFill, ALimitThatATypeDoesNotTouchDoesNotBoundIt) {
  const std::vector<Offer> offers = {offer("g4dn.xlarge", "0.526", 4, 0, 1), offer("m5.large", "0.096", 2)};
  const Fill fill = dearest_fill(offers, {{"nvidia.com/gpu", 4}}, {});
  EXPECT_FALSE(fill.bounded);
  EXPECT_EQ(fill.unbounded_by, "m5.large");
  EXPECT_TRUE(dearest_fill(offers, {{"nvidia.com/gpu", 4}, {"cpu", 10'000}}, {}).bounded);
  EXPECT_FALSE(dearest_fill(offers, {}, {}).bounded);
  EXPECT_FALSE(dearest_fill(offers, {{"cpu", 1'000'000'000'000}}, {}).bounded) << "more than a region has";
}

TEST(DearestFill, WhatEachNodeBringsCounts) {
  const std::vector<Offer> offers = {offer("m5.2xlarge", "0.40", 8), offer("m5.large", "0.09", 2)};
  EXPECT_EQ(text_of(dearest_fill(offers, {{"cpu", 8'000}}, {}), offers), "1 m5.2xlarge ");
  EXPECT_EQ(text_of(dearest_fill(offers, {{"cpu", 8'000}}, usd("73")), offers), "4 m5.large ");
}

/// Every set of nodes that the limits allow.
Money brute_force(const std::vector<Offer>& offers, const Limits& limits) {
  Money best;
  std::function<void(std::size_t, Limits, Money)> descend = [&](std::size_t at, Limits left, Money sum) {
    best = std::max(best, sum);
    if (at == offers.size()) return;
    while (true) {
      descend(at + 1, left, sum);
      for (auto& [resource, amount] : left) amount -= limited_amount(offers[at].capacity, resource);
      if (std::ranges::any_of(left, [](const auto& each) { return each.second < 0; })) return;
      sum += offers[at].per_hour();
    }
  };
  descend(0, limits, {});
  return best;
}

TEST(DearestFill, IsTheDearestOfAllSetsThatTheLimitsAllow) {
  std::mt19937 random(7);
  const auto draw = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  const char* names[] = {"m5.large", "m5.xlarge", "c5.large", "r5.large", "g5.xlarge"};
  for (int round = 0; round < 60; ++round) {
    std::vector<Offer> offers;
    for (const auto* name : names)
      offers.push_back(offer(name, "0." + std::to_string(draw(10, 99)), draw(1, 8), draw(1, 8) * 1000, draw(0, 2)));
    const Limits limits = {{"cpu", draw(0, 24) * 1000}, {"memory", draw(0, 24) * 1000}, {"nvidia.com/gpu", draw(0, 5)}};
    const Fill fill = dearest_fill(offers, limits, {});
    ASSERT_TRUE(fill.bounded && fill.exact);
    EXPECT_EQ(cost_of(fill, offers), brute_force(offers, limits)) << round;
  }
}

TEST(DearestFill, WhenTheSearchIsTooLongTheAnswerIsStillABound) {
  // Prices that rise with size, each a little different: nothing is better than anything else by much.
  std::vector<Offer> offers;
  std::size_t index = 0;
  for (const auto& type : catalog::instance_types()) {
    if (offers.size() == 120) break;
    const auto cpu = static_cast<std::int64_t>(17 + index * 3);
    Offer made = offer("m5.large", std::to_string(cpu) + ".00" + std::to_string(100 + index * 7 % 800), cpu,
                       1000 + static_cast<std::int64_t>(index * 13 % 29) * 100);
    made.type = &type;
    offers.push_back(std::move(made));
    ++index;
  }
  const Limits limits = {{"cpu", 9'973'000}, {"memory", 777'777}};
  const Fill fill = dearest_fill(offers, limits, {});
  ASSERT_TRUE(fill.bounded);
  std::mt19937 random(11);
  for (int round = 0; round < 2'000; ++round) {
    std::int64_t cpu = limits.at("cpu"), memory = limits.at("memory");
    Money sum;
    for (int misses = 0; misses < 50;) {
      const auto& next = offers[std::uniform_int_distribution<std::size_t>(0, offers.size() - 1)(random)];
      if (next.capacity.cpu_milli > cpu || next.capacity.memory_mib > memory) {
        ++misses;
        continue;
      }
      cpu -= next.capacity.cpu_milli;
      memory -= next.capacity.memory_mib;
      sum += next.per_hour();
    }
    ASSERT_LE(sum, cost_of(fill, offers));
  }
}

TEST(CheapestFill, NamesTheLeastThatFillingTheLimitsCosts) {
  const auto cheapest = cheapest_fill(kTypes, {{"nvidia.com/gpu", 4}, {"cpu", 48'000}}, {});
  ASSERT_TRUE(cheapest);
  EXPECT_EQ(kTypes[cheapest->offer].type->name, "g4dn.xlarge");
  EXPECT_EQ(cheapest->count, 4);
  EXPECT_EQ(cheapest->per_month, usd("1535.92"));
  EXPECT_FALSE(cheapest_fill(kTypes, {}, {}));
}

}  // namespace
}  // namespace slipway::cost
