#include "decide/karpenter/amounts.h"

#include <algorithm>

namespace slipway::karpenter {

Amount to_amount(const kube::Quantity& quantity) {
  if (const auto whole = quantity.as_int64()) return Amount{*whole} * 1'000'000'000;
  if (const std::int64_t milli = quantity.milli_value(); kube::Quantity::milli(milli) == quantity)
    return Amount{milli} * 1'000'000;
  // All digits: "-12.5". What is beyond 128 bits is the nearest that is not.
  constexpr Amount kMost = static_cast<Amount>(~static_cast<unsigned __int128>(0) >> 3);
  const std::string text = quantity.to_decimal_string();
  Amount out = 0;
  int decimals = -1;
  for (char c : text) {
    if (c == '.') decimals = 0;
    if (c < '0' || c > '9') continue;
    if (decimals == 9) break;
    out = std::min(kMost, out * 10 + (c - '0'));
    if (decimals >= 0) ++decimals;
  }
  for (int i = std::max(decimals, 0); i < 9; ++i) out = out > kMost / 10 ? kMost : out * 10;
  return text.starts_with('-') ? -out : out;
}

std::uint32_t Columns::intern(std::string_view name) {
  const auto known = std::find(names_.begin(), names_.end(), name);
  if (known != names_.end()) return static_cast<std::uint32_t>(known - names_.begin());
  names_.emplace_back(name);
  return static_cast<std::uint32_t>(names_.size() - 1);
}

Amounts to_amounts(const kube::ResourceList& list, Columns& columns) {
  Amounts out;
  out.reserve(list.size());
  for (const auto& [name, quantity] : list) out.emplace_back(columns.intern(name), to_amount(quantity));
  return out;
}

Amount amount_of(const Amounts& amounts, std::uint32_t column) {
  for (const auto& [other, amount] : amounts)
    if (other == column) return amount;
  return 0;
}

Amount& AmountRow::at(std::uint32_t column) {
  if (column >= amounts_.size()) amounts_.resize(column + 1, 0);
  return amounts_[column];
}
void AmountRow::add(const Amounts& more) {
  for (const auto& [column, amount] : more) at(column) += amount;
}
void AmountRow::subtract(const Amounts& less) {
  for (const auto& [column, amount] : less) at(column) -= amount;
}
bool AmountRow::has_negative() const {
  return std::any_of(amounts_.begin(), amounts_.end(), [](Amount one) { return one < 0; });
}
bool AmountRow::fits(const Amounts& wanted) const {
  return !has_negative() && std::all_of(wanted.begin(), wanted.end(),
                                        [this](const auto& one) { return one.second <= (*this)[one.first]; });
}

}  // namespace slipway::karpenter
