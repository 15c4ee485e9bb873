#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace slipway {

/// Finds one of a fixed list of names that stand elsewhere: one comparison in most cases.
/// REQUIRES: fewer than 2^32 - 1 names, all different.
class NameIndex {
 public:
  NameIndex() = default;
  /// `name(i)` is the i-th of `count` names.
  template <class Name>
  NameIndex(std::size_t count, Name name) : places_(std::bit_ceil(2 * count + 1), kFree) {
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t at = hash(name(i));
      while (places_[at & mask()] != kFree) ++at;
      places_[at & mask()] = static_cast<std::uint32_t>(i);
    }
  }

  static constexpr std::size_t kNone = ~std::size_t{0};
  /// Which of the names it is; kNone when it is none.
  template <class Name>
  std::size_t find(std::string_view wanted, Name name) const {
    if (places_.empty()) return kNone;
    for (std::size_t at = hash(wanted); places_[at & mask()] != kFree; ++at)
      if (name(places_[at & mask()]) == wanted) return places_[at & mask()];
    return kNone;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;
  static std::size_t hash(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
    return name.size() * 67 + byte(0) * 31 + byte(name.size() / 2) * 131 + byte(name.size() - 1) * 7 +
           byte(name.size() / 4) * 17;
  }
  std::size_t mask() const { return places_.size() - 1; }

  std::vector<std::uint32_t> places_;
};

}  // namespace slipway
