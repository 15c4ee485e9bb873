#include "cost/manifest.h"

#include "cost/quantity.h"

namespace slipway::cost {
namespace {

std::optional<std::int64_t> bounded(std::int64_t number, std::int64_t most) {
  if (number < 0 || number > most) return std::nullopt;
  return number;
}

std::optional<std::int64_t> in_units_of(const doc::Node& value, std::int64_t bytes) {
  const auto quantity = quantity_in(value);
  if (!quantity) return std::nullopt;
  const std::int64_t whole_bytes = quantity->value();
  return bounded(whole_bytes / bytes + (whole_bytes % bytes != 0 ? 1 : 0), kLargestCount);
}

}  // namespace

std::optional<kube::Quantity> quantity_in(const doc::Node& value) {
  if (!value.is_scalar() || value.is_null()) return std::nullopt;
  auto parsed = kube::Quantity::parse(value.text());
  // Amounts in thousandths must fit an integer.
  constexpr double kMost = 9e15;
  if (!parsed || parsed->sign() < 0 || parsed->approximate() > kMost) return std::nullopt;
  return std::move(parsed).value();
}

std::optional<std::int64_t> whole_number(const doc::Node& value) {
  const auto quantity = quantity_in(value);
  return quantity ? bounded(quantity->value(), kLargestCount) : std::nullopt;
}

std::optional<std::int64_t> gibibytes(const doc::Node& value) { return in_units_of(value, std::int64_t{1} << 30); }
std::optional<std::int64_t> mebibytes(const doc::Node& value) { return in_units_of(value, std::int64_t{1} << 20); }

std::optional<std::int64_t> milli(const doc::Node& value) {
  const auto quantity = quantity_in(value);
  return quantity ? bounded(quantity->milli_value(), kLargestCount * 1'000) : std::nullopt;
}

}  // namespace slipway::cost
