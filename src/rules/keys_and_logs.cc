#include <fmt/core.h>

#include <algorithm>

#include "rules/plans/managed_group.h"
#include "rules/plans/policy.h"
#include "rules/rule.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;

/// Whether CloudWatch Logs of the region ("" unknown) is let use a key: a Service principal of that region or of all.
bool lets_logs_use(const PolicyDocument& policy, std::string_view region) {
  const std::string here = fmt::format("logs.{}.amazonaws.com", region);
  return std::ranges::any_of(policy.statements, [&](const PolicyStatement& statement) {
    return statement.allows && std::ranges::any_of(statement.principals, [&](const auto& principal) {
             if (principal.first != "Service" || !principal.second.starts_with("logs.")) return false;
             return region.empty() || principal.second.starts_with(here) ||
                    principal.second.starts_with("logs.amazonaws.com") ||
                    principal.second.find('*') != std::string::npos;
           });
  });
}

/// Of a resource: its own region, or its provider's where that is the plan's only one; "" else.
std::string_view region_of(const Plan& plan, const PlannedResource& resource) {
  if (const Node& own = resource["region"]; own.is_string()) return own.text();
  const std::string_view provider = plan.configured(resource)["provider_config_key"].text();
  return provider.find('.') == std::string_view::npos ? plan.region() : std::string_view();
}

/// Whether somebody may still change the policy of the key: the account's root stands for whoever IAM gives the right.
bool has_administrator(const PolicyDocument& policy) {
  return std::ranges::any_of(policy.statements, [](const PolicyStatement& statement) {
    if (!statement.allows || !statement.grants("kms:PutKeyPolicy")) return false;
    return std::ranges::any_of(statement.principals, [](const auto& principal) {
      return principal.first == "AWS" || principal.second == "*";
    });
  });
}

/// Keys that an argument leads to.
std::vector<const PlannedResource*> keys(const Plan& plan, const PlannedResource& from,
                                         std::initializer_list<std::string_view> path) {
  std::vector<const PlannedResource*> found = plan.linked(from, path);
  std::erase_if(found, [](const PlannedResource* each) { return each->type != "aws_kms_key"; });
  return found;
}

void check_log_key(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* group : plan.of("aws_cloudwatch_log_group"))
      for (const PlannedResource* key : keys(plan, *group, {"kms_key_id"})) {
        const Node& text = (*key)["policy"];
        const PolicyDocument policy = read_policy(text);
        // A key without a policy of its own has the account's root only; a policy that is known later may say anything.
        const bool is_default = text.is_absent() && (*key->expressions)["policy"].is_absent();
        const std::string_view region = region_of(plan, *group);
        if ((!policy.is_known && !is_default) || lets_logs_use(policy, region)) continue;
        if (!plan.of("aws_kms_key_policy").empty()) continue;
        if (lets_logs_use(policy, "")) {
          findings.say(text.where(),
                       fmt::format("the policy of {} lets CloudWatch Logs of another region use it, not of {}",
                                   key->address, region),
                       fmt::format("log group {} is in {}", (*group)["name"].text(), region));
          continue;
        }
        findings.say(group->where(),
                     fmt::format("log group {} is encrypted with {}, whose policy does not let CloudWatch Logs use it",
                                 (*group)["name"].text(), key->address));
      }
}

void check_key_administrator(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* key : plan.of("aws_kms_key")) {
      const Node& text = (*key)["policy"];
      const PolicyDocument policy = read_policy(text);
      if (!policy.is_known || has_administrator(policy) || is_on((*key)["bypass_policy_lockout_safety_check"]))
        continue;
      findings.say(text.where(),
                   fmt::format("nobody may change the policy of {}: KMS refuses to make such a key", key->address));
    }
}

void check_deletion_window(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* cluster : plan.of("aws_eks_cluster"))
      for (const PlannedResource* key : keys(plan, *cluster, {"encryption_config", "provider", "key_arn"})) {
        const Node& days = (*key)["deletion_window_in_days"];
        if (number_or(days, 30) >= 14) continue;
        findings.say(days.where(),
                     fmt::format("{} days to notice that the key of the cluster's secrets is to be deleted",
                                 number_or(days, 30)));
      }
}

void check_retention(const Subject& subject, Findings& findings) {
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* group : plan.of("aws_cloudwatch_log_group")) {
      const Node& days = (*group)["retention_in_days"];
      if ((*group)["log_group_class"].text() == "DELIVERY") continue;  // kept for two days, whatever is said
      if (number_or(days, 0) != 0 || !Plan::references(*group, {"retention_in_days"}).empty()) continue;
      findings.say(place(*group, days), fmt::format("{} keeps its logs for ever", group->address));
    }
}

const Rule kRules[] = {
    {"KEY001", "X-003-02", Severity::Error, "a log group with a key that CloudWatch Logs may not use",
     "CreateLogGroup with a customer key fails unless the key's policy lets logs.<region>.amazonaws.com encrypt and "
     "decrypt with it.",
     "add a statement with that principal, kms:Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey*, Describe*, and a "
     "condition on "
     "kms:EncryptionContext:aws:logs:arn",
     "CloudWatch Logs user guide, encrypt-log-data-kms", check_log_key},
    {"KEY002", "X-003-02", Severity::Error, "a key that nobody may administer",
     "A policy without anybody who may change it locks the key for good; KMS refuses it (MalformedPolicyDocument).",
     "a statement that allows kms:* to arn:aws:iam::<account>:root",
     "KMS API CreateKey, BypassPolicyLockoutSafetyCheck", check_key_administrator},
    {"KEY003", "X-003-03", Severity::Warning, "a short deletion window on the cluster's key",
     "Without the key the cluster's secrets cannot be read again, by anybody. 7 days is the least that KMS takes, 30 "
     "the default.",
     "deletion_window_in_days = 30", "KMS API ScheduleKeyDeletion", check_deletion_window},
    {"LOG001", "", Severity::Warning, "logs that are kept for ever",
     "Without retention_in_days CloudWatch deletes nothing: what was written once is paid each month, and logs of "
     "training and of the control plane grow without end.",
     "set retention_in_days: 30, or as long as somebody reads them",
     "CloudWatch Logs API PutRetentionPolicy; checkov CKV_AWS_66", check_retention},
};

}  // namespace

std::span<const Rule> key_rules() { return kRules; }

}  // namespace slipway::rules
