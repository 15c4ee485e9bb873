#include "doc/arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace slipway::doc {

void Arena::add_block(std::size_t at_least) {
  constexpr std::size_t kMaxBlock = 4u << 20, kHugePage = 2u << 20, kSmall = 64u << 10;
  std::size_t bytes = std::max(at_least, next_block_);
  // Thousands of small files have an arena each: the last block's unused rest is what counts there.
  next_block_ = std::min(next_block_ < kSmall ? next_block_ + next_block_ / 32 * 8 : next_block_ * 2, kMaxBlock);
  // Large blocks stand on huge pages where the system has them: page faults are a quarter of reading otherwise.
  const bool huge = bytes >= kHugePage;
  if (huge) bytes = (bytes + kHugePage - 1) & ~(kHugePage - 1);
  void* block = std::aligned_alloc(huge ? kHugePage : kAlignment, bytes);
  if (!block) throw std::bad_alloc();
  if (huge) madvise(block, bytes, MADV_HUGEPAGE);
  blocks_.emplace_back(static_cast<std::byte*>(block));
  next_ = blocks_.back().get();
  left_ = last_bytes_ = bytes;
}

}  // namespace slipway::doc
