#pragma once

#include <bit>
#include <cstdint>
#include <utility>

namespace slipway::karpenter {

/// Sorts as Go's sort.Slice does, to the last swap: it is not stable, and Karpenter lets the order of equal elements
/// show. Pattern-defeating quicksort as of Go 1.22 and later (sort/zsortfunc.go): the constants below are part of the
/// behaviour.
///
/// `less(i, j)` compares and `swap(i, j)` exchanges the elements at two positions.
template <class Less, class Swap>
class GoSort {
 public:
  GoSort(Less less, Swap swap) : less_(std::move(less)), swap_(std::move(swap)) {}

  void sort(int count) { sort_range(0, count, std::bit_width(static_cast<unsigned>(count))); }

  enum class Hint : std::uint8_t { Unknown, Increasing, Decreasing };
  struct Pivot {
    int position;
    Hint hint;
  };
  /// Where [begin, end) would be split, and whether the samples were in order.
  Pivot choose_pivot(int begin, int end) {
    const int length = end - begin, quarter = length / 4;
    int low = begin + quarter, middle = begin + quarter * 2, high = begin + quarter * 3, swaps = 0;
    if (length >= 8) {
      if (length >= kNinther) {
        low = median(low - 1, low, low + 1, swaps);
        middle = median(middle - 1, middle, middle + 1, swaps);
        high = median(high - 1, high, high + 1, swaps);
      }
      middle = median(low, middle, high, swaps);
    }
    return {middle, swaps == 0 ? Hint::Increasing : swaps == kAllSwapped ? Hint::Decreasing : Hint::Unknown};
  }

  static constexpr int kInsertion = 12;  // up to so many: insertion sort, which is stable
  static constexpr int kShifting = 50;   // shorter ranges are not repaired in place

 private:
  static constexpr int kNinther = 50;
  static constexpr int kAllSwapped = 12;
  static constexpr int kRepairs = 5;

  void sort_range(int begin, int end, int bad_pivots_left) {
    bool balanced = true, partitioned = true;
    for (;;) {
      const int length = end - begin;
      if (length <= kInsertion) return insertion_sort(begin, end);
      if (bad_pivots_left == 0) return heap_sort(begin, end);
      if (!balanced) {
        break_patterns(begin, end);
        --bad_pivots_left;
      }
      Pivot pivot = choose_pivot(begin, end);
      if (pivot.hint == Hint::Decreasing) {
        for (int i = begin, j = end - 1; i < j; ++i, --j) swap_(i, j);
        pivot = {(end - 1) - (pivot.position - begin), Hint::Increasing};
      }
      if (balanced && partitioned && pivot.hint == Hint::Increasing && repair(begin, end)) return;
      if (begin > 0 && !less_(begin - 1, pivot.position)) {
        begin = partition_equal(begin, end, pivot.position);
        continue;
      }
      const int middle = partition(begin, end, pivot.position, partitioned);
      const int left = middle - begin, right = end - middle, threshold = length / 8;
      if (left < right) {
        balanced = left >= threshold;
        sort_range(begin, middle, bad_pivots_left);
        begin = middle + 1;
      } else {
        balanced = right >= threshold;
        sort_range(middle + 1, end, bad_pivots_left);
        end = middle;
      }
    }
  }

  void insertion_sort(int begin, int end) {
    for (int i = begin + 1; i < end; ++i)
      for (int j = i; j > begin && less_(j, j - 1); --j) swap_(j, j - 1);
  }

  void sift_down(int root, int count, int first) {
    for (;;) {
      int child = 2 * root + 1;
      if (child >= count) return;
      if (child + 1 < count && less_(first + child, first + child + 1)) ++child;
      if (!less_(first + root, first + child)) return;
      swap_(first + root, first + child);
      root = child;
    }
  }
  void heap_sort(int begin, int end) {
    const int count = end - begin;
    for (int i = (count - 1) / 2; i >= 0; --i) sift_down(i, count, begin);
    for (int i = count - 1; i >= 0; --i) {
      swap_(begin, begin + i);
      sift_down(0, i, begin);
    }
  }

  /// Smaller elements before the returned position, the others after it. `already` tells whether nothing had to move.
  int partition(int begin, int end, int pivot, bool& already) {
    swap_(begin, pivot);
    int i = begin + 1, j = end - 1;
    already = true;
    for (;;) {
      while (i <= j && less_(i, begin)) ++i;
      while (i <= j && !less_(j, begin)) --j;
      if (i > j) break;
      already = false;
      swap_(i++, j--);
    }
    swap_(j, begin);
    return j;
  }
  /// Where no element is smaller than the pivot: those that equal it first; returns where the rest begins.
  int partition_equal(int begin, int end, int pivot) {
    swap_(begin, pivot);
    int i = begin + 1, j = end - 1;
    for (;;) {
      while (i <= j && !less_(begin, i)) ++i;
      while (i <= j && less_(begin, j)) --j;
      if (i > j) return i;
      swap_(i++, j--);
    }
  }

  /// Shifts a few elements that stand out of order; whether the range is sorted now. (A shift to the left is bounded by
  /// the whole slice, not by the range.)
  bool repair(int begin, int end) {
    int i = begin + 1;
    for (int step = 0; step < kRepairs; ++step) {
      while (i < end && !less_(i, i - 1)) ++i;
      if (i == end) return true;
      if (end - begin < kShifting) return false;
      swap_(i, i - 1);
      if (i - begin >= 2)
        for (int j = i - 1; j >= 1 && less_(j, j - 1); --j) swap_(j, j - 1);
      if (end - i >= 2)
        for (int j = i + 1; j < end && less_(j, j - 1); ++j) swap_(j, j - 1);
    }
    return false;
  }

  void break_patterns(int begin, int end) {
    const int length = end - begin;
    if (length < 8) return;
    auto random = static_cast<std::uint64_t>(length);
    const std::uint64_t mask = (std::uint64_t{1} << std::bit_width(static_cast<unsigned>(length))) - 1;
    const int centre = begin + (length / 4) * 2;
    for (int i = centre - 1; i <= centre + 1; ++i) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      int other = static_cast<int>(random & mask);
      if (other >= length) other -= length;
      swap_(i, begin + other);
    }
  }

  int median(int a, int b, int c, int& swaps) {
    order(a, b, swaps);
    order(b, c, swaps);
    order(a, b, swaps);
    return b;
  }
  void order(int& a, int& b, int& swaps) {
    if (!less_(b, a)) return;
    std::swap(a, b);
    ++swaps;
  }

  Less less_;
  Swap swap_;
};

/// Of a vector, by `less(element, element)`.
template <class Vector, class Less>
void go_sort(Vector& elements, Less less) {
  const auto at = [&](int i) -> auto& { return elements[static_cast<std::size_t>(i)]; };
  const auto less_at = [&](int i, int j) { return less(at(i), at(j)); };
  const auto swap_at = [&](int i, int j) { std::swap(at(i), at(j)); };
  GoSort(less_at, swap_at).sort(static_cast<int>(elements.size()));
}

}  // namespace slipway::karpenter
