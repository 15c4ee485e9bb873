#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cel/opaque.h"
#include "cel/value.h"

namespace slipway::cel {

/// A list that an expression made.
struct ListValue {
  enum class Kind : std::uint8_t { Plain, Set, Map };  // as x-kubernetes-list-type says of what it was made of
  Value* items = nullptr;
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  bool grows = false;  // while a comprehension collects it
  Kind kind = Kind::Plain;
  const Schema* schema = nullptr;
};

/// A map that an expression made: few entries, looked through one by one.
struct MapValue {
  Value* keys = nullptr;
  Value* values = nullptr;
  std::uint32_t size = 0;
};

/// Memory for one run; what it gave out is void after reset(), which keeps the memory.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  void* take(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (used_ + bytes > size_) more(bytes);
    void* taken = blocks_[block_].get() + used_;
    used_ += bytes;
    return taken;
  }
  template <class T>
  T* make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    T* array = static_cast<T*>(take(count * sizeof(T)));
    for (std::size_t i = 0; i < count; ++i) new (array + i) T();
    return array;
  }
  template <class T>
  T* make() {
    return make_array<T>(1);
  }
  std::string_view keep(std::string_view text) {
    char* copy = static_cast<char*>(take(text.size()));
    if (!text.empty()) std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }
  const OpaqueValue* keep(OpaqueValue value) {
    opaque_.push_back(std::make_unique<OpaqueValue>(std::move(value)));
    return opaque_.back().get();
  }

  void reset() {
    opaque_.clear();
    total_ = 0;
    if (blocks_.size() > kKeptBlocks) {
      blocks_.resize(kKeptBlocks);
      sizes_.resize(kKeptBlocks);
    }
    block_ = 0;
    used_ = 0;
    size_ = blocks_.empty() ? 0 : sizes_[0];
  }
  /// Given out since the last reset.
  std::size_t total() const { return total_ + used_; }

 private:
  static constexpr std::size_t kBlock = 16'384, kKeptBlocks = 4;
  void more(std::size_t bytes) {
    total_ += used_;
    while (block_ + 1 < blocks_.size()) {
      ++block_;
      size_ = sizes_[block_];
      used_ = 0;
      if (bytes <= size_) return;
    }
    const std::size_t size = bytes > kBlock ? bytes : kBlock;
    blocks_.push_back(std::make_unique<std::byte[]>(size));
    sizes_.push_back(size);
    block_ = blocks_.size() - 1;
    size_ = size;
    used_ = 0;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::vector<std::size_t> sizes_;
  std::vector<std::unique_ptr<OpaqueValue>> opaque_;
  std::size_t block_ = 0, used_ = 0, size_ = 0, total_ = 0;
};

}  // namespace slipway::cel
