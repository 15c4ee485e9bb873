#include "cost/prices.h"

#include <array>
#include <utility>

#include "catalog/on_demand_price.h"
#include "catalog/service_prices.h"
#include "catalog/spot_price.h"

namespace slipway::cost {
namespace {

/// Services as AWS writes them on a bill; those that are missing here are written as their key.
constexpr std::array kNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"alb", "application load balancer"},
    {"api-gateway", "API Gateway"},
    {"cloudwatch", "CloudWatch"},
    {"data-transfer", "data transfer"},
    {"dynamodb", "DynamoDB"},
    {"ebs", "EBS"},
    {"ecr", "ECR"},
    {"efs", "EFS"},
    {"eks", "EKS"},
    {"elasticache", "ElastiCache"},
    {"eventbridge", "EventBridge"},
    {"fargate", "Fargate"},
    {"fsx-lustre", "FSx for Lustre"},
    {"grafana", "Managed Grafana"},
    {"kms", "KMS"},
    {"lambda", "Lambda"},
    {"nat-gateway", "NAT gateway"},
    {"nlb", "network load balancer"},
    {"prometheus", "Managed Prometheus"},
    {"public-ipv4", "public IPv4 address"},
    {"rds", "RDS"},
    {"route53", "Route 53"},
    {"s3", "S3"},
    {"secrets-manager", "Secrets Manager"},
    {"sns", "SNS"},
    {"sqs", "SQS"},
    {"vpc-endpoint", "VPC endpoint"},
    {"waf", "WAF"},
});

std::string name_of(std::string_view service) {
  for (const auto& [key, name] : kNames)
    if (key == service) return std::string(name);
  return std::string(service);
}

PriceRow row_of(catalog::Price price, std::string what) {
  if (!price.note.empty()) what += " (" + price.note + ")";
  return {std::move(what),         price.amount,          std::move(price.unit), std::move(price.listed_region),
          std::move(price.source), std::move(price.date), price.is_estimate,     std::move(price.how)};
}

std::optional<PriceRow> row_of(std::optional<catalog::Price> price, std::string what) {
  if (!price) return std::nullopt;
  return row_of(*std::move(price), std::move(what));
}

}  // namespace

bool Prices::knows_region() const { return catalog::general_factor(region_).has_value(); }

std::optional<PriceRow> Prices::service(std::string_view key) const {
  const auto slash = key.find('/');
  const auto service = key.substr(0, slash);
  const auto rest = slash == std::string_view::npos ? std::string_view{} : key.substr(slash + 1);
  return row_of(catalog::service_price(service, rest, region_), name_of(service) + ' ' + std::string(rest));
}

std::optional<PriceRow> Prices::on_demand(std::string_view instance_type) const {
  return row_of(catalog::on_demand_price(instance_type, region_), "EC2 " + std::string(instance_type) + " on-demand");
}

std::optional<PriceRow> Prices::spot(std::string_view instance_type) const {
  return row_of(catalog::spot_price(instance_type, region_), "EC2 " + std::string(instance_type) + " spot");
}

std::optional<PriceRow> Prices::auto_mode_fee(std::string_view instance_type) const {
  return row_of(catalog::auto_mode_fee(instance_type, region_), "EKS Auto Mode fee of " + std::string(instance_type));
}

}  // namespace slipway::cost
