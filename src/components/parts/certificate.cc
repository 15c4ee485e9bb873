#include "components/parts/certificate.h"

#include "components/parts/chart_values.h"

namespace slipway::components {

namespace {

/// There is one name, so one record: the set has one element.
doc::Value validation(const platform::ResourceId& certificate, std::string_view field) {
  return doc::Expression{"tolist(" + certificate.to_string() + ".domain_validation_options)[0]." + std::string(field)};
}

}  // namespace

doc::Value hosted_zone_id(Expansion& in, const spec::Edge& edge) {
  const auto& zone = edge.hosted_zone.value;
  if (zone.empty()) return nullptr;
  if (zone.find('.') == std::string::npos) return zone;
  return in.add_data("aws_route53_zone", "edge", {{"name", zone}}).attribute("zone_id");
}

std::string certificate_of(Expansion& in, const spec::Edge& edge) {
  if (edge.certificate.value == "none") return "";
  if (edge.certificate.value.starts_with("arn:")) return edge.certificate.value;
  const auto where = edge.certificate.where ? edge.certificate.where : edge.where;
  const auto certificate = in.add("aws_acm_certificate", "edge",
                                  {{"domain_name", edge.host.value},
                                   {"validation_method", "DNS"},
                                   {"lifecycle", doc::Map{{"create_before_destroy", true}}}},
                                  where);
  auto zone = hosted_zone_id(in, edge);
  if (zone.is_null()) return certificate.interpolated("arn");
  const auto record = in.add("aws_route53_record", "edge_validation",
                             {{"zone_id", std::move(zone)},
                              {"name", validation(certificate, "resource_record_name")},
                              {"type", validation(certificate, "resource_record_type")},
                              {"records", chart_values::only(validation(certificate, "resource_record_value"))},
                              {"ttl", 60},
                              {"allow_overwrite", true}},
                             where);
  const auto validated = in.add("aws_acm_certificate_validation", "edge",
                                {{"certificate_arn", certificate.attribute("arn")},
                                 {"validation_record_fqdns", chart_values::only(record.attribute("fqdn"))}},
                                where);
  return validated.interpolated("certificate_arn");
}

}  // namespace slipway::components
