#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace slipway::karpenter {

/// The list of claims to be, which Karpenter sorts by number of pods before every placement with an unstable sort: the
/// order among equals is what the last sort left, and the next one starts from it. After one placement a single claim
/// stands out of order, so that the outcome of most sorts is known without sorting.
///
/// Each claim is of one of 64 classes. The list is cut into blocks that know which classes they may hold (never too
/// few, at times some that have left), so that claims of refused classes are passed over a block at a time.
class ClaimOrder {
 public:
  using ClassSet = std::uint64_t;  // a bit a class

  /// A claim with one pod, at the end.
  void append(std::uint32_t claim, std::uint8_t its_class);
  /// The claim at the position has one more pod, and may be of another class.
  void grew(std::size_t position, std::uint8_t its_class);
  /// As Go's sort.Slice would.
  void sort();

  std::size_t size() const { return entries_.size(); }
  std::uint32_t operator[](std::size_t position) const { return static_cast<std::uint32_t>(entries_[position]); }
  std::uint32_t pods(std::size_t position) const { return static_cast<std::uint32_t>(entries_[position] >> 32); }

  /// Calls try_claim(position, claim) in the list's order until it answers true, and tells whether it did. Claims of
  /// classes in `refused`, which may grow meanwhile, may be left out. try_claim may call grew() when it answers true.
  template <class Try>
  bool first(const ClassSet& refused, Try try_claim);

  /// Sorts outright every time, for tests.
  void sort_plainly();

 private:
  static constexpr std::size_t kBlock = 64;
  static ClassSet bit(std::uint8_t its_class) { return ClassSet{1} << its_class; }
  ClassSet class_at(std::size_t position) const { return bit(class_of_[(*this)[position]]); }
  bool sort_one_out_of_order();
  void rotated(std::size_t begin, std::size_t end, std::size_t landed);
  std::vector<std::uint64_t> entries_;  // pods, claim
  std::size_t changed_ = 0;             // where the one entry is that may be out of order
  bool is_changed_ = false;
  std::vector<std::uint8_t> class_of_;  // by claim
  std::vector<ClassSet> blocks_;
};

template <class Try>
bool ClaimOrder::first(const ClassSet& refused, Try try_claim) {
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    if ((blocks_[block] & ~refused) == 0) continue;
    ClassSet seen = 0;
    const std::size_t end = std::min(entries_.size(), (block + 1) * kBlock);
    for (std::size_t position = block * kBlock; position < end; ++position) {
      seen |= class_at(position);
      if (try_claim(position, (*this)[position])) return true;
    }
    blocks_[block] = seen;
  }
  return false;
}

}  // namespace slipway::karpenter
