#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/resource_list.h"

namespace slipway::karpenter {

/// An amount of a resource in billionths of its unit: exact for whatever Kubernetes can store.
using Amount = __int128;
Amount to_amount(const kube::Quantity& quantity);

/// Resource names as column numbers.
class Columns {
 public:
  std::uint32_t intern(std::string_view name);
  const std::string& name(std::uint32_t column) const { return names_[column]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

/// Some resources and their amounts, by column: each once.
using Amounts = std::vector<std::pair<std::uint32_t, Amount>>;
Amounts to_amounts(const kube::ResourceList& list, Columns& columns);
Amount amount_of(const Amounts& amounts, std::uint32_t column);  // 0 when it is not among them

/// An amount for every column; what is not spoken of is 0.
class AmountRow {
 public:
  Amount operator[](std::uint32_t column) const { return column < amounts_.size() ? amounts_[column] : 0; }
  void add(const Amounts& more);
  void subtract(const Amounts& less);
  bool has_negative() const;
  /// Every amount fits: none is larger than what is here, and nothing here is negative.
  bool fits(const Amounts& wanted) const;

 private:
  Amount& at(std::uint32_t column);
  std::vector<Amount> amounts_;
};

}  // namespace slipway::karpenter
