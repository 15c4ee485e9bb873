#pragma once

#include <cstdint>
#include <vector>

namespace slipway::karpenter {

/// What was reckoned from two numbers, by the pair: open addressing, never forgets.
class PairMemo {
 public:
  static constexpr std::uint32_t kUnknown = 0xffffffff;

  /// kUnknown when the pair was never set.
  std::uint32_t find(std::uint32_t a, std::uint32_t b) const {
    if (slots_.empty()) return kUnknown;
    const std::uint64_t key = joined(a, b);
    for (std::size_t i = hash(key) & mask();; i = (i + 1) & mask()) {
      if (slots_[i].value == kUnknown) return kUnknown;
      if (slots_[i].key == key) return slots_[i].value;
    }
  }
  /// REQUIRES: the pair is not set; value != kUnknown.
  void set(std::uint32_t a, std::uint32_t b, std::uint32_t value) {
    if (used_ * 2 >= slots_.size()) grow();
    insert({joined(a, b), value});
    ++used_;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t value = kUnknown;
  };
  static std::uint64_t joined(std::uint32_t a, std::uint32_t b) { return (static_cast<std::uint64_t>(a) << 32) | b; }
  /// Of the upper half, which both numbers reach.
  static std::size_t hash(std::uint64_t key) { return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15) >> 32); }
  std::size_t mask() const { return slots_.size() - 1; }
  void insert(Slot slot) {
    std::size_t i = hash(slot.key) & mask();
    while (slots_[i].value != kUnknown) i = (i + 1) & mask();
    slots_[i] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.value != kUnknown) insert(slot);
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace slipway::karpenter
