#include "decide/karpenter/claim_order.h"

#include <algorithm>

#include "decide/karpenter/go_sort.h"

namespace slipway::karpenter {
namespace {

constexpr std::uint64_t kOnePod = std::uint64_t{1} << 32;

bool fewer(std::uint64_t a, std::uint64_t b) { return (a >> 32) < (b >> 32); }

}  // namespace

void ClaimOrder::append(std::uint32_t claim) {
  changed_ = entries_.size();
  is_changed_ = true;
  entries_.push_back(kOnePod | claim);
}

void ClaimOrder::grew(std::size_t position) {
  changed_ = position;
  is_changed_ = true;
  entries_[position] += kOnePod;
}

void ClaimOrder::sort_plainly() { go_sort(entries_, fewer); }

/// Follows what pattern-defeating quicksort does to such a list of 50 and more: when its samples stand in order it
/// repairs the one place instead of partitioning. The entry goes to the nearest place where it fits.
bool ClaimOrder::sort_one_out_of_order() {
  const auto count = static_cast<int>(entries_.size());
  const auto less_at = [this](int i, int j) {
    return fewer(entries_[static_cast<std::size_t>(i)], entries_[static_cast<std::size_t>(j)]);
  };
  GoSort sorter(less_at, [](int, int) {});
  if (count < sorter.kShifting) return false;
  if (sorter.choose_pivot(0, count).hint != decltype(sorter)::Hint::Increasing) return false;
  const auto moved = entries_.begin() + static_cast<std::ptrdiff_t>(changed_);
  if (const auto after = moved + 1; after != entries_.end() && fewer(*after, *moved)) {
    const auto place = std::lower_bound(after, entries_.end(), *moved, fewer);
    std::rotate(moved, after, place);
  } else if (moved != entries_.begin() && fewer(*moved, *(moved - 1))) {
    const auto place = std::upper_bound(entries_.begin(), moved, *moved, fewer);
    std::rotate(place, moved, moved + 1);
  }
  return true;
}

void ClaimOrder::sort() {
  if (!is_changed_) return;  // sorted lists stay as they are
  is_changed_ = false;
  if (!sort_one_out_of_order()) sort_plainly();
}

}  // namespace slipway::karpenter
