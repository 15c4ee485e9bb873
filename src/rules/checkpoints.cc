#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "rules/rule.h"

/// Checkpoints of training jobs against the rights of the jobs' roles.
namespace slipway::rules {
namespace {

using spec::Platform;
using subject::Subject;

/// Does a bucket of the platform have this name? Without bucketName the account's id ends it, which may be unknown.
bool is_called(const Platform& platform, std::string_view name, const spec::Bucket& bucket, std::string_view written) {
  if (!bucket.bucket_name.value.empty()) return bucket.bucket_name.value == written;
  const std::string begin = fmt::format("{}-{}-", platform.name.value, name);
  if (!written.starts_with(begin)) return false;
  const std::string_view account = written.substr(begin.size());
  if (!platform.aws.account_id.value.empty()) return account == platform.aws.account_id.value;
  constexpr std::size_t kDigits = 12;
  return account.size() == kDigits && account.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A grant's target: bucket/NAME, an ARN of S3, or s3:PATTERN.
bool covers(const Platform& platform, std::string_view to, std::string_view bucket) {
  if (to == "*") return true;
  if (to.starts_with("bucket/")) {
    const spec::Bucket* named = platform.buckets.find(to.substr(7));
    return named && is_called(platform, to.substr(7), *named, bucket);
  }
  constexpr std::string_view kArn = ":s3:::";
  if (const auto at = to.find(kArn); to.starts_with("arn:") && at != to.npos)
    to.remove_prefix(at + kArn.size());
  else if (to.starts_with("s3:"))
    to.remove_prefix(3);
  else
    return false;
  to = to.substr(0, to.find('/'));
  const auto star = to.find('*');
  return star == to.npos ? to == bucket : bucket.starts_with(to.substr(0, star));
}

bool writes(const spec::Grant& grant) {
  return std::ranges::any_of(grant.actions, [](const spec::Text& action) {
    for (const char* word : {"write", "manage", "s3:PutObject", "s3:Put*", "s3:*", "*"})
      if (action.value == word) return true;
    return false;
  });
}

struct Taken {
  std::string name;
  const spec::Role* role = nullptr;
};

/// The role that is named, or the one that the job's service account has.
Taken role_of(const Platform& platform, std::string_view job, const spec::Training& training) {
  if (const std::string& name = training.role.value; !name.empty()) return {name, platform.roles.find(name)};
  const std::string account =
      fmt::format("{}/{}", training.name_space.value,
                  training.service_account.value.empty() ? job : training.service_account.value);
  for (const auto& [name, role] : platform.roles)
    for (const spec::Text& one : role.service_accounts)
      if (one.value == account) return {name.value, &role};
  return {};
}

void check_checkpoints(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform) return;
  for (const auto& [job, training] : platform->training) {
    constexpr std::string_view kScheme = "s3://";
    std::string_view bucket = training.checkpoints.value;
    if (!bucket.starts_with(kScheme)) continue;
    bucket = bucket.substr(kScheme.size(), bucket.find('/', kScheme.size()) - kScheme.size());
    const Taken taken = role_of(*platform, job.value, training);
    if (!taken.name.empty() && !taken.role) continue;  // a name that leads nowhere is said already
    // What policies of others allow nobody knows here.
    if (taken.role && !taken.role->managed_policies.empty()) continue;
    const auto allows = [&](const spec::Grant& grant) {
      return writes(grant) && covers(*platform, grant.to.value, bucket);
    };
    if (taken.role && std::ranges::any_of(taken.role->allow, allows)) continue;
    std::string named, hint;
    for (const auto& [name, one] : platform->buckets) {
      if (is_called(*platform, name.value, one, bucket)) named = "bucket/" + name.value;
      if (one.bucket_name.value.empty() && bucket == fmt::format("{}-{}", platform->name.value, name.value))
        hint = fmt::format("buckets.{} is called {}-<account id>: give it a bucketName", name.value, bucket);
    }
    findings.say(training.checkpoints.where,
                 taken.role ? fmt::format("role {} may not write to {}", taken.name, bucket)
                            : fmt::format("{} has no role: nothing lets it write to {}", job.value, bucket),
                 hint,
                 fmt::format("{}allow: [{{to: {}, actions: [read, write]}}]",
                             taken.role ? fmt::format("roles.{}.", taken.name) : "role: NAME, and roles.NAME.",
                             named.empty() ? fmt::format("\"arn:aws:s3:::{}\"", bucket) : named));
  }
}

const Rule kRules[] = {
    {"PLAT012", "", Severity::Warning, "checkpoints that nobody may write",
     "The job finds out at its first checkpoint, after the hours before it are paid for. A bucket without bucketName "
     "ends in the account's id: <platform>-<name>-<account id>.",
     "let the job's role write to the bucket", "IAM: what no policy allows is denied; components/buckets.cc",
     check_checkpoints},
};

}  // namespace

std::span<const Rule> checkpoints_rules() { return kRules; }

}  // namespace slipway::rules
