#include "cost/pool_limit.h"

#include <algorithm>
#include <limits>

#include "catalog/cluster_limits.h"
#include "cost/quantity.h"

namespace slipway::cost {
namespace {

constexpr int kMostSteps = 200'000;

/// An offer as the search sees it: its price and what it takes of each limit, in the order of the limits.
struct Item {
  std::size_t offer;
  Money price;
  std::vector<std::int64_t> takes;
};

std::int64_t most_of(const Item& item, const std::vector<std::int64_t>& left) {
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < left.size(); ++i)
    if (item.takes[i] > 0) most = std::min(most, left[i] / item.takes[i]);
  return most;
}

/// Dearer or equal, and takes no more of anything.
bool dominates(const Item& a, const Item& b) {
  if (a.price < b.price) return false;
  for (std::size_t i = 0; i < a.takes.size(); ++i)
    if (a.takes[i] > b.takes[i]) return false;
  return true;
}

std::vector<Item> items_of(const std::vector<Offer>& offers, const std::vector<std::string>& resources, Money extra) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    Item item{i, offers[i].per_hour() * kHoursPerMonth + extra, {}};
    for (const auto& resource : resources) item.takes.push_back(limited_amount(offers[i].capacity, resource));
    items.push_back(std::move(item));
  }
  return items;
}

/// Branch and bound over how many of each offer, the dearest for what they take first.
class Search {
 public:
  Search(std::vector<Item> items, std::vector<std::int64_t> limits)
      : items_(std::move(items)), left_(std::move(limits)) {
    // What is left of a limit is worth at most its amount at the best price per unit among the offers still to come.
    best_price_.assign(items_.size() + 1, std::vector<double>(left_.size(), 0));
    for (std::size_t i = items_.size(); i-- > 0;)
      for (std::size_t r = 0; r < left_.size(); ++r) {
        const double per_unit = items_[i].takes[r] > 0
                                    ? items_[i].price.approximate() / static_cast<double>(items_[i].takes[r])
                                    : std::numeric_limits<double>::infinity();
        best_price_[i][r] = std::max(best_price_[i + 1][r], per_unit);
      }
    counts_.assign(items_.size(), 0);
  }

  /// False when it took too many steps.
  bool run() {
    descend(0, {});
    return steps_ <= kMostSteps;
  }
  const std::vector<std::int64_t>& best() const { return best_; }

 private:
  double worth(std::size_t from) const {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < left_.size(); ++r) {
      // Nothing to come takes of it, or something takes none: this limit says nothing.
      const double price = best_price_[from][r];
      if (price != std::numeric_limits<double>::infinity())
        least = std::min(least, price * static_cast<double>(left_[r]));
    }
    return least;
  }

  void descend(std::size_t at, Money sum) {
    if (++steps_ > kMostSteps) return;
    if (best_.empty() || sum > best_sum_) {
      best_ = counts_;
      best_sum_ = sum;
    }
    if (at == items_.size()) return;
    // A little above, for the rounding of doubles.
    constexpr double kSlack = 1 + 1e-9;
    if ((sum.approximate() + worth(at)) * kSlack <= best_sum_.approximate()) return;
    const auto& item = items_[at];
    const std::int64_t most = most_of(item, left_);
    for (std::size_t r = 0; r < left_.size(); ++r) left_[r] -= most * item.takes[r];
    for (std::int64_t count = most; count >= 0; --count) {
      counts_[at] = count;
      descend(at + 1, sum + item.price * count);
      if (steps_ > kMostSteps) return;
      if (count > 0)
        for (std::size_t r = 0; r < left_.size(); ++r) left_[r] += item.takes[r];
    }
    counts_[at] = 0;
  }

  std::vector<Item> items_;
  std::vector<std::int64_t> left_;
  std::vector<std::vector<double>> best_price_;
  std::vector<std::int64_t> counts_, best_;
  Money best_sum_;
  int steps_ = 0;
};

/// For each limit the offer that makes most of it, filled and rounded up; the least of these is a bound.
Nodes bound_by_one_limit(const std::vector<Item>& items, const std::vector<std::int64_t>& limits) {
  std::optional<Nodes> best;
  Money best_sum;
  for (std::size_t r = 0; r < limits.size(); ++r) {
    const Item* dearest = nullptr;
    bool all_take = true;
    for (const auto& item : items) {
      all_take = all_take && item.takes[r] > 0;
      if (item.takes[r] > 0 && (!dearest || item.price * dearest->takes[r] > dearest->price * item.takes[r]))
        dearest = &item;
    }
    if (!dearest || !all_take) continue;
    const std::int64_t count = limits[r] / dearest->takes[r] + (limits[r] % dearest->takes[r] != 0 ? 1 : 0);
    if (!best || dearest->price * count < best_sum) {
      best = Nodes{dearest->offer, count};
      best_sum = dearest->price * count;
    }
  }
  return best.value_or(Nodes{});
}

struct Problem {
  std::vector<std::string> resources;
  std::vector<std::int64_t> limits;
  std::vector<Item> items;  // those that fit at all
};

Problem problem_of(const std::vector<Offer>& offers, const Limits& limits, Money extra) {
  Problem problem;
  for (const auto& [resource, amount] : limits) {
    problem.resources.push_back(resource);
    problem.limits.push_back(amount);
  }
  problem.items = items_of(offers, problem.resources, extra);
  std::erase_if(problem.items, [&](const Item& item) { return most_of(item, problem.limits) == 0; });
  return problem;
}

}  // namespace

Fill dearest_fill(const std::vector<Offer>& offers, const Limits& limits, Money extra) {
  auto [resources, amounts, items] = problem_of(offers, limits, extra);
  Fill fill;
  for (const auto& item : items)
    if (const auto most = most_of(item, amounts); most > catalog::kMostNodes) {
      fill.unbounded_by = offers[item.offer].type->name;
      fill.is_touched = most != std::numeric_limits<std::int64_t>::max();
      return fill;
    }
  fill.bounded = true;
  // Equal items: the first by name stays. The rest by price, so that the first descent is a good one.
  std::ranges::stable_sort(items, [&](const Item& a, const Item& b) {
    if (a.price != b.price) return a.price > b.price;
    return offers[a.offer].type->name < offers[b.offer].type->name;
  });
  std::vector<Item> kept;
  for (auto& item : items)
    if (std::ranges::none_of(kept, [&](const Item& other) { return dominates(other, item); }))
      kept.push_back(std::move(item));
  if (kept.empty()) return fill;

  Search search(kept, amounts);
  if (search.run()) {
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (search.best()[i] > 0) fill.nodes.push_back({kept[i].offer, search.best()[i]});
    return fill;
  }
  fill.exact = false;
  if (const auto bound = bound_by_one_limit(kept, amounts); bound.count > 0) {
    fill.nodes.push_back(bound);
    return fill;
  }
  // No limit touches every offer: each limit's own bound, all together.
  for (const auto& item : kept) fill.nodes.push_back({item.offer, most_of(item, amounts)});
  return fill;
}

std::optional<Alternative> cheapest_fill(const std::vector<Offer>& offers, const Limits& limits, Money extra) {
  std::optional<Alternative> cheapest;
  const auto problem = problem_of(offers, limits, extra);
  for (const auto& item : problem.items) {
    const auto count = most_of(item, problem.limits);
    if (count > catalog::kMostNodes) continue;
    const Money sum = item.price * count;
    if (!cheapest || sum < cheapest->per_month) cheapest = Alternative{item.offer, count, sum};
  }
  return cheapest;
}

}  // namespace slipway::cost
