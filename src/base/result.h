#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace slipway {

/// How the world failed, as far as a caller can act on it.
enum class FailureKind { NotFound, Denied, Throttled, Unreachable, Malformed };

struct Failure {
  FailureKind kind;
  std::string message;
};

/// What a leaf parser says: where in its text, and what is wrong. The layer above adds file, line and column.
struct ParseError {
  std::size_t offset = 0;
  std::string message;
  friend bool operator==(const ParseError&, const ParseError&) = default;
};

/// A value, or why there is none. Bad input is a Diagnostic, a failing world a Result, a broken promise between our
/// own functions an assert.
template <class T, class E = Failure>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool has_value() const { return state_.index() == 0; }

  /// REQUIRES: has_value().
  const T& value() const& {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  const T* operator->() const { return &value(); }

  /// REQUIRES: !has_value().
  const E& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, E> state_;
};

}  // namespace slipway
