#include "ops/preflight/identity.h"

#include <fmt/core.h>

#include "base/text.h"

/// Credentials: whose they are, for how long, and whether they are those that the platform names.
namespace slipway::ops::preflight_checks {

namespace {

using platform::Checked;
using Outcome = Checked::Outcome;

constexpr const char* kPart = "credentials";

/// AWS takes signatures of five minutes to either side.
bool is_clocks_fault(const cloud::CallFailure& failure) {
  for (const char* said : {"Signature expired", "Signature not yet current", "earlier than", "later than"})
    if (failure.message.find(said) != std::string::npos) return true;
  return failure.code == "RequestTimeTooSkewed" || failure.code == "RequestExpired" ||
         failure.code == "RequestInTheFuture";
}

/// What an apply takes until its last answer of AWS, by what is slowest to be made.
int minutes_of_apply(const platform::Graph& graph) {
  int minutes = 10;
  const auto at_least = [&](const char* type, int needed) {
    if (!graph.of_type(type).empty()) minutes = std::max(minutes, needed);
  };
  at_least("aws_eks_cluster", 30);
  at_least("aws_db_instance", 40);
  at_least("aws_rds_cluster", 40);
  at_least("aws_elasticache_replication_group", 40);
  at_least("aws_fsx_lustre_file_system", 40);
  return minutes;
}

Checked duration(const platform::Graph& graph, const cloud::Credentials& credentials, std::int64_t now) {
  const int needed = minutes_of_apply(graph);
  Checked check{kPart, "the keys outlive an apply", Outcome::Ok};
  if (credentials.until == 0) {
    check.found = "they do not say that they end";
    return check;
  }
  const std::int64_t left = (credentials.until - now) / 60'000;
  check.found = fmt::format("{} minutes left, from {}", left, credentials.source);
  if (left >= needed) return check;
  check.outcome = Outcome::Warned;
  check.why = fmt::format(
      "making this platform can take {} minutes; when keys end in the middle, Terraform stops and the "
      "same command goes on after a new login",
      needed);
  check.fix = "log in anew before apply, or ask for a longer session (duration_seconds of the profile)";
  return check;
}

}  // namespace

Identity identity(const platform::Graph& graph, const PreflightDoors& doors) {
  Identity who;
  Checked keys{kPart, "AWS knows who asks", Outcome::Failed};
  const auto credentials = doors.chain.get();
  if (!credentials) {
    keys.found = credentials.error().message;
    keys.why = "nothing can be asked of AWS or made there";
    keys.fix = credentials.error().fix;
    who.checks.push_back(std::move(keys));
    return who;
  }
  const auto answer = doors.aws.call("sts", "GetCallerIdentity", {});
  if (!answer) {
    const auto& failure = answer.error();
    if (is_clocks_fault(failure)) {
      keys.claim = "this machine's clock agrees with AWS's";
      keys.why = "AWS refuses what was signed more than five minutes ago or ahead";
      keys.fix = "set the clock: timedatectl set-ntp true (in a container, that of its host)";
    } else {
      keys.why = "nothing can be asked of AWS or made there";
      keys.fix = failure.fix;
    }
    keys.found = failure.message;
    who.checks.push_back(std::move(keys));
    return who;
  }
  const doc::Node& said = answer->root();
  who.account = said["Account"].text();
  who.arn = said["Arn"].text();
  const auto parts = split(who.arn, ':');
  who.partition = parts.size() > 1 ? std::string(parts[1]) : "aws";
  if (who.account.empty() || parts.size() < 6) {
    keys.found = "an answer without an account";
    keys.why = "nothing can be asked of AWS or made there";
    keys.fix = "is there a proxy in between? aws sts get-caller-identity";
    who.checks.push_back(std::move(keys));
    return who;
  }
  who.is_known = true;
  keys.outcome = Outcome::Ok;
  keys.found = fmt::format("{} (from {})", who.arn, credentials->source);
  if (parts[5] == "root") {
    keys.outcome = Outcome::Warned;
    keys.why = "the account's root user may do everything and cannot be limited";
    keys.fix = "make a role for deployments: slipway render --deployer-policy prints what it needs";
  }
  who.checks.push_back(std::move(keys));
  const std::string& wanted = graph.setting.account_id;
  if (!wanted.empty()) {
    Checked account{kPart, "they are of account " + wanted, Outcome::Ok, "account " + who.account};
    if (wanted != who.account) {
      account.outcome = Outcome::Failed;
      account.why = "platform.yaml names the account, and Terraform refuses every other one";
      account.fix = "take the profile of that account (--profile, AWS_PROFILE), or change aws.accountId";
    }
    who.checks.push_back(std::move(account));
  }
  who.checks.push_back(duration(graph, *credentials, doors.clock.now()));
  return who;
}

}  // namespace slipway::ops::preflight_checks
