#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "doc/node.h"

namespace slipway::kube {

enum class Rounding : std::uint8_t { Up, Down };

/// A count, or a text that may be a percentage: maxUnavailable, maxSurge, the nodes of a disruption budget. Follows
/// k8s.io/apimachinery 0.36.3, pkg/util/intstr.
class IntOrPercent {
 public:
  enum class Type : std::uint8_t { Int, String };

  IntOrPercent() = default;  // 0
  explicit IntOrPercent(std::int32_t number) : number_(number) {}
  explicit IntOrPercent(std::string text) : type_(Type::String), text_(std::move(text)) {}

  /// Of a field of a manifest: an integer of 32 bits (2.0 is 2, as it is in YAML; Go refuses it in JSON), a string, or
  /// null (0).
  static Result<IntOrPercent, ParseError> read(const doc::Node& node);
  /// The decoder's words for what read() refuses.
  static std::string go_error(const doc::Node& node);
  /// Of a text that is a number when it reads as one, as Karpenter takes the nodes of a budget: "5" is 5, "5%" a text.
  /// What is beyond 32 bits wraps.
  static IntOrPercent of_text(std::string_view text);

  Type type() const { return type_; }
  std::string to_string() const;
  /// The number; of a text its value as a whole number (the nearest one that 64 bits hold), or 0.
  std::int64_t int_value() const;

  /// The number itself, or the percentage of the total; a text that is no percentage is an error. Reckoned in doubles,
  /// as there.
  Result<std::int64_t, ParseError> scaled(std::int64_t total, Rounding rounding) const;
  /// Kubernetes' words for what scaled() refuses.
  std::string scale_go_error() const;

  friend bool operator==(const IntOrPercent&, const IntOrPercent&) = default;

 private:
  Type type_ = Type::Int;
  std::int32_t number_ = 0;
  std::string text_;
};

}  // namespace slipway::kube
