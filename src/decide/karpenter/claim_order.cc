#include "decide/karpenter/claim_order.h"

#include <algorithm>

#include "decide/karpenter/go_sort.h"

namespace slipway::karpenter {
namespace {

constexpr std::uint64_t kOnePod = std::uint64_t{1} << 32;

bool fewer(std::uint64_t a, std::uint64_t b) { return (a >> 32) < (b >> 32); }

}  // namespace

void ClaimOrder::append(std::uint32_t claim, std::uint8_t its_class) {
  changed_ = entries_.size();
  is_changed_ = true;
  if (entries_.size() % kBlock == 0) blocks_.push_back(0);
  entries_.push_back(kOnePod | claim);
  if (class_of_.size() <= claim) class_of_.resize(claim + 1);
  class_of_[claim] = its_class;
  blocks_.back() |= bit(its_class);
}

void ClaimOrder::grew(std::size_t position, std::uint8_t its_class) {
  changed_ = position;
  is_changed_ = true;
  entries_[position] += kOnePod;
  class_of_[(*this)[position]] = its_class;
  blocks_[position / kBlock] |= bit(its_class);
}

void ClaimOrder::sort_plainly() {
  go_sort(entries_, fewer);
  std::fill(blocks_.begin(), blocks_.end(), ~ClassSet{0});
}

/// One entry has moved to `landed` and all others of the range by one place: a block can only have gained at its ends.
void ClaimOrder::rotated(std::size_t begin, std::size_t end, std::size_t landed) {
  for (std::size_t block = begin / kBlock; block * kBlock < end; ++block) {
    const std::size_t last = std::min(entries_.size(), (block + 1) * kBlock) - 1;
    blocks_[block] |= class_at(block * kBlock) | class_at(last);
  }
  blocks_[landed / kBlock] |= class_at(landed);
}

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
    const auto end = static_cast<std::size_t>(place - entries_.begin());
    rotated(changed_, end, end - 1);
  } else if (moved != entries_.begin() && fewer(*moved, *(moved - 1))) {
    const auto place = std::upper_bound(entries_.begin(), moved, *moved, fewer);
    std::rotate(place, moved, moved + 1);
    const auto begin = static_cast<std::size_t>(place - entries_.begin());
    rotated(begin, changed_ + 1, begin);
  }
  return true;
}

void ClaimOrder::sort() {
  if (!is_changed_) return;  // sorted lists stay as they are
  is_changed_ = false;
  if (!sort_one_out_of_order()) sort_plainly();
}

}  // namespace slipway::karpenter
