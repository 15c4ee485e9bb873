#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "catalog/node_class.h"
#include "decide/karpenter/cluster.h"

namespace slipway::model {

/// What an hour of an instance type costs in the region, exact; offerings hold the same as binary fractions.
struct HourPrice {
  Money usd;
  bool is_estimate = false;
  std::string date;  // of the row it rests on: "2026-07-20"
};
struct TypePrices {
  std::optional<HourPrice> on_demand, spot;  // empty: nobody knows it, and Karpenter would not offer it
};

/// Where nodes may stand, and what is known of reserved capacity there.
struct Place {
  std::string region;              // REQUIRES: catalog::find_region knows it
  std::vector<std::string> zones;  // of the subnets, where a node class does not tell; never empty
  // Id: instances left. Of a reservation that is not among these kFreeWhereUnsaid.
  std::map<std::string, std::int64_t, std::less<>> free_reservations = {};
};

/// Karpenter's own pools may take any type, those of EKS Auto Mode not.
enum class Whose : std::uint8_t { Karpenter, AutoMode };

/// EC2's instance types as Karpenter's AWS provider offers them to pools: the whole catalogue, resolved under a node
/// class, with an offering for each zone and way to buy it. Types are made once for node classes that make them alike.
/// Follows karpenter-provider-aws 1.14.1, pkg/providers/instancetype/offering; which zone has which type is not known
/// and taken to be all.
class Offers {
 public:
  /// `only`: names of the types to look at; empty: all.
  explicit Offers(Place place, std::set<std::string_view> only = {})
      : place_(std::move(place)), only_(std::move(only)) {}

  /// Indices of types(), by name. Types that the region is known not to offer are left out.
  std::vector<std::uint32_t> of(const catalog::NodeClass& node_class, Whose whose = Whose::Karpenter);

  std::vector<karpenter::InstanceType>& types() { return types_; }
  std::vector<TypePrices>& prices() { return prices_; }  // by type

 private:
  const TypePrices& prices_of(std::string_view type);
  void add_offerings(const catalog::NodeClass& node_class, const TypePrices& prices,
                     karpenter::InstanceType& type) const;

  Place place_;
  std::set<std::string_view> only_;
  std::vector<karpenter::InstanceType> types_;
  std::vector<TypePrices> prices_;
  std::map<std::string_view, TypePrices> by_name_;
  std::map<std::string, std::vector<std::uint32_t>> made_;  // by what a node class says that matters here
};

}  // namespace slipway::model
