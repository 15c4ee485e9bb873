#pragma once

#include <memory>
#include <utility>

namespace slipway {

/// A value that copies share until one of them is to be changed: what thousands alike have in common is there once.
/// Threads may read copies of one value at once, each changes its own.
template <class T>
class Shared {
 public:
  Shared() = default;  // a T as it is by default
  Shared(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T& operator*() const { return value_ ? *value_ : nothing(); }
  const T* operator->() const { return &**this; }
  operator const T&() const { return **this; }

  /// To be changed: from now on this copy's alone. Valid until the next copy is made of it.
  T& own() {
    if (!value_ || value_.use_count() > 1) value_ = std::make_shared<T>(**this);
    return *value_;
  }
  /// Whether both share: then they are equal. (Equal values may stand apart.)
  bool is_shared_with(const Shared& other) const { return value_ == other.value_; }

 private:
  static const T& nothing() {
    static const T kNothing{};
    return kNothing;
  }

  std::shared_ptr<T> value_;
};

}  // namespace slipway
