#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

namespace slipway::doc {

/// Memory that is given out piece by piece and freed as a whole. What stands in it must need no destructor.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Uninitialized; aligned for pointers and doubles.
  void* take(std::size_t bytes) {
    bytes = (bytes + kAlignment - 1) & ~(kAlignment - 1);
    if (bytes > left_) add_block(bytes);
    left_ -= bytes;
    std::byte* taken = next_;
    next_ += bytes;
    return taken;
  }
  /// `count` values, not begun.
  template <class T>
  T* take_array(std::size_t count) {
    static_assert(alignof(T) <= kAlignment);
    return static_cast<T*>(take(count * sizeof(T)));
  }

  /// Frees all that was taken; keeps a block for what comes next.
  void clear() {
    if (blocks_.empty()) return;
    blocks_.erase(blocks_.begin(), blocks_.end() - 1);
    next_ = blocks_.back().get();
    left_ = last_bytes_;
  }

 private:
  static constexpr std::size_t kAlignment = 8;
  void add_block(std::size_t at_least);

  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t next_block_ = 4096, last_bytes_ = 0;
  struct Free {
    void operator()(std::byte* block) const { std::free(block); }
  };
  std::vector<std::unique_ptr<std::byte, Free>> blocks_;
};

}  // namespace slipway::doc
