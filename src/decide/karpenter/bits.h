#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace slipway::karpenter {

/// A set of small numbers below a fixed size, one bit each.
class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size, bool all = false) : words_((size + 63) / 64, all ? ~std::uint64_t{0} : 0) {
    if (all && size % 64 != 0) words_.back() = (std::uint64_t{1} << (size % 64)) - 1;
  }
  void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  bool test(std::size_t i) const { return (words_[i / 64] >> (i % 64)) & 1; }
  bool any() const {
    for (std::uint64_t word : words_)
      if (word != 0) return true;
    return false;
  }
  std::size_t count() const {
    std::size_t out = 0;
    for (std::uint64_t word : words_) out += static_cast<std::size_t>(std::popcount(word));
    return out;
  }
  /// REQUIRES: equal sizes, as do all below.
  Bits& operator&=(const Bits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  Bits& remove(const Bits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
  }
  friend bool intersect(const Bits& a, const Bits& b) {
    for (std::size_t i = 0; i < a.words_.size(); ++i)
      if ((a.words_[i] & b.words_[i]) != 0) return true;
    return false;
  }
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      for (std::uint64_t rest = words_[w]; rest != 0; rest &= rest - 1)
        visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }
  const std::vector<std::uint64_t>& words() const { return words_; }
  friend bool operator==(const Bits&, const Bits&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace slipway::karpenter
