#include "components/parts/firewall.h"

namespace slipway::components {

namespace {

constexpr std::int64_t kRequestsInFiveMinutes = 2000;

doc::Map visibility(std::string_view name) {
  return {{"cloudwatch_metrics_enabled", true}, {"sampled_requests_enabled", true}, {"metric_name", name}};
}

doc::Map managed_rules(std::int64_t priority, std::string_view group) {
  doc::Map statement{{"vendor_name", "AWS"}, {"name", group}};
  // Prompts are longer than the 8 KiB that the common rules let a body have: that one only counts.
  if (group == "AWSManagedRulesCommonRuleSet")
    statement.set("rule_action_override",
                  doc::Map{{"name", "SizeRestrictions_BODY"}, {"action_to_use", doc::Map{{"count", doc::Map{}}}}});
  return {{"name", group},
          {"priority", priority},
          {"override_action", doc::Map{{"none", doc::Map{}}}},
          {"statement", doc::Map{{"managed_rule_group_statement", std::move(statement)}}},
          {"visibility_config", visibility(group)}};
}

doc::Map rate_limit(std::int64_t priority) {
  return {{"name", "rate-limit"},
          {"priority", priority},
          {"action", doc::Map{{"block", doc::Map{}}}},
          {"statement", doc::Map{{"rate_based_statement",
                                  doc::Map{{"limit", kRequestsInFiveMinutes}, {"aggregate_key_type", "IP"}}}}},
          {"visibility_config", visibility("rate-limit")}};
}

}  // namespace

platform::ResourceId add_firewall(Expansion& in, SourceRange origin) {
  doc::List rules;
  std::int64_t priority = 0;
  for (const auto group : {"AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet",
                           "AWSManagedRulesKnownBadInputsRuleSet"})
    rules.add(managed_rules(priority++, group));
  rules.add(rate_limit(priority));
  return in.add("aws_wafv2_web_acl", "edge",
                {{"name", in.platform.name.value + "-edge"},
                 {"scope", "REGIONAL"},
                 {"default_action", doc::Map{{"allow", doc::Map{}}}},
                 {"rule", std::move(rules)},
                 {"visibility_config", visibility("edge")}},
                origin);
}

}  // namespace slipway::components
