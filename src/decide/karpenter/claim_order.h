#pragma once

#include <cstdint>
#include <vector>

namespace slipway::karpenter {

/// The list of claims to be, which Karpenter sorts by number of pods before every placement with an unstable sort: the
/// order among equals is what the last sort left, and the next one starts from it. After one placement a single claim
/// stands out of order, so that the outcome of most sorts is known without sorting.
class ClaimOrder {
 public:
  /// A claim with one pod, at the end.
  void append(std::uint32_t claim);
  /// The claim at the position has one more pod.
  void grew(std::size_t position);
  /// As Go's sort.Slice would.
  void sort();

  std::size_t size() const { return entries_.size(); }
  std::uint32_t operator[](std::size_t position) const { return static_cast<std::uint32_t>(entries_[position]); }
  std::uint32_t pods(std::size_t position) const { return static_cast<std::uint32_t>(entries_[position] >> 32); }

  /// Sorts outright every time, for tests.
  void sort_plainly();

 private:
  bool sort_one_out_of_order();
  std::vector<std::uint64_t> entries_;  // pods, claim
  std::size_t changed_ = 0;             // where the one entry is that may be out of order
  bool is_changed_ = false;
};

}  // namespace slipway::karpenter
