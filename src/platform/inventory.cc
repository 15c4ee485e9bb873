#include "platform/inventory.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace slipway::platform {
namespace {

/// Terraform has resources for what AWS's own consoles show as a tab of another.
bool is_setting(std::string_view type) {
  constexpr std::string_view kEnds[] = {"_attachment", "_association",       "_policy", "_alias", "_tag",
                                        "_target",     "_policy_association"};
  constexpr std::string_view kStarts[] = {"aws_s3_bucket_", "aws_sqs_queue_", "aws_vpc_security_group_", "aws_ec2_tag"};
  return type == "aws_route" || std::ranges::any_of(kEnds, [&](auto end) { return type.ends_with(end); }) ||
         std::ranges::any_of(kStarts, [&](auto start) { return type.starts_with(start); });
}

Counted& entry(std::vector<Counted>& counted, std::string_view type, std::string_view kind) {
  const auto found = std::ranges::find(counted, type, &Counted::type);
  if (found != counted.end()) return *found;
  counted.push_back({std::string(kind), std::string(type), {}, is_setting(type)});
  return counted.back();
}

/// Where Terraform's word is not AWS's own.
constexpr std::pair<std::string_view, std::string_view> kAwsWords[] = {
    {"aws_acm_certificate", "certificate"},
    {"aws_cloudwatch_event_rule", "eventbridge rule"},
    {"aws_cloudwatch_event_target", "eventbridge target"},
    {"aws_cloudwatch_log_group", "log group"},
    {"aws_cloudwatch_metric_alarm", "alarm"},
    {"aws_cloudwatch_dashboard", "dashboard"},
    {"aws_db_instance", "rds instance"},
    {"aws_db_subnet_group", "rds subnet group"},
    {"aws_eip", "elastic ip"},
    {"aws_iam_openid_connect_provider", "oidc provider"},
    {"aws_lb", "load balancer"},
    {"aws_wafv2_web_acl", "waf web acl"},
};

}  // namespace

std::string kind_of(std::string_view terraform_type) {
  for (const auto& [type, word] : kAwsWords)
    if (type == terraform_type) return std::string(word);
  std::string kind(terraform_type.starts_with("aws_") ? terraform_type.substr(4) : terraform_type);
  std::ranges::replace(kind, '_', ' ');
  return kind;
}

Inventory count(const Graph& graph) {
  Inventory inventory;
  for (const auto& resource : graph.resources()) {
    if (resource.id.type.starts_with("data.")) continue;
    entry(inventory.aws, resource.id.type, kind_of(resource.id.type))
        .items.push_back({resource.id.name, resource.component, resource.origin});
  }
  for (const auto& object : graph.objects()) {
    const std::string space = object.namespace_();
    entry(inventory.kubernetes, object.api_version() + " " + object.kind(), object.kind())
        .items.push_back(
            {space.empty() ? object.name() : space + "/" + object.name(), object.component, object.origin});
  }
  for (const auto& release : graph.releases())
    entry(inventory.charts, release.chart, fmt::format("{} {}", release.chart, release.version))
        .items.push_back({release.namespace_ + "/" + release.name, release.component, release.origin});
  return inventory;
}

std::size_t total(const std::vector<Counted>& counted) {
  std::size_t sum = 0;
  for (const auto& kind : counted) sum += kind.items.size();
  return sum;
}

}  // namespace slipway::platform
