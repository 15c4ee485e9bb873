#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "decide/karpenter/claim_order.h"

namespace slipway::karpenter {

/// Sorts the contexts that claims are in into the 64 classes of ClaimOrder, and tells which classes a pod need not ask:
/// those of which it has asked every context, in vain. With up to 64 contexts each has a class of its own.
class ContextClasses {
 public:
  /// That of a context which a claim is in.
  std::uint8_t of(std::uint32_t context) {
    if (class_of_.size() <= context) class_of_.resize(context + 1, kNone);
    std::uint8_t& out = class_of_[context];
    if (out == kNone) {
      out = static_cast<std::uint8_t>(given_++ % kClasses);
      ++members_[out];
    }
    return out;
  }

  void begin_attempt() {
    refused_ = 0;
    refused_members_.fill(0);
  }
  /// REQUIRES: not yet refused in this attempt. Contexts without claims do not matter.
  void refuse(std::uint32_t context) {
    if (context >= class_of_.size() || class_of_[context] == kNone) return;
    const std::uint8_t its_class = class_of_[context];
    if (++refused_members_[its_class] == members_[its_class]) refused_ |= ClaimOrder::ClassSet{1} << its_class;
  }
  const ClaimOrder::ClassSet& refused() const { return refused_; }

 private:
  static constexpr std::uint32_t kClasses = 64;
  static constexpr std::uint8_t kNone = kClasses;
  std::vector<std::uint8_t> class_of_;  // by context
  std::array<std::uint32_t, kClasses> members_{}, refused_members_{};
  std::uint32_t given_ = 0;
  ClaimOrder::ClassSet refused_ = 0;
};

}  // namespace slipway::karpenter
