#pragma once

#include <string_view>

/// The files of data/, compiled in: UTF-8, comma separated, LF, one header line. README.md says where each is from.
namespace slipway::catalog::embedded {

std::string_view chart_keys();
std::string_view chart_schemas();
std::string_view component_versions();
std::string_view ebs_volume_types();
std::string_view efa_layouts();
std::string_view eks_versions();
std::string_view instance_types();
std::string_view prices_on_demand();
std::string_view prices_on_demand_p_family_regions();
std::string_view prices_on_demand_regions();
std::string_view regions();
std::string_view service_prices();
std::string_view sources();
std::string_view spot_defaults_by_family();
std::string_view spot_discount();
std::string_view spot_price_p_family_az();

}  // namespace slipway::catalog::embedded
