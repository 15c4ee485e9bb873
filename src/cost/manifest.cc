#include "cost/manifest.h"

#include "cost/quantity.h"

namespace slipway::cost {
namespace {

/// Neither the amount nor its thousandths leave an integer.
bool is_sensible(const kube::Quantity& amount) {
  constexpr double kMost = 9e15;
  return amount.sign() >= 0 && amount.approximate() <= kMost;
}

std::optional<std::int64_t> at_most(std::int64_t number, std::int64_t most) {
  return number <= most ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> in_units_of(const kube::Quantity& amount, std::int64_t bytes) {
  if (!is_sensible(amount)) return std::nullopt;
  const std::int64_t whole_bytes = amount.value();
  return at_most(whole_bytes / bytes + (whole_bytes % bytes != 0 ? 1 : 0), kLargestCount);
}

}  // namespace

std::optional<std::int64_t> whole_number(const kube::Quantity& amount) {
  return is_sensible(amount) ? at_most(amount.value(), kLargestCount) : std::nullopt;
}

std::optional<std::int64_t> milli(const kube::Quantity& amount) {
  return is_sensible(amount) ? at_most(amount.milli_value(), kLargestCount * 1'000) : std::nullopt;
}

std::optional<std::int64_t> mebibytes(const kube::Quantity& amount) {
  return in_units_of(amount, std::int64_t{1} << 20);
}
std::optional<std::int64_t> gibibytes(const kube::Quantity& amount) {
  return in_units_of(amount, std::int64_t{1} << 30);
}

std::optional<std::int64_t> whole_number(const doc::Node& value) {
  if (!value.is_scalar() || value.is_null()) return std::nullopt;
  const auto parsed = kube::Quantity::parse(value.text());
  return parsed ? whole_number(*parsed) : std::nullopt;
}

}  // namespace slipway::cost
