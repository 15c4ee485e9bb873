#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"

namespace slipway::catalog {

/// An AWS region as this catalogue knows it.
struct Region {
  std::string_view code;            // "eu-west-1"
  std::string_view name;            // "Europe (Ireland)"
  std::string_view partition;       // "aws", "aws-cn", "aws-us-gov": the first part of its ARNs
  std::vector<std::string> zones;   // "eu-west-1a", …: what a new account sees, in order
  std::string_view zone_id_prefix;  // "euw1": ids such as euw1-az1; which letter is which id differs by account
  std::optional<Money> assumed_price_factor;  // on-demand over us-east-1 where no price of the region is known
  std::string_view note;
};

/// All known regions, by code.
std::span<const Region> regions();

/// nullptr when it is none of them.
const Region* find_region(std::string_view code);
/// The region a zone ("us-west-2a") lies in, when the region is known, whether it has this letter or not.
const Region* region_of_zone(std::string_view zone);
bool has_zone(const Region& region, std::string_view zone);
/// Those of every account: older ones see letters that a new one does not, none behind the last of its zones.
std::vector<std::string> zones_of_any_account(const Region& region);

/// What was most likely meant by an unknown code.
std::optional<std::string_view> region_like(std::string_view written);

}  // namespace slipway::catalog
