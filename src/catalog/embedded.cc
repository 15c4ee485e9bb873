#include "catalog/embedded.h"

#define SLIPWAY_EMBEDDED(name)                                                                        \
  extern "C" const char slipway_catalog_##name##_begin[];                                             \
  extern "C" const char slipway_catalog_##name##_end[];                                               \
  std::string_view slipway::catalog::embedded::name() {                                               \
    return {slipway_catalog_##name##_begin,                                                           \
            static_cast<std::size_t>(slipway_catalog_##name##_end - slipway_catalog_##name##_begin)}; \
  }

SLIPWAY_EMBEDDED(chart_keys)
SLIPWAY_EMBEDDED(chart_schemas)
SLIPWAY_EMBEDDED(component_versions)
SLIPWAY_EMBEDDED(ebs_volume_types)
SLIPWAY_EMBEDDED(efa_layouts)
SLIPWAY_EMBEDDED(eks_versions)
SLIPWAY_EMBEDDED(instance_types)
SLIPWAY_EMBEDDED(prices_on_demand)
SLIPWAY_EMBEDDED(prices_on_demand_p_family_regions)
SLIPWAY_EMBEDDED(prices_on_demand_regions)
SLIPWAY_EMBEDDED(regions)
SLIPWAY_EMBEDDED(service_prices)
SLIPWAY_EMBEDDED(sources)
SLIPWAY_EMBEDDED(spot_defaults_by_family)
SLIPWAY_EMBEDDED(spot_discount)
SLIPWAY_EMBEDDED(spot_price_p_family_az)
