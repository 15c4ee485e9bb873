#pragma once

#include <cstdint>
#include <iterator>
#include <string>

#include "doc/value.h"

namespace slipway::doc {

/// Trees and texts for property tests: small, seeded, full of what is hard to write. The same seed gives the same.
class RandomTree {
 public:
  explicit RandomTree(std::uint64_t seed) : state_(seed) {}

  std::uint64_t below(std::uint64_t limit) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;  // SplitMix64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % limit;
  }

  std::string text() {
    std::string text;
    for (std::uint64_t i = below(4) == 0 ? below(9) : below(3); i > 0; --i) text += kParts[below(std::size(kParts))];
    return text;
  }

  Value scalar() {
    switch (below(8)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(below(1'000'000)) - 500'000;
      case 3:
        return static_cast<std::int64_t>(below(~std::uint64_t{0}));
      case 4:
        return static_cast<double>(below(1'000'000)) / static_cast<double>(1 + below(1000));
      default:
        return text();
    }
  }

  Value value(int depth) {
    const std::uint64_t kind = depth == 0 ? 2 : below(5);
    if (kind == 0) {
      List list;
      for (std::uint64_t i = below(5); i > 0; --i) list.add(value(depth - 1));
      return list;
    }
    if (kind == 1 || kind == 3) {
      Map map;
      for (std::uint64_t i = below(5); i > 0; --i) map.set(text(), value(depth - 1));
      return map;
    }
    return scalar();
  }

 private:
  static constexpr const char* kParts[] = {
      "a",   "b",  "-",    ":",    ": ",   " #",     "#",      " ",      "  ",     "\n",         "\n\n", "\t",
      "'",   "\"", "\\",   "{",    "}",    "[",      "]",      ",",      "&",      "*",          "!",    "|",
      ">",   "%",  "@",    "`",    "?",    "=",      "0",      "1",      "0x1",    "1.5",        "e3",   "_",
      "yes", "no", "null", "~",    "true", ".inf",   "<<",     "é",      "😀",      "---",        "...",  "word",
      "y",   "\r", "\r\n", "\x01", "\x7F", "\u0085", "\u00A0", "\u2028", "\uFEFF", "2026-01-02", "12:30"};

  std::uint64_t state_;
};

}  // namespace slipway::doc
