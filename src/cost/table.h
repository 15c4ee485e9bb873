#pragma once

#include <span>
#include <string_view>

#include "cost/pricing.h"

namespace slipway::cost {

/// Who prices a Terraform resource type; `price` is nullptr for a type that costs nothing by itself.
struct ResourceRow {
  std::string_view type;
  void (*price)(const platform::Resource& resource, Pricing& in) = nullptr;
};
/// Who prices a kind of native objects. Kinds that are not here cost nothing by themselves: they run on nodes.
struct ObjectRow {
  std::string_view kind;
  void (*price)(const platform::Object& object, Pricing& in);
};

/// Sorted by type, each once.
std::span<const ResourceRow> resource_rows();
std::span<const ObjectRow> object_rows();

/// nullptr: in no row, so that its price is not known. Data sources and other providers' resources (helm_release,
/// kubernetes_…, random_…) share one free row each.
const ResourceRow* find_row(std::string_view type);
const ObjectRow* find_object_row(std::string_view kind);

}  // namespace slipway::cost
